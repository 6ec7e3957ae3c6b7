# Everything a person needs; `make help` lists it. Python 3.11 to 3.13 is all that must be there.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
WORKERS ?= 3
AUDIT := 2.10.1
STAMP := .venv/.installed
MANIFEST := dbt/target/manifest.json

.DEFAULT_GOAL := help
.PHONY: help setup run backfill ui test test-e2e test-servers lint types pytest format bench drill sbom audit lock

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

setup: $(STAMP) ## install the locked environment into .venv (the others call it)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed and none was found on the PATH. Install one, or name it: make setup PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Setting up .venv with $(PYTHON): 2.1 GB, a minute or more …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/^    #/{/^    #/!p;}' requirements.lock >.venv/.uv.lock
	@$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement .venv/.uv.lock
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/onevice setup
	@touch $@

$(MANIFEST): $(STAMP) $(shell find dbt -type f -not -path 'dbt/target/*' -not -path 'dbt/logs/*')
	@$(BIN)/onevice setup
	@touch $@

run: $(STAMP) ## the main job; SITE=… BRAND=… COMPETITORS="A,B" DAY=… SAMPLES=… MAX_USD=…
	@$(BIN)/onevice run

backfill: $(STAMP) ## days that are missing; FROM=2026-10-01 TO=2026-10-30 [SITE=…], repeat it to go on
	@$(BIN)/onevice backfill

ui: $(STAMP) ## Dagster's UI with every asset, run and chart
	@$(BIN)/onevice ui

# the tests start hundreds of processes: what they compile is kept, and out of the tree
test test-e2e test-servers pytest types bench drill: export PYTHONDONTWRITEBYTECODE :=
test test-e2e test-servers pytest types bench drill: export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/pycache

test: $(STAMP) lint ## lint, types and tests
	@$(MAKE) --no-print-directory --jobs 2 types pytest

test-e2e: $(STAMP) $(MANIFEST) ## the installed program and pages in Chromium, from outside (minutes)
	@$(BIN)/python -m tests.once_more --e2e -n 2 --dist loadfile --no-loadscope-reorder

test-servers: $(STAMP) $(MANIFEST) ## tests of the stores on real servers, installed into .cache/servers (minutes)
	@$(BIN)/python -m tests.servers --processes 2

lint: $(STAMP) ## ruff: style, names, docstrings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP) ## mypy --strict on the three packages
	@$(BIN)/mypy

pytest: $(STAMP) $(MANIFEST) ## every test that can run here, but those of test-e2e and test-servers
	@$(BIN)/python -m tests.once_more -n $(WORKERS) --dist loadfile --no-loadscope-reorder

format: $(STAMP) ## let ruff mend what it can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(STAMP) ## the figures of docs/benchmarks (minutes)
	@$(BIN)/onevice bench brand-states --full
	@$(BIN)/onevice bench intervals --full
	@$(BIN)/onevice bench marts --full
	@$(BIN)/onevice bench projections --full
	@$(BIN)/onevice bench talent

drill: $(STAMP) $(MANIFEST) ## tests that compare times, ranges against single days, a day under a real daemon, a month with every fault, an erasure, real servers killed (hours; the last as root)
	@$(BIN)/python -m pytest --timed
	@$(BIN)/python -m tests.drills.drill_backfill --to docs/benchmarks/backfill.json
	@$(BIN)/python -m tests.drills.drill_daemon --to docs/benchmarks/daemon.json
	@$(BIN)/python -m tests.drills.drill_month --to docs/benchmarks/month.json
	@$(BIN)/python -m tests.drills.drill_erasure --to docs/benchmarks/erasure.json
	@$(BIN)/python -m tests.drills.drill_faults --to docs/benchmarks/faults.json

sbom: $(STAMP) ## dist/sbom.cdx.json (CycloneDX) and dist/licences.tsv of what is locked
	@$(BIN)/python -m scripts.write_sbom --to dist

audit: $(STAMP) ## known holes in what is locked; asks the advisory database on the network
	@$(BIN)/uv tool run --quiet --from pip-audit==$(AUDIT) pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock \
		|| { echo "Not clean: either a package above has a known hole (raise it in pyproject.toml, then make lock), or the advisory database was not reached and nothing was audited: run make audit where the network is."; exit 1; }

lock: ## resolve requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra servers --extra celery --extra entertainment --extra campaigns --extra operations --extra telemetry --group dev --group local-model --universal \
		--generate-hashes --no-emit-index-url -o requirements.lock
