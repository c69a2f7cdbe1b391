"""What the tests of H5P converters share."""

from hypothesis import strategies as st

from courses.exercises.exchange.base import OutgoingFiles, Package
from courses.exercises.exchange.registry import CONVERTERS
from tests.courses.exercises.kit import items

LETTERS = "abzåčé中0&<>;#\"'’.,!?-_@%{}[]()=+"
WORDS = st.text(LETTERS, min_size=1, max_size=8)
LINES = st.text(f"{LETTERS} ", max_size=24).map(lambda text: " ".join(text.split()) or "a")
TEXTS = st.text(f"{LETTERS} \n", max_size=40).map(
    lambda text: "\n".join(" ".join(line.split()) or "a" for line in text.strip().split("\n"))
)
MARKS = st.one_of(st.none(), st.integers(1, 99))
JUDGED = {"skill": "allergies", "level": "3"}
NONSENSE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def forget_ids(value):
    """Return a stored value without the ids of its items."""
    if isinstance(value, list):
        return [forget_ids(one) for one in value]
    if isinstance(value, dict):
        return {name: forget_ids(one) for name, one in value.items() if name != "id"}
    return value


def go_round(kind, value, *, title="", pictures=None):
    """Return ``value`` after it was H5P, its losses on the way out, and those on the way back."""
    converter = CONVERTERS[kind]
    out = converter.to_h5p(value, OutgoingFiles(pictures or {}))
    back = converter.from_h5p(out.params, Package(title))
    return back.value, {loss.code for loss in out.losses}, {loss.code for loss in back.losses}


def check_round(kind, value, *, title="", lost_out=(), lost_back=(), dropped=()):
    """Nothing but what is told is another after a round through H5P."""
    found, out, back = go_round(kind, value, title=title)
    expected = {**value, "skill": "", "level": ""}
    for name in dropped:
        expected.pop(name, None)
        found.pop(name, None)
    assert forget_ids(found) == forget_ids(expected)
    assert out == {"skill", *lost_out}
    assert back == {"choose-skill", "labels", *lost_back}


__all__ = ["JUDGED", "LINES", "MARKS", "NONSENSE", "TEXTS", "WORDS", "check_round", "items"]
