# The platform, for docker-compose.yml: one image for migrations, code server, webserver and daemon.
FROM python:3.11.15-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VIRTUAL_ENV=/opt/onevice \
    PATH=/opt/onevice/bin:$PATH \
    ONEVICE_HOME=/var/lib/onevice \
    DAGSTER_HOME=/opt/dagster

# reports are printed to PDF by it
RUN apt-get update && apt-get install -y --no-install-recommends chromium \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /var/lib/onevice --create-home onevice \
    && python -m venv /opt/onevice

WORKDIR /src
COPY requirements.lock ./
RUN sed -n '/^uv==/,/^    #/{/^    #/!p;}' requirements.lock > uv.lock.txt \
    && pip install --no-cache-dir --require-hashes --requirement uv.lock.txt \
    && uv pip sync --no-cache --require-hashes requirements.lock

COPY pyproject.toml README.md dagster.yaml ./
COPY onevice_assets onevice_assets
COPY resources resources
COPY sensors sensors
COPY dbt dbt
COPY examples examples
RUN uv pip install --no-cache --no-deps --no-build-isolation . && rm -rf /src

# beside the project it was compiled from: the home is a volume, which outlives the image
RUN ONEVICE_HOME=/tmp/setup onevice setup \
    && mv /tmp/setup/dbt "$(python -c 'from resources.dbt_project import project_folder as at; print(at())')/target" \
    && rm -rf /tmp/setup

COPY deploy/dagster /opt/dagster
RUN chown onevice /opt/dagster
USER onevice
WORKDIR /var/lib/onevice
