"""Of which kind a document is, by the words that title such documents."""

from __future__ import annotations

import re

from onevice_assets.operations.extraction.extracted import Kind
from onevice_assets.operations.extraction.forms.labels import fold_looks

_TITLE = 400  # characters at the beginning, in which a title counts more
_SPACED = re.compile(r"(?<=\b\w)[ ](?=\w\b)")
_SIGNS: tuple[tuple[Kind, int, str], ...] = (
    ("rate_confirmation", 4, r"rate con(?:f|\b)|(?:rate|carrier|load|order) confirmation"),
    ("rate_confirmation", 4, r"confirmation of rate|load tender|transport order|rate agreement"),
    ("rate_confirmation", 2, r"carrier pay|total rate|agreed (?:freight|amount|rate)|flat rate"),
    ("rate_confirmation", 4, r"load (?:offer|agreement)|cmr order|pay to carrier"),
    ("rate_confirmation", 1, r"shipper|consignee"),
    ("rate_confirmation", 1, r"pick ?up\b|\bp/?u (?:date|\w|:)|\bpick \d|\bload(?:ing)? ?place"),
    ("rate_confirmation", 1, r"deliver(?:y|:)|\bd/?o (?:date|\w|:)|\bdrop \d|\bunload"),
    ("rate_confirmation", 1, r"\brate ?:"),
    ("maintenance_order", 4, r"(?:work|repair|maintenance|workshop) order|maintenance request"),
    (
        "maintenance_order",
        4,
        r"inspection report|service ticket|tire service|service (?:invoice|order)|road ?call",
    ),
    (
        "maintenance_order",
        4,
        r"repair authori[sz]ation|truck service|truck repair|roadside service",
    ),
    ("maintenance_order", 4, r"\bwo ?(?:#|\d)|\br\.?o\.? (?:#|no|\d)"),
    ("maintenance_order", 2, r"\bvin\b|\blabor\b|\bchassis n|\bcomplaint\b|\bmileage\b"),
    ("maintenance_order", 1, r"service date|\binspection\b|odometer ?[:|]"),
    ("invoice", 3, r"invoice(?! \d+\b)|freight bill|credit memo|\binv (?:no|#)"),
    ("invoice", 1, r"bill to|sold to|amount due|balance due|due date"),
)
_FOLDED = tuple((kind, weight, re.compile(fold_looks(shape))) for kind, weight, shape in _SIGNS)
_LEAST = 3


def tell_kind(text: str) -> Kind:
    """The kind with the most signs; a message where there are few."""
    folded = fold_looks(re.sub(r"[ ]+", " ", _SPACED.sub("", text[:20_000])))
    points: dict[Kind, int] = {}
    for kind, weight, shape in _FOLDED:
        if match := shape.search(folded):
            points[kind] = points.get(kind, 0) + weight * (2 if match.start() < _TITLE else 1)
    best: Kind = max(points, key=lambda kind: points[kind], default="driver_message")
    is_form = points.get(best, 0) >= _LEAST and _has_labels(text)
    return best if is_form else "driver_message"


def _has_labels(text: str) -> bool:
    """Whether a text is more than a sentence or two: three lines, or fields."""
    lines = sum(1 for line in text.splitlines() if line.strip())
    return lines >= 3 or text.count(":") >= 3
