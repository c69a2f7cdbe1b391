"""A campaign's words in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from uprest.campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Words:
    """Title and text in ``language``: the reader's where there is one, else the city's."""

    title: str
    text: str
    language: str


def choose_words(campaign: Campaign, *, language: str) -> Words:
    """Return the words of a campaign whose texts and city were read with it."""
    texts = {row.language: row for row in campaign.texts.all()}
    order: Iterable[str] = (language, campaign.municipality.language, *texts)
    for code in order:
        if code in texts:
            row = texts[code]
            return Words(title=row.title, text=row.text, language=row.language)
    return Words(title="", text="", language=language)
