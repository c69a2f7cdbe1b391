import json

import pytest

from skills_gap.check_files import check_to_json, parse_answers, read_answers
from skills_gap.json_files import FileFormatError
from skills_gap.measuring import NoLevel, Requirement, follow_check, take_check

SKILLS = ("reviews", "pricing", "welcome", "safety")


def test_answers_are_read(tmp_path):
    file = tmp_path / "answers.json"
    file.write_text('{"reviews": 0, "pricing": 5, "welcome": "not_my_job", "safety": "unknown"}')
    assert read_answers(file, known_skills=SKILLS) == {
        "reviews": 0,
        "pricing": 5,
        "welcome": NoLevel.NOT_MY_JOB,
        "safety": NoLevel.UNKNOWN,
    }


@pytest.mark.parametrize("value", [6, -1, 2.5, True, None, "3", "NOT_MY_JOB", "skipped", [1], {}])
def test_a_wrong_answer_is_refused(value):
    with pytest.raises(FileFormatError) as refused:
        parse_answers({"reviews": value}, known_skills=SKILLS)
    demand = '"reviews" must be a whole number from 0 to 5, "not_my_job" or "unknown", not '
    assert str(refused.value).startswith(demand)


def test_a_wrong_file_is_refused():
    with pytest.raises(FileFormatError, match=r'^"cooking" is not the code of a skill$'):
        parse_answers({"reviews": 3, "cooking": 2}, known_skills=SKILLS)
    with pytest.raises(FileFormatError, match=r"^the file must be an object, not a list$"):
        parse_answers([], known_skills=SKILLS)


def test_a_check_is_written_in_the_documented_form():
    job = [
        Requirement("reviews", 4, 3),
        Requirement("pricing", 2, 1),
        Requirement("welcome", 3, 3),
        Requirement("safety", 0, 3),
    ]
    answers = parse_answers({"reviews": 1, "pricing": "unknown"}, known_skills=SKILLS)
    check, given = take_check(job, answers, seed=1)
    written = check_to_json(check, given, job)
    assert written == {
        "asked": [
            {"skill": "reviews", "why": "bound", "chance": 1.0, "level": 1},
            {"skill": "welcome", "why": "bound", "chance": 1.0, "level": None},
            {"skill": "pricing", "why": "bound", "chance": 1.0, "level": "unknown"},
        ],
        "stopped_because": "all_asked",
        "top": [
            {"skill": "reviews", "level": 1, "required": 4, "importance": 3, "weighted_gap": 9}
        ],
    }
    assert json.loads(json.dumps(written)) == written


def test_extras_and_chosen_questions_say_so():
    job = [Requirement(f"s{i}", 4, 2) for i in range(10)]
    answers = {row.skill: 0 for row in job}
    short = check_to_json(*take_check(job, answers, seed=1), job)
    full = check_to_json(*take_check(job, answers, seed=1, ask_the_rest=True), job)

    assert short["stopped_because"] == "bound"
    assert [(one["why"], one["chance"]) for one in short["asked"][5:]] == [("random", 3 / 5)] * 3
    assert full["asked"][:8] == short["asked"]
    assert [(one["why"], one["chance"]) for one in full["asked"][8:]] == [("chosen", 1.0)] * 2
    assert full["stopped_because"] == "all_asked"
    assert short["top"] == full["top"]


def test_an_unfinished_check_is_not_written():
    job = [Requirement("reviews", 4, 3)]
    with pytest.raises(ValueError, match="not finished"):
        check_to_json(follow_check(job, {}, seed=1), {}, job)
