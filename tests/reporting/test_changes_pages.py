"""The pages of change and comparison, and what stands out: who reads them, and what they say."""

import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from skills_gap.models import CountedResponse
from tests.factories.courses import add_course
from tests.factories.ecosystem import (
    AdministratorFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
    RegisterEntryFactory,
)
from tests.factories.practices import set_up_library
from tests.factories.reporting import NOW, ReleaseFactory, answer, make_city
from uprest.ecosystem.models import Membership, Organisation, RequirementOverride
from uprest.reporting.models import ReleasedChange, ReleasedRow
from uprest.reporting.reports.changes import build_changes_report
from uprest.reporting.reports.compare import build_compare_report
from uprest.reporting.reports.findings import Sources, find_findings
from uprest.reporting.reports.ranking import Kind, rank, sure_gap
from uprest.reporting.reports.trends import draw_lines
from uprest.reporting.selectors.changes import PastRelease, list_past_releases
from uprest.reporting.selectors.evidence import Evidence, read_evidence
from uprest.reporting.selectors.releases import get_newest_release
from uprest.reporting.selectors.words import read_names
from uprest.reporting.services.releases import take_release
from uprest.reporting.types import Break, Interval, Row, Table
from uprest.skills.models import Occupation, Skill

pytestmark = pytest.mark.django_db
STRANGERS = ["nobody", "learner", "other officer", "owner of a business in the city"]
FIRST, SECOND, THIRD = (dt.date(2026, month, 12) for month in (5, 7, 9))


@pytest.fixture
def city():
    return make_city(slug="ystad", name="Ystad")


@pytest.fixture
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    client.force_login(person)
    return person


def text_of(response):
    html = response.content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"reporting:{name}", args=args)


def describe(table, figure, interval):
    """The figures of a stored row: areas have a share, the others an average gap."""
    name = "important_low" if table == Table.AREAS else "mean_gap"
    share = {} if table == Table.AREAS else {"share_with_gap": 0.5}
    return {name: figure, **share, "intervals": {name: list(interval)} if interval else {}}


def store(city, day, *, skills, method="pooled-1", extra=(), **measured):
    """Store a release with a total and skills as they were published: (code, gap, low, high)."""
    release = ReleaseFactory(
        municipality=city,
        as_of=day,
        taken_at=dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC),
        method=method,
    )
    rows = [(Table.TOTAL, [], 1.0, None, day), *extra]
    rows += [
        (Table.SKILLS, units, gap, interval, published)
        for units, gap, interval, published in skills
    ]
    ReleasedRow.objects.bulk_create(
        ReleasedRow(
            release=release,
            position=position,
            table=table,
            units=units,
            businesses=12,
            people=30,
            mean_level=2.0,
            mean_required=3.0,
            published_on=published,
            measured={"method": method, **measured},
            **describe(table, gap, interval),
        )
        for position, (table, units, gap, interval, published) in enumerate(rows)
    )
    return release


# --- Who may read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("page", ["changes", "compare"])
def test_only_its_officers_read_the_changes_of_a_city(client, city, kind, page):
    take_release(municipality=city, at=NOW, by=None)
    if kind != "nobody":
        person = PersonFactory()
        if kind == "other officer":
            OfficerRoleFactory(user=person)
        if kind == "owner of a business in the city":
            organisation = Organisation.objects.filter(municipality=city).first()
            MembershipFactory(user=person, organisation=organisation, role=Membership.Role.OWNER)
        client.force_login(person)
    response = client.get(address(page, "ystad"))
    assert response.status_code == (302 if kind == "nobody" else 403)
    assert client.post(address(page, "ystad")).status_code in (302, 403, 405)


@pytest.mark.parametrize("page", ["changes", "compare"])
def test_administrators_read_the_changes_of_every_city(client, city, page):
    client.force_login(AdministratorFactory())
    assert client.get(address(page, "ystad")).status_code == 200
    assert client.get(address(page, "nowhere")).status_code == 403


# --- The trend ------------------------------------------------------------------------------------


def test_before_the_first_snapshot_the_page_says_what_comes(client, officer):
    page = text_of(client.get(address("changes", "ystad")))
    assert "No figures yet" in page
    assert "begins with the first snapshot" in page


def test_one_snapshot_makes_no_trend_yet(client, officer, city):
    take_release(municipality=city, at=NOW, by=None)
    response = client.get(address("changes", "ystad"))
    page = text_of(response)
    assert "The trend comes with the next snapshot" in page
    assert "not a proof of effect" in page
    assert "There are too few for a figure" in page
    assert all(line.spark is None for block in response.context["report"].trends
               for line in block.lines)  # fmt: skip


def test_a_repeated_row_is_one_point_and_a_merged_one_is_not_joined(client, officer, city):
    store(city, FIRST, skills=[(["welcome"], 1.4, (1.2, 1.6), FIRST),
                               (["reviews"], 1.0, None, FIRST),
                               (["safety", "languages"], 2.0, None, FIRST)])  # fmt: skip
    store(city, SECOND, skills=[(["welcome"], 1.4, (1.2, 1.6), FIRST),
                                (["reviews"], 1.3, None, SECOND),
                                (["safety"], 2.5, None, SECOND),
                                (["languages"], 1.5, None, SECOND)])  # fmt: skip
    store(city, THIRD, skills=[(["welcome"], 0.9, (0.7, 1.1), THIRD),
                               (["reviews"], 1.3, None, SECOND),
                               (["safety"], 2.5, None, SECOND)])  # fmt: skip
    lines = {
        line.newest.units: line
        for line in draw_lines(list_past_releases(municipality=city), Table.SKILLS)
    }
    assert [row.mean_gap for row in lines["welcome",].rows] == [1.4, 0.9]
    assert lines["welcome",].change == -0.5
    assert lines["welcome",].is_clear
    assert [row.published_on for row in lines["reviews",].rows] == [FIRST, SECOND]
    assert len(lines["safety",].rows) == 1
    assert lines["safety",].was_merged
    page = text_of(client.get(address("changes", "ystad")))
    assert "from 1.4 to 0.9 levels" in page
    assert "was merged with other rows before" in page
    assert "1.2 to 1.6" in page


def test_overlapping_intervals_are_about_the_same(client, officer, city):
    store(city, FIRST, skills=[(["welcome"], 1.4, (1.0, 1.8), FIRST)])
    store(city, SECOND, skills=[(["welcome"], 1.2, (0.9, 1.5), SECOND)])
    page = text_of(client.get(address("changes", "ystad")))
    assert "about the same" in page
    assert "Nothing has changed by more than chance explains" in page


def area(share, low, high, day, *, code="care"):
    return (Table.AREAS, [code], share, (low, high), day)


def test_areas_have_a_trend_of_their_shares(client, officer, city):
    store(city, FIRST, skills=[], extra=[area(0.6, 0.55, 0.65, FIRST)])
    store(city, SECOND, skills=[], extra=[area(0.4, 0.35, 0.45, SECOND)])
    response = client.get(address("changes", "ystad"))
    block = next(one for one in response.context["report"].trends if one.key == "areas")
    (line,) = block.lines
    assert (line.before, line.now) == ("60 %", "40 %")
    assert (line.before_interval, line.now_interval) == ("55 % to 65 %", "35 % to 45 %")
    assert (line.change, line.word) == ("−20 percentage points", "fewer people")
    assert block.finding.startswith("The share has shrunk most in")
    assert "from 60 % to 40 % of people" in text_of(response)
    ranked, findings = tell(city)
    assert Kind.SMALLER in {one.kind for one in ranked}
    assert "has shrunk from 60 % to 40 %" in findings[-1].text


def test_values_of_another_method_are_not_joined(client, officer, city):
    store(city, FIRST, skills=[(["welcome"], 1.4, None, FIRST)])
    store(city, SECOND, skills=[(["welcome"], 0.4, None, SECOND)], method="other-1")
    (line,) = draw_lines(list_past_releases(municipality=city), Table.SKILLS)
    assert line.before is None
    assert "calculated in another way" in text_of(client.get(address("changes", "ystad")))


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ({"needs": "a"}, {"needs": "b"}, "jobs needed other levels then"),
        ({}, {"needs": "b"}, "it was not kept which"),
        ({"is_weighted": False}, {"is_weighted": True}, "weighted to the register"),
    ],
)
def test_what_was_measured_by_something_else_is_not_joined(
    client, officer, city, before, now, words
):
    store(city, FIRST, skills=[(["welcome"], 1.4, (1.3, 1.5), FIRST)], **before)
    store(city, SECOND, skills=[(["welcome"], 0.4, (0.3, 0.5), SECOND)], **now)
    lines = draw_lines(list_past_releases(municipality=city), Table.SKILLS)
    assert [one.before for one in lines] == [None]
    assert words in text_of(client.get(address("changes", "ystad")))
    file = client.get(address("city_csv", "ystad")).getvalue().decode()
    assert f",{lines[0].verdict}," in file
    assert not {one.kind for one in tell(city)[0]} & {Kind.WIDER, Kind.SMALLER}


def test_lower_levels_and_a_first_register_are_no_change(city):
    """A city lowers a level: figures of that skill are not joined, those of others are."""
    take_release(municipality=city, at=NOW, by=None)

    def ask(level):
        for job in ("receptionist", "restaurant"):
            RequirementOverride.objects.update_or_create(
                municipality=city,
                occupation=Occupation.objects.get(code=job),
                skill=Skill.objects.get(code="complaints"),
                defaults={"level": level, "importance": 3},
            )

    def read_lines():
        past = list_past_releases(municipality=city)
        return {one.newest.units: one for one in draw_lines(past, Table.SKILLS)}

    ask(1)
    take_anew(city, 31)
    lines = read_lines()
    assert lines["complaints",].broken_by == Break.NEEDS
    assert lines["welcome",].before is not None
    RegisterEntryFactory.create_batch(40, municipality=city, sector="food")
    take_anew(city, 63)
    lines = read_lines()
    assert {line.broken_by for line in lines.values()} == {Break.WEIGHTS}
    assert not any(line.before for line in lines.values())


def take_anew(city, days):
    at = NOW + dt.timedelta(days=days)
    CountedResponse.objects.all().delete()
    for place, business in enumerate(Organisation.objects.filter(municipality=city)):
        job = ("receptionist", "restaurant")[place // 2 % 2]
        answer(organisation=business, people=3, occupation=job, level=(place + days) % 6,
               answered_on=at.date(), start=days)  # fmt: skip
    return take_release(municipality=city, at=at, by=None)


def store_change(release, table, units, **fields):
    position = ReleasedChange.objects.filter(release=release).count()
    interval = [fields["change"] - 0.2, fields["change"] + 0.2]
    intervals = {"change": interval, "gap_change": [-0.4, -0.1]}
    if "difference" in fields:
        intervals["difference"] = [0.1, 0.7]
    return ReleasedChange.objects.create(
        release=release,
        position=position,
        table=table,
        units=units,
        businesses=9,
        people=25,
        gap_change=-0.25,
        intervals=intervals,
        published_on=release.as_of,
        **fields,
    )


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_changes_and_courses_are_on_the_page(client, officer, city, language):
    release = take_release(municipality=city, at=NOW, by=None)
    course = str(add_course(title="Unhappy guests").translation_key)
    store_change(release, "PEOPLE", [], change=0.5)
    store_change(release, "PEOPLE", ["care"], change=-0.1)
    store_change(release, "TAKEN", [course], change=0.9, difference=0.4)
    store_change(release, "OTHERS", [course], change=0.5)
    response = client.get(address("changes", "ystad", language=language))
    report = response.context["report"]
    assert [line.level[0] for line in report.pairs[0].lines] == ["+", "−"]
    assert report.courses[0].difference.startswith("+0")
    assert report.courses[0].url
    if language == "en":
        page = text_of(response)
        assert "People changed by +0.5 levels on average (+0.3 to +0.7)" in page
        assert "Those who took it gained more than the others." in page


# --- Compare --------------------------------------------------------------------------------------


def test_only_cities_with_a_snapshot_can_be_compared(client, officer, city):
    other = make_city(slug="lund", name="Lund")
    MunicipalityFactory(slug="empty", name="Without figures")
    assert "No figures yet" in text_of(client.get(address("compare", "ystad")))
    take_release(municipality=city, at=NOW, by=None)
    assert "No other city yet" in text_of(client.get(address("compare", "ystad")))
    take_release(municipality=other, at=NOW, by=None)
    response = client.get(address("compare", "ystad"))
    assert [one.slug for one in response.context["report"].choices] == ["lund"]
    for slug in ("empty", "ystad", "nowhere"):
        page = client.get(address("compare", "ystad"), {"with": slug})
        assert "has no published figures" in text_of(page)
        assert not page.context["report"].sides
    # who reads one city only still sees the other one's published rows
    page = client.get(address("compare", "ystad"), {"with": "lund"})
    assert [side.name for side in page.context["report"].sides] == ["Ystad", "Lund"]
    assert {line.word for block in page.context["report"].blocks for line in block.lines} == {
        "about the same"
    }


def test_differences_say_where_days_methods_and_rows_are_others(client, officer, city):
    other = MunicipalityFactory(slug="lund", name="Lund")
    store(city, FIRST, skills=[(["welcome"], 1.4, (1.2, 1.6), FIRST),
                               (["reviews"], 1.0, (0.8, 1.2), FIRST),
                               (["safety", "languages"], 1.0, None, FIRST)])  # fmt: skip
    store(other, SECOND, method="other-1",
          skills=[(["welcome"], 0.7, (0.5, 0.9), FIRST),
                  (["reviews"], 0.8, (0.6, 1.0), SECOND),
                  (["safety"], 1.0, None, SECOND)])  # fmt: skip
    city.releases.update(register_size=83)
    page = text_of(client.get(address("compare", "ystad"), {"with": "lund"}))
    assert "Only the figures of Ystad are weighted" in page
    assert "different days" in page
    assert "different ways" in page
    assert "wider in Ystad" in page
    assert "about the same" in page
    assert "1 row is merged differently" in page
    assert "1.4 levels missing here, 0.7 there" in page


def test_areas_are_compared_by_their_shares(client, officer, city):
    """A release beside itself has no line that is merged otherwise, areas included."""
    take_release(municipality=city, at=NOW, by=None)
    other = make_city(slug="lund", name="Lund")
    take_release(municipality=other, at=NOW, by=None)
    report = client.get(address("compare", "ystad"), {"with": "lund"}).context["report"]
    block = next(one for one in report.blocks if one.key == "areas")
    assert len(block.lines) == 6
    assert not any(one.left_out for one in report.blocks)


def test_a_difference_of_areas_is_one_of_people(client, officer, city):
    other = MunicipalityFactory(slug="lund", name="Lund")
    store(city, FIRST, skills=[], extra=[area(0.6, 0.55, 0.65, FIRST)])
    store(other, FIRST, skills=[], extra=[area(0.4, 0.35, 0.45, FIRST)])
    page = text_of(client.get(address("compare", "ystad"), {"with": "lund"}))
    assert "+20 percentage points more people in Ystad" in page
    assert "60 % of people here, 40 % there" in page


# --- Queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("businesses", [8, 40])
def test_reading_changes_costs_the_same_for_every_city(
    client, django_assert_max_num_queries, businesses
):
    city = make_city(slug="large", businesses=businesses)
    client.force_login(OfficerRoleFactory(municipality=city).user)
    take_release(municipality=city, at=NOW, by=None)
    for day in (SECOND, THIRD):
        store(city, day, skills=[(["welcome"], 1.4, None, day)])
    other = MunicipalityFactory(slug="lund")
    store(other, FIRST, skills=[(["welcome"], 1.4, None, FIRST)])
    for page, data in (("changes", {}), ("compare", {"with": "lund"})):
        client.get(address(page, "large"), data)
        # nine of them are those of every page for somebody signed in
        with django_assert_max_num_queries(15):
            client.get(address(page, "large"), data)
    with django_assert_max_num_queries(10):
        build_changes_report(municipality=city)
    with django_assert_max_num_queries(10):
        build_compare_report(municipality=city, other="lund")


# --- What stands out ------------------------------------------------------------------------------


def tell(city):
    stored = get_newest_release(municipality=city)
    evidence = read_evidence(municipality=city, release=stored.release)
    names = read_names()
    sources = Sources(slug=city.slug, stored=stored, evidence=evidence, names=names, modules=[])
    ranked = rank(stored=stored, evidence=evidence, skill_areas=names.skill_areas)
    return ranked, find_findings(sources=sources)


def test_a_sure_gap_of_an_important_skill_comes_before_a_wide_one_of_few_answers(city):
    store(city, FIRST, skills=[(["welcome"], 2.4, (0.2, 4.6), FIRST),
                               (["safety"], 1.2, (1.0, 1.4), FIRST)])  # fmt: skip
    ranked, findings = tell(city)
    assert [one.row.units for one in ranked] == [("safety",), ("welcome",)]
    assert "times out of ten" in findings[0].text


def test_what_has_become_wider_and_better_is_told_with_the_better_last(city):
    store(city, FIRST, skills=[(["welcome"], 1.4, (1.3, 1.5), FIRST),
                               (["safety"], 1.0, (0.9, 1.1), FIRST)])  # fmt: skip
    store(city, SECOND, skills=[(["welcome"], 0.8, (0.7, 0.9), SECOND),
                                (["safety"], 1.6, (1.5, 1.7), SECOND)])  # fmt: skip
    ranked, findings = tell(city)
    kinds = [one.kind for one in ranked]
    assert Kind.WIDER in kinds
    assert kinds[-1] == Kind.SMALLER
    assert findings[-1].title.startswith("Better than before")


def test_a_sector_that_has_hardly_answered_is_named(city):
    RegisterEntryFactory.create_batch(40, municipality=city, sector="food")
    RegisterEntryFactory.create_batch(6, municipality=city, sector="retail")
    take_release(municipality=city, at=NOW, by=None)
    ranked, findings = tell(city)
    one = next(one for one in ranked if one.kind == Kind.UNREACHED)
    assert one.sector in ("food", "retail")
    assert any(finding.title.startswith("Hardly reached") for finding in findings)


def test_every_finding_ends_in_a_page_that_is_there(client, officer, city):
    RegisterEntryFactory.create_batch(40, municipality=city, sector="food")
    set_up_library()
    take_release(municipality=city, at=NOW, by=None)
    report = client.get(address("city", "ystad")).context["report"]
    assert report.findings
    for finding in report.findings:
        for url in (finding.action_url, *(step.url for step in finding.steps)):
            assert client.get(url, follow=True).status_code == 200


def test_a_gap_that_is_not_sure_counts_half():
    row = Row(table=Table.SKILLS, units=("x",), businesses=9, people=20, published_on=FIRST)
    assert sure_gap(row) == 0.0
    assert sure_gap(_with(row, 2.0, None)) == 1.0
    assert sure_gap(_with(row, 2.0, Interval(low=-0.5, high=3.0))) == 0.0


def _with(row, gap, interval):
    return Row(
        table=row.table,
        units=row.units,
        businesses=row.businesses,
        people=row.people,
        published_on=row.published_on,
        mean_gap=gap,
        mean_gap_interval=interval,
    )


def test_nothing_stands_out_of_an_empty_release(city):
    release = store(city, FIRST, skills=[])
    evidence = Evidence(importance={}, before=None, register={})
    assert PastRelease(release=release, rows=()).rows == ()
    stored = get_newest_release(municipality=city)
    assert rank(stored=stored, evidence=evidence, skill_areas={}) == []


def test_an_officer_of_two_cities_sees_the_name_of_the_one_shown(client):
    other, shown = MunicipalityFactory(name="Aby"), MunicipalityFactory(name="Ystad")
    person = OfficerRoleFactory(municipality=other).user
    OfficerRoleFactory(municipality=shown, user=person)
    client.force_login(person)
    for city in (other, shown):
        page = client.get(f"/en/city/{city.slug}/changes/")
        assert f"<small>{city.name}</small>" in page.content.decode()
