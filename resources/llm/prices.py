"""What a call costs: the price table, an upper bound before the call, the cost after it.

Prices are USD per million tokens, from `providers.toml` and the file `ONEVICE_PRICES` names.
A model without a price is refused: a guessed price is worse than a message.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from resources.errors import ConfigurationError

_MILLION = Decimal(1_000_000)
_CHARACTERS_PER_TOKEN = 3  # English is near 4; fewer makes the estimate an upper bound
_TOKENS_PER_MESSAGE = 8  # role and separators
_AMOUNTS = ("input_usd", "output_usd", "request_usd", "batch_discount")
_OLDEST = timedelta(days=180)
ROWS = Path(__file__).with_name("providers.toml")


@dataclass(frozen=True)
class Price:
    """Price of one model of one provider, USD.

    Attributes:
        input_usd: per million tokens sent.
        output_usd: per million tokens answered.
        request_usd: per request; of a provider that searches the web, per search.
        source: where it was read.
        read_on: when; none where nobody said.
        parameters: what is sent with every call of this model.
        batch_discount: share that a batch saves of the tokens' price, 0 to 1.
    """

    input_usd: Decimal
    output_usd: Decimal
    request_usd: Decimal = Decimal(0)
    source: str = ""
    read_on: date | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    batch_discount: Decimal = Decimal(0)

    def cost(self, input_tokens: int, output_tokens: int, requests: int = 1) -> Decimal:
        """USD of one call with these token counts, and so many requests or searches."""
        tokens = input_tokens * self.input_usd + output_tokens * self.output_usd
        return tokens / _MILLION + requests * self.request_usd

    def in_batch(self) -> Price:
        """The price of the same call in a batch."""
        share = 1 - self.batch_discount
        return replace(
            self,
            input_usd=self.input_usd * share,
            output_usd=self.output_usd * share,
            batch_discount=Decimal(0),
        )


def is_old(price: Price, today: date) -> bool:
    """Whether a price was read more than 180 days ago, or nobody said when; free ones never are."""
    if not any((price.input_usd, price.output_usd, price.request_usd)):
        return False
    return price.read_on is None or today - price.read_on > _OLDEST


FREE = Price(Decimal(0), Decimal(0))


def warn_of_old(label: str, price: Price, today: date) -> str:
    """A sentence on a price that may have changed; empty where it is young enough.

    Args:
        label: who is asked, as `provider:model`.
        price: theirs.
        today: the day to compare with.
    """
    if not is_old(price, today):
        return ""
    of = f"was read on {price.read_on}" if price.read_on else "does not say when it was read"
    where = f" at {price.source}" if price.source else ""
    return (
        f"The price of {label} {of}: see whether it still holds{where}, and put it with its day "
        "(read_on) into the file that ONEVICE_PRICES names."
    )


def count_tokens(texts: Sequence[str]) -> int:
    """Upper estimate of the tokens of some messages, without a tokenizer."""
    return sum(
        -(-len(text.encode("utf-8", "surrogatepass")) // _CHARACTERS_PER_TOKEN)
        + _TOKENS_PER_MESSAGE
        for text in texts
    )


def find_price(provider: str, model: str, *extra_files: str) -> Price:
    """Look a model's price up.

    Args:
        provider: name of the provider.
        model: the model as it is asked for.
        extra_files: TOML files with further `[[models]]` rows; the last that has it wins.

    Raises:
        ConfigurationError: when no row has it, with the row to add.
    """
    rows = read_models(*extra_files)
    found = [row for row in rows if (row.get("provider"), row.get("model")) == (provider, model)]
    if not found:
        known = sorted(str(row["model"]) for row in rows if row.get("provider") == provider)
        raise ConfigurationError(
            f"No price is known for {provider}'s model {model!r}, so nothing was asked (known: "
            f"{', '.join(known) or 'none'}). Write a TOML file with\n\n[[models]]\nprovider = "
            f'"{provider}"\nmodel = "{model}"\ninput_usd = …   # per million tokens\n'
            "output_usd = …\n\nand name it in ONEVICE_PRICES."
        )
    return _price(found[-1])


def read_models(*extra_files: str | Path) -> list[dict[str, Any]]:
    """Read the `[[models]]` rows: ours, then those of further files, as they stand there.

    Raises:
        ConfigurationError: when a file cannot be read.
    """
    return [row for path in (ROWS, *map(Path, extra_files)) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("models", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"The price file {str(path)!r} cannot be read: {error}") from error
    return list(rows)


def _price(row: Mapping[str, Any]) -> Price:
    where = f"The price of {row.get('provider')}'s {row.get('model')!r}"
    try:
        amounts = [Decimal(str(row.get(name, 0))) for name in _AMOUNTS]
    except ArithmeticError as error:
        raise ConfigurationError(f"{where} is not a number of US dollars.") from error
    if (
        "input_usd" not in row
        or "output_usd" not in row
        or not all(amount >= 0 for amount in amounts)
    ):
        raise ConfigurationError(f"{where} needs input_usd and output_usd of 0 or more.")
    input_usd, output_usd, request_usd, batch_discount = amounts
    if batch_discount > 1:
        raise ConfigurationError(f"{where} has a batch_discount above 1; half price is 0.5.")
    read_on = row.get("read_on")
    if read_on is not None and type(read_on) is not date:
        raise ConfigurationError(f"{where} says read_on={read_on!r}; write a day, as 2026-11-21.")
    return Price(
        input_usd,
        output_usd,
        request_usd,
        str(row.get("source", "")),
        read_on,
        row.get("parameters", {}),
        batch_discount,
    )
