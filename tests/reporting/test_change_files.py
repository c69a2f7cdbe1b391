"""Changes over time in the officers' files: the same as on the screen, and nothing beside it."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from tests.factories.courses import add_course
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory
from tests.factories.reporting import OpenDataFactory
from tests.reporting.test_changes_pages import FIRST, SECOND, area, store, store_change
from uprest.reporting.models import ReleasedChange, ReleasedRow
from uprest.reporting.reports.change_files import iterate_changes
from uprest.reporting.reports.labels import read_labels
from uprest.reporting.reports.signs import write_signed, write_signed_interval
from uprest.reporting.types import Interval, Table

pytestmark = pytest.mark.django_db
SHEETS = {"en": "Over time", "sv": "Över tid", "it": "Nel tempo", "hr": "Tijekom vremena"}


@pytest.fixture
def city():
    return MunicipalityFactory(slug="ystad", name="Ystad")


@pytest.fixture(autouse=True)
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    client.force_login(person)
    return person


@pytest.fixture
def release(city):
    """Two releases in which everything happens that a trend can say, and some measured twice."""
    store(
        city, FIRST,
        skills=[
            (["welcome"], 1.44, (1.2, 1.6), FIRST),
            (["reviews"], 0.5, (0.3, 0.7), FIRST),
            (["complaints"], 1.0, (0.8, 1.2), FIRST),
            (["languages", "allergies"], 1.0, None, FIRST),
        ],
        extra=[(Table.SECTORS, ["food"], 1.0, (0.9, 1.1), FIRST), area(0.6, 0.55, 0.65, FIRST)],
    )  # fmt: skip
    second = store(
        city, SECOND,
        skills=[
            (["welcome"], 0.04, None, SECOND),
            (["reviews"], 0.6, (0.4, 0.8), SECOND),
            (["complaints"], 1.8, (1.6, 2.0), SECOND),
            (["languages"], 1.0, None, SECOND),
            (["accessibility"], 2.0, (1.5, 2.5), SECOND),
            (["shared-tools"], None, None, SECOND),
        ],
        extra=[(Table.SECTORS, ["food"], 1.0, (0.9, 1.1), FIRST), area(0.45, 0.4, 0.5, SECOND)],
    )  # fmt: skip
    # a release has its tables in their order
    ReleasedRow.objects.filter(table=Table.SECTORS).update(position=90)
    courses = [str(add_course(title=title).translation_key) for title in ("Allergies", "Unhappy")]
    store_change(second, "PEOPLE", [], change=0.54)
    store_change(second, "PEOPLE", ["care", "green"], change=-0.12)
    store_change(second, "BUSINESSES", [], change=-0.04)
    for course, difference in zip(courses, (-0.2, 0.43), strict=True):
        store_change(second, "TAKEN", [course], change=0.9, difference=difference)
        store_change(second, "OTHERS", [course], change=0.5)
    # one that is not in the catalogue any more
    gone = "00000000-0000-4000-8000-000000000000"
    store_change(second, "TAKEN", [gone], change=0.9, difference=0.4)
    store_change(second, "OTHERS", [gone], change=0.5)
    ReleasedChange.objects.filter(table="OTHERS").update(businesses=31, people=70)
    return second


def fetch(client, name, language):
    with translation.override(language):
        url = reverse(f"reporting:{name}", args=["ystad"])
    return client.get(url, {"language": language})


def read_csv(client, language):
    text = fetch(client, "city_csv", language).getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    return [row for row in rows if row["table"] == "changes"], rows


def read_sheet(client, language="en"):
    content = io.BytesIO(fetch(client, "city_xlsx", language).getvalue())
    sheet = load_workbook(content, read_only=True)[SHEETS[language]]
    note, head, *rows = sheet.iter_rows(values_only=True)
    return note[0], head, rows


def number(text):
    return float(text) if text else None


def write_numbers(row):
    """Return the number and the interval of a line as the screen writes changes."""
    value, low, high = (number(row[one]) for one in ("value", "low", "high"))
    ends = "" if low is None else write_signed_interval(Interval(low, high))
    return write_signed(value), ends


def find(rows, **wanted):
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_screen_and_csv_say_the_same_of_the_trend(client, release, language):
    report = fetch(client, "changes", language).context["report"]
    rows, _ = read_csv(client, language)
    trend = [row for row in rows if row["code"].startswith("trend:")]
    shown = [line for block in report.trends if block.key != "areas" for line in block.lines]
    changes = find(trend, statistic="mean_gap_change")
    assert [row[f"label_{language}"] for row in changes] == [line.name for line in shown]
    assert len(shown) == 7
    (share,) = find(trend, statistic="important_low_share_change")
    assert (share["code"], share["unit"]) == ("trend:area:care", "share")
    assert (share["value"], share["status"]) == ("-0.15", "smaller_gap")
    told = [one["value"] for one in trend if one["code"] == share["code"]]
    assert told == ["0.60", "0.45", "-0.15"]
    with translation.override(language):
        assert [write_signed(number(row["value"])) for row in changes] == [
            line.change for line in shown
        ]
        for row, line in zip(changes, shown, strict=True):
            (now,) = find(trend, code=row["code"], statistic="mean_gap_now")
            before = find(trend, code=row["code"], statistic="mean_gap_before")
            assert bool(before) == bool(line.before)
            for one, text, ends in (
                (now, line.now, line.now_interval),
                *((one, line.before, line.before_interval) for one in before),
            ):
                told = one["value"].replace(".", "," if language != "en" else ".")
                assert told == text or (one["status"], text[0]) == ("almost_none", "<")
                assert bool(one["low"]) == bool(ends)
    words = {
        "trend:total:all": "about_the_same",
        "trend:skill:welcome": "smaller_gap",
        "trend:skill:reviews": "about_the_same",
        "trend:skill:complaints": "wider_gap",
        "trend:skill:languages": "merged_before",
        "trend:skill:accessibility": "published_once",
        "trend:sector:food": "published_once",
    }
    assert {row["code"]: row["status"] for row in changes} == words
    days = {row["code"]: row["published_on"] for row in changes}
    assert days["trend:sector:food"] == FIRST.isoformat()
    assert days["trend:skill:welcome"] == SECOND.isoformat()


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_screen_and_csv_say_the_same_of_who_was_measured_twice(client, release, language):
    report = fetch(client, "changes", language).context["report"]
    rows, _ = read_csv(client, language)
    with translation.override(language):
        for block, code in zip(report.pairs, ("people", "businesses"), strict=True):
            for name, shown in (
                ("mean_level_change", [(one.level, one.level_interval) for one in block.lines]),
                ("mean_gap_change", [(one.gap, one.gap_interval) for one in block.lines]),
            ):
                found = find(rows, code=code, statistic=name)
                assert [write_numbers(row) for row in found] == shown
                assert [row[f"label_{language}"] for row in found] == [
                    line.name for line in block.lines
                ]
        told = {
            name: find(rows, statistic=f"mean_level_change_{name}")
            for name in ("taken", "others", "difference")
        }
        assert len(report.courses) == 2
        for name, found in told.items():
            assert [write_numbers(row) for row in found] == [
                (getattr(one, name), getattr(one, f"{name}_interval")) for one in report.courses
            ]
            assert [row[f"label_{language}"] for row in found] == [
                one.title for one in report.courses
            ]
    assert [row["area"] for row in find(rows, code="people", statistic="mean_level_change")] == [
        "",
        "care+green",
    ]
    assert {(row["businesses"], row["people"]) for row in told["others"]} == {("31", "70")}
    assert {(row["businesses"], row["people"]) for row in told["difference"]} == {("9", "25")}


def test_csv_and_excel_say_the_same(client, release):
    rows, _ = read_csv(client, "en")
    note, head, cells = read_sheet(client)
    assert note.startswith("Not a proof of effect")
    assert head[3:6] == ("Figure", "Lower end (90 %)", "Upper end (90 %)")
    assert [
        (row["label_en"], number(row["value"]), number(row["low"]), number(row["high"]),
         int(row["businesses"]), int(row["people"]), row["published_on"])
        for row in rows
    ] == [
        (*one[1:2], *one[3:6], *one[7:9], one[9].date().isoformat()) for one in cells
    ]  # fmt: skip
    # a share is written as percent, a gap with one decimal
    said = [one[6] for one in cells if one[2] == "Change of gap" and one[6]]
    assert said[:4] == ["about the same", "smaller gap", "about the same", "wider gap"]
    assert "<0.1" in {one[6] for one in cells}
    assert {one[0] for one in cells} == {
        "From snapshot to snapshot",
        "People measured twice",
        "Businesses measured twice",
        "Before and after a course",
    }


@pytest.mark.parametrize("language", ["sv", "it", "hr"])
def test_the_sheet_is_in_the_chosen_language(client, release, language):
    note, head, _ = read_sheet(client, language)
    english, heads, _ = read_sheet(client)
    assert note != english
    assert not set(head) & set(heads)


def test_nothing_is_told_that_is_not_published(client, city, release):
    rows, everything = read_csv(client, "en")
    keys = [tuple(row[one] for one in ("table", "code", "area", "statistic")) for row in everything]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert int(row["businesses"]) >= 5
        assert int(row["people"]) >= 10
        for one in ("value", "low", "high"):
            assert re.fullmatch(r"(-?\d\.\d\d?)?", row[one]), row
            assert row[one] not in ("-0.0", "-0.00")
    # the public files tell of one release alone
    OpenDataFactory(municipality=city)
    public = client.get(f"/data/ystad/{release.pk}/figures.csv").getvalue().decode()
    assert "changes," not in public


def test_a_city_with_one_release_and_nobody_measured_twice_has_no_change(client, city):
    store(city, FIRST, skills=[(["welcome"], 1.4, None, FIRST)])
    rows, _ = read_csv(client, "en")
    assert {row["status"] for row in find(rows, statistic="mean_gap_change")} == {"published_once"}
    assert {row["statistic"] for row in rows} == {"mean_gap_now", "mean_gap_change"}
    assert not any(row["value"] for row in find(rows, statistic="mean_gap_change"))


def test_an_older_release_is_told_up_to_its_day(city, release):
    first = city.releases.order_by("taken_at").first()
    labels = read_labels(["en"])
    told = list(iterate_changes(release=first, labels=labels, language="en"))
    assert {one.published_on for one in told} == {FIRST}
