"""The commands of our documents that no test types as they stand there, and why."""

from __future__ import annotations

_CLI = "tests/onevice_assets/cli"
_ERASED = "tests/onevice_assets/upkeep/erasure/test_erasure.py"
_COUNTED = "tests/onevice_assets/campaigns/performance/test_whole_path.py"

NOT_TYPED: dict[str, str] = {
    # they serve until they are stopped
    "dashboard": "serves: tests/onevice_assets/dashboard/test_serve.py",
    "metrics serve": "serves: tests/onevice_assets/observing/test_exporter.py",
    "campaigns webhooks serve": "serves: tests/onevice_assets/operations/test_door.py",
    # they take minutes, or money
    "backfill": f"asks for thirty days: {_CLI}/test_backfill.py",
    "bench": "measures for minutes: tests/onevice_assets/operations/test_bench_timeline.py",
    "evaluate": "wants labels: tests/onevice_assets/brand_monitor/brand_states/test_evaluate.py",
    "judge": f"asks another model: {_CLI}/test_judge.py",
    # a whole job each, seconds, in which tests of their own look at what comes out
    "import-responses": "tests/onevice_assets/brand_monitor/responses/test_real_answers.py",
    "report": "a page and its PDF: tests/e2e/test_main_job.py types it",
    "documents add": f"a job: {_CLI}/test_documents.py",
    "documents graph": f"a job: {_CLI}/test_documents.py",
    "campaigns performance add": f"a job: {_CLI}/test_campaigns_performance.py",
    "campaigns rates set": f"counts anew: {_CLI}/test_campaigns_performance.py",
    "campaigns content link": f"counts anew: {_COUNTED}",
    "campaigns content archive": f"counts anew: {_COUNTED}",
    "campaigns purchases trace": f"a job: {_CLI}/test_campaigns.py",
    # they take away what the other commands look at, or stop what they stand on
    "down": f"stops the servers: {_CLI}/test_servers.py",
    "erase": f"typed where it is a dry run: {_ERASED}",
    "retract": f"answers are gone then: {_ERASED}",
    "restore": "a second home: tests/onevice_assets/upkeep/backup/test_round_trip.py",
    # they need what is not here
    "timeline graphiti": "a Neo4j: tests/onevice_assets/operations/graphiti/test_load_facts.py",
    "spend reconcile": f"a provider's bill: {_CLI}/test_spend.py",
    "backup wal": "ends with 1 where PostgreSQL archives none: tests/resources/backup/test_wal.py",
    "retention archive restore": f"an archive: {_CLI}/test_retention.py",
    "campaigns ask chain default.yoga-loft ID": f"a lead: {_CLI}/test_campaigns_ask.py",
    "campaigns ask unused": f"a campaign: {_CLI}/test_campaigns_ask.py",
    "documents undo": f"a merge: {_CLI}/test_documents.py",
    "documents join": f"a pair: {_CLI}/test_documents.py",
    "talent similar --as producer --id": f"people: {_CLI}/test_talent.py",
    "backup keys --new /var/lib/onevice/backup.key": "a folder of the machine's",
}


def begins(words: tuple[str, ...], command: str) -> bool:
    """Whether a command is one of the list."""
    listed = tuple(command.split())
    return words[: len(listed)] == listed


def why_not(words: tuple[str, ...]) -> str:
    """Why a command is not typed; nothing where it is."""
    if "--dry-run" in words:
        return ""
    return next((why for one, why in NOT_TYPED.items() if begins(words, one)), "")
