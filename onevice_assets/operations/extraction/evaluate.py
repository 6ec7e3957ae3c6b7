"""Measure the reading of operations documents: `onevice evaluate operations-extraction`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from onevice_assets.operations.extraction.asking.read_texts import OperationsReader, read_texts
from onevice_assets.operations.extraction.extracted import KINDS, TYPES, Extracted, fold_key
from resources.errors import InputError

Key = tuple[str, str]
_FORM = (
    '{"id", "kind", "text", "said_on"?, "entities": [{"type", "name", "attributes": {…}}], '
    '"relations": [{"subject": [type, name], "relation", "object": [type, name], "from"?}]}'
)


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled document: entities by folded key with their properties, relations with a time."""

    id: str
    kind: str
    text: str
    said_on: date | None
    entities: dict[Key, dict[str, str]]
    relations: dict[tuple[Key, str, Key], str]


@dataclass(slots=True)
class _Counts:
    found: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    marks: dict[str, list[bool]] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)


def evaluate_file(
    path: Path, *, with_errors: bool = False, reader: OperationsReader | None = None
) -> dict[str, Any]:
    """Figures of a file of cases; with every error listed under `errors` if asked for.

    Args:
        path: of JSON lines.
        with_errors: list them.
        reader: a provider; what both read together is told under `with_provider`, and its cost.

    Raises:
        InputError: where the file cannot be read or a line is no case.
        StoreError: the ledger or the object store fails.
    """
    cases = read_cases(path)
    told = evaluate_cases(cases, with_errors=with_errors)
    if reader is None:
        return told
    read = read_texts([(one.text, one.said_on) for one in cases], reader)
    return told | {
        "with_provider": {
            "provider": f"{reader.provider.name}:{reader.provider.model}",
            **{"asked": reader.asked, "reused": reader.reused},
            **{"invented": reader.invented, "refused": dict(reader.refused)},
            "cost_usd": str(reader.cost_usd),
            **evaluate_cases(cases, read, with_errors=with_errors),
        }
    }


def read_cases(path: Path) -> list[Case]:
    """Cases of a file of JSON lines; InputError names the line that is none, or a file of none."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The cases {path} cannot be read: {error}.") from error
    if numbered := [(at, line) for at, line in enumerate(lines, 1) if line.strip()]:
        return [_case(path, number, line) for number, line in numbered]
    raise InputError(f"{path} holds no case; give a JSON object a line.")


def _case(path: Path, number: int, line: str) -> Case:
    try:
        told = json.loads(line)
        said_on = date.fromisoformat(told["said_on"]) if "said_on" in told else None
        entities = {
            _key(e["type"], e["name"]): dict(e.get("attributes", {})) for e in told["entities"]
        }
        relations = {
            (_key(*r["subject"]), r["relation"], _key(*r["object"])): r.get("from", "")
            for r in told.get("relations", [])
        }
        return Case(told["id"], told["kind"], told["text"], said_on, entities, relations)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"Line {number} of {path} is no case: {error!r}. Nothing was measured. A case is one "
            f"{_FORM}."
        ) from error


def _key(type_: str, name: str) -> Key:
    if type_ not in TYPES:
        raise ValueError(f"there is no type {type_!r}, only {', '.join(TYPES)}")
    return type_, fold_key(type_, name)


def evaluate_cases(
    cases: Sequence[Case], read: Sequence[Extracted] | None = None, *, with_errors: bool = False
) -> dict[str, Any]:
    """Figures of cases.

    Args:
        cases: labelled documents.
        read: what was read of each; none: by rules, here.
        with_errors: list them.

    Returns:
        `entity` (micro precision, recall, f1) and `types` (each by itself): right is the type with
        the key, blind to case and marks, once per document. `attribute.accuracy`: labelled
        properties of found entities that are read exactly, in `attributes` each by itself, with
        `extra` for those that nobody labelled. `relation`: subject, relation and object;
        `relation.since`: labelled times of found relations. `kind.accuracy`, `kinds`: entity f1
        by labelled kind.
    """
    counts, relations = _Counts(), _Counts()
    by_kind: dict[str, _Counts] = {kind: _Counts() for kind in KINDS}
    every = read or read_texts([(one.text, one.said_on) for one in cases])
    for case, found in zip(cases, every, strict=True):
        for one in (counts, by_kind.setdefault(case.kind, _Counts())):
            _compare_entities(case, found, one)
        _compare_relations(case, found, relations)
        counts.marks.setdefault("kind", []).append(found.kind == case.kind)
    told = _figures(counts, relations, len(cases))
    told["kinds"] = {
        k: _score(c.found, c.extra, c.missed)["f1"] for k, c in by_kind.items() if c.marks
    }
    return {**told, "errors": counts.errors + relations.errors} if with_errors else told


def _compare_entities(case: Case, read: Extracted, counts: _Counts) -> None:
    ours = {
        (one.type, fold_key(one.type, one.name)): {a.name: str(a.value) for a in one.attributes}
        for one in read.entities
    }
    counts.marks.setdefault("", [])
    for key in ours.keys() | case.entities.keys():
        tally = counts.found if key in ours and key in case.entities else None
        tally = tally if tally is not None else counts.extra if key in ours else counts.missed
        tally[key[0]] += 1
        if tally is not counts.found:
            said = "extra entity" if tally is counts.extra else "missed entity"
            counts.errors.append(_error(case, said, " ".join(key), "", ""))
    for key in sorted(ours.keys() & case.entities.keys()):
        counts.errors += _compare_attributes(case, key, ours[key], counts)


def _compare_attributes(
    case: Case, key: Key, ours: dict[str, str], counts: _Counts
) -> Iterator[dict[str, str]]:
    labelled = case.entities[key]
    for name, value in labelled.items():
        right = _fold_value(ours.get(name, "")) == _fold_value(value)
        counts.marks.setdefault(f"{key[0]}.{name}", []).append(right)
        if not right:
            yield _error(case, "attribute", f"{' '.join(key)} {name}", value, ours.get(name, ""))
    for name in sorted(ours.keys() - labelled.keys()):
        counts.extra[f"{key[0]}.{name}"] += 1
        yield _error(case, "extra attribute", f"{' '.join(key)} {name}", "", ours[name])


def _fold_value(value: str) -> str:
    return "".join(value.casefold().split())


def _compare_relations(case: Case, read: Extracted, counts: _Counts) -> None:
    ours: dict[tuple[Key, str, Key], str] = {
        (
            (one.subject.type, fold_key(one.subject.type, one.subject.name)),
            one.relation,
            (one.object.type, fold_key(one.object.type, one.object.name)),
        ): one.valid_from
        for one in read.relations
    }
    for key in sorted(ours.keys() | case.relations.keys()):
        name = f"{' '.join(key[0])} · {key[1]} · {' '.join(key[2])}"
        if key in ours and key in case.relations:
            counts.found[""] += 1
            if wanted := case.relations[key]:
                counts.marks.setdefault("since", []).append(ours[key] == wanted)
                if ours[key] != wanted:
                    counts.errors.append(_error(case, "since", name, wanted, ours[key]))
        elif key in ours:
            counts.extra[""] += 1
            counts.errors.append(_error(case, "extra relation", name, "", ""))
        else:
            counts.missed[""] += 1
            counts.errors.append(_error(case, "missed relation", name, "", ""))


def _error(case: Case, kind: str, what: str, label: str, ours: str) -> dict[str, str]:
    return {"error": kind, "case": case.id, "what": what, "label": label, "ours": ours}


def _figures(counts: _Counts, relations: _Counts, cases: int) -> dict[str, Any]:
    marks = {name: some for name, some in counts.marks.items() if "." in name}
    every = [one for some in marks.values() for one in some]
    return {
        "cases": cases,
        "entity": _score(*(_only(c, "") for c in (counts.found, counts.extra, counts.missed))),
        "types": {
            name: _score(*(_only(c, name) for c in (counts.found, counts.extra, counts.missed)))
            for name in TYPES
        },
        "attribute": {
            "accuracy": _share(every),
            "labelled": len(every),
            "extra": sum(n for name, n in counts.extra.items() if "." in name),
        },
        "attributes": {name: _share(some) for name, some in sorted(marks.items())},
        "relation": {
            **_score(relations.found, relations.extra, relations.missed),
            "since": _share(relations.marks.get("since", [])),
        },
        "kind": {"accuracy": _share(counts.marks["kind"]) if cases else None},
    }


def _only(counter: Counter[str], name: str) -> Counter[str]:
    return Counter({k: n for k, n in counter.items() if "." not in k and name in ("", k)})


def _score(found: Counter[str], extra: Counter[str], missed: Counter[str]) -> dict[str, Any]:
    right = sum(n for name, n in found.items() if "." not in name)
    wrong = sum(n for name, n in extra.items() if "." not in name)
    lost = sum(n for name, n in missed.items() if "." not in name)
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + lost) if right + lost else 1.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {"labelled": right + lost, "precision": precision, "recall": recall, "f1": f1}


def _share(marks: Sequence[bool]) -> float | None:
    return sum(marks) / len(marks) if marks else None
