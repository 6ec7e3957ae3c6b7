"""What a process tells of its work while it works: log lines with ids, spans of a trace.

    at_work.py   what is at work here: run, step, partition, response (context variables)
    logs.py      log lines as JSON where ONEVICE_LOG_FORMAT=json
    traces.py    spans where OTEL_EXPORTER_OTLP_ENDPOINT names a collector
    step_log.py  the handler that Dagster's settings name: knows of steps, feeds both
    count_requests.py   how often our HTTP doors answered, and how

Other metrics of a process are in `resources/resilience/metrics.py`, of the platform in
`onevice_assets/observing`.
"""
