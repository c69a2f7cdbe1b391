"""Texts in which stars mark words, as in ``Ask the *kitchen/chef:who cooks?* first``.

A mark holds a word, other words that are as good, parted by ``/``, and after ``:`` a tip.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

STAR, OR, TIP = "*", "/", ":"
FORBIDDEN = frozenset((STAR, OR, TIP))
CONTEXT_WORDS = 5
ELLIPSIS = "…"
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
WORD = re.compile(r"\w+(?:[-'’.,:]\w+)*")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands between two stars. ``words`` has at least one."""

    words: tuple[str, ...]
    tip: str = ""

    @property
    def word(self) -> str:
        """The first word: the one that a reader would put there."""
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: plain, or a mark, whose ``text`` is what stands between its stars."""

    text: str
    mark: Mark | None = None


def read_pieces(text: str) -> tuple[Piece, ...]:
    """Return ``text`` in pieces, in order. A star without a partner, or an empty mark, is text."""
    parts = text.split(STAR)
    if len(parts) % 2 == 0:  # an odd number of stars: the last one has no partner
        last = parts.pop()
        parts[-1] += STAR + last
    return tuple(_iterate(parts))


def _iterate(parts: list[str]) -> Iterator[Piece]:
    for number, part in enumerate(parts):
        mark = read_mark(part) if number % 2 else None
        if mark is not None:
            yield Piece(part, mark)
        elif number % 2:
            yield Piece(STAR + part + STAR)
        elif part:
            yield Piece(part)


def read_mark(inside: str) -> Mark | None:
    """Return the mark that is written ``inside`` two stars; nothing where it has no word."""
    listed, _, tip = inside.partition(TIP)
    words = tuple(word for word in map(squeeze, listed.split(OR)) if word)
    return Mark(words, squeeze(tip)) if words else None


def list_marks(text: str) -> tuple[Mark, ...]:
    """Return the marks in ``text``, in order."""
    return tuple(piece.mark for piece in read_pieces(text) if piece.mark)


def squeeze(text: str) -> str:
    """Return ``text`` with single spaces, and none around it."""
    return " ".join(text.split())


def tidy(text: str, *, ignores_case: bool = True) -> str:
    """Return ``text`` as typed answers are compared.

    Composed (NFC), single spaces, and one kind of apostrophe; in lower case where case is ignored.
    """
    tidied = squeeze(unicodedata.normalize("NFC", text).translate(APOSTROPHES))
    return unicodedata.normalize("NFC", tidied.casefold()) if ignores_case else tidied


def list_surroundings(pieces: tuple[Piece, ...]) -> list[str]:
    """Return, for each mark, the few words around it with a gap in its place."""
    gaps = [number for number, piece in enumerate(pieces) if piece.mark]
    return [_describe(pieces, number) for number in gaps]


def _describe(pieces: tuple[Piece, ...], number: int) -> str:
    before = _join(pieces[:number]).split()
    after = _join(pieces[number + 1 :]).split()
    words = [*before[-CONTEXT_WORDS:], "___", *after[:CONTEXT_WORDS]]
    start = ELLIPSIS if len(before) > CONTEXT_WORDS else ""
    end = ELLIPSIS if len(after) > CONTEXT_WORDS else ""
    return f"{start}{' '.join(words)}{end}"


def _join(pieces: tuple[Piece, ...]) -> str:
    return "".join("___" if piece.mark else piece.text for piece in pieces)
