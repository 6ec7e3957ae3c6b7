"""No statement of campaigns can be written that reaches past a client's own nodes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from onevice_assets.campaigns.memory import statements
from onevice_assets.campaigns.memory.isolation import check_statement
from onevice_assets.campaigns.memory.statement import define_own, own, shared, tie
from onevice_assets.campaigns.model.every import NODES, RELATIONSHIPS
from onevice_assets.campaigns.model.shared import SHARED
from resources.cypher import known_statements

PACKAGE = Path(statements.__file__).parents[1]
MIGRATION = "resources/migrations/neo4j/versions/V006__campaign_memory"
ROOT = Path(statements.__file__).parents[3]
OURS = [one for one in known_statements() if one.name.startswith("campaigns.")]
# no Cypher says CREATE TEMP or DELETE FROM: that is SQL
CYPHER = re.compile(
    r"\b(MATCH|MERGE|CREATE(?! TEMP)|DELETE(?! FROM)|UNWIND|DROP|REMOVE|DETACH|SET)\b\s"
)
NODE = "MATCH (n:Droom:Content {brand_id: $brand_id}) "

REFUSED = {
    "another application's nodes": "MATCH (n:Content {brand_id: $brand_id}) RETURN n.id",
    "all clients": "MATCH (n:Droom:Content) RETURN n.id",
    "a client that a row names": "UNWIND $rows AS row "
    "MATCH (n:Droom:Content {brand_id: row.brand_id}) RETURN n.id",
    "a client that the statement names": "MATCH (n:Droom:Content {brand_id: 'x'}) RETURN n.id",
    "a filter that can be forgotten": "MATCH (n:Droom:Content) WHERE n.brand_id = $brand_id "
    "RETURN n.id",
    "any node": "MATCH (n) RETURN n",
    "any neighbour": NODE + "MATCH (n)-[r:SHOWS {brand_id: $brand_id}]->() RETURN r",
    "a neighbour without its label": NODE
    + "MATCH (n)-[r:SHOWS {brand_id: $brand_id}]->(m) RETURN m",
    "any relationship": NODE + "MATCH (n)-->(m:Droom:Tone) RETURN m.name",
    "a relationship without its type": NODE
    + "MATCH (n)-[r {brand_id: $brand_id}]->(m:Droom:Tone) RETURN m.name",
    "relationships of others": NODE + "MATCH (n)-[r:HAS_TONE]->(m:Droom:Tone) RETURN m.name",
    "as far as it goes": NODE
    + "MATCH (n)-[r:SHOWS*1..3 {brand_id: $brand_id}]->(m:Droom:Tone) RETURN m.name",
    "what hangs on a node": NODE + "DETACH DELETE n",
    "a node nobody bound": NODE + "WITH n MATCH (m:Droom:Tone) DELETE o",
    "a constraint": "DROP CONSTRAINT droom_key",
    "an index": "CREATE INDEX x FOR (n:Droom) ON (n.x)",
    "a label": NODE + "REMOVE n:Droom",
    "a procedure": "CALL db.labels() YIELD label RETURN label",
    "a sub-query": NODE + "CALL (n) { MATCH (m:Droom:Tone) RETURN m } RETURN m",
    "a file": "LOAD CSV FROM $brand_id AS line MATCH (n:Droom:Tone) RETURN line",
    "a second half": NODE + "RETURN n.id AS id UNION MATCH (m:Droom:Tone) RETURN m.name AS id",
    "a comment": NODE + "// and more\n RETURN n.id",
    "a text that hides a label": "MATCH (n:`x:Droom` {brand_id: $brand_id}) RETURN n",
    "a condition in parentheses": NODE + "WHERE (n.id = $id) RETURN n.id",
    "a choice of labels": "MATCH (n:Droom|Content {brand_id: $brand_id}) RETURN n.id",
    "nothing": "RETURN 1 AS one",
    "a node that looks like a call": "MATCH(n:Content) RETURN n",
    "a second node that looks like a call": NODE + "MATCH(m:Content) RETURN m",
    "a function that is not known": NODE + "RETURN apoc.node.degree(n) AS n",
    "an owner that a row brings": NODE + "SET n += $row RETURN n.id",
    "an owner in place of all": NODE + "SET n = $row RETURN n.id",
    "another owner": NODE + "SET n.brand_id = $other RETURN n.id",
    "another key": NODE + "SET n.droom_key = $other RETURN n.id",
    "a node in a sub-query": NODE + "WHERE EXISTS { MATCH (m:Content) } RETURN n.id",
    "a list of patterns": NODE + "RETURN [(n)-->(m) | m.name] AS names",
    "a node in a sum": NODE + "RETURN sum(m:Content) AS n",
    "neighbours in a sum": NODE + "RETURN sum([(n)-[r:SHOWS]->(m) | m.total_spend]) AS n",
    "a sub-query in a maximum": NODE + "RETURN max(COUNT { MATCH (m:Content) }) AS n",
    "a sum of everybody's": NODE + "MATCH (m:Droom:Performance) RETURN sum(m.spend) AS n",
    "a function that begins like one": NODE + "RETURN summary(n) AS n",
    "a sum with a text": NODE + "RETURN sum(n.spend) AS n, 'x' AS x",
    "nodes side by side": "MATCH (n:Droom:Content {brand_id: $brand_id}), (m) RETURN m",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_a_statement_that_could_reach_past_the_client_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Cypher statement 'x'"):
        check_statement("x", text)


def test_what_is_built_from_our_patterns_is_taken() -> None:
    text = (
        f"MATCH {own('a', 'Content')}-{tie('r', 'HAS_TONE')}->{shared('b', 'Tone')} "
        "RETURN a.id AS id, collect(b.name) AS tones, count(*) AS n, "
        "sum(a.spend * a.spend) AS spent, "
        "min(a.day) AS first, max(a.day) AS last, avg(r.confidence) AS sure"
    )
    check_statement("x", text)


def test_a_statement_that_is_refused_is_not_registered() -> None:
    with pytest.raises(ValueError, match="lacks"):
        define_own("tests.refused", "MATCH (n:Content) RETURN n.id")
    assert "campaigns.tests.refused" not in {one.name for one in known_statements()}


def test_every_statement_names_droom_and_the_client_at_every_node() -> None:
    """Read off the finished texts, by other means than the check that let them through."""
    assert len(OURS) > 2 * len(NODES) + 3 * len(RELATIONSHIPS) + 2 * len(SHARED)
    for one in OURS:
        known: set[str] = set()
        for variable, labels, properties in re.findall(
            r"(?<!\w)\((\w*)((?::\w+)*) ?(\{[^}]*\})?\)", one.text
        ):
            names = labels.split(":")[1:]
            if not names:
                assert variable in known or f"NOT ({next(iter(known))})--()" in one.text, one.text
                continue
            known.add(variable)
            assert "Droom" in names, one.text
            assert "brand_id: $brand_id" in properties or set(names) & set(SHARED), one.text
        assert known, one.text
        assert not {"DROP", "DETACH", "REMOVE"} & set(one.text.split()), one.text
        for variable in re.findall(r"(?:SET|DELETE) (\w+)", one.text):
            assert variable in known or f"[{variable}:" in one.text, one.text


def strings(path: Path) -> list[str]:
    """Every text of a module but docstrings; of a formatted one its fixed parts, joined."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts = {
        id(one) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for one in node.values
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(getattr(one, "value", "…")) for one in node.values))
        elif isinstance(node, ast.Constant) and id(node) not in docs | parts:
            found.append(str(node.value))
    return found


def test_cypher_stands_where_it_is_checked_and_nowhere_else() -> None:
    """All Cypher of the package: what is written elsewhere than in `memory` would go unchecked."""
    allowed = {"memory/statements.py", "memory/questions.py", "model/schema.py"}
    elsewhere = {
        str(path.relative_to(PACKAGE)): text
        for path in PACKAGE.rglob("*.py")
        for text in strings(path)
        if str(path.relative_to(PACKAGE)) not in allowed and CYPHER.search(text)
    }
    assert elsewhere == {}
    assert any(CYPHER.search(text) for text in strings(PACKAGE / "memory/statements.py"))


def test_nothing_in_the_package_reaches_the_graph_past_the_memory() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        if path.parent.name != "memory":
            assert "resources.cypher" not in text, path
            assert not re.search(r"session\.(read|write|look|change)\(", text), path


def test_constraints_and_indexes_are_on_droom_alone_and_nothing_is_dropped() -> None:
    up, down = (
        (ROOT / f"{MIGRATION}{end}").read_text("utf-8") for end in (".cypher", ".down.cypher")
    )
    made = [line for line in up.splitlines() if line.startswith("CREATE")]
    assert made
    assert all("IF NOT EXISTS FOR (n:Droom) " in line for line in made)
    assert "DROP" not in up + down
    assert "DELETE" not in up + down
