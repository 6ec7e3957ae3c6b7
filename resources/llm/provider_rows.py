"""Rows of the providers' table: ours in `providers.toml`, and a person's in `ONEVICE_PROVIDERS`.

A row of the person's file with the name of one of ours changes the fields it has; any other name
adds a provider. What a row may hold is declared here, and a row that is wrong is refused before
anybody is asked. Who is asked because of it is decided in `providers.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from resources.errors import ConfigurationError
from resources.llm.prices import ROWS

LOCAL = "local"
_NAME = r"^[a-z][a-z0-9_-]{0,49}$"
_VARIABLE = r"^[A-Z][A-Z0-9_]*$"
_EXAMPLES = {
    "base_url": '"http://127.0.0.1:11434/v1"',
    "base_url_variable": '"MISTRAL_BASE_URL"',
    "key_variable": '"MISTRAL_API_KEY"',
    "model_variable": '"MISTRAL_MODEL"',
    "default_model": '"llama3.2"; several with commas',
    "api": '"chat" or "responses"',
    "max_tokens_field": '"max_tokens", "max_completion_tokens" or "max_output_tokens"',
    "answer_tokens": "1024",
    "concurrency": "4",
    "timeout_s": "120",
    "requests_per_minute": "500",
    "tokens_per_minute": "200000",
    "parameters": "{ temperature = 0.7 }",
    "web_search": '{ tools = [{ type = "web_search" }] }',
    "searches": "1",
    "search_tokens": "128000",
    "json_schema": "true or false",
    "seed": "true or false",
    "batch": 'true or false, or "messages"',
}


class ProviderRow(BaseModel):
    """One row; every field is described at the top of `providers.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    base_url: str = Field("", pattern=r"^(https?://\S+)?$")
    base_url_variable: str = Field("", pattern=_VARIABLE)
    key_variable: str = Field("", pattern=_VARIABLE)
    model_variable: str = Field("", pattern=_VARIABLE)
    default_model: str = ""
    api: Literal["chat", "responses"] = "chat"
    max_tokens_field: Literal["max_tokens", "max_completion_tokens", "max_output_tokens"] = (
        "max_tokens"
    )
    answer_tokens: int = Field(1024, ge=1)
    concurrency: int = Field(4, ge=1)
    timeout_s: float = Field(120, gt=0, allow_inf_nan=False)
    requests_per_minute: int | None = Field(None, ge=0)
    tokens_per_minute: int | None = Field(None, ge=0)
    parameters: dict[str, Any] = {}
    web_search: dict[str, Any] = {}
    searches: int = Field(1, ge=1)
    search_tokens: int = Field(0, ge=0)
    json_schema: bool = True
    seed: bool = False
    batch: bool | Literal["messages"] = False
    is_demonstration: bool = False

    @model_validator(mode="after")
    def _can_be_asked(self) -> ProviderRow:
        """A row that could never be asked is a mistake, not a wish."""
        if not self.is_demonstration and not (self.base_url or self.base_url_variable):
            raise ValueError("`base_url` is missing")
        if not (self.default_model or self.model_variable):
            raise ValueError("`default_model` is missing")
        return self


def read_rows(extra_file: str | None = None) -> dict[str, ProviderRow]:
    """Read every row by its provider's name: ours in their order, then the person's own.

    Args:
        extra_file: TOML file with `[providers.NAME]` tables that win over ours.

    Raises:
        ConfigurationError: naming file, row and field, and what to write.
    """
    rows: dict[str, dict[str, Any]] = _tables(ROWS)
    places = dict.fromkeys(rows, str(ROWS.name))
    for name, fields in _tables(Path(extra_file)).items() if extra_file else ():
        _refuse_name(name, fields, str(extra_file))
        rows[name] = {**rows.get(name, {}), **fields}
        places[name] = str(extra_file)
    return {name: _check(name, fields, places[name]) for name, fields in rows.items()}


def _tables(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"The providers file {str(path)!r} of ONEVICE_PROVIDERS cannot be read: {error}. "
            "Nobody was asked."
        ) from error
    strange = found.keys() - {"providers", "models"}
    tables = found.get("providers", {})
    if strange or not isinstance(tables, dict):
        raise ConfigurationError(
            f"The providers file {str(path)!r} holds {', '.join(sorted(strange)) or 'providers'!r}"
            " where only [providers.NAME] and [[models]] tables may stand. Nobody was asked."
        )
    return tables


def _refuse_name(name: str, fields: object, file: str) -> None:
    where = f"{file!r}: [providers.{name}]"
    if name == LOCAL:
        raise ConfigurationError(
            f"{where} is the demonstration model, which is started by us and cannot be changed. "
            "Give a model of your own another name. Nobody was asked."
        )
    if not re.match(_NAME, name) or not isinstance(fields, dict):
        raise ConfigurationError(
            f"{where} is not a row. Write [providers.NAME] with a name of at most 50 lower-case "
            "letters, digits, - and _, and the fields below it. Nobody was asked."
        )
    if "is_demonstration" in fields:
        raise ConfigurationError(
            f"{where} field is_demonstration: only our local model is one. Leave it out."
        )


def _check(name: str, fields: Mapping[str, Any], file: str) -> ProviderRow:
    try:
        return ProviderRow.model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        said = first["msg"].removeprefix("Value error, ")
        field = field or said.split("`")[1]
        raise ConfigurationError(
            f"{file!r}: [providers.{name}] field {field}: {_explain(first['type'], said)}. "
            f"{_advise(field)} Nobody was asked."
        ) from error


def _explain(kind: str, said: str) -> str:
    return "there is no such field" if kind == "extra_forbidden" else said


def _advise(field: str) -> str:
    if field not in _EXAMPLES:
        return f"A row may hold {', '.join(_EXAMPLES)}."
    return f"Write {field} = {_EXAMPLES[field]}."
