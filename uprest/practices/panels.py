"""What the editor of a practice offers to choose from."""

from babel import Locale
from django.utils.translation import get_language

# Where the project's cities learn from: the EU, its neighbours, and the rest of Europe's tourism.
COUNTRIES = [
    "AL", "AT", "BA", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR",
    "HR", "HU", "IE", "IS", "IT", "LT", "LU", "LV", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO",
    "RS", "SE", "SI", "SK", "TR", "UA", "XK",
]  # fmt: skip


def list_countries() -> list[tuple[str, str]]:
    """Return the codes and names of countries in the language of the reader, by name."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    return sorted(((code, names[code]) for code in COUNTRIES), key=lambda row: row[1])


def name_country(code: str) -> str:
    """Return the name of a country in the language of the reader; nothing for no code."""
    return dict(list_countries()).get(code, code)
