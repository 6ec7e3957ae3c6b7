"""deploy/k8s as the chart and the platform read it; no cluster is at hand.

The names are those of Dagster's chart (`helm/dagster/schema` in its repository), which refuses
others in the parts listed here.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from onevice_assets.executors import choose_executor
from onevice_assets.groups import FREE_QUEUE, PAID_QUEUE
from tests.deploy.compose import EXAMPLE, ROOT, read_compose, secret_names

K8S = ROOT / "deploy" / "k8s"
VALUES: dict[str, Any] = yaml.safe_load((K8S / "values.yaml").read_text())
WORKERS: list[dict[str, Any]] = yaml.safe_load((K8S / "workers.yaml").read_text())["items"]
(CODE,) = VALUES["dagster-user-deployments"]["deployments"]

POD = "nodeSelector affinity tolerations podSecurityContext securityContext resources annotations"
ENV = "env envConfigMaps envSecrets labels volumes volumeMounts schedulerName"
PROBES = "livenessProbe readinessProbe startupProbe"
NAMES = {
    "": "global nameOverride fullnameOverride rbacEnabled imagePullSecrets dagsterWebserver "
    "dagster-user-deployments postgresql generatePostgresqlPasswordSecret "
    "generateCeleryConfigSecret rabbitmq redis flower ingress computeLogManager scheduler "
    "runLauncher pythonLogs dagsterDaemon busybox migrate telemetry serviceAccount retention "
    "concurrency additionalInstanceConfig",
    "dagsterWebserver": f"{POD} {ENV} {PROBES} replicaCount image nameOverride pathPrefix service "
    "workspace deploymentLabels enableReadOnly dbStatementTimeout dbPoolRecycle logLevel",
    "dagsterDaemon": f"{POD} {ENV} {PROBES} enabled image runCoordinator heartbeatTolerance "
    "deploymentLabels runMonitoring runRetries sensors schedules",
    "dagsterDaemon.runCoordinator": "enabled type config",
    "dagsterDaemon.runMonitoring": "enabled startTimeoutSeconds cancelTimeoutSeconds "
    "maxRuntimeSeconds maxResumeRunAttempts pollIntervalSeconds freeSlotsAfterRunEndSeconds",
    "dagsterDaemon.runRetries": "enabled maxRetries retryOnAssetOrOpFailure",
    "runLauncher": "type config",
    "runLauncher.config.k8sRunLauncher": "image imagePullPolicy jobNamespace loadInclusterConfig "
    "kubeconfigFile envConfigMaps envSecrets envVars volumeMounts volumes labels "
    "failPodOnRunFailure resources schedulerName securityContext runK8sConfig",
    "runLauncher.config.k8sRunLauncher.runK8sConfig": "containerConfig podSpecConfig "
    "podTemplateSpecMetadata jobSpecConfig jobMetadata",
    "concurrency": "enabled pools runs",
    "concurrency.pools": "defaultLimit granularity opGranularityRunBuffer",
    "concurrency.runs": "maxConcurrentRuns tagConcurrencyLimits",
    "postgresql": "enabled image postgresqlHost postgresqlUsername postgresqlPassword "
    "postgresqlDatabase postgresqlParams postgresqlScheme service",
    "global": "postgresqlSecretName dagsterHome serviceAccountName celeryConfigSecretName",
}
DEPLOYMENT = (
    f"{POD} {ENV} {PROBES} name image dagsterApiGrpcArgs codeServerArgs port service "
    "includeConfigInLaunchedRuns deploymentNamespace replicaCount"
)


def at(path: str) -> dict[str, Any]:
    found: dict[str, Any] = VALUES
    for name in filter(None, path.split(".")):
        found = found[name]
    return found


def container_of(worker: dict[str, Any]) -> dict[str, Any]:
    (container,) = worker["spec"]["template"]["spec"]["containers"]
    found: dict[str, Any] = container
    return found


@pytest.mark.parametrize("path", NAMES)
def test_the_chart_knows_every_name(path: str) -> None:
    assert set(at(path)) <= set(NAMES[path].split())


def test_the_chart_knows_every_name_of_the_code_location() -> None:
    assert set(CODE) <= set(DEPLOYMENT.split())


def test_runs_are_queued_watched_and_tried_again_as_they_are_with_compose() -> None:
    settings = yaml.safe_load((ROOT / "deploy/dagster/dagster.yaml").read_text())
    monitoring, retries = at("dagsterDaemon.runMonitoring"), at("dagsterDaemon.runRetries")
    same = settings["run_monitoring"]
    assert monitoring["startTimeoutSeconds"] == same["start_timeout_seconds"]
    assert monitoring["freeSlotsAfterRunEndSeconds"] == same["free_slots_after_run_end_seconds"]
    again = settings["run_retries"]
    assert retries["maxRetries"] == again["max_retries"]
    assert retries["retryOnAssetOrOpFailure"] is again["retry_on_asset_or_op_failure"]
    assert at("concurrency.pools") == settings["concurrency"]["pools"]
    launched = at("runLauncher.config.k8sRunLauncher.runK8sConfig")["jobSpecConfig"]
    assert launched["backoffLimit"] == 0, "Kubernetes would repeat a run Dagster knows nothing of"


def test_every_pod_runs_one_build_as_nobody_special() -> None:
    image = at("dagsterWebserver")["image"]
    assert image["tag"] != "latest"
    assert at("dagsterDaemon")["image"] == CODE["image"] == image
    for worker in WORKERS:
        assert container_of(worker)["image"] == f"{image['repository']}:{image['tag']}"
        pod = worker["spec"]["template"]["spec"]
        assert pod["securityContext"] == CODE["podSecurityContext"]
    assert f"--uid {CODE['podSecurityContext']['runAsUser']} " in (ROOT / "Dockerfile").read_text()


def test_workers_are_the_code_location_in_other_pods() -> None:
    for worker in WORKERS:
        container = container_of(worker)
        given = {one["name"]: one.get("value") for one in container["env"]}
        assert given["DAGSTER_HOME"] == at("global")["dagsterHome"]
        assert given["ONEVICE_EXECUTOR"] == "celery"
        shared = {name: CODE["env"][name] for name in CODE["env"] if name != "ONEVICE_EXECUTOR"}
        assert shared.items() <= given.items()
        labels = worker["spec"]["template"]["metadata"]["labels"]
        assert worker["spec"]["selector"]["matchLabels"] == labels
        assert container["args"] == [f"--queues={labels['queue']}"]
        assert "--app=onevice_assets.celery_worker" in container["command"]
    queues = [one["spec"]["template"]["metadata"]["labels"]["queue"] for one in WORKERS]
    assert queues == [FREE_QUEUE, PAID_QUEUE]


def test_only_who_asks_language_models_holds_their_keys() -> None:
    secret = {"name": "onevice-providers"}
    assert secret in CODE["envSecrets"]
    free, paid = (container_of(worker)["envFrom"] for worker in WORKERS)
    assert {"secretRef": secret} not in free
    assert {"secretRef": secret} in paid


def test_the_code_location_says_which_executor_and_the_platform_knows_it() -> None:
    assert choose_executor(CODE["env"]).name == "in_process"


def test_no_secret_stands_in_a_file() -> None:
    secrets = {*secret_names(), "OPENAI_API_KEY", "DATABASE_URL", "REDIS_URL"}
    assert {line.split("=")[0] for line in EXAMPLE.read_text().splitlines()} & secrets
    names = {one["name"] for worker in WORKERS for one in container_of(worker)["env"]}
    assert not secrets & {*names, *CODE["env"]}
    assert "postgresqlPassword" not in at("postgresql")


def test_what_compose_gives_the_platform_the_secret_is_told_to_hold() -> None:
    given = read_compose(dict.fromkeys(secret_names(), "x"))["services"]["code"]["environment"]
    first = (K8S / "values.yaml").read_text().split("---")[0]
    for name in ("DATABASE_URL", "REDIS_URL", "NEO4J_URI"):
        assert name in given
        assert name in first
