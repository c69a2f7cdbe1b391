import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from skills_gap.models import CountedAnswer, CountedResponse
from tests.factories.ecosystem import (
    MunicipalityFactory,
    OrganisationFactory,
    RegisterEntryFactory,
)
from tests.factories.reporting import (
    LATER,
    MERGED_JOBS,
    NOW,
    CountedResponseFactory,
    ReleaseOrderFactory,
    answer,
    make_city,
)
from uprest.ecosystem.models import Organisation, RequirementOverride, Sector
from uprest.reporting.models import Release, ReleaseBasis, ReleasedRow, ReleaseOrder
from uprest.reporting.selectors.answers import (
    first_counted_day,
    read_register,
    read_sheet,
    read_vocabulary,
)
from uprest.reporting.selectors.releases import get_newest_release
from uprest.reporting.services import releases
from uprest.reporting.services.orders import list_lost_orders, order_release
from uprest.reporting.services.releases import (
    NothingNewError,
    TooSmallError,
    carry_out_order,
    compute,
    take_release,
)
from uprest.reporting.tasks import take_up_lost_orders
from uprest.reporting.types import Table

pytestmark = pytest.mark.django_db


def change(city, *, businesses):
    """Let one more person answer in some businesses of the city."""
    for organisation in Organisation.objects.filter(municipality=city).order_by("pk")[:businesses]:
        job = CountedResponse.objects.filter(organisation=organisation).first().occupation.code
        answer(organisation=organisation, people=1, occupation=job, level=5, start=1000)


# --- Which answers count ------------------------------------------------------------------------


def people_of(city):
    vocabulary = read_vocabulary(municipality=city)
    sheet = read_sheet(municipality=city, vocabulary=vocabulary, on=NOW.date())
    return len(set(sheet.person.tolist()))


def test_businesses_count_by_the_register_or_by_approval():
    city = MunicipalityFactory()
    waiting = OrganisationFactory(municipality=city)
    entry = RegisterEntryFactory(municipality=city)
    matched = OrganisationFactory(municipality=city, register_entry=entry)
    for organisation in (waiting, matched):
        CountedResponseFactory(organisation=organisation, levels={"welcome": 3})
    CountedResponseFactory(levels={"welcome": 3})  # another city's
    assert people_of(city) == 1
    waiting.approved_at = NOW
    waiting.save()
    assert people_of(city) == 2


def test_who_has_left_the_register_counts_outside_it():
    city = MunicipalityFactory()
    present = RegisterEntryFactory(municipality=city)
    removed = RegisterEntryFactory(municipality=city, removed_at=NOW)
    businesses = [
        OrganisationFactory(municipality=city, register_entry=present),
        OrganisationFactory(municipality=city, register_entry=removed),
        OrganisationFactory(municipality=city, approved_at=NOW),
    ]
    for organisation in businesses:
        CountedResponseFactory(organisation=organisation, levels={"welcome": 3})
    vocabulary = read_vocabulary(municipality=city)
    sheet = read_sheet(municipality=city, vocabulary=vocabulary, on=NOW.date())
    assert sheet.business_ids.tolist() == [one.pk for one in businesses]
    assert sheet.outside.tolist() == [False, True, True]
    # nor is it one of those that the sheet is raised to
    assert read_register(municipality=city, frame=vocabulary.frame).counts.sum() == 1


def test_only_the_newest_answers_of_two_years_count(settings):
    settings.UPREST_COUNTED_MONTHS = 24
    city = make_city(businesses=1, people=1)
    organisation = Organisation.objects.get(municipality=city)
    CountedResponseFactory(organisation=organisation, is_newest=False, levels={"welcome": 1})
    old = dt.date(2024, 5, 12)
    CountedResponseFactory(organisation=organisation, answered_on=old, levels={"welcome": 1})
    recent = dt.date(2024, 5, 13)
    CountedResponseFactory(organisation=organisation, answered_on=recent, levels={"welcome": 1})
    CountedResponseFactory(organisation=organisation)  # without any answer
    assert people_of(city) == 2


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (dt.date(2026, 5, 12), dt.date(2024, 5, 12)),
        (dt.date(2028, 2, 29), dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 31), dt.date(2024, 1, 31)),
    ],
)
def test_the_first_counted_day(on, first):
    assert first_counted_day(on=on) == first


def test_the_citys_own_levels_replace_the_shipped_ones():
    city = make_city()
    skill_gaps = {
        row.units: row.mean_required for row in compute(municipality=city, at=NOW).report.skills
    }
    for job in ("receptionist", "restaurant"):
        answer_row = CountedAnswer.objects.filter(skill__code="welcome").first()
        occupation = CountedResponse.objects.filter(occupation__code=job).first().occupation
        RequirementOverride.objects.create(
            municipality=city, occupation=occupation, skill=answer_row.skill, level=1, importance=1
        )
    changed = {row.units: row for row in compute(municipality=city, at=NOW).report.skills}
    assert skill_gaps["welcome",] > 1
    assert changed["welcome",].mean_required == pytest.approx(1)


# --- Releases ------------------------------------------------------------------------------------


def test_a_release_stores_every_row_of_the_calculation():
    city = make_city()
    report = compute(municipality=city, at=NOW).report
    release = take_release(municipality=city, at=NOW, by=None)
    stored = get_newest_release(municipality=city)
    assert stored.release == release
    assert tuple(one.row for one in stored.rows) == report.rows
    assert stored.total.people == 36
    assert [row.units for row in stored.list_rows(Table.OCCUPATIONS)] == list(MERGED_JOBS)


def test_an_unchanged_city_gets_no_second_release():
    city = make_city()
    take_release(municipality=city, at=NOW, by=None)
    with pytest.raises(NothingNewError):
        take_release(municipality=city, at=LATER, by=None)
    change(city, businesses=4)
    with pytest.raises(NothingNewError):
        take_release(municipality=city, at=LATER, by=None)
    assert Release.objects.count() == ReleaseBasis.objects.count() == 1


def test_a_third_release_is_compared_with_the_first_too():
    """Five businesses change, then four change back and another one changes: two in all."""
    city = make_city()
    first = take_release(municipality=city, at=NOW, by=None)
    change(city, businesses=5)
    take_release(municipality=city, at=LATER, by=None)
    businesses = list(Organisation.objects.filter(municipality=city).order_by("pk"))
    CountedResponse.objects.filter(
        organisation__in=businesses[:4], person_key__endswith=f"{1000:032x}"
    ).delete()
    answer(organisation=businesses[6], people=1, level=5, start=1000)
    third = LATER + dt.timedelta(days=60)
    with pytest.raises(NothingNewError):
        take_release(municipality=city, at=third, by=None)
    # beside the second release alone it would be published
    ReleasedRow.objects.filter(release=first).update(basis=None)
    take_release(municipality=city, at=third, by=None)
    stored = get_newest_release(municipality=city)
    assert third.date() in {one.row.published_on for one in stored.rows}


def test_rows_that_changed_too_little_repeat_their_dated_value():
    city = make_city(businesses=20)
    take_release(municipality=city, at=NOW, by=None)
    first = get_newest_release(municipality=city)
    # the businesses of the first six are receptions and kitchens, three to four of a kind
    change(city, businesses=6)
    take_release(municipality=city, at=LATER, by=None)
    second = get_newest_release(municipality=city)
    assert second.total.published_on == LATER.date()
    assert second.list_rows(Table.OCCUPATIONS) == first.list_rows(Table.OCCUPATIONS)
    assert {row.published_on for row in second.list_rows(Table.SKILLS)} == {LATER.date()}
    # both bases are needed, and the second release can be read without the first
    assert ReleaseBasis.objects.count() == 2
    change_again = Organisation.objects.filter(municipality=city).order_by("pk")
    for organisation in change_again:
        answer(organisation=organisation, people=1, occupation="guide", level=1, start=2000)
    take_release(municipality=city, at=LATER + dt.timedelta(days=1), by=None)
    third = get_newest_release(municipality=city)
    assert third.total.people == first.total.people + 6 + 20


def test_a_city_that_is_too_small_gets_no_release():
    city = make_city(businesses=4)
    with pytest.raises(TooSmallError):
        take_release(municipality=city, at=NOW, by=None)
    assert not Release.objects.exists()


def test_a_fault_leaves_nothing_of_a_release(monkeypatch):
    city = make_city()
    monkeypatch.setattr(ReleasedRow.objects, "bulk_create", _fail)
    with pytest.raises(OSError):
        take_release(municipality=city, at=NOW, by=None)
    assert not Release.objects.exists()
    assert not ReleaseBasis.objects.exists()


def _fail(*args, **kwargs):
    raise OSError("the disk is full")


def test_a_city_that_shrinks_keeps_its_dated_figures():
    city = make_city()
    take_release(municipality=city, at=NOW, by=None)
    CountedResponse.objects.filter(organisation__municipality=city).delete()
    with pytest.raises(NothingNewError):
        take_release(municipality=city, at=LATER, by=None)
    assert get_newest_release(municipality=city).total.people == 36


# --- Orders --------------------------------------------------------------------------------------


def test_an_order_is_carried_out_once():
    city = make_city()
    order = ReleaseOrderFactory(municipality=city)
    assert carry_out_order(order_id=order.pk, at=NOW).state == ReleaseOrder.State.DONE
    assert carry_out_order(order_id=order.pk, at=NOW).state == ReleaseOrder.State.DONE
    assert Release.objects.count() == 1
    again = ReleaseOrderFactory(municipality=city)
    assert carry_out_order(order_id=again.pk, at=NOW).state == ReleaseOrder.State.NOTHING_NEW


def test_an_order_of_a_small_city_says_so():
    order = ReleaseOrderFactory()
    assert carry_out_order(order_id=order.pk, at=NOW).state == ReleaseOrder.State.TOO_SMALL


def test_a_fault_is_written_down_and_goes_on(monkeypatch):
    order = ReleaseOrderFactory(municipality=make_city())
    monkeypatch.setattr(ReleasedRow.objects, "bulk_create", _fail)
    with pytest.raises(OSError):
        carry_out_order(order_id=order.pk, at=NOW)
    order.refresh_from_db()
    assert order.state == ReleaseOrder.State.FAILED


def test_one_order_waits_at_a_time_and_a_lost_one_is_taken_up_again():
    city = MunicipalityFactory()
    first, is_due = order_release(municipality=city, by=None, at=NOW)
    assert is_due
    assert order_release(municipality=city, by=None, at=NOW) == (first, False)
    later = NOW + dt.timedelta(minutes=11)
    assert order_release(municipality=city, by=None, at=later) == (first, True)


def test_an_order_that_was_begun_too_often_is_given_up():
    city = MunicipalityFactory()
    lost = ReleaseOrderFactory(municipality=city, attempts=3)
    later = NOW + dt.timedelta(minutes=11)
    again, is_due = order_release(municipality=city, by=None, at=later)
    assert is_due
    assert again != lost
    lost.refresh_from_db()
    assert lost.state == ReleaseOrder.State.FAILED


class WorkerLostError(BaseException):
    """What no code catches: the process is gone."""


def lose_worker(*args, **kwargs):
    raise WorkerLostError


@pytest.mark.parametrize("moment", ["_store_rows", "_compute", "finish_order"])
def test_an_order_cut_short_leaves_nothing_and_is_finished_once(monkeypatch, moment):
    city = make_city()
    order = ReleaseOrderFactory(municipality=city)
    with monkeypatch.context() as broken:
        broken.setattr(f"uprest.reporting.services.releases.{moment}", lose_worker)
        with pytest.raises(WorkerLostError):
            carry_out_order(order_id=order.pk, at=NOW)
    order.refresh_from_db()
    assert order.state == ReleaseOrder.State.WAITING
    assert order.step > ReleaseOrder.Step.QUEUED
    assert not Release.objects.exists()
    assert not ReleaseBasis.objects.exists()
    soon, later = NOW + dt.timedelta(minutes=5), NOW + dt.timedelta(minutes=11)
    assert list_lost_orders(at=soon) == []
    assert list_lost_orders(at=later) == [order.pk]
    done = carry_out_order(order_id=order.pk, at=later)
    assert done.state == ReleaseOrder.State.DONE
    assert done.attempts == 2
    assert done.release == Release.objects.get()
    # the first worker was only slow, or the message comes a third time
    assert carry_out_order(order_id=order.pk, at=later).release == done.release
    assert Release.objects.count() == 1


def test_lost_orders_are_carried_out_by_the_clock():
    order = ReleaseOrderFactory(municipality=make_city())
    take_up_lost_orders()
    order.refresh_from_db()
    assert order.state == ReleaseOrder.State.DONE


def test_a_release_stored_meanwhile_is_not_overlooked(monkeypatch):
    city = make_city()
    order = ReleaseOrderFactory(municipality=city)
    take = releases._draw_up
    turns = []

    def draw_up_slowly(*args):
        draft = take(*args)
        if not turns:
            turns.append(1)
            take_release(municipality=city, at=NOW, by=None)
        return draft

    monkeypatch.setattr(releases, "_draw_up", draw_up_slowly)
    assert carry_out_order(order_id=order.pk, at=NOW).state == ReleaseOrder.State.NOTHING_NEW
    assert Release.objects.count() == 1


# --- gap_report -----------------------------------------------------------------------------------


def run(*args):
    out = StringIO()
    call_command("gap_report", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def today_city():
    city = make_city(slug="ystad")
    CountedResponse.objects.update(answered_on=timezone.localdate())
    return city


def test_gap_report_prints_the_figures_as_json(today_city):
    report = json.loads(run("--municipality", "ystad", "--format", "json"))
    assert list(report) == [
        "municipality",
        "as_of",
        "method",
        "register_size",
        "converged",
        "businesses",
        "people",
        "skills",
        "occupations",
        "sectors",
        "sizes",
        "areas",
    ]
    assert (report["municipality"], report["businesses"], report["people"]) == ("ystad", 12, 36)
    assert set(report["skills"][0]) == {
        "skill",
        "skills",
        "businesses",
        "people",
        "published_on",
        "mean_level",
        "mean_required",
        "effective_businesses",
        "mean_gap",
        "mean_gap_interval",
        "share_with_gap",
        "share_interval",
    }
    assert [tuple(row["occupations"]) for row in report["occupations"]] == list(MERGED_JOBS)
    assert len([a for cell in report["occupations"][0]["areas"] for a in cell["areas"]]) == 6
    sectors = [tuple(row["sectors"]) for row in report["sectors"]]
    assert [row[0] for row in sectors] == ["accommodation", "food"]
    assert sorted(one for row in sectors for one in row) == sorted(Sector.values)
    assert not Release.objects.exists()


def test_gap_report_of_a_small_city_has_no_rows():
    make_city(slug="small", businesses=3)
    CountedResponse.objects.update(answered_on=timezone.localdate())
    report = json.loads(run("--municipality", "small"))
    assert (report["businesses"], report["people"]) == (3, 9)
    assert report["skills"] == report["occupations"] == report["sectors"] == []


@pytest.mark.parametrize(
    "args",
    [
        ("--municipality", "nowhere"),
        ("--municipality", "nowhere", "--format", "xml"),
        (),
        ("--municipality", "two\nlines"),
    ],
)
def test_gap_report_says_in_one_line_what_is_wrong(args):
    with pytest.raises(CommandError) as error:
        run(*args)
    assert error.value.returncode == 2
    assert len(str(error.value).splitlines()) == 1
