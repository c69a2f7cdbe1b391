"""Values that this package hands to others and to its templates."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeCard:
    """Something on a learner's home that another package has to offer.

    ``links`` are pairs of an address and its words.
    """

    eyebrow: str
    title: str
    text: str
    links: tuple[tuple[str, str], ...]
