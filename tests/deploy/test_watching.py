"""Alerts, dashboard and runbook speak of metrics and commands that there are."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import typer.main
import yaml

from onevice_assets.cli.app import app
from onevice_assets.observing.catalogue import METRICS
from resources.resilience import metrics
from tests.deploy.compose import ROOT

RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "deploy/prometheus/rules.yml").read_text())[
    "groups"
][0]["rules"]
DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboards/onevice.json").read_text())
QUERIES = {
    f"{one['title']} {target['refId']}": target["expr"]
    for one in DASHBOARD["panels"]
    for target in one.get("targets", ())
}
RUNBOOK = (ROOT / "docs/runbook.md").read_text()
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))
_NAME = re.compile(r"\b(?:onevice|neo4j|redis|postgres|search|vectors|objects)_[a-z_]+\b")


def rendered() -> set[str]:
    """Names of all series that the exporter and a process's own metrics have."""
    metrics.begin_anew()
    for store in metrics._NAMES:
        metrics.observe(store, "read", 0.1)
    metrics.count_error("redis", "read", "down")
    metrics.count_request("dashboard", "GET", "200")
    own = set(re.findall(r"^(\w+)\{", metrics.render(), re.MULTILINE))
    metrics.begin_anew()
    return own | {one.name for one in METRICS}


@pytest.mark.parametrize(
    "queries",
    [{one["alert"]: one["expr"] for one in RULES}, QUERIES],
    ids=["alerts", "dashboard"],
)
def test_every_metric_that_is_asked_for_is_rendered_by_somebody(queries: dict[str, str]) -> None:
    known = rendered()
    asked = {where: set(_NAME.findall(expr)) - known for where, expr in queries.items()}
    assert {where: names for where, names in asked.items() if names} == {}
    assert len(queries) > 20


def test_every_label_that_is_asked_for_is_one_of_its_metric() -> None:
    labels = {one.name: {*one.labels, "le"} for one in METRICS}
    for where, expr in {**QUERIES, **{one["alert"]: one["expr"] for one in RULES}}.items():
        for name, chosen in re.findall(r"(onevice_\w+)\{([^}]*)\}", expr):
            assert set(re.findall(r"(\w+)=~?", chosen)) <= labels.get(name, set()), where


def test_every_alert_says_how_bad_it_is_and_has_a_section_in_the_runbook() -> None:
    assert [one["alert"] for one in RULES] == list(SECTIONS)
    for one in RULES:
        assert one["labels"]["severity"] in ("warning", "critical")
        anchor = f"docs/runbook.md#{one['alert'].lower()}"
        assert one["annotations"]["runbook_url"] == anchor
        assert "Look at:" in SECTIONS[one["alert"]]
        assert "\nDo: " in SECTIONS[one["alert"]]


def test_every_command_of_the_runbook_exists() -> None:
    root = typer.main.get_command(app)
    said = re.findall(r"onevice ((?:[a-z][a-z-]+ ?)+)((?:--[a-z-]+)?)", RUNBOOK)
    assert len(said) > 20
    for words, option in said:
        command: Any = root
        for word in words.split():
            if not hasattr(command, "commands"):
                break
            assert word in command.commands, f"onevice {words}"
            command = command.commands[word]
        if option:
            known = {name for one in command.params for name in one.opts}
            assert option in known, f"onevice {words}{option}"


def test_panels_have_places_of_their_own_and_one_datasource() -> None:
    panels = DASHBOARD["panels"]
    assert len({one["id"] for one in panels}) == len(panels)
    places = [(one["gridPos"]["x"], one["gridPos"]["y"]) for one in panels]
    assert len(set(places)) == len(places)
    provisioned = yaml.safe_load(
        (ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml").read_text()
    )["datasources"][0]["uid"]
    assert {one["datasource"]["uid"] for one in panels if "datasource" in one} == {provisioned}
