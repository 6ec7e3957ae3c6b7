-- Dagster's own storage: runs, events, schedules. Beside the platform's database, not in it.
CREATE DATABASE dagster;
