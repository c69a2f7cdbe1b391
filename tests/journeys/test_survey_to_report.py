"""From the first question to the officer's figure, over HTTP, as each person does it."""

import csv
import io
import json
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.models import Attempt, Enrolment, TestedLevel
from skills_gap.models import CountedResponse, Response
from tests.factories.courses import add_course, add_lesson, choice, text
from tests.factories.ecosystem import (
    AdministratorFactory,
    ApprovedOrganisationFactory,
    InvitationFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
)
from uprest.accounts.models import User
from uprest.ecosystem.models import Membership, Organisation
from uprest.pages.services import set_up_site
from uprest.reporting.exports.observations import Status
from uprest.reporting.types import SHARE_ENDS

pytestmark = pytest.mark.django_db

SKILL = re.compile(r'name="skill" value="([^"]+)"')
BUSINESSES = 6
PEOPLE_A_BUSINESS = 2
LEVEL = 1
NEEDED = 4  # what the shipped vocabulary asks of a receptionist in handling complaints


def take_check(client: Client, *, counts: bool) -> Response:
    """Answer every question with LEVEL and hand in; return the response."""
    fields = {"occupation": "receptionist", **({"counts": "on"} if counts else {})}
    url = client.post("/en/check/", fields).url
    for _ in range(60):
        page = client.get(url, follow=True)
        asked = SKILL.search(page.content.decode())
        if not asked:
            break
        url = client.post(page.request["PATH_INFO"], {"skill": asked[1], "answer": str(LEVEL)}).url
    response = Response.objects.order_by("-started_at").first()
    answer = client.post(f"/en/check/{response.pk}/hand-in/")
    assert answer.status_code == 302
    response.refresh_from_db()
    return response


@pytest.fixture
def city(db):
    set_up_site(at=timezone.now())
    return MunicipalityFactory(slug="vanersborg", name="Vänersborg")


@pytest.fixture
def lesson(city):
    """The first lesson of a course that answers to a receptionist's gaps."""
    course = add_course(lessons=0, teaches=(("welcome", 0, 3),))
    return add_lesson(course, blocks=[text(), choice(skill="welcome", level=2)])


def test_from_the_first_question_to_the_officers_figure(
    client, city, lesson, django_capture_on_commit_callbacks
):
    # An owner registers a business; an administrator, not the officer, approves it.
    owner = PersonFactory()
    owners_browser = Client()
    owners_browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    owners_browser.post(
        "/en/business/new/",
        {
            "name": "Hotell Hamnen",
            "municipality": city.slug,
            "sector": "accommodation",
            "size_class": "1-9",
        },
    )
    hotel = Organisation.objects.get(name="Hotell Hamnen")
    assert not hotel.counts
    hotel.approved_at = timezone.now()
    hotel.approved_by = AdministratorFactory()
    hotel.save()

    # Its staff, and that of five others, take the check by the link on the wall.
    others = [ApprovedOrganisationFactory(municipality=city) for _ in range(BUSINESSES - 1)]
    for business in (hotel, *others):
        invitation = InvitationFactory(organisation=business)
        for _ in range(PEOPLE_A_BUSINESS):
            visitor = Client()
            assert visitor.get(f"/en/join/{invitation.token}/").status_code == 200
            response = take_check(visitor, counts=True)
            assert visitor.get(f"/en/check/{response.pk}/result/").status_code == 200
    assert CountedResponse.objects.count() == BUSINESSES * PEOPLE_A_BUSINESS

    # One of them keeps the profile with an e-mail and a code, and takes the path.
    visitor.get("/en/account/keep/")
    visitor.post("/en/account/signup/", {"email": "alma@example.org", "keep_profile": "on"})
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    visitor.post("/en/account/confirm-email/", {"code": code})
    alma = User.objects.get(email="alma@example.org")
    assert Response.objects.get(user=alma).pk == response.pk
    assert visitor.get("/en/home/").status_code == 200
    visitor.post("/en/path/accept/")
    assert Enrolment.objects.filter(user=alma).exists()

    # The first lesson's exercise is scored on the server and kept.
    page = visitor.get(lesson.get_url())
    assert page.status_code == 200
    form = re.search(
        r'<form[^>]+action="([^"]+/answers/[^"]+)"(.*?)</form>', page.content.decode(), re.DOTALL
    )
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[2]))
    choice = re.search(r'type="(?:radio|checkbox)" name="(\w+)" value="([^"]+)"', form[2])
    visitor.post(form[1], {**hidden, choice[1]: choice[2]})
    assert Attempt.objects.filter(user=alma).count() == 1
    assert TestedLevel.objects.filter(user=alma).count() <= 1

    # The hotel's owner sees who is ready only of those who share it.
    invitation = hotel.invitations.get()
    assert invitation.token in owners_browser.get(f"/en/team/{hotel.pk}/invite/").content.decode()
    team = owners_browser.get(f"/en/team/{hotel.pk}/").content.decode()
    assert "alma@example.org" not in team

    # The officer takes a snapshot and reads; nobody else may.
    officer = OfficerRoleFactory(municipality=city).user
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/city/vanersborg/snapshot/")
    report = client.get("/en/city/vanersborg/")
    assert report.status_code == 200
    assert visitor.get("/en/city/vanersborg/").status_code == 403
    assert Client().get("/en/city/vanersborg/").status_code == 302

    # Screen, CSV and the operator's command say the same.
    out = io.StringIO()
    call_command("gap_report", "--municipality", "vanersborg", "--format", "json", stdout=out)
    figures = json.loads(out.getvalue())
    assert figures["businesses"] == BUSINESSES
    assert figures["people"] == BUSINESSES * PEOPLE_A_BUSINESS
    asked = next(row for row in figures["skills"] if row["skill"] == "complaints")
    assert asked["mean_level"] == pytest.approx(LEVEL)
    assert asked["mean_required"] == pytest.approx(NEEDED)
    assert asked["mean_gap"] == pytest.approx(NEEDED - LEVEL)
    # It is everybody, and no channel says more than "nearly all".
    assert asked["share_with_gap"] == pytest.approx(SHARE_ENDS[1])
    lines = csv.DictReader(
        io.StringIO(client.get("/en/city/vanersborg/figures.csv").getvalue().decode("utf-8-sig"))
    )
    line = {row["statistic"]: row for row in lines if row["code"] == "complaints"}
    assert float(line["mean_gap"]["value"]) == pytest.approx(asked["mean_gap"])
    assert line["share_with_gap"]["status"] == Status.NEARLY_ALL
    assert "3.0" in report.content.decode()
    assert Membership.objects.filter(organisation=hotel).count() == 1
