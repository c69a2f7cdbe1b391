"""A block of each kind of exercise, as Wagtail stores it."""

import uuid

from courses.exercises.kinds import KINDS
from tests.factories.courses import choice, statement

JUDGED = {"skill": "allergies", "level": "3"}
FEEDBACK = {"feedback_right": "So it is.", "feedback_wrong": "Who knows it best?"}


def listed(block_id, *values):
    """Return a list block with ids that depend on ``block_id``."""
    return [
        {"type": "item", "id": str(uuid.uuid5(block_id, str(number))), "value": value}
        for number, value in enumerate(values)
    ]


def _fill_blanks(block_id):
    return {
        **JUDGED, **FEEDBACK,
        "instruction": "Fill in the missing words.",
        "text": "I ask the *kitchen/chef:who cooks?* and come back to *you*.",
        "ignores_case": True,
    }  # fmt: skip


def _drag_words(block_id):
    return {
        **JUDGED, **FEEDBACK,
        "instruction": "Put each word where it belongs.",
        "text": "First *listen*, then *thank* the guest.",
        "distractors": listed(block_id, "argue"),
    }  # fmt: skip


def _mark_words(block_id):
    return {
        **JUDGED, **FEEDBACK,
        "instruction": "Mark every allergen.",
        "text": "Pesto is made of basil, *nuts*, oil and *cheese*.",
    }  # fmt: skip


def _questions(block_id):
    wrong = uuid.uuid5(block_id, "wrong")
    return listed(
        block_id,
        {
            "question": "The guest is angry.",
            "right": "Tell me what happened.",
            "wrong": listed(wrong, "Nobody else complains.", "Calm down."),
            "feedback": "First comes listening.",
        },
        {
            "question": "A late check-out?",
            "right": "Let me see what I can do.",
            "wrong": listed(wrong, "Ten is ten."),
            "feedback": "",
        },
    )


def _single_choice_set(block_id):
    return {**JUDGED, "instruction": "What do you say?", "questions": _questions(block_id)}


def _summary(block_id):
    sets = _questions(block_id)
    for item in sets:
        del item["value"]["question"]
    return {**JUDGED, "instruction": "What have you learnt?", "sets": sets}


def _put_in_order(block_id):
    return {
        **JUDGED, **FEEDBACK,
        "instruction": "A guest complains. In which order?",
        "items": listed(block_id, "Listen", "Say sorry", "Offer a way out"),
    }  # fmt: skip


def _match_pairs(block_id):
    return {
        **JUDGED, **FEEDBACK,
        "instruction": "Who helps with what?",
        "pairs": listed(
            block_id,
            {"left": "A lost suitcase", "right": "The bus company"},
            {"left": "A nut allergy", "right": "The cook"},
        ),
    }  # fmt: skip


def _flash_cards(block_id):
    cards = listed(block_id, {"front": "Good morning", "back": "Buongiorno"})
    return {"heading": "Say it in Italian", "cards": cards}


VALUES = {
    "fill_blanks": _fill_blanks,
    "drag_words": _drag_words,
    "mark_words": _mark_words,
    "single_choice_set": _single_choice_set,
    "summary": _summary,
    "put_in_order": _put_in_order,
    "match_pairs": _match_pairs,
    "flash_cards": _flash_cards,
}


def exercise(kind, **changes):
    """Return an exercise of ``kind`` as a stored block."""
    if kind == "multiple_choice":
        return choice(**changes)
    if kind == "true_false":
        return statement(**changes)
    block_id = uuid.uuid4()
    value = {**VALUES[kind](block_id), **changes}
    return {"type": kind, "id": str(block_id), "value": value}


def read(block):
    """Return the exercise that a stored block describes."""
    return KINDS[block["type"]].read(block["value"])
