"""All converters, by the kind of block and by the library of H5P."""

from dataclasses import replace

from courses.exercises.exchange import cards, choices, many, scenes, sets, stories, words
from courses.exercises.exchange.base import Converter
from courses.exercises.exchange.watching import tell_unread

CONVERTERS: dict[str, Converter] = {
    converter.kind: replace(converter, from_h5p=tell_unread(converter.from_h5p))
    for converter in (
        *choices.CONVERTERS,
        *words.CONVERTERS,
        *sets.CONVERTERS,
        *cards.CONVERTERS,
        *scenes.CONVERTERS,
        *stories.CONVERTERS,
        *many.CONVERTERS,
    )
}


def find_by_library(machine_name: str) -> Converter | None:
    """Return the converter for content of a library, whatever its version."""
    for converter in CONVERTERS.values():
        if converter.library.machine_name == machine_name:
            return converter
    return None
