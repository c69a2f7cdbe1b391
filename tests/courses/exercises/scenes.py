"""Exercises as their blocks store them, and what holds for every kind."""

import json
from dataclasses import asdict, is_dataclass

from hypothesis import strategies as st

from courses.exercises.base import Unfinished, Wire
from courses.types import NothingChosenError, TextTooLongError, UnknownAnswerError

REFUSALS = (NothingChosenError, TextTooLongError, UnknownAnswerError, Unfinished)


def items(*values, prefix="i"):
    """Return what a list block stores."""
    return [
        {"type": "item", "id": f"{prefix}{number}", "value": value}
        for number, value in enumerate(values)
    ]


def option(text, is_correct=False, feedback=""):
    return {"text": text, "is_correct": is_correct, "feedback": feedback or f"About {text}."}


def question(prompt, *options, prefix="o"):
    return {"question": prompt, "options": items(*options, prefix=f"{prefix}-{prompt}-")}


def drag_zones():
    return {
        "instruction": "Where does each thing go?",
        "zones": items(
            {"label": "Desk", "x": 5, "y": 10, "width": 40, "height": 50},
            {"label": "Safe", "x": 55, "y": 10, "width": 40, "height": 50},
            prefix="zone",
        ),
        "items": items(
            {"text": "Map", "zones": "1", "feedback": "Guests ask for it."},
            {"text": "Passport", "zones": "2", "feedback": "Never on the desk."},
            {"text": "Pen", "zones": "1, 2", "feedback": ""},
            {"text": "Sandwich", "zones": "", "feedback": "Not here."},
            prefix="item",
        ),
    }


def branching():
    return {
        "introduction": "A full house",
        "situations": items(
            {
                "title": "At the door",
                "text": "A family stands there.",
                "choices": items(
                    {"text": "Look up", "consequence": "They smile.", "next": 2, "points": 2},
                    {"text": "Type on", "consequence": "They wait.", "next": 3, "points": 0},
                    prefix="a",
                ),
            },
            {
                "title": "At the desk",
                "text": "The room is taken.",
                "choices": items(
                    {"text": "Say sorry", "consequence": "They calm.", "next": 3, "points": 1},
                    {"text": "Blame", "consequence": "They leave.", "next": None, "points": 0},
                    prefix="b",
                ),
            },
            {
                "title": "The end",
                "text": "It is late.",
                "choices": items(
                    {"text": "Call a taxi", "consequence": "It comes.", "next": None, "points": 1},
                    {"text": "Point", "consequence": "They walk.", "next": None, "points": 0},
                    prefix="c",
                ),
            },
            prefix="s",
        ),
        "outcomes": items(
            {"from_percent": 0, "text": "A bad night."},
            {"from_percent": 100, "text": "A good night."},
        ),
    }


def quiz(draw=2, count=5):
    choices = [
        {
            "type": "multiple_choice",
            "id": f"q{number}",
            "value": question(f"Question {number}", option("yes", True), option("no")),
        }
        for number in range(count - 1)
    ]
    statement = {
        "type": "true_false",
        "id": f"q{count - 1}",
        "value": {
            "statement": "Water is wet.",
            "is_true": True,
            "feedback_right": "It is.",
            "feedback_wrong": "It is not dry.",
        },
    }
    return {"heading": "Ready?", "draw": draw, "questions": [*choices, statement]}


def video_questions():
    return {
        "title": "Two minutes",
        "questions": items(
            {"second": 65, **question("Second?", option("b", True), option("x"), prefix="p")},
            {
                "second": 5,
                **question("First?", option("a", True), option("d", True), option("y")),
            },
            prefix="v",
        ),
    }


def image_hotspots():
    return {
        "heading": "Look",
        "hotspots": items(
            {"x": 10, "y": 20, "heading": "Door", "text": "Open."},
            {"x": 60.5, "y": 20, "heading": "Desk", "text": "Tidy."},
        ),
    }


def short_text():
    return {
        "question": "Answer the guest.",
        "model_answer": "Thank you for telling us.",
        "criteria": items("It thanks", "It acts", prefix="k"),
    }


def reflection():
    return {"prompt": "When were you surprised?", "hint": "This week."}


def make_wire(turn="", key=b"secret"):
    return Wire(key, turn)


def flatten(view):
    """Return everything in a view as one text."""
    assert is_dataclass(view)
    return json.dumps(asdict(view))


FIELDS = st.dictionaries(
    st.sampled_from(
        ["answer", "at", "turn", "step", "text", "criterion", "seen", "q-x", "item-x", "attempt"]
    ),
    st.lists(st.text(max_size=12), max_size=3),
)
ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["drawn", "chosen", "ticked", "q0", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
