"""Flash cards."""

from collections.abc import Mapping

from courses.exercises.base import Json, list_items
from courses.exercises.exchange.base import (
    Converter,
    Exported,
    Imported,
    Losses,
    OutgoingFiles,
    Package,
    Value,
    as_dict,
    as_list,
    make_items,
)
from courses.exercises.exchange.html import to_html, to_line, to_plain
from courses.exercises.exchange.whole import lose_settings
from courses.exercises.flash_cards import FlashCards
from uprest.h5p.types import LibraryName


def flash_cards_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a Dialogcards."""
    dialogs = [
        {"text": to_html(card["front"]), "answer": to_html(card["back"]), "tips": {}}
        for _, card in list_items(value["cards"])
    ]
    return Exported({"title": to_html(value["heading"]), "mode": "normal", "dialogs": dialogs})


def flash_cards_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of flash cards."""
    losses = Losses()
    cards = [_read_card(as_dict(one), losses) for one in as_list(params.get("dialogs"))]
    description = to_plain(params.get("description"), losses)
    losses.add_if(description, "description", description)
    losses.add_if(params.get("mode") not in (None, "normal"), "repetition")
    lose_settings(params, losses)
    heading = to_line(params.get("title"), losses) or package.title
    return Imported({"heading": heading, "cards": make_items(cards)}, losses.all)


def _read_card(card: Mapping[str, Json], losses: Losses) -> Value:
    losses.add_if(card.get("image") or card.get("audio"), "media")
    tips = as_dict(card.get("tips"))
    losses.add_if(tips.get("front") or tips.get("back"), "tips")
    return {
        "front": to_line(card.get("text"), losses),
        "back": to_plain(card.get("answer"), losses),
    }


CONVERTERS = (
    Converter(
        kind=FlashCards.kind,
        library=LibraryName("H5P.Dialogcards", 1, 9),
        to_h5p=flash_cards_to_h5p,
        from_h5p=flash_cards_from_h5p,
    ),
)
