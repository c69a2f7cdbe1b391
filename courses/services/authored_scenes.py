"""Scenes, quizzes, videos and free texts, from a course's data file to what Wagtail stores."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from courses.services.authored_frame import Block, Frame
from courses.services.authored_words import judged

Value = dict[str, Any]


def _scene(block: Block, frame: Frame) -> Value:
    return {"image": frame.picture(block["drawing"]), "alt_text": frame.say(block["alt"])}


def _drag_zones(block: Block, frame: Frame) -> Value:
    zones = [{**zone["box"], "label": frame.say(zone["label"])} for zone in block["zones"]]
    items = [
        {
            "text": frame.say(item["text"]),
            "zones": ", ".join(map(str, item["zones"])),
            "feedback": frame.say(item["feedback"]),
        }
        for item in block["items"]
    ]
    return {
        **judged(block),
        "instruction": frame.say(block["instruction"]),
        "picture": _scene(block, frame),
        "zones": frame.list(zones, under="zone "),
        "items": frame.list(items),
    }


def _image_hotspots(block: Block, frame: Frame) -> Value:
    hotspots = [
        {
            "x": spot["x"],
            "y": spot["y"],
            "heading": frame.say(spot["heading"]),
            "text": frame.say(spot["text"]),
        }
        for spot in block["hotspots"]
    ]
    return {
        "heading": frame.say(block["heading"]),
        "picture": _scene(block, frame),
        "hotspots": frame.list(hotspots),
    }


def _branching(block: Block, frame: Frame) -> Value:
    situations = [
        {
            "title": frame.say(situation["title"]),
            "text": frame.say(situation["text"]),
            "choices": frame.list(
                [
                    {
                        "text": frame.say(choice["text"]),
                        "consequence": frame.say(choice["consequence"]),
                        "next": choice["next"],
                        "points": choice["points"],
                    }
                    for choice in situation["choices"]
                ],
                under=f"situation {number} ",
            ),
        }
        for number, situation in enumerate(block["situations"])
    ]
    outcomes = [
        {"from_percent": outcome["from_percent"], "text": frame.say(outcome["text"])}
        for outcome in block["outcomes"]
    ]
    return {
        **judged(block),
        "introduction": frame.say(block["introduction"]),
        "situations": frame.list(situations),
        "outcomes": frame.list(outcomes, under="outcome "),
    }


def _quiz(block: Block, frame: Frame) -> Value:
    questions = []
    for number, question in enumerate(block["questions"]):
        kind = question["type"]
        read = _question if kind == "multiple_choice" else _statement
        questions.append(
            {
                "type": kind,
                "id": str(uuid.uuid5(frame.block_id, f"question {number}")),
                "value": read(question, frame, number),
            }
        )
    return {
        **judged(block),
        "heading": frame.say(block["heading"]),
        "draw": block["draw"],
        "attempt_limit": block.get("attempt_limit"),
        "questions": questions,
    }


def _video_questions(block: Block, frame: Frame) -> Value:
    questions = [
        {**_question(question, frame, number), "second": question["second"]}
        for number, question in enumerate(block["questions"])
    ]
    return {
        **judged(block),
        "title": frame.say(block["title"]),
        "video": frame.document(block["video"]),
        "captions": frame.document(block["captions"]),
        "captions_language": frame.language,
        "transcript": frame.say(block["transcript"]),
        "questions": frame.list(questions),
    }


def _short_text(block: Block, frame: Frame) -> Value:
    return {
        "question": frame.say(block["question"]),
        "model_answer": frame.say(block["model_answer"]),
        "criteria": frame.list(_say_all(block["criteria"], frame)),
    }


def _reflection(block: Block, frame: Frame) -> Value:
    return {"prompt": frame.say(block["prompt"]), "hint": frame.say(block["hint"])}


def _question(question: Block, frame: Frame, number: int) -> Value:
    options = [
        {
            "text": frame.say(option["text"]),
            "is_correct": option["correct"],
            "feedback": frame.say(option["feedback"]),
        }
        for option in question["options"]
    ]
    return {
        "question": frame.say(question["question"]),
        "options": frame.list(options, under=f"question {number} "),
    }


def _statement(question: Block, frame: Frame, number: int) -> Value:
    return {
        "statement": frame.say(question["statement"]),
        "is_true": question["answer"],
        "feedback_right": frame.say(question["feedback_right"]),
        "feedback_wrong": frame.say(question["feedback_wrong"]),
    }


def _say_all(texts: Iterable[Block], frame: Frame) -> list[str]:
    return [frame.say(text) for text in texts]


def _module(block: Block, frame: Frame) -> dict[str, Any]:
    return {
        "title": frame.say(block["title"]),
        "content": frame.module(block["name"]),
        "done_when": block["done_when"],
        "seconds": None,
        "height": block["height"],
    }


SCENES: dict[str, Callable[[Block, Frame], Any]] = {
    "drag_zones": _drag_zones,
    "image_hotspots": _image_hotspots,
    "branching": _branching,
    "quiz": _quiz,
    "video_questions": _video_questions,
    "short_text": _short_text,
    "reflection": _reflection,
    "h5p": _module,
}
