import json
import re
import subprocess
import sys
from copy import deepcopy

import pytest

from skills_gap.json_files import FileFormatError, load_json, parse_json
from skills_gap.plan_files import (
    parse_catalogue,
    parse_profile,
    path_to_json,
    read_catalogue,
    read_profile,
)
from skills_gap.planning.types import Gap, Module, Profile, Teaching
from skills_gap.recommending import plan_path

PROFILE = {
    "gaps": [
        {"skill": "reviews", "current": 1, "required": 4, "importance": 3},
        {"skill": "pricing", "current": 0, "required": 2, "importance": 1.5},
    ],
    "languages": ["sv", "en"],
    "done": ["intro"],
}
CATALOGUE = {
    "modules": [
        {
            "id": "intro",
            "minutes": 20,
            "languages": ["en"],
            "teaches": [{"skill": "reviews", "from": 0, "to": 1}],
            "requires": [],
        },
        {
            "id": "basics",
            "minutes": 30,
            "languages": ["en", "sv"],
            "teaches": [{"skill": "welcome", "from": 0, "to": 2}],
            "requires": ["intro"],
        },
        {
            "id": "reviews-2",
            "minutes": 40,
            "languages": ["sv"],
            "teaches": [
                {"skill": "reviews", "from": 1, "to": 3},
                {"skill": "welcome", "from": 2, "to": 3},
            ],
            "requires": ["intro"],
        },
    ]
}


def place_of(data, where):
    """Return what stands at a place such as `modules[2].minutes`; the whole for `the file`."""
    steps = [] if where.startswith("the ") else re.findall(r"\w+", where)
    for step in steps:
        data = data[int(step) if step.isdigit() else step]
    return data


def changed(data, where, value):
    """Return a copy with another value at a place."""
    copy = deepcopy(data)
    *way, last = re.findall(r"\w+", where)
    place = place_of(copy, ".".join(way))
    place[int(last) if last.isdigit() else last] = value
    return copy


def test_files_are_read_into_types(tmp_path):
    profile, catalogue = tmp_path / "profile.json", tmp_path / "catalogue.json"
    profile.write_text("\ufeff" + json.dumps(PROFILE), encoding="utf-8")
    catalogue.write_text(json.dumps(CATALOGUE), encoding="utf-8")

    assert read_profile(profile) == Profile(
        gaps=(Gap("reviews", 1, 4, 3), Gap("pricing", 0, 2, 1.5)),
        languages=("sv", "en"),
        done=frozenset({"intro"}),
    )
    assert read_catalogue(catalogue)[1] == Module(
        "basics", 30, ("en", "sv"), (Teaching("welcome", 0, 2),), ("intro",)
    )


def test_whole_numbers_may_be_written_with_a_point_and_other_keys_are_ignored():
    data = changed(CATALOGUE, "modules[1].minutes", 30.0)
    data["modules"][1]["title"] = "Basics"
    assert parse_catalogue(data) == parse_catalogue(CATALOGUE)


TEXT = "must be a text that is not empty, not"
LEVEL = "must be a whole number from 0 to 5, not"
IMPORTANCE = "must be a number from 0 to 1000, not"
MINUTES = "must be a positive whole number, not"


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        ("gaps", {}, "gaps must be a list, not an object"),
        ("gaps[1]", "x", 'gaps[1] must be an object, not "x"'),
        ("gaps[1].skill", " ", f'gaps[1].skill {TEXT} " "'),
        ("gaps[1].skill", 3, f"gaps[1].skill {TEXT} 3"),
        ("gaps[1].skill", "reviews", 'gaps has the skill "reviews" twice'),
        ("gaps[0].current", True, f"gaps[0].current {LEVEL} true"),
        ("gaps[0].current", 6, f"gaps[0].current {LEVEL} 6"),
        ("gaps[0].current", -1, f"gaps[0].current {LEVEL} -1"),
        ("gaps[0].current", 1.5, f"gaps[0].current {LEVEL} 1.5"),
        ("gaps[0].required", "4", f'gaps[0].required {LEVEL} "4"'),
        ("gaps[0].required", None, f"gaps[0].required {LEVEL} null"),
        ("gaps[0].importance", -1, f"gaps[0].importance {IMPORTANCE} -1"),
        ("gaps[0].importance", "3", f'gaps[0].importance {IMPORTANCE} "3"'),
        ("gaps[0].importance", float("nan"), f"gaps[0].importance {IMPORTANCE} NaN"),
        ("gaps[0].importance", float("inf"), f"gaps[0].importance {IMPORTANCE} Infinity"),
        ("languages", "en", 'languages must be a list, not "en"'),
        ("languages[0]", None, f"languages[0] {TEXT} null"),
        ("done[0]", ["x"], f"done[0] {TEXT} a list"),
    ],
)
def test_a_wrong_profile_is_refused_in_one_line(where, value, message):
    with pytest.raises(FileFormatError) as refused:
        parse_profile(changed(PROFILE, where, value))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        ("modules[2]", None, "modules[2] must be an object, not null"),
        ("modules[2].id", "basics", 'modules has the id "basics" twice'),
        ("modules[2].minutes", "x", f'modules[2].minutes {MINUTES} "x"'),
        ("modules[2].minutes", True, f"modules[2].minutes {MINUTES} true"),
        ("modules[2].minutes", 0, f"modules[2].minutes {MINUTES} 0"),
        ("modules[2].minutes", -5, f"modules[2].minutes {MINUTES} -5"),
        ("modules[2].minutes", 2.5, f"modules[2].minutes {MINUTES} 2.5"),
        ("modules[2].minutes", 10**7, "modules[2].minutes must be at most 1000000, not 10000000"),
        ("modules[2].teaches[0].to", 6, f"modules[2].teaches[0].to {LEVEL} 6"),
        (
            "modules[2].teaches[0].to",
            1,
            "modules[2].teaches[0].to must be above modules[2].teaches[0].from, "
            "but 1 is not above 1",
        ),
        (
            "modules[2].teaches[1].skill",
            "reviews",
            'modules[2].teaches has the skill "reviews" twice',
        ),
        ("modules[2].requires", ["x"], 'modules[2].requires names "x", no such module'),
        ("modules[2].requires", "intro", 'modules[2].requires must be a list, not "intro"'),
    ],
)
def test_a_wrong_catalogue_is_refused_in_one_line(where, value, message):
    with pytest.raises(FileFormatError) as refused:
        parse_catalogue(changed(CATALOGUE, where, value))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("parse", "data", "where"),
    [
        (parse_profile, PROFILE, "the profile"),
        (parse_profile, PROFILE, "gaps[1]"),
        (parse_catalogue, CATALOGUE, "the catalogue"),
        (parse_catalogue, CATALOGUE, "modules[2]"),
        (parse_catalogue, CATALOGUE, "modules[2].teaches[1]"),
    ],
)
def test_every_documented_key_is_needed(parse, data, where):
    for key in place_of(data, where):
        broken = deepcopy(data)
        del place_of(broken, where)[key]
        with pytest.raises(FileFormatError) as refused:
            parse(broken)
        assert str(refused.value) == f'{where} has no "{key}"'


@pytest.mark.parametrize("data", [[], "x", 3, None])
def test_something_else_than_an_object_is_refused(data):
    with pytest.raises(FileFormatError, match="the profile must be an object"):
        parse_profile(data)
    with pytest.raises(FileFormatError, match="the catalogue must be an object"):
        parse_catalogue(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is not JSON: Expecting value at line 1, column 1"),
        ('{"a": 1,\n}', "the file is not JSON:"),
        ('{"a": 1, "a": 2}', 'the file has the key "a" twice in one object'),
        ('{"a": {"b": 1, "b": 1}}', 'the file has the key "b" twice in one object'),
        ('{"a": NaN}', "the file has NaN, which JSON does not have"),
        ("[-Infinity]", "the file has -Infinity, which JSON does not have"),
        ("[" * 100_000, "the file is nested too deeply"),
        ("[" + "9" * 5000 + "]", "the file has a number that is too long"),
    ],
)
def test_a_text_that_is_not_proper_json_is_refused(text, message):
    with pytest.raises(FileFormatError) as refused:
        parse_json(text)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(FileFormatError, match="the file cannot be read: No such file"):
        load_json(tmp_path / "absent.json")
    with pytest.raises(FileFormatError, match="the file cannot be read: Is a directory"):
        load_json(tmp_path)
    (tmp_path / "latin.json").write_bytes(b'{"a": "\xe4"}')
    with pytest.raises(FileFormatError, match="the file is not UTF-8, see byte 7"):
        load_json(tmp_path / "latin.json")


def test_a_wrong_value_is_shown_shortened_and_on_one_line():
    with pytest.raises(FileFormatError) as refused:
        parse_profile(changed(PROFILE, "gaps[0].current", "line\n" * 50))
    assert len(str(refused.value)) < 120
    assert "\n" not in str(refused.value)


def test_a_path_is_written_in_the_documented_form():
    profile = parse_profile(PROFILE)
    path = plan_path(profile, parse_catalogue(CATALOGUE), minutes=120)
    written = path_to_json(path)
    assert written == {
        "steps": [
            {
                "module": "basics",
                "minutes": 30,
                "reasons": [
                    {
                        "kind": "needed_before",
                        "module": "reviews-2",
                        "text": "needed before reviews-2",
                    }
                ],
            },
            {
                "module": "reviews-2",
                "minutes": 40,
                "reasons": [
                    {
                        "kind": "raises",
                        "skill": "reviews",
                        "from": 1,
                        "to": 3,
                        "required": 4,
                        "importance": 3,
                        "text": "raises reviews from 1 to 3; the job needs 4, importance 3",
                    }
                ],
            },
        ],
        "minutes": 70,
        "gain": 4.5,
        "optimal": True,
        "uncovered": [
            {
                "skill": "pricing",
                "current": 0,
                "required": 2,
                "why": "not_taught",
                "nearest": None,
                "text": "no module teaches pricing above 0",
            }
        ],
    }
    assert json.loads(json.dumps(written)) == written


def test_the_gain_is_not_rounded():
    profile = parse_profile(
        {
            "gaps": [{"skill": "a", "current": 0, "required": 3, "importance": 1}],
            "languages": ["en"],
            "done": [],
        }
    )
    module = Module("m", 10, ("en",), (Teaching("a", 0, 3),))
    written = json.dumps(path_to_json(plan_path(profile, [module], minutes=10)))
    assert json.loads(written)["gain"] == 1 + 1 / 2 + 1 / 3


def test_minutes_beyond_any_catalogue_are_enough():
    path = plan_path(parse_profile(PROFILE), parse_catalogue(CATALOGUE), minutes=10**400)
    assert path.gain == 4.5


def test_c_code_cannot_write_between_the_json():
    program = (
        "import ctypes, json\n"
        "from skills_gap.plan_files import only_ours_on_stdout\n"
        "print('before')\n"
        "with only_ours_on_stdout():\n"
        "    ctypes.CDLL(None).puts(b'from the solver')\n"
        "print(json.dumps({}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "before\n{}\n"
    assert done.stderr == "from the solver\n"
