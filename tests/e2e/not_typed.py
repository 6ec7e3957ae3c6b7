"""The commands of our documents that no test types as they stand there, and why."""

from __future__ import annotations

NOT_TYPED: dict[tuple[str, ...], str] = {
    # they serve until they are stopped
    ("dashboard",): "serves: tests/onevice_assets/dashboard/test_serve.py",
    ("metrics", "serve"): "serves: tests/onevice_assets/observing/test_exporter.py",
    ("campaigns", "webhooks", "serve"): "serves: tests/onevice_assets/operations/test_door.py",
    # they take minutes, or money
    ("backfill",): "asks for thirty days: tests/onevice_assets/cli/test_backfill.py",
    ("bench",): "measures for minutes: tests/onevice_assets/operations/test_bench_timeline.py",
    (
        "evaluate",
    ): "needs labels, or minutes: tests/onevice_assets/brand_monitor/brand_states/test_evaluate.py",
    ("judge",): "asks another model: tests/onevice_assets/cli/test_judge.py",
    # a whole job each, seconds, in which tests of their own look at what comes out
    ("import-responses",): (
        "a job, 20 s: tests/onevice_assets/brand_monitor/responses/test_real_answers.py"
    ),
    ("documents", "add"): "a job: tests/onevice_assets/cli/test_documents.py",
    (
        "campaigns",
        "performance",
        "add",
    ): "a job: tests/onevice_assets/cli/test_campaigns_performance.py",
    (
        "campaigns",
        "rates",
        "set",
    ): "counts anew: tests/onevice_assets/cli/test_campaigns_performance.py",
    (
        "campaigns",
        "content",
        "link",
    ): "counts anew: tests/onevice_assets/campaigns/performance/test_whole_path.py",
    (
        "campaigns",
        "content",
        "archive",
    ): "counts anew: tests/onevice_assets/campaigns/performance/test_whole_path.py",
    ("campaigns", "purchases", "trace"): "a job: tests/onevice_assets/cli/test_campaigns.py",
    ("documents", "graph"): "a job: tests/onevice_assets/cli/test_documents.py",
    ("report",): "a whole page and its PDF: tests/e2e/test_main_job.py types it",
    # they take away what the other commands look at, or stop what they stand on
    ("down",): "stops the servers: tests/onevice_assets/cli/test_servers.py",
    ("erase",): "tests/onevice_assets/upkeep/erasure/test_erasure.py; typed where it is a dry run",
    ("retract",): "tests/onevice_assets/upkeep/erasure/test_erasure.py",
    ("restore",): "a second home: tests/onevice_assets/upkeep/backup/test_round_trip.py",
    # they need what is not here
    (
        "timeline",
        "graphiti",
    ): "needs a Neo4j: tests/onevice_assets/operations/graphiti/test_load_facts.py",
    ("spend", "reconcile"): "needs a real bill: tests/onevice_assets/cli/test_spend.py",
    (
        "retention",
        "archive",
        "restore",
    ): "needs an archive: tests/onevice_assets/cli/test_retention.py",
    ("backup", "keys", "--new", "/var/lib/onevice/backup.key"): "a folder of the machine's",
}


def why_not(words: tuple[str, ...]) -> str:
    """Why a command is not typed; nothing where it is."""
    if "--dry-run" in words:
        return ""
    return next((why for one, why in NOT_TYPED.items() if words[: len(one)] == one), "")
