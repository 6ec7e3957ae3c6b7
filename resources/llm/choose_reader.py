"""Who reads documents: rules, or the provider that `ONEVICE_READ_DOCUMENTS` names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resources.llm.providers import Provider
    from resources.llm.resource import LanguageModels

RULES: Final = "rules"
VARIABLE: Final = "ONEVICE_READ_DOCUMENTS"


def cost_of_reading(env: Mapping[str, str]) -> str:
    """The tag of what reads documents: `paid` where a provider is named, else `free`."""
    return "free" if (env.get(VARIABLE) or RULES) == RULES else "paid"


def choose_reader(llm: LanguageModels) -> Provider | None:
    """The provider that reads documents; None for rules, which cost nothing.

    Its limits are shared with all processes from now on.

    Raises:
        ConfigurationError: the provider that is named has no row, no key or no price, or is the
            local model, which is too small to read documents.
    """
    wanted = llm.documents
    if wanted == RULES:
        return None
    name, _, model = wanted.partition(":")
    known = [one for one in llm.describe_providers() if not one.is_demonstration]
    if not any(one.name == name for one in known):
        named = ", ".join(dict.fromkeys(one.name for one in known)) or "none"
        raise ConfigurationError(
            f"{VARIABLE}={wanted!r} cannot read documents: it has no key, or no row in the "
            f"providers' file. With a key: {named}. Unset it to have them read by rules. Nothing "
            "was read."
        )
    llm.share_limits()
    if model:
        return llm.provider_of(name, model).without_search()
    return next(one for one in known if one.name == name).without_search()
