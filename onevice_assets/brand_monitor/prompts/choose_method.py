"""Who writes conversations and turns: a hosted model where there is one, rules otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.prompts import build_conversations
from onevice_assets.brand_monitor.prompts.plan_conversations import Plan, plan
from onevice_assets.brand_monitor.prompts.read_situation import Situation, english
from onevice_assets.brand_monitor.prompts.speak_as import voice_of
from onevice_assets.superseding import active
from resources.errors import ProviderBusyError, ProviderError, ProviderRefusedError

if TYPE_CHECKING:
    from resources.llm.ledger_book import BookedModels

Row = dict[str, Any]


def conversation_rows(
    situation: Situation, old: Sequence[Row], llm: BookedModels, notes: list[str]
) -> list[Row]:
    """All rows of `conversation_sequences`; what stands for the basket in force is kept.

    Args:
        situation: of the website.
        old: rows of the partition so far.
        llm: asked only for customers who are new.
        notes: gets a line where a model's answer could not be used.
    """
    if build_conversations.is_current(old, situation):
        generated = build_conversations.keep_generated(old, situation)
    else:
        plans, locale = _plan_topics(situation, llm, notes)
        generated = build_conversations.generate(situation, plans, locale, old)
    given = build_conversations.add_given(situation, generated)
    return build_conversations.combine(situation, [*generated, *given], old)


class TurnWriter:
    """Gives conversations their turns; asks a model once per customer, and only if need be."""

    def __init__(
        self,
        situation: Situation,
        conversations: Sequence[Row],
        llm: BookedModels,
        notes: list[str],
    ) -> None:
        self._situation = situation
        self._llm = llm
        self._notes = notes
        self._asked: dict[str, dict[int, Plan]] = {}
        self._ruled: dict[tuple[str, frozenset[str]], dict[int, Plan]] = {}
        self._mine: dict[str, list[Row]] = defaultdict(list)
        for row in active(conversations):
            if row["source"] == "generated":
                self._mine[row["icp_id"]].append(row)

    def write(self, conversation: Row, avoid: frozenset[str]) -> Plan:
        """Turns of a conversation that has none yet."""
        icp_id = conversation["icp_id"]
        if not self._llm.hosted:
            return self.rewrite(conversation, avoid)
        if icp_id not in self._asked:
            self._asked[icp_id] = self._ask(icp_id)
        return self._asked[icp_id][conversation["sequence_number"]]

    def rewrite(self, conversation: Row, avoid: frozenset[str]) -> Plan:
        """Turns by rules, none of which a person rejected."""
        key = (conversation["icp_id"], avoid)
        if key not in self._ruled:
            self._ruled[key] = self._by_rules(*key)
        return self._ruled[key][conversation["sequence_number"]]

    def _by_rules(self, icp_id: str, avoid: frozenset[str] = frozenset()) -> dict[int, Plan]:
        icp = next(one for one in self._situation.icps if one["id"] == icp_id)
        plans = plan(
            voice_of(icp), self._situation.subject, icp["sequence_number"] - 1, avoid=avoid
        )
        return dict(enumerate(plans, start=1))

    def _ask(self, icp_id: str) -> dict[int, Plan]:
        from onevice_assets.brand_monitor.prompts.ask_for_conversations import ask_for_turns

        by_rules = self._by_rules(icp_id)
        icp = next(one for one in self._situation.icps if one["id"] == icp_id)
        try:
            return ask_for_turns(
                icp,
                self._mine[icp_id],
                self._situation.subject,
                by_rules,
                ask=self._llm.complete_json,
            )
        except (ProviderRefusedError, ProviderBusyError):
            raise
        except ProviderError as error:
            self._notes.append(f"prompts of {icp['name']} by rules: {error}")
            return by_rules


def _plan_topics(
    situation: Situation, llm: BookedModels, notes: list[str]
) -> tuple[dict[str, Sequence[Plan]], str]:
    plans: dict[str, Sequence[Plan]] = {
        icp["id"]: plan(voice_of(icp), situation.subject, icp["sequence_number"] - 1)
        for icp in situation.icps
    }
    if not llm.hosted:
        return plans, english(situation.locale)
    from onevice_assets.brand_monitor.prompts.ask_for_conversations import ask_for_topics

    asked: dict[str, Sequence[Plan]] = {}
    for icp in situation.icps:
        try:
            asked[icp["id"]] = ask_for_topics(
                icp,
                situation.subject,
                situation.locale,
                plans[icp["id"]],
                ask=llm.complete_json,
            )
        except (ProviderRefusedError, ProviderBusyError):
            raise
        except ProviderError as error:
            notes.append(f"conversations of {icp['name']} by rules: {error}")
            return plans, english(situation.locale)
    return asked, situation.locale
