"""Derive the words that are no brand's own: `places.txt` and `first_names.txt` of `words`.

Countries, languages and cities come from Unicode's CLDR (through babel) and the time zone database;
further places and people's first names are those that annotators of `../shared/data/ner` marked as
such at least twice and mostly. Everyday words are left out of the first names. Run it after the
data changes, then train discovery anew:

    .venv/bin/python scripts/derive_known_words.py
"""

from __future__ import annotations

import gzip
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.words.ordinary_words import is_ordinary

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "onevice_assets/words"
NER = ROOT / "../shared/data/ner"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
PEOPLE = {"PER", "person", "politician", "researcher", "scientist", "musicalartist", "writer"}
PLACES = {"LOC", "location", "country"}
MORE = (
    "Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut",
    "Delaware", "Florida", "Georgia", "Hawaii", "Idaho", "Illinois", "Indiana", "Iowa", "Kansas",
    "Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts", "Michigan", "Minnesota",
    "Mississippi", "Missouri", "Montana", "Nebraska", "Nevada", "New Hampshire", "New Jersey",
    "New Mexico", "New York", "North Carolina", "North Dakota", "Ohio", "Oklahoma", "Oregon",
    "Pennsylvania", "Rhode Island", "South Carolina", "South Dakota", "Tennessee", "Texas", "Utah",
    "Vermont", "Virginia", "Washington", "West Virginia", "Wisconsin", "Wyoming", "American",
    "British", "Swiss", "Dutch", "Irish", "Scottish", "Welsh", "Canadian", "Australian",
    "Brazilian", "Mexican", "Indian", "Belgian", "Austrian", "European", "Asian", "African",
    "Nordic", "Scandinavian", "Chinese", "Germans", "Americans", "Europe", "Asia", "Africa",
    "North America", "South America", "Latin America", "Midwest", "EU", "UK", "US", "USA", "UAE",
    "NYC", "DC", "Britain", "England", "Scotland", "Wales", "Bavaria", "Catalonia",
    "Silicon Valley", "Bay Area", "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday", "Sunday", "Christmas", "Easter", "Black Friday",
    "Cyber Monday", "Prime Day", "Memorial Day", "Labor Day", "Thanksgiving", "Munich", "Cologne",
    "Frankfurt", "Hamburg", "Milan", "Barcelona", "Seville", "Valencia", "Porto", "Lyon",
    "Marseille", "Manchester", "Birmingham", "Edinburgh", "Glasgow", "Boston", "Seattle",
    "San Francisco", "Dallas", "Houston", "Austin", "Atlanta", "Miami", "Philadelphia",
    "San Diego", "Orlando", "Las Vegas", "Beijing", "Shenzhen", "Hangzhou", "Mumbai", "Delhi",
    "Bangalore", "Osaka", "Kyoto",
)  # fmt: skip
_ENOUGH = 2
_MOSTLY = 0.6


def find_places() -> set[str]:
    """Folded names of countries, languages, cities, months and holidays."""
    names = set(MORE)
    for language in LANGUAGES:
        locale = Locale(language)
        names |= {name for code, name in locale.territories.items() if code.isalpha()}
        names |= {name for code, name in locale.languages.items() if len(code) == 2}
    zones = [zone.rsplit("/", 1)[1] for zone in zoneinfo.available_timezones() if "/" in zone]
    names |= {zone.replace("_", " ") for zone in zones if zone.replace("_", "").isalpha()}
    return {fold_name(name) for name in names} | _marked(PLACES, first_only=False)


def find_first_names() -> set[str]:
    """Folded first words of people's names that are no everyday words."""
    return {name for name in _marked(PEOPLE, first_only=True) if not is_ordinary(name)}


def _marked(kinds: set[str], *, first_only: bool) -> set[str]:
    """Names that annotators marked as of these kinds at least twice, and mostly."""
    marked: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for words, kind in _entities():
        name = fold_name(words[0] if first_only else " ".join(words))
        seen[name] += 1
        if kind in kinds and (len(words) > 1 or not first_only):
            marked[name] += 1
    return {
        name
        for name, count in marked.items()
        if count >= _ENOUGH and count >= _MOSTLY * seen[name] and name.replace(" ", "").isalpha()
        and len(name) > _ENOUGH
    }  # fmt: skip


def _entities() -> Iterator[tuple[list[str], str]]:
    """Runs of words with one label, over all sets of the folder."""
    for path in sorted(NER.glob("*/*.gz")):
        if path.parent.name == "stackoverflow":
            continue
        words: list[str] = []
        kind = ""
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                parts = line.split()
                mark = parts[-1] if len(parts) > 1 else "O"
                if words and not (mark.startswith("I-") and mark[2:] == kind):
                    yield words, kind
                    words = []
                if mark[:2] in ("B-", "I-"):
                    words.append(parts[0])
                    kind = mark[2:]


if __name__ == "__main__":
    for file_name, found in (("places", find_places()), ("first_names", find_first_names())):
        text = "\n".join(sorted(name for name in found if name)) + "\n"
        (TARGET / f"{file_name}.txt").write_text(text, encoding="utf-8")
