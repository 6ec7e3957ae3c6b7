"""Tables of the intent service (seed 003): what people asked, and the patterns in it.

One partition is one organization. A user's patterns rest on that user's turns alone.
"""

from __future__ import annotations

from onevice_assets.tables.audience import INTENT_TYPES
from onevice_assets.tables.columns import CREATED, ID, ORGANIZATION
from resources.table_schema import Table, fraction, integer, json, number, text, timestamp, uuid

SOURCES = ("monitor", "log")
RELATIONSHIPS = ("LEADS_TO", "RELATED_TO", "SIMILAR_TO")

_USER = text("user_id", "Who asks: `icp:{id}`, `website:{id}`, or the user of an imported log")

conversation_turns = Table(
    "intents",
    "conversation_turns",
    "organization",
    (
        ID,
        ORGANIZATION,
        _USER,
        text("conversation_id", "Conversation it is a turn of; a user's own"),
        integer("turn", "Its place in the conversation, from 1, without gaps", low=1),
        timestamp("asked_at", "When it was asked; of the monitor: when it was written"),
        text("turn_text", "What was asked, as it was asked"),
        text("intent_type", "What kind of answer is wanted", one_of=INTENT_TYPES),
        text("source", "Where it is from", one_of=SOURCES),
        text("source_id", "Prompt, or `{file}:{line}` of an imported log"),
        CREATED,
    ),
    natural_key=("user_id", "conversation_id", "turn"),
)

patterns = Table(
    "intents",
    "patterns",
    "organization",
    (
        ID,
        ORGANIZATION,
        _USER,
        text("pattern_type", "The kind most of its turns are of", one_of=INTENT_TYPES),
        text("label", "The turn most like all of them, in the user's words"),
        text("anchor_text", "Its first turn, normalised: what its id is made of"),
        json("examples", "Up to five different turns, the most frequent first"),
        integer("support", "Turns of it", low=1),
        integer("conversation_count", "Conversations it occurs in", low=1),
        fraction("conversation_share", "Of the user's conversations"),
        fraction("clear_share", "Turns that are clearly of it and of no other pattern"),
        fraction("confidence", "Lower 95 % bound (Wilson) of that share"),
        fraction("type_share", "Turns of its type among its turns"),
        timestamp("first_at", "When it was asked first"),
        timestamp("last_at", "When it was asked last"),
        text("embedding_model", "Model whose vectors told what is alike"),
        CREATED,
    ),
    natural_key=("user_id", "anchor_text"),
    description="""One row per intent that a user has again and again, with how sure that is.

Grain: organization, user and pattern; seldom asked intents are none. Source: the user's
`conversation_turns`. The id stays while a pattern grows. A re-run gives the same rows.""",
)

pattern_relationships = Table(
    "intents",
    "pattern_relationships",
    "organization",
    (
        ID,
        ORGANIZATION,
        _USER,
        text("type", "LEADS_TO has a direction, the others have none", one_of=RELATIONSHIPS),
        uuid("from_pattern_id", "Pattern it leads from; of the undirected the smaller id"),
        uuid("to_pattern_id", "Pattern it leads to"),
        integer("support", "Times one came next, or conversations with both", nullable=True),
        integer("conversation_count", "Conversations that show it", nullable=True),
        fraction("confidence", "LEADS_TO: P(next | this)", nullable=True),
        fraction("confidence_low", "Its lower 95 % bound, by conversations", nullable=True),
        fraction("base_rate", "What chance would give instead", nullable=True),
        number("lift", "How many times chance", nullable=True),
        number("p_value", "Of chance giving as much, one-sided", nullable=True, high=1),
        number("npmi", "RELATED_TO: information shared, -1 to 1", nullable=True, low=-1, high=1),
        number("similarity", "SIMILAR_TO: cosine", nullable=True, low=-1, high=1),
        CREATED,
    ),
    natural_key=("type", "from_pattern_id", "to_pattern_id"),
    description="""One row per pair of patterns: one leads to, goes with or resembles the other.

Grain: organization, user, type and pair. Source: the order and company of intents within the
user's conversations, and the vectors of their turns. A re-run gives the same rows.""",
)

pattern_turns = Table(
    "intents",
    "pattern_turns",
    "organization",
    (
        ID,
        ORGANIZATION,
        _USER,
        uuid("pattern_id", "Pattern the turn is of"),
        uuid("turn_id", "Turn: row of `conversation_turns`"),
        number("similarity", "Cosine to the pattern's other turns' mean", low=-1, high=1),
        CREATED,
    ),
    natural_key=("turn_id",),
    description="""One row per turn that is of a pattern: from a number to the words it counts.

Grain: organization and turn. Source: as of `patterns`. A re-run gives the same rows.""",
)

MINED = (patterns, pattern_relationships, pattern_turns)
