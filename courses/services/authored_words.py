"""Words, steps, pairs and cards, from a course's data file to what Wagtail stores."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from courses.services.authored_frame import Block, Frame

Value = dict[str, Any]


def judged(block: Block) -> Value:
    """Return what every exercise says that can be right or wrong."""
    return {
        "skill": block["skill"],
        "level": str(block["level"]),
        "pass_percentage": block.get("pass_percentage"),
    }


def _asked(block: Block, frame: Frame) -> Value:
    return {**judged(block), "instruction": frame.say(block["instruction"])}


def _with_feedback(block: Block, frame: Frame) -> Value:
    return {
        **_asked(block, frame),
        "feedback_right": frame.say(block["feedback_right"]),
        "feedback_wrong": frame.say(block["feedback_wrong"]),
    }


def _fill_blanks(block: Block, frame: Frame) -> Value:
    return {
        **_with_feedback(block, frame),
        "text": frame.say(block["text"]),
        "ignores_case": block.get("ignores_case", True),
    }


def _drag_words(block: Block, frame: Frame) -> Value:
    words = [frame.say(word) for word in block["distractors"]]
    return {
        **_with_feedback(block, frame),
        "text": frame.say(block["text"]),
        "distractors": frame.list(words),
    }


def _mark_words(block: Block, frame: Frame) -> Value:
    return {**_with_feedback(block, frame), "text": frame.say(block["text"])}


def _one_right(item: Mapping[str, Any], frame: Frame, number: int) -> Value:
    wrong = [frame.say(text) for text in item["wrong"]]
    return {
        "right": frame.say(item["right"]),
        "wrong": frame.list(wrong, under=f"wrong {number} "),
        "feedback": frame.say(item["feedback"]),
    }


def _questions(items: Iterable[Mapping[str, Any]], frame: Frame) -> list[Value]:
    return [_one_right(item, frame, number) for number, item in enumerate(items)]


def _single_choice_set(block: Block, frame: Frame) -> Value:
    questions = [
        {"question": frame.say(item["question"]), **value}
        for item, value in zip(
            block["questions"], _questions(block["questions"], frame), strict=True
        )
    ]
    return {**_asked(block, frame), "questions": frame.list(questions)}


def _summary(block: Block, frame: Frame) -> Value:
    return {**_asked(block, frame), "sets": frame.list(_questions(block["sets"], frame))}


def _put_in_order(block: Block, frame: Frame) -> Value:
    steps = [frame.say(step) for step in block["items"]]
    return {**_with_feedback(block, frame), "items": frame.list(steps)}


def _match_pairs(block: Block, frame: Frame) -> Value:
    pairs = [
        {"left": frame.say(pair["left"]), "right": frame.say(pair["right"])}
        for pair in block["pairs"]
    ]
    return {**_with_feedback(block, frame), "pairs": frame.list(pairs)}


def _flash_cards(block: Block, frame: Frame) -> Value:
    cards = [
        {"front": frame.say(card["front"]), "back": frame.say(card["back"])}
        for card in block["cards"]
    ]
    return {"heading": frame.say(block["heading"]), "cards": frame.list(cards)}


WORDS: dict[str, Callable[[Block, Frame], Any]] = {
    "fill_blanks": _fill_blanks,
    "drag_words": _drag_words,
    "mark_words": _mark_words,
    "single_choice_set": _single_choice_set,
    "summary": _summary,
    "put_in_order": _put_in_order,
    "match_pairs": _match_pairs,
    "flash_cards": _flash_cards,
}
