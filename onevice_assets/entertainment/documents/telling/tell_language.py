"""Language of a text, by py3langid (Lui & Baldwin 2012, naive Bayes over byte n-grams)."""

from __future__ import annotations

from functools import cache
from typing import Any

LEAST = 0.7
_FEWEST_LETTERS = 40
_SAMPLE = 5_000


def tell_language(text: str) -> tuple[str | None, float]:
    """Tell a text's language.

    Args:
        text: its first 5,000 signs count.

    Returns:
        ISO 639-1 and a confidence from 0 to 1; None below 0.7 or 40 letters.
    """
    sample = text[:_SAMPLE]
    if sum(sign.isalpha() for sign in sample) < _FEWEST_LETTERS:
        return None, 0.0
    if sample.isupper():  # call sheets shout; the model learned from prose
        sample = sample.lower()
    language, confidence = _identifier().classify(sample)
    sure = round(float(confidence), 3)
    return (str(language), sure) if sure >= LEAST else (None, sure)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
