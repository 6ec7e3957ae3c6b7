"""Entities while a document is read: found one by one, properties waiting for their owner."""

from __future__ import annotations

from dataclasses import dataclass, field

from onevice_assets.operations.extraction.extracted import (
    TYPES,
    Attribute,
    Distance,
    Entity,
    Money,
    Span,
    Type,
    fold_key,
)

Value = str | Money | Distance


@dataclass(slots=True)
class Draft:
    """One entity as far as it is known; `row` of the table that names it, 0 for none."""

    type: Type
    key: str
    row: int
    spans: list[Span]
    attributes: dict[str, Attribute] = field(default_factory=dict)
    account: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two drafts one entity."""
        return self.type, fold_key(self.type, self.key), self.account

    def finish(self) -> Entity:
        """The entity; a name's account is in its key where that tells two apart."""
        key = f"{self.key} ({self.account})" if self.account else self.key
        several = sorted(self.attributes.values(), key=lambda one: one.span)
        return Entity(self.type, key, self.key, tuple(sorted(set(self.spans))), tuple(several))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A property whose owner is found when everything is read; of several the higher rank."""

    type: Type
    name: str
    value: Value
    span: Span
    row: int = 0
    rank: int = 0


@dataclass(slots=True)
class Drafts:
    """Everything found so far.

    Attributes:
        found: entities, one per row of a table that names them.
        waiting: properties.
        issues: what a person should look at.
        changes: drivers who take over, with the moment ("" if not told).
        apart: drivers who are named but have no part in what the text reports.
    """

    found: list[Draft] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    changes: dict[str, str] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)

    def add(self, type_: Type, key: str, span: Span, row: int = 0) -> Draft:
        """An entity that is named; one named before in the row gets another place."""
        for one in self.found:
            same = one.type == type_ and fold_key(type_, one.key) == fold_key(type_, key)
            if same and row in (0, one.row):
                one.spans.append(span)
                return one
        self.found.append(Draft(type_, key, row, [span]))
        return self.found[-1]

    def wait(self, type_: Type, name: str, told: tuple[Value, Span], row: int, rank: int) -> None:
        """A property for whoever is its owner."""
        self.waiting.append(Waiting(type_, name, told[0], told[1], row, rank))

    def of(self, type_: Type, row: int | None = None) -> list[Draft]:
        """Entities of a type, of one row or all."""
        return [one for one in self.found if one.type == type_ and row in (None, one.row)]

    def settle(self) -> list[Attribute]:
        """Give every property to its owner; those that nobody has come back."""
        loose = []
        for one in sorted(self.waiting, key=lambda w: (w.rank, w.span)):
            owner = self._owner(one)
            attribute = Attribute(one.name, one.value, one.span)
            if owner is None:
                loose.append(attribute)
            else:
                owner.attributes[one.name] = attribute
        self._tell_apart()
        return loose

    def _owner(self, one: Waiting) -> Draft | None:
        """In its row the one named last before it, else the first; else the document's only one."""
        there = self.of(one.type, one.row) or (self.of(one.type) if one.row else [])
        if one.row == 0 and not there and len({d.identity for d in self.of(one.type)}) == 1:
            there = self.of(one.type)
        if one.type in ("Invoice", "Load"):
            return there[0] if there else None
        before = [d for d in there if d.spans[0].start <= one.span.start]
        return before[-1] if before else there[0] if there else None

    def _tell_apart(self) -> None:
        """Two customers of one name with different accounts are two; of one entity one draft."""
        by_name: dict[str, list[Draft]] = {}
        for one in self.of("Customer"):
            by_name.setdefault(fold_key("Customer", one.key), []).append(one)
        for several in by_name.values():
            accounts = {
                str(d.attributes["account"].value) for d in several if "account" in d.attributes
            }
            if len(accounts) > 1:
                self.issues.append(
                    f"{several[0].key!r} is the name of {len(accounts)} customers here, told apart "
                    "by their accounts: say which is which where they are kept."
                )
                for one in several:
                    account = one.attributes.get("account")
                    one.account = str(account.value) if account else ""

    def merge(self) -> dict[tuple[str, str, str], Draft]:
        """One draft for each entity, in order of type and place."""
        merged: dict[tuple[str, str, str], Draft] = {}
        order = sorted(self.found, key=lambda d: (TYPES.index(d.type), d.spans[0]))
        for one in order:
            first = merged.setdefault(one.identity, one)
            if first is not one:
                first.spans += one.spans
                first.attributes = {**one.attributes, **first.attributes}
        return merged
