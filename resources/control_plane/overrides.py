"""What people say about prompts: keep this one, never ask that one, ask this one of mine.

An override wins over what was generated and survives every refresh, until it is withdrawn or the
same prompt is decided about again. Each changes the prompt basket.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from resources.control_plane import audit, baskets
from resources.control_plane.names import MAX_NAME
from resources.control_plane.rows import fetch
from resources.control_plane.website_lock import lock_website
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

Action = Literal["pin", "reject", "add"]
PromptType = Literal["primary", "follow_up", "clarification"]

_COLUMNS = (
    "id, website_id, action, prompt_id, topic, prompt_text, prompt_type, sequence_order, locale, "
    "icp_id, created_at, basket_version"
)
_SELECT = f"SELECT {_COLUMNS} FROM control.prompt_overrides"


@dataclass(frozen=True)
class PromptOverride:
    """One decision in force; `prompt_id` is the lake's, none where a person added the prompt."""

    id: str
    website_id: str
    action: Action
    prompt_id: str | None
    topic: str
    prompt_text: str
    prompt_type: PromptType
    sequence_order: int
    locale: str
    icp_id: str | None
    created_at: datetime
    basket_version: int


@dataclass(frozen=True)
class _Wish:
    action: Action
    prompt_id: str | None
    topic: str
    prompt_text: str
    prompt_type: PromptType
    sequence_order: int
    locale: str
    icp_id: str | None


def prompts(db: Connection, website_id: str) -> list[PromptOverride]:
    """The overrides in force, in the order they were decided."""
    return fetch(
        db,
        PromptOverride,
        f"{_SELECT} WHERE website_id = %(id)s AND withdrawn_in IS NULL ORDER BY created_at, id",
        {"id": website_id},
    )


def pin(
    db: Connection,
    website_id: str,
    *,
    prompt_id: str,
    topic: str,
    prompt_text: str,
    prompt_type: PromptType = "primary",
    sequence_order: int = 1,
    locale: str = "en-US",
    icp_id: str | None = None,
    actor: str,
) -> PromptOverride:
    """Keep a generated prompt through every refresh; a rejection of it is taken back."""
    wish = _Wish("pin", prompt_id, topic, prompt_text, prompt_type, sequence_order, locale, icp_id)
    return _decide(db, website_id, wish, actor)


def reject(
    db: Connection,
    website_id: str,
    *,
    prompt_id: str,
    topic: str,
    prompt_text: str,
    prompt_type: PromptType = "primary",
    sequence_order: int = 1,
    locale: str = "en-US",
    icp_id: str | None = None,
    actor: str,
) -> PromptOverride:
    """Ask a prompt no more, now and after every refresh; a pin of it is taken back."""
    wish = _Wish(
        "reject", prompt_id, topic, prompt_text, prompt_type, sequence_order, locale, icp_id
    )
    return _decide(db, website_id, wish, actor)


def add_prompt(
    db: Connection,
    website_id: str,
    *,
    topic: str,
    prompt_text: str,
    prompt_type: PromptType = "primary",
    sequence_order: int = 1,
    locale: str = "en-US",
    icp_id: str | None = None,
    actor: str,
) -> PromptOverride:
    """Have a person's own prompt asked; the same one again changes nothing."""
    wish = _Wish("add", None, topic, prompt_text, prompt_type, sequence_order, locale, icp_id)
    return _decide(db, website_id, wish, actor)


def withdraw(db: Connection, website_id: str, override_id: str, *, actor: str) -> None:
    """Take an override back; it stays on record. Again changes nothing.

    Raises:
        InputError: when the website never had it.
    """
    lock_website(db, website_id)
    sql = f"{_SELECT} WHERE website_id = %(website_id)s AND id::text = %(id)s"
    parameters = {"website_id": website_id, "id": override_id}
    found = fetch(db, PromptOverride, sql, parameters)
    if not found:
        raise InputError(f"This website has no override {override_id!r}.")
    if found[0].id in {one.id for one in prompts(db, website_id)}:
        version = baskets.supersede(db, website_id, "override").version
        _end(db, found[0].id, version)
        _record(db, found[0], "prompt.withdraw", actor)


def _decide(db: Connection, website_id: str, wish: _Wish, actor: str) -> PromptOverride:
    _check(wish)
    lock_website(db, website_id)
    standing = prompts(db, website_id)
    same = [one for one in standing if _is_about_same(one, wish)]
    if same and same[0].action == wish.action:
        return same[0]
    basket = baskets.supersede(db, website_id, "override")
    for one in same:
        _end(db, one.id, basket.version)
    made = _insert(db, website_id, wish, basket)
    _record(db, made, f"prompt.{wish.action}", actor)
    return made


def _is_about_same(one: PromptOverride, wish: _Wish) -> bool:
    if wish.prompt_id is not None:
        return one.prompt_id == wish.prompt_id
    return one.action == "add" and all(
        getattr(one, name) == value for name, value in vars(wish).items()
    )


def _check(wish: _Wish) -> None:
    if not wish.prompt_text.strip() or not wish.topic.strip():
        raise InputError("A prompt needs a text and a topic; one of them is empty.")
    if len(wish.topic) > MAX_NAME:
        raise InputError(f"The topic {wish.topic[:40]!r}… is longer than {MAX_NAME} characters.")
    if "\x00" in wish.prompt_text + wish.topic:
        raise InputError(f"The prompt {wish.prompt_text[:40]!r} holds a NUL character: remove it.")


def _insert(db: Connection, website_id: str, wish: _Wish, basket: baskets.Basket) -> PromptOverride:
    (made,) = fetch(
        db,
        PromptOverride,
        f"INSERT INTO control.prompt_overrides ({_COLUMNS}) VALUES (%(id)s, %(website_id)s, "
        "%(action)s, %(prompt_id)s, %(topic)s, %(prompt_text)s, %(prompt_type)s, "
        "%(sequence_order)s, %(locale)s, %(icp_id)s, clock_timestamp(), %(version)s) "
        f"RETURNING {_COLUMNS}",
        {
            "id": new_id(),
            "website_id": website_id,
            "version": basket.version,
            **asdict(wish),
        },
    )
    return made


def _end(db: Connection, override_id: str, version: int) -> None:
    db.exec_driver_sql(
        "UPDATE control.prompt_overrides SET withdrawn_in = %(version)s WHERE id = %(id)s",
        {"id": override_id, "version": version},
    )


def _record(db: Connection, override: PromptOverride, action: str, actor: str) -> None:
    detail = {
        "prompt_override_id": override.id,
        "prompt_id": override.prompt_id,
        "topic": override.topic,
        "prompt_text": override.prompt_text,
        "basket_version": override.basket_version,
    }
    audit.record(
        db,
        actor=actor,
        action=action,
        subject=override.topic,
        detail=detail,
        website_id=override.website_id,
    )
