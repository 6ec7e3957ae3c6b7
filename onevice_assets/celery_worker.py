"""What a Celery worker runs: `celery --app onevice_assets.celery_worker worker --queues free,paid`.

One step at a time and process: `--concurrency 1`; more workers, not more in one, is how it grows.
The settings are those of the run (`executors.py`); the code location is loaded once a process, so
a worker is started anew after an update, as the code server is.
"""

from __future__ import annotations

import os

from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task

from onevice_assets.executors import celery_settings
from resources.registry import silence_telemetry

silence_telemetry()
app = make_app(celery_settings(os.environ))
execute_step = create_task(app)
