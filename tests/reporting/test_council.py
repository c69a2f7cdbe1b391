"""Council reports: drawn once however often they are asked for, and readable for everybody."""

import re
from datetime import timedelta
from html import unescape

import pytest
from celery.exceptions import Retry
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from tests.courses.unpacking import needs_pango, unpack
from tests.factories.courses import add_course
from tests.factories.ecosystem import OfficerRoleFactory
from tests.factories.reporting import NOW, make_city
from uprest.core.pdf import LOCK, BusyError
from uprest.core.theme import build_theme
from uprest.reporting.models import CouncilReport, Release
from uprest.reporting.reports.council import build_council
from uprest.reporting.reports.council_pdf import draw_council_report
from uprest.reporting.selectors.releases import get_newest_release
from uprest.reporting.services.council import (
    NoFiguresError,
    Outcome,
    carry_out_report,
    give_up,
    order_report,
    put_back,
)
from uprest.reporting.services.releases import take_release
from uprest.reporting.tasks import draw_report

pytestmark = pytest.mark.django_db
State = CouncilReport.State


@pytest.fixture
def city(db):
    return make_city(slug="ystad", name="Ystad")


@pytest.fixture
def release(city):
    return take_release(municipality=city, at=NOW, by=None)


@pytest.fixture
def officer(client, city):
    person = OfficerRoleFactory(municipality=city).user
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def address(name, *args):
    with translation.override("en"):
        return reverse(f"reporting:{name}", args=args)


def order(city, officer, *, language="sv", at=NOW):
    return order_report(municipality=city, language=language, by=officer, at=at)


def draw_a_line(report, tell):
    tell(50)
    assert CouncilReport.objects.get(pk=report.pk).progress == 50
    return b"%PDF-1.7 " + report.language.encode()


def test_without_figures_there_is_nothing_to_order(city, officer):
    with pytest.raises(NoFiguresError):
        order(city, officer)


def test_the_same_report_is_not_ordered_twice(city, officer, release):
    first, is_new = order(city, officer)
    again, is_new_too = order(city, officer)
    other, _ = order(city, officer, language="en")
    assert (is_new, is_new_too) == (True, False)
    assert first.pk == again.pk != other.pk


def test_the_same_message_twice_draws_once(city, officer, release):
    report, _ = order(city, officer)
    drawn = []

    def draw(one, tell):
        drawn.append(one.pk)
        return draw_a_line(one, tell)

    for _ in range(3):
        outcome = carry_out_report(report_id=report.pk, draw=draw, at=NOW)
        assert outcome == Outcome.FINISHED
    report.refresh_from_db()
    assert drawn == [report.pk]
    assert (report.state, report.progress) == (State.DONE, 100)
    assert report.file.read() == b"%PDF-1.7 sv"


def test_of_two_workers_one_draws(city, officer, release):
    report, _ = order(city, officer)

    def draw(one, tell):
        again = carry_out_report(report_id=one.pk, draw=draw, at=NOW + timedelta(seconds=5))
        assert again == Outcome.IN_OTHER_HANDS
        return draw_a_line(one, tell)

    assert carry_out_report(report_id=report.pk, draw=draw, at=NOW) == Outcome.FINISHED


def test_the_report_of_a_worker_that_died_is_taken_on(city, officer, release):
    report, _ = order(city, officer)
    CouncilReport.objects.update(state=State.DRAWING, begun_at=NOW, progress=40)
    early = carry_out_report(report_id=report.pk, draw=draw_a_line, at=NOW + timedelta(seconds=60))
    assert early == Outcome.IN_OTHER_HANDS
    late = carry_out_report(report_id=report.pk, draw=draw_a_line, at=NOW + timedelta(minutes=3))
    assert late == Outcome.FINISHED
    assert CouncilReport.objects.get().state == State.DONE


def test_lost_orders_are_given_up_and_can_be_made_again(client, city, officer, release):
    report, _ = order(city, officer, at=timezone.now() - timedelta(minutes=11))
    page = client.get(address("exports", "ystad")).content.decode()
    assert "It could not be drawn" in page
    assert "<progress" not in page
    again, is_new = order(city, officer, at=timezone.now())
    assert is_new
    report.refresh_from_db()
    assert report.state == State.FAILED
    assert again.pk != report.pk


def test_one_that_could_not_begin_waits_again_and_one_that_failed_does_not(city, officer, release):
    report, _ = order(city, officer)

    def is_busy(_report, _tell):
        raise BusyError

    with pytest.raises(BusyError):
        carry_out_report(report_id=report.pk, draw=is_busy, at=NOW)
    put_back(report_id=report.pk)
    assert CouncilReport.objects.get().state == State.WAITING
    give_up(report_id=report.pk, at=NOW)
    assert CouncilReport.objects.get().state == State.FAILED


def carry_out_by_task(report, *, retries=0):
    """Let a worker try to draw a report, which it has tried ``retries`` times before."""
    draw_report.apply(args=[str(report.pk)], retries=retries)


def what_the_officer_sees(client, report):
    progress = client.get(address("report_progress", "ystad", report.pk)).json()
    return progress["is_unfinished"], client.get(address("exports", "ystad")).content.decode()


@needs_pango
def test_one_that_stays_busy_is_given_up_after_its_last_try(client, city, officer, release):
    report, _ = order(city, officer, at=timezone.now())
    cache.add(LOCK, "", None)  # as whoever draws another file holds it
    for retries in (0, draw_report.max_retries - 1):
        with pytest.raises(Retry):
            carry_out_by_task(report, retries=retries)
        assert CouncilReport.objects.get().state == State.WAITING
    with pytest.raises(BusyError):
        carry_out_by_task(report, retries=draw_report.max_retries)
    report.refresh_from_db()
    assert report.state == State.FAILED
    assert report.finished_at is not None
    is_waited_for, page = what_the_officer_sees(client, report)
    assert not is_waited_for
    assert "It could not be drawn" in page
    assert "<progress" not in page
    # it can be ordered again at once
    assert order(city, officer, at=timezone.now())[1]


@needs_pango
def test_one_whose_file_cannot_be_kept_is_given_up(client, city, officer, release, tmp_path):
    report, _ = order(city, officer, at=timezone.now())
    (tmp_path / "reports").write_bytes(b"no folder")
    with pytest.raises(OSError, match="reports"):
        carry_out_by_task(report)
    is_waited_for, page = what_the_officer_sees(client, report)
    assert not is_waited_for
    assert "It could not be drawn" in page


def test_a_new_file_takes_the_place_of_the_older(
    city, officer, release, django_capture_on_commit_callbacks
):
    names = []
    for _ in range(2):
        report, _ = order(city, officer)
        with django_capture_on_commit_callbacks(execute=True):
            carry_out_report(report_id=report.pk, draw=draw_a_line, at=NOW)
        names.append(CouncilReport.objects.get().file.name)
    assert not default_storage.exists(names[0])
    assert default_storage.exists(names[1])
    assert names[1].startswith("reports/")


def test_the_page_shows_how_far_it_is_without_script(client, city, officer, release):
    report, _ = order(city, officer, at=timezone.now())
    CouncilReport.objects.update(state=State.DRAWING, begun_at=timezone.now(), progress=40)
    page = client.get(address("exports", "ystad")).content.decode()
    assert '<progress id="progress-' in page
    assert 'value="40"' in page
    assert "Look again" in page
    state = client.get(address("report_progress", "ystad", report.pk))
    assert state.json() == {"progress": 40, "is_unfinished": True}
    assert client.get(address("report_pdf", "ystad", report.pk)).status_code == 403


def test_another_citys_report_is_not_reached(client, city, officer, release):
    other = make_city(slug="lund")
    take_release(municipality=other, at=NOW, by=None)
    report, _ = order(other, None)
    carry_out_report(report_id=report.pk, draw=draw_a_line, at=NOW)
    for page in ("report_pdf", "report_progress"):
        assert client.get(address(page, "ystad", report.pk)).status_code == 403
        assert client.get(address(page, "lund", report.pk)).status_code == 403


def test_where_no_pdf_can_be_made_the_page_is_offered(client, city, officer, release, monkeypatch):
    monkeypatch.setattr("uprest.reporting.views.exports.can_make_pdf", lambda: False)
    page = client.get(address("exports", "ystad")).content.decode()
    assert "lacks a program that draws PDF files" in page
    response = client.post(address("order_report", "ystad"), {"report_language": "sv"})
    assert response.url == address("council_page", "ystad")
    assert not CouncilReport.objects.exists()


# --- The file -------------------------------------------------------------------------------------


@needs_pango
@pytest.mark.django_db(transaction=True)
def test_an_officer_orders_a_report_and_saves_it(client, city, officer, release):
    response = client.post(address("order_report", "ystad"), {"report_language": "sv"}, follow=True)
    assert "Save the PDF" in response.content.decode()
    report = CouncilReport.objects.get()
    assert (report.state, report.language, report.ordered_by) == (State.DONE, "sv", officer)
    answer = client.get(address("report_pdf", "ystad", report.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert "uprest-ystad-2026-05-12-sv.pdf" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")


@needs_pango
@pytest.mark.parametrize("language", ["sv", "it"])
def test_it_is_tagged_and_in_its_language(city, officer, release, language, caplog):
    report, _ = order(city, officer, language=language)
    told = []
    content = unpack(draw_council_report(report, told.append))
    assert told == sorted(told)
    assert len(told) == 3
    assert b"pdfuaid:part" in content
    assert f"/Lang ({language})".encode() in content
    assert b"/MarkInfo" in content
    assert b"/StructTreeRoot" in content
    assert content.count(b"/TH") > 100
    # every picture says what it shows
    pictures = len(re.findall(rb"/S\s*/Figure", content))
    assert pictures > 30
    assert content.count(b"/Alt") >= pictures
    assert "no required alt" not in caplog.text
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 14


def test_the_page_of_the_report_has_method_tables_and_what_to_do(
    client, city, officer, release, django_assert_max_num_queries
):
    client.get(address("council_page", "ystad"))
    with django_assert_max_num_queries(26):
        page = client.get(address("council_page", "ystad")).content.decode()
    for part in ("short", "stands-out", "skills", "jobs", "sectors", "method"):
        assert f'id="{part}"' in page
    assert " style=" not in page
    assert page.count("<title>") > 30
    # the PDF is drawn from the same parts
    assert "<h3>Weights</h3><p>Unweighted: no register." in page
    Release.objects.update(register_size=27)
    page = client.get(address("council_page", "ystad")).content.decode()
    assert "<h3>Weights</h3><p>Weighted: the 12 businesses" in page
    assert "stand for the 27 in the register" in page


@pytest.mark.parametrize("language", ["en", "hr"])
def test_every_action_of_a_finding_is_printed(client, city, officer, release, language):
    add_course(lessons=1, teaches=(("complaints", 0, 5),))
    stored = get_newest_release(municipality=city)
    with translation.override(language):
        council = build_council(stored=stored, municipality=city)
        colours = build_theme(city.brand_colour)
        context = {"council": council, "colours": colours, "language": language}
        printed = render_to_string(
            "reporting/council/pdf.html", {**context, "base_url": "https://x.example"}
        )
        screen = client.get(reverse("reporting:city", args=["ystad"])).context["report"]
    assert [one.actions for one in council.findings] == [one.actions for one in screen.findings]
    assert max(len(one.actions) for one in council.findings) > 2
    parts = printed.split('<div class="council-finding">')[1:]
    for finding, part in zip(council.findings, parts, strict=True):
        found = re.findall(r'<li class="council-action"><a href="([^"]+)">([^<]+)</a></li>', part)
        assert [(unescape(url), unescape(label)) for url, label in found] == [
            (f"https://x.example{one.url}", one.label) for one in finding.actions
        ]
        assert all(one.label and one.url for one in finding.actions)
