"""The files of the command `skills_check`: answers in, the questions asked and the top five out.

Answers: `{"<skill code>": 0..5 | "not_my_job" | "unknown"}`. A missing skill counts as unanswered
if it is asked; skills that the job does not require are ignored.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from skills_gap.json_files import FileFormatError, load_json, read_object, read_whole
from skills_gap.measuring import (
    Answer,
    Check,
    NoLevel,
    Requirement,
    measure_gaps,
    top_gaps,
)

WAYS_OUT = {"not_my_job": NoLevel.NOT_MY_JOB, "unknown": NoLevel.UNKNOWN}


def read_answers(path: Path, *, known_skills: Collection[str]) -> dict[str, Answer]:
    """Return the answers of a file by skill.

    Raise FileFormatError if it is not of the form above or names a skill that is not known.
    """
    return parse_answers(load_json(path), known_skills=known_skills)


def parse_answers(data: object, *, known_skills: Collection[str]) -> dict[str, Answer]:
    """Return the answers by skill from JSON that was read; raise FileFormatError as above."""
    answers = read_object(data, "the file")
    for skill in answers:
        if skill not in known_skills:
            raise FileFormatError(f"{json.dumps(skill)} is not the code of a skill")
    return {skill: _read_answer(value, json.dumps(skill)) for skill, value in answers.items()}


def check_to_json(
    check: Check, answers: Mapping[str, Answer], requirements: Sequence[Requirement]
) -> dict[str, Any]:
    """Return a finished check as the documented output.

    `asked` has the questions in order. A `level` is the answer as in the input, null where the
    question was not answered. `stopped_because` is "bound" (none of the remaining questions could
    enter the top five) or "all_asked" (none remains).

    Raise ValueError if the check is not finished.
    """
    if check.stopped_because is None:
        raise ValueError("the check is not finished")
    return {
        "asked": [
            {
                "skill": question.skill,
                "why": question.why.lower(),
                "chance": question.chance,
                "level": _answer_to_json(answers[question.skill]),
            }
            for question in check.questions
        ],
        "stopped_because": check.stopped_because.lower(),
        "top": [
            {
                "skill": gap.skill,
                "level": gap.level,
                "required": gap.required,
                "importance": gap.importance,
                "weighted_gap": gap.weighted_gap,
            }
            for gap in top_gaps(measure_gaps(requirements, answers))
        ],
    }


def _read_answer(value: object, where: str) -> Answer:
    if isinstance(value, str) and value in WAYS_OUT:
        return WAYS_OUT[value]
    demand = 'a whole number from 0 to 5, "not_my_job" or "unknown"'
    return read_whole(value, where, demand, low=0, high=5)


def _answer_to_json(answer: Answer) -> int | str | None:
    if answer is NoLevel.SKIPPED:
        return None
    return answer.lower() if isinstance(answer, NoLevel) else answer
