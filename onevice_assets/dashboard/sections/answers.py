"""The drill-down: answers behind a number with the sentence that counted, and one in full."""

from __future__ import annotations

import json
from typing import Any

from dash import html

from onevice_assets.dashboard.address import CHOICES_OF_PRESENCE
from onevice_assets.dashboard.queries.answers import Found, Whole, find_answers, open_answer
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.sections import parts
from onevice_assets.lineage.evidence import Evidence
from onevice_assets.lineage.plain_text import drop_markdown


def show_answers(scope: Scope) -> Any:
    """The answers the URL asks for, or one of them in full."""
    if not scope.viewer.may("read_answers"):
        return parts.empty(
            "Your role sees numbers. Reading the answers behind them takes the role "
            "member: whoever manages the users of your organization can give it."
        )
    if scope.asked.answer:
        return _show_whole(scope, open_answer(scope))
    found = find_answers(scope)
    return parts.section(
        _title(scope),
        _choose_presence(scope) if scope.asked.about and not scope.asked.instead else None,
        parts.note(_count(scope, found)),
        *(
            [_answer(scope, one["answer"], one["evidence"]) for one in found.answers]
            or [parts.empty("No answer of this period does that.")]
        ),
        _turn_pages(scope, found),
        parts.exports("answers", scope.asked),
    )


def _title(scope: Scope) -> str:
    asked = scope.asked
    if asked.about and asked.instead:
        return f"Answers that ignore {asked.about} and recommend {asked.instead}"
    if asked.about:
        return f"{asked.about}: {asked.presence} in these answers"
    return "All answers that count"


def _count(scope: Scope, found: Found) -> str:
    total = "1 answer" if found.total == 1 else f"{found.total:,} answers"
    where = f", page {found.page} of {found.pages:,}" if found.pages > 1 else ""
    hint = "" if scope.asked.about else " Choose a brand in the ranking to see its sentences."
    return f"{total}, newest day first{where}.{hint}"


def _choose_presence(scope: Scope) -> Any:
    links = [
        parts.link(
            one,
            scope.asked.but(presence=one, page=1),
            name="chosen" if one == scope.asked.presence else "",
        )
        for one in CHOICES_OF_PRESENCE
    ]
    return html.Nav(links, className="switch", **parts.labelled("What the answer does"))


def _answer(scope: Scope, row: dict[str, Any], evidence: Evidence | None) -> Any:
    facts = [
        str(row["day"]),
        row["llm_provider"],
        row["served_model"] or row["llm_model"],
        f"sample {row['sample_number']}",
        row["topic"],
    ]
    state = None
    if evidence:
        rank = f" #{evidence.position_rank}" if evidence.position_rank else ""
        state = html.Span(
            f"{evidence.brand_name}: {evidence.presence}{rank}",
            className=f"state {evidence.presence}",
        )
    return html.Article(
        [
            html.P([state, *[html.Span(fact) for fact in facts]], className="facts"),
            html.P(row["prompt_text"], className="prompt"),
            html.Blockquote(_sentence(evidence)) if evidence else None,
            parts.link("Read the whole answer", scope.asked.but(answer=row["id"])),
        ],
        className="answer",
    )


def _sentence(evidence: Evidence) -> list[Any]:
    return [
        drop_markdown(evidence.before),
        html.Mark(evidence.surface),
        drop_markdown(evidence.after),
    ]


def _turn_pages(scope: Scope, found: Found) -> Any:
    ways = [(found.page - 1, "Newer answers"), (found.page + 1, "Older answers")]
    links = [
        parts.link(text, scope.asked.but(page=to)) for to, text in ways if 1 <= to <= found.pages
    ]
    return html.Nav(links, className="switch", **parts.labelled("Pages")) if links else None


def _show_whole(scope: Scope, found: Whole | None) -> Any:
    back = parts.link("Back to the answers", scope.asked.but(answer=""))
    if found is None:
        return html.Div([parts.empty("There is no such answer in this period."), back])
    row = found.answer
    asked_at = f"{row['asked_at']:%Y-%m-%d %H:%M} UTC"
    facts = [row["llm_provider"], row["served_model"] or row["llm_model"], asked_at, row["topic"]]
    return html.Div(
        [
            back,
            parts.section(
                "One answer in full",
                html.P([html.Span(fact) for fact in facts], className="facts"),
                parts.note(
                    "Branded: the question names a tracked brand, so this answer is not counted."
                )
                if row["is_branded"]
                else None,
                html.P(row["prompt_text"], className="prompt"),
                html.Div(_marked(row["response_text"], found.states), className="whole"),
            ),
            _states(found.states),
            _sources(row["citations"]),
        ]
    )


def _marked(text: str, states: list[dict[str, Any]]) -> list[Any]:
    """The text with every brand's first mention marked; overlapping ones once."""
    spans = sorted(
        {
            (row["mention_start"], row["mention_end"])
            for row in states
            if row["mention_start"] is not None
        }
    )
    pieces: list[Any] = []
    at = 0
    for start, end in spans:
        if start >= at:
            pieces += [text[at:start], html.Mark(text[start:end])]
            at = end
    return [*pieces, text[at:]]


def _states(states: list[dict[str, Any]]) -> Any:
    body = [
        [
            parts.brand(row["brand_name"], row["role"]),
            row["presence"],
            row["position_rank"] or "–",
            row["belief_sold"] or "–",
            row["polarity"] or "–",
        ]
        for row in states
    ]
    return parts.section(
        "What it does to each brand",
        parts.table(
            ["Brand", "State", "Rank", "Belief", "Tone"], body, caption="Brands in this answer"
        ),
    )


def _sources(citations: str) -> Any:
    found = json.loads(citations)
    if not found:
        return None
    cited = {True: "cited", False: "found, not cited", None: "cited or found"}
    items = [
        html.Li(
            [
                one.get("title") or "",
                " ",
                html.Small(one.get("url") or ""),
                " · ",
                cited[one.get("is_cited")],
            ]
        )
        for one in found
    ]
    return parts.section("Its sources", html.Ul(items))
