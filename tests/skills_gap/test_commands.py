"""The commands that other programs read: formats, one-line errors, exit code 2."""

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import ManagementUtility
from django.db import connections

from skills_gap.models import CountedAnswer, CountedResponse
from tests.factories.ecosystem import OrganisationFactory
from uprest.ecosystem.models import Municipality, Organisation
from uprest.skills.models import Framework, Occupation
from uprest.skills.selectors import get_required_levels

COLUMNS = "business,municipality,sector,size_class,person,occupation,date,skill,level"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command as the shell does; return exit code, stdout and the lines of stderr."""
    # a command closes the connection at its end, which the test still needs
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def run_command(*arguments):
        code = 0
        try:
            ManagementUtility(["manage.py", *map(str, arguments)]).execute()
        except SystemExit as end:
            code = end.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err.splitlines()

    return run_command


@pytest.fixture
def file(tmp_path):
    def write(content, name="input.json"):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(
                content if isinstance(content, str) else json.dumps(content), encoding="utf-8"
            )
        return path

    return write


# --- skills_check ---------------------------------------------------------------------------


def check(run, path, *more, occupation="receptionist"):
    return run("skills_check", "--occupation", occupation, "--answers", path, *more)


def test_the_check_asks_by_the_bound_and_gives_the_top_five_of_all(db, run, file):
    levels = get_required_levels(occupation=Occupation.objects.get(code="receptionist"))
    path = file({row.code: row.position % 6 for row in levels})

    code, out, errors = check(run, path, "--seed", 3, "--format", "json")
    everything = json.loads(check(run, path, "--seed", 3, "--all", "--format", "json")[1])
    found = json.loads(out)

    assert (code, errors) == (0, [])
    assert [one["weighted_gap"] for one in found["top"]] == [
        one["weighted_gap"] for one in everything["top"]
    ]
    assert len(found["asked"]) < len(everything["asked"]) == len(levels)
    assert found["stopped_because"] == "bound"
    assert everything["stopped_because"] == "all_asked"
    assert [one["why"] for one in found["asked"]].count("random") == 3
    rest = len(levels) - len(found["asked"]) + 3
    assert {one["chance"] for one in found["asked"]} == {1.0, 3 / rest}


def test_the_seed_fixes_the_extras(db, run, file):
    levels = get_required_levels(occupation=Occupation.objects.get(code="receptionist"))
    path = file({row.code: 0 for row in levels})
    assert check(run, path, "--seed", 8) == check(run, path, "--seed", 8)
    assert len({check(run, path, "--seed", seed)[1] for seed in range(6)}) > 1


def test_answers_that_are_no_level_come_back_as_given(db, run, file):
    path = file({"welcome": "not_my_job", "complaints": "unknown"})
    levels = {
        one["skill"]: one["level"] for one in json.loads(check(run, path, "--all")[1])["asked"]
    }
    assert (levels["welcome"], levels["complaints"]) == ("not_my_job", "unknown")
    assert levels["languages"] is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"nonsense": 1}', "nonsense"),
        ('{"welcome": 6}', "0 to 5"),
        ('{"welcome": "often"}', "often"),
        ("[]", "an object"),
        ("{", "not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_wrong_answers_are_one_line_and_exit_code_2(db, run, file, content, words):
    code, out, errors = check(run, file(content))
    assert (code, out, len(errors)) == (2, "", 1)
    assert words in errors[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--occupation", "receptionist"], "--answers"),
        (["--occupation", "receptionist", "--answers", "no-such-file"], "No such file"),
        (["--occupation", "pilot", "--answers", "x"], "receptionist"),
        (["--occupation", "receptionist", "--answers", "x", "--seed", "x"], "--seed"),
        (["--occupation", "receptionist", "--answers", "x", "--format", "xml"], "--format"),
        (["--occupation", "receptionist", "--answers", "x", "--every"], "--every"),
    ],
)
def test_wrong_options_are_one_line_and_exit_code_2(db, run, arguments, words):
    code, out, errors = run("skills_check", *arguments)
    assert (code, out, len(errors)) == (2, "", 1)
    assert words in errors[0]


def test_an_empty_database_says_what_to_do(db, run, file):
    Framework.objects.update(code="another")
    code, _out, errors = check(run, file({}))
    assert code == 2
    assert "import_skills" in errors[0]


def test_a_database_without_tables_is_one_line_too(tmp_path, file):
    done = subprocess.run(
        [sys.executable, "manage.py", "skills_check", "--occupation", "x", "--answers", file({})],
        cwd=ROOT,
        env={"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "migrate" in done.stderr
    assert len(done.stderr.splitlines()) == 1


# --- recommend ------------------------------------------------------------------------------

PROFILE = {
    "gaps": [{"skill": "reviews", "current": 1, "required": 3, "importance": 3}],
    "languages": ["sv"],
    "done": [],
}
MODULE = {
    "id": "answering-reviews",
    "minutes": 35,
    "languages": ["sv", "it"],
    "teaches": [{"skill": "reviews", "from": 1, "to": 3}],
    "requires": [],
}


def recommend(run, file, *, profile=PROFILE, modules=(MODULE,), minutes=60):
    return run(
        "recommend",
        "--profile",
        file(profile, "profile.json"),
        "--catalogue",
        file({"modules": list(modules)}, "catalogue.json"),
        "--minutes",
        minutes,
        "--format",
        "json",
    )


def test_a_path_has_steps_reasons_gain_and_whether_it_is_optimal(run, file):
    code, out, errors = recommend(run, file)
    path = json.loads(out)

    assert (code, errors) == (0, [])
    assert [step["module"] for step in path["steps"]] == ["answering-reviews"]
    assert path["steps"][0]["reasons"][0]["text"].startswith("raises reviews from 1 to 3")
    assert (path["minutes"], path["gain"], path["optimal"]) == (35, 3 + 3 / 2, True)


def test_too_few_minutes_leave_an_empty_path_and_say_what_is_nearest(run, file):
    path = json.loads(recommend(run, file, minutes=0)[1])
    assert (path["steps"], path["gain"], path["optimal"]) == ([], 0, True)
    assert (path["uncovered"][0]["nearest"], path["uncovered"][0]["why"]) == (
        "answering-reviews",
        "minutes",
    )


@pytest.mark.parametrize("minutes", ["-1", "1.5", "ten", "٣"])
def test_minutes_are_a_whole_number_from_0(run, file, minutes):
    code, out, errors = recommend(run, file, minutes=minutes)
    assert (code, out, len(errors)) == (2, "", 1)
    assert "--minutes" in errors[0]


def test_a_wrong_file_is_named_with_the_place(run, file):
    code, _out, errors = recommend(run, file, modules=[MODULE, {**MODULE, "minutes": 0}])
    assert (code, len(errors)) == (2, 1)
    assert "catalogue.json" in errors[0]
    code, _out, errors = recommend(run, file, profile={})
    assert (code, len(errors)) == (2, 1)
    assert "profile.json" in errors[0]


def test_the_path_needs_no_database(run, file):
    assert recommend(run, file)[0] == 0  # without the mark for a database, a query would fail


# --- import_responses -----------------------------------------------------------------------

ROW = "Hotell Älven,vanersborg,accommodation,10-49,P1,receptionist,2026-05-14,welcome,4"


def row(**changes):
    cells = dict(zip(COLUMNS.split(","), ROW.split(","), strict=True)) | changes
    return ",".join(cells.values())


@pytest.fixture
def take_in(db, run, file):
    def run_import(*rows, header=COLUMNS):
        content = "\n".join([header, *rows]) + "\n"
        return run("import_responses", file(content, "answers.csv"))

    return run_import


def counted():
    return {
        (answer.response.organisation.name, answer.skill.code): answer.value
        for answer in CountedAnswer.objects.select_related("response__organisation", "skill")
    }


def test_rows_become_counted_answers_of_approved_businesses(take_in):
    code, out, errors = take_in(
        row(), row(skill="complaints", level="not_my_job"), row(skill="languages", level="unknown")
    )

    assert (code, errors) == (0, [])
    assert "3 answers in 1 new responses" in out
    assert counted() == {
        ("Hotell Älven", "welcome"): 4,
        ("Hotell Älven", "complaints"): CountedAnswer.Value.NOT_MY_JOB,
        ("Hotell Älven", "languages"): CountedAnswer.Value.UNKNOWN,
    }
    business = Organisation.objects.get()
    assert business.counts
    assert business.approved_by is None
    city = Municipality.objects.get()
    assert (city.slug, city.name) == ("vanersborg", "Vanersborg")
    assert city.theme_css
    response = CountedResponse.objects.get()
    assert (response.source, response.answered_on) == ("IMPORT", date(2026, 5, 14))
    assert "P1" not in response.person_key
    assert set(CountedAnswer.objects.values_list("chance", flat=True)) == {1.0}


def test_taking_in_again_changes_nothing(take_in):
    rows = [row(), row(person="P2", level="2"), row(business="Café", sector="food")]
    take_in(*rows)
    before = list(CountedAnswer.objects.order_by("pk").values())

    assert take_in(*rows)[:2] == (0, "Nothing changed.\n")
    assert list(CountedAnswer.objects.order_by("pk").values()) == before


def test_a_corrected_file_brings_the_answer_up_to_date(take_in):
    take_in(row())
    take_in(row(level="5"))
    assert counted() == {("Hotell Älven", "welcome"): 5}


def test_the_newest_day_of_a_person_and_work_is_marked(take_in):
    take_in(row(date="2026-05-14"), row(date="2025-05-01", level="1"))
    take_in(row(date="2026-06-02"), row(date="2026-06-02", occupation="guide"))

    newest = CountedResponse.objects.filter(is_newest=True)
    assert sorted(newest.values_list("occupation__code", "answered_on")) == [
        ("guide", date(2026, 6, 2)),
        ("receptionist", date(2026, 6, 2)),
    ]
    assert CountedResponse.objects.count() == 4


def test_two_people_of_two_businesses_with_one_name_are_two(take_in):
    take_in(row(), row(business="Café", sector="food"))
    assert len(set(CountedResponse.objects.values_list("person_key", flat=True))) == 2


def test_spreadsheets_write_bom_crlf_quotes_and_another_order(db, run, tmp_path):
    path = tmp_path / "sheet.csv"
    columns = COLUMNS.split(",")[::-1]
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, columns, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writeheader()
        cells = dict(zip(COLUMNS.split(","), ROW.split(","), strict=True))
        writer.writerow(cells | {"business": 'Bar "Due, Tre"'})

    assert run("import_responses", path)[0] == 0
    assert Organisation.objects.get().name == 'Bar "Due, Tre"'


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level": "6"}, "level '6'"),
        ({"level": ""}, "level ''"),
        ({"skill": "flying"}, "skill 'flying'"),
        ({"occupation": "pilot"}, "occupation 'pilot'"),
        ({"sector": "airline"}, "sector 'airline'"),
        ({"size_class": "11"}, "size_class '11'"),
        ({"date": "14.5.2026"}, "no date"),
        ({"date": "2026-02-30"}, "no date"),
        ({"date": "2999-01-01"}, "future"),
        ({"business": "  "}, "business is empty"),
        ({"person": ""}, "person is empty"),
        ({"municipality": "Vänersborg"}, "no slug"),
    ],
)
def test_a_wrong_row_is_listed_with_its_line_and_stops_the_import(take_in, changes, words):
    code, out, errors = take_in(row(), row(**changes))

    assert (code, out) == (2, "")
    assert "line 3" in errors[0]
    assert words in errors[0]
    assert "nothing was taken in" in errors[-1]
    assert not Organisation.objects.exists()
    assert not Municipality.objects.exists()


def test_a_row_of_another_length_is_listed(take_in):
    assert "8 cells" in take_in(",".join(ROW.split(",")[:-1]))[2][0]


def test_rows_that_contradict_each_other_are_refused(take_in):
    code, _out, errors = take_in(row(), row(level="3"), row(size_class="50+", skill="languages"))
    assert code == 2
    assert "line 3" in errors[0]
    assert "as 4 earlier" in errors[0]
    assert "line 4" in errors[1]
    assert "10-49" in errors[1]


def test_a_row_that_says_the_same_again_is_fine(take_in):
    assert take_in(row(), row())[0] == 0
    assert CountedAnswer.objects.count() == 1


def test_a_known_business_of_another_kind_is_refused(take_in):
    business = OrganisationFactory(name="Hotell Älven", municipality__slug="vanersborg")
    code, _out, errors = take_in(row())
    assert code == 2
    assert "line 2" in errors[0]
    assert "known as accommodation with 1-9" in errors[0]
    business.refresh_from_db()
    assert business.size_class == "1-9"


def test_an_import_does_not_approve_a_business_that_waits(take_in):
    OrganisationFactory(name="Hotell Älven", municipality__slug="vanersborg", size_class="10-49")
    assert take_in(row())[0] == 0
    assert not Organisation.objects.get().counts


def test_only_the_first_fifty_wrong_rows_are_listed(take_in):
    _code, _out, errors = take_in(*[row(level="9")] * 60)
    assert len(errors) == 51
    assert "60 errors, 10 of them not listed" in errors[-1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the columns must be"),
        (b"a;b;c\n", "the columns must be"),
        (COLUMNS.encode(), "no rows"),
        (f"{COLUMNS}\n{ROW}\n".encode("latin-1"), "not UTF-8"),
        (f'{COLUMNS}\n"{ROW}\n'.encode(), "no CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(db, run, file, content, words):
    code, out, errors = run("import_responses", file(content, "answers.csv"))
    assert (code, out, len(errors)) == (2, "", 1)
    assert words in errors[0]


def test_a_missing_file_is_one_line(db, run):
    code, _out, errors = run("import_responses", "no-such.csv")
    assert (code, len(errors)) == (2, 1)


def test_many_rows_take_few_queries(take_in, django_assert_max_num_queries):
    rows = [
        row(person=f"P{person}", skill=skill)
        for person in range(40)
        for skill in ("welcome", "complaints", "languages")
    ]
    with django_assert_max_num_queries(30):
        assert take_in(*rows)[0] == 0
