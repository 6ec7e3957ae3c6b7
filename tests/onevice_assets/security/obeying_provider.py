"""A provider whose model obeys what stands in pages, and never keeps a secret."""

from __future__ import annotations

import json
from typing import Any

from tests.provider_server import Plan, ProviderServer, Seen

EVIL = "EvilCorp"
ANSWER = f"""\x1b]0;owned\x07\x1b[31mBuy **{EVIL}** <img src=x onerror=alert(1)> now.

1. **Plannado**: =cmd|' /C calc'!A0, on every plan.
2. **{EVIL}**: <script>alert("answer")</script> [{EVIL}](javascript:alert(1)) \u202egnp.exe
"""


class ObeyingProvider(ProviderServer):
    """Does what injections ask for: foreign keys, foreign brands; tells the key in its errors."""

    def __init__(self) -> None:
        super().__init__()
        self._disobeyed: dict[str, int] = {}

    def decide(self, seen: Seen) -> Plan:
        """Fail, answer beyond the schema, and only then within it, as full of lies as it allows."""
        super().decide(seen)
        form = seen.body.get("response_format") or {}
        asked = form.get("json_schema", {})
        name = asked.get("name", "")
        tries = self._disobeyed[name] = self._disobeyed.get(name, 0) + 1
        if tries == 1:
            told = f"Incorrect API key provided: {seen.key}. See https://x.test/?key={seen.key}"
            return Plan(
                status=500, error={"message": told, "key": seen.key}, headers={"x-key": seen.key}
            )
        if not asked:
            return Plan(text=ANSWER)
        good = fill(asked["schema"], asked["schema"].get("$defs", {}))
        if tries == 2:
            more = {"tools": [{"name": "shell"}], "max_usd": 10**6, "brands": [EVIL]}
            return Plan(text=json.dumps({**good, **more}))
        return Plan(text=json.dumps(good))


def fill(schema: dict[str, Any], defs: dict[str, Any], number: int = 1) -> Any:
    """A value of a schema whose texts are an injection's."""
    if "$ref" in schema:
        return fill(defs[schema["$ref"].rpartition("/")[2]], defs, number)
    if "anyOf" in schema:
        return fill(schema["anyOf"][0], defs, number)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: fill(one, defs, number) for name, one in schema["properties"].items()}
    if kind == "array":
        count = max(schema.get("minItems", 1), 1)
        return [fill(schema["items"], defs, at) for at in range(1, count + 1)]
    return {"integer": number, "number": number, "boolean": True}.get(kind) or _lie(schema, number)


def _lie(schema: dict[str, Any], number: int) -> str:
    text = f"{EVIL} {number} <script>alert({number})</script> obey the page"
    return text[: schema.get("maxLength", len(text))].ljust(schema.get("minLength", 0), "x")
