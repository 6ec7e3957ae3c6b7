"""Measure the reading of people and roles against labels: `onevice evaluate roles`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.people import Person
from onevice_assets.entertainment.entities.read_people import read_people
from onevice_assets.entertainment.entities.roles.compare_roles import same_role, split_roles
from resources.errors import InputError

_PAIR = ("Director", "Creative Director")


@dataclass(slots=True)
class Labelled:
    """A person of a label: every role of theirs, one project, one organization."""

    name: str
    roles: list[str]
    project: str | None
    organization: str | None


def evaluate_file(path: Path, *, with_errors: bool = False) -> dict[str, Any]:
    """Figures of a file of cases; with every error listed under `errors` if asked for.

    Raises:
        InputError: where the file cannot be read or a line is no case.
    """
    return evaluate_cases(read_cases(path), with_errors=with_errors)


def read_cases(path: Path) -> list[tuple[str, list[Labelled]]]:
    """Cases of a file of JSON lines `{"text", "people": [{"name", "role", …}]}`.

    A person listed twice has both roles; a role may be a list or joined by "/".

    Raises:
        InputError: naming the line that is none.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The cases {path} cannot be read: {error}.") from error
    cases = [_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise InputError(f"{path} holds no case; give a JSON object a line.")
    return cases


def _case(path: Path, number: int, line: str) -> tuple[str, list[Labelled]]:
    try:
        told = json.loads(line)
        return told["text"], _people(told["people"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"Line {number} of {path} is no case: {error!r}. Nothing was measured. A case is one "
            '{"text": …, "people": [{"name": …, "role": …, "project": …, "organization": …}]}.'
        ) from error


def _people(rows: Sequence[dict[str, Any]]) -> list[Labelled]:
    found: dict[str, Labelled] = {}
    for row in rows:
        told = row.get("role") or row.get("roles") or []
        several = told if isinstance(told, list) else [told]
        names = [role.name for one in several for role in split_roles(str(one))]
        one = found.setdefault(name_key(row["name"]), Labelled(row["name"], [], None, None))
        one.roles += [name for name in names if name not in one.roles]
        one.project = one.project or row.get("project")
        one.organization = one.organization or row.get("organization")
    return list(found.values())


def evaluate_cases(
    cases: Sequence[tuple[str, list[Labelled]]], *, with_errors: bool = False
) -> dict[str, Any]:
    """Figures of cases.

    Returns:
        `person` (precision, recall, f1 over names within each text, blind to case, accents and
        titles), `role.accuracy` over the persons found: a person labelled with one role is right
        if that is our main one, one with several if exactly these are ours; `role.exact` asks for
        exactly the same roles always. `director_vs_creative_director` over found persons labelled
        one or both of the two; `project` and `organization` over the found ones labelled with one.
        Where no label of the file is without a role, people we find without one are not counted.
    """
    bare = any(not one.roles for _, people in cases for one in people)
    errors: list[dict[str, Any]] = []
    counts = dict.fromkeys(("found", "extra", "missed"), 0)
    marks: dict[str, list[bool]] = {
        name: [] for name in ("role", "exact", "pair", "project", "organization")
    }
    for text, labels in cases:
        ours = {name_key(one.name): one for one in read_people(text) if bare or one.roles}
        theirs = {name_key(one.name): one for one in labels}
        counts["found"] += len(ours.keys() & theirs.keys())
        counts["extra"] += len(ours.keys() - theirs.keys())
        counts["missed"] += len(theirs.keys() - ours.keys())
        errors += _differences(text, ours, theirs)
        for key in ours.keys() & theirs.keys():
            errors += _mark(text, ours[key], theirs[key], marks)
    told = _figures(counts, marks, len(cases))
    return {**told, "errors": errors} if with_errors else told


def _differences(
    text: str, ours: dict[str, Person], theirs: dict[str, Labelled]
) -> Iterator[dict[str, Any]]:
    for key in sorted(ours.keys() - theirs.keys()):
        yield _error("extra person", text, ours[key].name, "", _said(ours[key]))
    for key in sorted(theirs.keys() - ours.keys()):
        yield _error("missed person", text, theirs[key].name, " / ".join(theirs[key].roles), "")


def _mark(
    text: str, our: Person, label: Labelled, marks: dict[str, list[bool]]
) -> Iterator[dict[str, Any]]:
    ours = [one.role.name for one in our.roles]
    exact = same_roles(ours, label.roles)
    right = exact or (len(label.roles) == 1 and bool(ours) and same_role(ours[0], label.roles[0]))
    marks["exact"].append(exact)
    marks["role"].append(right)
    if not right:
        yield _error("role", text, label.name, " / ".join(label.roles), _said(our))
    pair = [name for name in label.roles if name in _PAIR]
    if pair:
        told = {name for name in _PAIR if any(same_role(name, one) for one in ours)}
        marks["pair"].append({*pair} == told)
    for what in ("project", "organization"):
        wanted, given = getattr(label, what), getattr(our, what)
        if wanted:
            marks[what].append(name_key(wanted) == name_key(given or ""))
            if not marks[what][-1]:
                yield _error(what, text, label.name, wanted, given or "")


def same_roles(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two lists of roles mean the same ones, in any order."""
    left = all(any(same_role(one, other) for other in theirs) for one in ours)
    return left and all(any(same_role(one, other) for other in ours) for one in theirs)


def _said(person: Person) -> str:
    return " / ".join(one.role.name for one in person.roles)


def _error(kind: str, text: str, name: str, label: str, ours: str) -> dict[str, Any]:
    return {"error": kind, "name": name, "label": label, "ours": ours, "text": text}


def _figures(counts: dict[str, int], marks: dict[str, list[bool]], cases: int) -> dict[str, Any]:
    found, extra, missed = counts["found"], counts["extra"], counts["missed"]
    precision = found / (found + extra) if found + extra else 1.0
    recall = found / (found + missed) if found + missed else 1.0
    both = precision + recall
    return {
        "cases": cases,
        "people": found + missed,
        "person": {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / both if both else 0.0,
        },
        "role": {
            "accuracy": _share(marks["role"]),
            "exact": _share(marks["exact"]),
            "people": found,
        },
        "director_vs_creative_director": {
            "accuracy": _share(marks["pair"]),
            "people": len(marks["pair"]),
        },
        "project": {"accuracy": _share(marks["project"]), "people": len(marks["project"])},
        "organization": {
            "accuracy": _share(marks["organization"]),
            "people": len(marks["organization"]),
        },
    }


def _share(marks: Sequence[bool]) -> float | None:
    return sum(marks) / len(marks) if marks else None
