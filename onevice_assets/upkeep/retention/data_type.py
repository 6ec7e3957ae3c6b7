"""What one line of the retention table says, and the kinds of places data lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from resources.table_schema import Table

Cut = Literal["day_website", "day"]


@dataclass(frozen=True)
class LakeDays:
    """Lake tables cut by day and website: a day goes as a whole, and its copies in stores follow.

    Attributes:
        tables: in the order they go: what refers to another before what it refers to.
    """

    tables: tuple[Table, ...]


@dataclass(frozen=True)
class StoredObjects:
    """Objects below prefixes of the bucket, by the day they were written.

    Attributes:
        prefixes: folders; below each a folder for each owner, where `owner` says so.
        owner: what the owners' folders are named by: ids of websites, simulations or
            organizations (`any`), of campaign clients; none where there are no such folders.
        unless_in: a table of standing rows cut by website, and its column that names an object:
            folders named there are in use and stay.
    """

    prefixes: tuple[str, ...]
    owner: Literal["any", "client"] | None
    unless_in: tuple[Table, str] | None = None


@dataclass(frozen=True)
class TableRows:
    """Rows of a PostgreSQL table, by the day of one of their columns.

    Attributes:
        table: with its schema.
        time: column of that day.
        where: which rows may go at all, as SQL; the others are still needed.
        organization, website, client, subject: columns that say whose a row is; none it has not.
    """

    table: str
    time: str
    where: str = "TRUE"
    organization: str | None = None
    website: str | None = None
    client: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class DagsterRuns:
    """Dagster's runs with their events, by the day they were asked for.

    Attributes:
        made: those that made, observed or checked an asset, whose events tell that it is there;
            or those that did not.
    """

    made: bool


@dataclass(frozen=True)
class ComputeLogs:
    """What steps printed, by the day their run was asked for; the run and its events stay."""


@dataclass(frozen=True)
class Documents:
    """Documents, each by a period of its own; told when it has ended, and removed by a person."""


@dataclass(frozen=True)
class Archives:
    """What was archived, by the day the data were of."""


Place = LakeDays | StoredObjects | TableRows | DagsterRuns | ComputeLogs | Documents | Archives


@dataclass(frozen=True)
class DataType:
    """One line of the table.

    Attributes:
        name: by which commands and assets call it.
        what: what it is, in words.
        where: where it lies, in words.
        by: the date its age is counted from, in words.
        days: how long it is kept; none where it has no period of its own.
        archived_days: how long its archive is kept, from the same date; 0 where it is not
            archived, none where it is kept for good.
        seed: the seed and its section that says so; empty where the period is ours.
        why: why this period, or why none.
        cut: how its asset is partitioned; none where nothing removes it here.
        place: where it lies; none where nothing removes it here.
        has: dimensions of a hold that the data have, besides organization and days.
    """

    name: str
    what: str
    where: str
    by: str
    days: int | None
    archived_days: int | None
    seed: str
    why: str
    cut: Cut | None = None
    place: Place | None = None
    has: frozenset[str] = frozenset()

    @property
    def is_archived(self) -> bool:
        """Whether it is archived before it goes."""
        return self.archived_days != 0

    @property
    def lacks(self) -> frozenset[str]:
        """Dimensions of a hold that the data do not have."""
        return frozenset({"website_id", "client_id", "subject", "document_id"}) - self.has
