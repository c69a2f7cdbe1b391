"""What people really get of two releases is read back, and searched for a small cell.

A city of 24 businesses gets two releases from the service, on the database. Each file, answer and
print of either is fetched as officers, programs, the public and operators fetch it, and parsed.
The parsed numbers are all that is known of a row: one that says the same as in the first release is
the same equation once more, every other one is an equation of the second world.
"""

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from skills_gap.models import CountedAnswer, CountedResponse
from tests.factories.ecosystem import (
    ApprovedOrganisationFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    RegisterEntryFactory,
)
from tests.factories.reporting import OpenDataFactory, ReleaseFactory
from tests.reporting.sheets import (
    AREAS,
    JOBS,
    SECTORS,
    SIZES,
    SKILL_AREAS,
    SKILLS,
    Reply,
    World,
    make_frame,
)
from tests.reporting.test_attacks import contributions, recovers
from uprest.ecosystem.models import Organisation, RequirementOverride
from uprest.reporting.exports.observations import CELL_TABLE, TABLE_WORDS, list_lines
from uprest.reporting.models import ReleaseBasis, ReleasedRow
from uprest.reporting.releases.prints import pack
from uprest.reporting.reports.files import report_to_json
from uprest.reporting.reports.labels import name_statistics, read_labels
from uprest.reporting.selectors.answers import read_sheet, read_vocabulary
from uprest.reporting.selectors.releases import (
    build_row,
    get_newest_release,
    read_row,
    read_weighting,
)
from uprest.reporting.services.releases import compute, take_release
from uprest.reporting.types import Table
from uprest.reporting.weighting import list_weights
from uprest.skills.models import Occupation, Skill
from uprest.skills.selectors import list_areas

pytestmark = pytest.mark.django_db

# the words of the small worlds, and those of the vocabulary
WORDS = {
    "desk": "receptionist", "kitchen": "restaurant", "guide": "guide",
    "stay": "accommodation", "food": "food", "visit": "activities",
    "small": "1-9", "middle": "10-49", "large": "50+",
    "d1": "booking-systems", "d2": "shared-tools", "g1": "energy-water", "g2": "food-waste",
    "c1": "welcome", "digital": "digital", "green": "green", "care": "care",
}  # fmt: skip
NAMES = {word: name for name, word in WORDS.items()}
TABLES = {word: table for table, word in TABLE_WORDS.items()}
ATTACKED = [word for word in (*TABLES, CELL_TABLE) if word != TABLE_WORDS[Table.TOTAL]]
CHANNELS = ["officer's CSV", "officer's XLSX", "open CSV", "JSON-stat", "API", "gap_report"]
BUSINESSES = 24
MOVED, ALONE = range(6), 8
"""Six businesses of one sector, size and job answer anew; one of another, which is too few."""


# --- A city ---------------------------------------------------------------------------------------


def make_world(*, later):
    """Three equal parts of eight businesses, each of a sector, a size and a job of its own.

    Later the six of the first part say more of the digital skills, and one of the second says
    something else of the green ones. Nobody comes, goes or moves, so that no weight changes.
    """
    replies = []
    for business in range(BUSINESSES):
        part = business * 3 // BUSINESSES
        for person in range(2):
            levels = [(business + person + skill) % 4 for skill in range(len(SKILLS))]
            if later and business in MOVED:
                levels[0], levels[1] = levels[0] + 1, levels[1] + 2
            if later and business == ALONE:
                levels[2] = levels[3] = 5
            answers = tuple((skill, level, 1.0) for skill, level in enumerate(levels))
            replies.append(Reply(business, 2 * business + person, part, answers))
    parts = {business: business * 3 // BUSINESSES for business in range(BUSINESSES)}
    return World(parts, tuple(replies), parts)


@dataclass(frozen=True)
class Town:
    """A small world on the database: its city, and its businesses in the order of their numbers."""

    city: object
    businesses: list

    def keep(self, world):
        """Let the city's people have answered as in a world, and its businesses be as there."""
        for number, business in enumerate(self.businesses):
            business.sector = WORDS[SECTORS[world.sectors[number]]]
            business.size_class = WORDS[SIZES[world.size_of(number)]]
        Organisation.objects.bulk_update(self.businesses, ["sector", "size_class"])
        CountedResponse.objects.all().delete()
        responses = CountedResponse.objects.bulk_create(
            CountedResponse(
                organisation=self.businesses[reply.business],
                occupation=Occupation.objects.get(code=WORDS[JOBS[reply.job]]),
                person_key=f"{reply.person:064x}",
                answered_on=timezone.localdate(),
                source=CountedResponse.Source.CHECK,
            )
            for reply in world.replies
        )
        skills = [Skill.objects.get(code=WORDS[skill]) for skill in SKILLS]
        CountedAnswer.objects.bulk_create(
            CountedAnswer(response=response, skill=skills[skill], value=value, chance=chance)
            for response, reply in zip(responses, world.replies, strict=True)
            for skill, value, chance in reply.answers
        )

    def weigh(self, on):
        """Return what each business weighs in the newest release, by its number."""
        vocabulary = read_vocabulary(municipality=self.city)
        sheet = read_sheet(municipality=self.city, vocabulary=vocabulary, on=on)
        stored = get_newest_release(municipality=self.city)
        weights = read_weighting(stored=stored, frame=vocabulary.frame).of(sheet).tolist()
        numbers = {business.pk: number for number, business in enumerate(self.businesses)}
        return {
            numbers[key]: weight
            for key, weight in zip(sheet.business_ids.tolist(), weights, strict=True)
        }


def found_town():
    """Return a city whose register holds its businesses and twice as many others."""
    city = MunicipalityFactory(slug="ystad")
    OpenDataFactory(municipality=city)
    businesses = []
    for number in range(BUSINESSES * 3):
        entry = RegisterEntryFactory(
            municipality=city,
            sector=WORDS[SECTORS[number * 3 // BUSINESSES % 3]],
            size_class=WORDS[SIZES[(number * 3 // BUSINESSES + number % 5 // 4) % 3]],
        )
        if number < BUSINESSES:
            businesses.append(ApprovedOrganisationFactory(municipality=city, register_entry=entry))
    frame = make_frame()
    RequirementOverride.objects.bulk_create(
        RequirementOverride(
            municipality=city,
            occupation=Occupation.objects.get(code=WORDS[job]),
            skill=Skill.objects.get(code=WORDS[skill]),
            level=frame.required[line, column],
            importance=max(1, frame.importance[line, column]),
        )
        for line, job in enumerate(JOBS)
        for column, skill in enumerate(SKILLS)
    )
    return Town(city, businesses)


# --- What is fetched ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A row as it was read: its numbers, and its day where the channel tells it.

    ``figures`` are pairs of a statistic and its number, None at the end of its scale.
    """

    table: str
    units: tuple
    areas: tuple
    businesses: int
    people: int
    figures: frozenset
    day: str = ""


def split(text):
    """Return the codes that are joined by a plus. One of them, "50+", ends in one."""
    return tuple(re.findall(r"50\+|[^+]+", text)) if text != "all" else ()


def number(text):
    return float(text) if text not in ("", None) else None


def read_csv(text):
    rows = {}
    for line in csv.DictReader(io.StringIO(text)):
        if line["table"] not in {*TABLES, CELL_TABLE}:
            continue
        key = (line["table"], split(line["code"]), split(line["area"]), int(line["businesses"]),
               int(line["people"]), line["published_on"])  # fmt: skip
        rows.setdefault(key, set()).add((line["statistic"], number(line["value"])))
    return {Seen(*key[:5], frozenset(figures), key[5]) for key, figures in rows.items()}


def read_workbook(content):
    with translation.override("en"):
        statistics = {name: str(one) for one, name in name_statistics().items()}
        labels = read_labels(["en"])
    book = load_workbook(io.BytesIO(content), read_only=True)
    words = {"The whole city": "total", "Skills": "skill", "Jobs": "occupation",
             "Jobs by area": CELL_TABLE, "Sectors": "sector", "Sizes": "size",
             "Areas": "area"}  # fmt: skip
    codes = [area.code for area in list_areas()]
    names = {
        labels.name_area(SimpleNamespace(areas=areas), "en"): areas
        for size in range(1, len(codes) + 1)
        for areas in combinations(codes, size)
    }
    found = set()
    for sheet in book.worksheets:
        if sheet.title not in words:
            continue
        head, *rows = sheet.iter_rows(values_only=True)
        for row in rows:
            told = dict(zip(head, row, strict=True))
            figures = frozenset(
                (statistics[name], None if isinstance(value, str) else float(value))
                for name, value in told.items()
                if name in statistics and value is not None
            )
            areas = names[told["Area"]] if words[sheet.title] == CELL_TABLE else ()
            found.add(Seen(words[sheet.title], split(told["Code"]), areas, told["Businesses"],
                           told["People"], figures, told["As of"].date().isoformat()))  # fmt: skip
    return found


def read_cube(text):
    cube = json.loads(text)
    measures = cube["dimension"]["measure"]["category"]["index"]
    found = set()
    for place, key in enumerate(cube["dimension"]["line"]["category"]["index"]):
        start = place * len(measures)
        told = dict(zip(measures, cube["value"][start : start + len(measures)], strict=True))
        figures = frozenset(
            (measure, told[measure])
            for column, measure in enumerate(measures)
            if measure not in {"businesses", "people"}
            and not measure.endswith(("_low", "_high"))
            and (told[measure] is not None or str(start + column) in cube["status"])
        )
        table, code, *area = key.split(":")
        found.add(Seen(table, split(code), split("".join(area)), told["businesses"],
                       told["people"], figures))  # fmt: skip
    return found


def read_answer(body):
    assert body["count"] == len(body["items"])
    return {
        Seen(
            line["table"], tuple(line["units"]), tuple(line["areas"]), line["businesses"],
            line["people"],
            frozenset((one["statistic"], one["value"]) for one in line["figures"]),
            line["published_on"],
        )
        for line in body["items"]
    }  # fmt: skip


PRINTED = {"mean_level": "mean_level", "mean_required": "mean_required", "mean_gap": "mean_gap",
           "share_with_gap": "share_with_gap",
           "important_and_low": "important_low_share"}  # fmt: skip


def read_print(report):
    """Read the operator's print, in full precision. It tells of the whole city how many it is."""
    found = {Seen("total", (), (), report["businesses"], report["people"], frozenset())}
    for name, table in (("skills", "skill"), ("occupations", "occupation"), ("sectors", "sector"),
                        ("sizes", "size"), ("areas", "area")):  # fmt: skip
        for row in report[name]:
            found.add(read_printed(table, row, tuple(row[name]), (), row["published_on"]))
            for cell in row["areas"] if table == "occupation" else ():
                found.add(read_printed(CELL_TABLE, cell, tuple(row[name]), tuple(cell["areas"]),
                                       row["published_on"]))  # fmt: skip
    return found


def read_printed(table, row, units, areas, day):
    figures = frozenset(
        (statistic, row[key]) for key, statistic in PRINTED.items() if row.get(key) is not None
    )
    return Seen(table, units, areas, row["businesses"], row["people"], figures, day)


def fetch(client, release, report):
    """Return what each channel tells of the newest release. ``report`` is the operator's print."""
    public = f"/data/ystad/{release.pk}/figures"
    page = {"language": "en"}
    with translation.override("en"):
        officers = [reverse(f"reporting:{name}", args=["ystad"]) for name in
                    ("city_csv", "city_xlsx")]  # fmt: skip
    lines = f"/api/v1/cities/ystad/releases/{release.pk}/lines"
    return {
        "officer's CSV": read_csv(client.get(officers[0], page).getvalue().decode("utf-8-sig")),
        "officer's XLSX": read_workbook(client.get(officers[1], page).getvalue()),
        "open CSV": read_csv(client.get(f"{public}.csv").getvalue().decode()),
        "JSON-stat": read_cube(client.get(f"{public}.json").getvalue()),
        "API": read_answer(client.get(lines).json()),
        "gap_report": read_print(report),
    }


def print_report():
    out = io.StringIO()
    call_command("gap_report", "--municipality", "ystad", "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def expect(release):
    """Return what each channel should tell of a release, from the rows that are stored."""
    rows = [read_row(one) for one in ReleasedRow.objects.filter(release=release)]
    told = {
        Seen(line.table, line.units, line.areas, line.businesses, line.people,
             frozenset((str(one.statistic), one.value) for one in line.figures),
             line.published_on.isoformat())
        for line in list_lines(rows)
    }  # fmt: skip
    nameless = {replace(one, areas=() if one.table == "skill" else one.areas) for one in told}
    return {
        "officer's CSV": told,
        "officer's XLSX": nameless,
        "open CSV": told,
        "JSON-stat": {replace(one, day="") for one in told},
        "API": told,
        "gap_report": {seen for row in rows for seen in expect_print(row)},
    }


def expect_print(row):
    """Yield what is printed of a stored row and of its cells."""
    day = row.published_on.isoformat()
    numbers = {
        "mean_level": row.mean_level, "mean_required": row.mean_required,
        "mean_gap": row.mean_gap, "share_with_gap": row.share_with_gap,
        "important_low_share": row.important_low,
    }  # fmt: skip
    figures = frozenset((name, one) for name, one in numbers.items() if one is not None)
    if row.table == Table.TOTAL:
        figures, day = frozenset(), ""
    yield Seen(TABLE_WORDS[row.table], row.units, (), row.businesses, row.people, figures, day)
    for cell in row.cells:
        gap = frozenset() if cell.mean_gap is None else frozenset({("mean_gap", cell.mean_gap)})
        yield Seen(CELL_TABLE, row.units, cell.areas, cell.businesses, cell.people, gap, day)


# --- What can be made of it -----------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """What is known of one release but the answers of four: its world and its weights."""

    world: object
    weights: dict

    def weigh(self):
        return self.weights


def count_facts(seen, moment):
    """Return what each business puts into a row that was read."""
    units = tuple(NAMES[unit] for unit in seen.units if unit in NAMES)
    row = SimpleNamespace(units=units)
    if seen.table != CELL_TABLE:
        return contributions(moment, row, TABLES[seen.table])
    areas = {NAMES.get(area) for area in seen.areas}
    found = {}
    for business, facts in contributions(moment, row, Table.OCCUPATIONS).items():
        inside = {
            fact: count for fact, count in facts.items() if AREAS[SKILL_AREAS[fact[2]]] in areas
        }
        if inside:
            found[business] = inside
    return found


def attack(before, after, moments, table):
    """Whether what one channel tells of two releases lets a small cell of a table be recovered."""
    tables = {table} if table in (CELL_TABLE, "area") else {table, "total"}
    known = [(one, moments[0]) for one in before] + [(one, moments[1]) for one in after - before]
    rows = [count_facts(one, moment) for one, moment in known if one.table in tables]
    assert rows
    return recovers(rows)


class Story:
    """Two releases of a town and what its channels told of each, under the rule or without it."""

    def __init__(self, client, *, guarded):
        self.client, self.town, now = client, found_town(), timezone.now()
        client.force_login(OfficerRoleFactory(municipality=self.town.city).user)
        self.releases, self.told, self.moments = [], [], []
        self._publish(make_world(later=False), now - timedelta(days=60), guarded=True)
        self._publish(make_world(later=True), now, guarded=guarded)

    def _publish(self, world, at, *, guarded):
        self.town.keep(world)
        if guarded:
            before = print_report()
            release = take_release(municipality=self.town.city, at=at, by=None)
            report = print_report()
            assert self.releases == [] or before == report
        else:
            release, report = self._publish_carelessly(at)
        self.releases.append(release)
        self.told.append(fetch(self.client, release, report))
        self.moments.append(Moment(world, self.town.weigh(release.as_of)))

    def _publish_carelessly(self, at):
        """Store every row of the calculation: small rows are merged, and that is all."""
        city, done = self.town.city, compute(municipality=self.town.city, at=at)
        release = ReleaseFactory(
            municipality=city,
            taken_at=at,
            as_of=done.report.as_of,
            register_size=done.weighting.register_size,
        )
        basis = ReleaseBasis.objects.create(
            municipality=city,
            packed=pack(done.basis),
            weights=list_weights(done.weighting, done.frame),
        )
        ReleasedRow.objects.bulk_create(
            build_row(release=release, position=place, row=row, basis_id=basis.pk)
            for place, row in enumerate(done.report.rows)
        )
        return release, report_to_json(done.report)

    def list_days(self):
        """Return the days that the rows of the second release have."""
        return set(
            ReleasedRow.objects.filter(release=self.releases[1]).values_list(
                "published_on", flat=True
            )
        )

    def find_leaks(self, channel):
        """Return the tables of a channel from which a small cell can be recovered."""
        before, after = (told[channel] for told in self.told)
        return {table for table in ATTACKED if attack(before, after, self.moments, table)}


@pytest.mark.parametrize("guarded", [True, False])
def test_channels_tell_of_two_releases_what_is_published_and_give_nobody_away(client, guarded):
    story = Story(client, guarded=guarded)
    for release, told in zip(story.releases, story.told, strict=True):
        expected = expect(release)
        for channel in CHANNELS:
            assert told[channel] == expected[channel], channel
            assert {one.table for one in told[channel]} == {*TABLES, CELL_TABLE}, channel
    old, new = (release.as_of for release in story.releases)
    assert story.list_days() == ({old, new} if guarded else {new})
    # where all rows are renewed, every table gives the one business away: the search can succeed
    for channel in CHANNELS:
        assert story.find_leaks(channel) == (set() if guarded else set(ATTACKED)), channel
