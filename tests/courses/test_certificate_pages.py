"""What people and programs see of certificates: public page, badge, PDF, transcript, admin."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

from courses.models import Certificate, StatusEntry, TestedLevel
from courses.services.certificates import allow_revoking, forget_holder, revoke_certificate
from courses.services.raising import raise_tested_level
from tests.courses.certifying import ISSUED_AT, add_provable_course, earn
from tests.courses.learning import answer, learn, one_exercise, read
from tests.courses.unpacking import needs_pango, unpack
from tests.credentials.verifiers import ask_library, ask_npm
from tests.factories.accounts import UserFactory
from tests.factories.courses import LEARNT_AT, wrong_answers
from uprest.core import pdf
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db


def page_of(certificate, language="en"):
    return f"/{language}/certificates/{certificate.pk}/"


def badge_of(client, certificate):
    return client.get(f"/credentials/{certificate.pk}.json")


def list_of(client, certificate):
    return client.get(f"/credentials/status/{certificate.entry.list_number}.json").json()


def revoke(certificate, reason="IN_ERROR"):
    revoke_certificate(
        certificate_id=certificate.pk,
        reason=reason,
        note="Between us.",
        administrator=UserFactory(),
        at=timezone.now(),
    )


# --- Badge --------------------------------------------------------------------------------------
def test_the_badge_is_accepted_by_both_verifiers_refused_when_changed_and_reported_revoked(client):
    _user, certificate = earn()
    response = badge_of(client, certificate)
    assert response["Content-Type"] == "application/vc+ld+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    badge, status = response.json(), list_of(client, certificate)
    forged = json.loads(response.content.decode().replace("Öberg", "Oberg"))
    assert forged != badge
    assert ask_library(badge, status).verified
    assert not ask_library(forged, status).verified

    revoke(certificate)

    after = list_of(client, certificate)
    library = ask_library(badge, after)
    assert (library.verified, library.revoked) == (False, True)
    good, changed, revoked = ask_npm((badge, status), (forged, status), (badge, after))
    assert good.verified
    assert not changed.verified
    assert (revoked.verified, revoked.revoked) == (False, True)


def test_the_badge_says_what_the_page_says(client):
    _user, certificate = earn()
    badge = badge_of(client, certificate).json()
    subject = badge["credentialSubject"]
    assert badge["id"] == f"http://localhost:8000/credentials/{certificate.pk}.json"
    assert subject["achievement"]["name"] == certificate.title
    assert subject["achievement"]["version"] == certificate.content_hash
    assert subject["identifier"][0]["identityHash"] == "Åsa Öberg"
    assert subject["result"][0]["value"] == "3"
    assert badge["evidence"][1]["genre"] == "TESTED"


def test_the_same_badge_comes_each_time(client):
    _user, certificate = earn()
    assert badge_of(client, certificate).content == badge_of(client, certificate).content


def test_every_address_in_a_badge_leads_somewhere(client):
    _user, certificate = earn()
    badge = badge_of(client, certificate).json()
    addresses = [
        badge["id"],
        badge["issuer"]["url"] + ".well-known/did.json",
        badge["issuer"]["url"] + "credentials/issuer.json",
        badge["credentialSubject"]["id"],
        badge["credentialSubject"]["achievement"]["id"],
        badge["credentialStatus"]["statusListCredential"],
        badge["evidence"][0]["id"],
    ]
    for address in addresses:
        path = address.removeprefix("http://localhost:8000").partition("#")[0]
        assert client.get(path).status_code == 200, address


def test_the_site_and_the_badge_name_the_same_key(client):
    _user, certificate = earn()
    badge = badge_of(client, certificate).json()
    site = client.get("/.well-known/did.json")
    assert site["Access-Control-Allow-Origin"] == "*"
    assert site.json()["alsoKnownAs"] == [badge["issuer"]["id"]]
    assert client.get("/credentials/issuer.json").json()["id"] == badge["issuer"]["id"]


def test_a_key_of_ones_own_signs_instead_of_the_derived_one(client, settings):
    _user, certificate = earn()
    derived = badge_of(client, certificate).json()["issuer"]["id"]
    settings.UPREST_CREDENTIAL_KEY = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
    badge = badge_of(client, certificate).json()
    assert badge["issuer"]["id"].endswith("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    assert badge["issuer"]["id"] != derived
    assert ask_library(badge, list_of(client, certificate)).verified


def test_the_picture_has_the_badge_inside(client):
    _user, certificate = earn()
    response = client.get(f"/credentials/{certificate.pk}.svg")
    assert response["Content-Type"] == "image/svg+xml"
    inside = OB3Verifier.extract_token_from_svg(response.content)
    assert OB3LdpVerifier().verify(inside).id == badge_of(client, certificate).json()["id"]


def test_a_list_is_there_before_the_first_certificate_and_no_other(client):
    assert client.get("/credentials/status/1.json").json()["id"].endswith("/status/1.json")
    assert client.get("/credentials/status/2.json").status_code == 404


def test_a_list_does_not_tell_when_somebody_got_a_certificate(client):
    before = client.get("/credentials/status/1.json").content
    earn()
    assert client.get("/credentials/status/1.json").content == before


def test_what_nobody_has_is_not_found(client):
    nothing = "00000000-0000-4000-8000-000000000000"
    for address in (
        f"/credentials/{nothing}.json",
        f"/credentials/{nothing}.svg",
        f"/credentials/courses/{nothing}.json",
        f"/en/certificates/{nothing}/",
        f"/en/certificates/{nothing}/certificate.pdf",
    ):
        assert client.get(address).status_code == 404, address


# --- The public page ----------------------------------------------------------------------------
def test_everybody_with_the_link_reads_every_claim_and_no_search_engine_lists_it(client):
    _user, certificate = earn()
    response = client.get(page_of(certificate))
    assert response["X-Robots-Tag"] == "noindex"
    page = response.content.decode()
    for words in (
        certificate.title,
        certificate.number,
        "Åsa Öberg",
        "This certificate is valid today.",
        "Level 3 of 5",
        "Shown in exercises that were scored on the server.",
        certificate.content_hash[:12],
        "did:key:z6Mk",
        "eddsa-rdfc-2022",
        f"Place {certificate.entry.place}",
        "4 May 2026",
    ):
        assert words in page, words
    assert "Save the name" not in page


def test_the_page_is_in_the_language_of_its_reader(client):
    _user, certificate = earn()
    page = client.get(page_of(certificate, "sv")).content.decode()
    assert f'<h1 lang="en">{certificate.title}</h1>' in page
    with_skill = Skill.objects.get(code="allergies")
    assert with_skill.name_sv in page


def test_expired_revoked_and_erased_are_said_with_date_and_reason(client):
    user, certificate = earn()
    Certificate.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Expired on" in client.get(page_of(certificate)).content.decode()
    revoke(certificate)
    page = client.get(page_of(certificate)).content.decode()
    assert "Revoked on" in page
    assert "It was issued in error" in page
    assert "Between us" not in page

    user, certificate = earn()
    forget_holder(user_id=user.pk, at=timezone.now())
    page = client.get(page_of(certificate)).content.decode()
    assert "The holder has been erased" in page
    assert "Åsa" not in page
    assert "Revoked" not in page


def test_nothing_is_handed_out_of_an_erased_holder(client):
    user, certificate = earn()
    forget_holder(user_id=user.pk, at=timezone.now())
    for name in ("json", "svg"):
        response = client.get(f"/credentials/{certificate.pk}.{name}")
        assert response.status_code == 410
        assert "Åsa" not in response.content.decode()
    response = client.get(page_of(certificate) + "certificate.pdf")
    assert response.url == page_of(certificate)
    assert f"/credentials/{certificate.pk}" not in client.get(page_of(certificate)).content.decode()


def test_its_holder_names_it_and_nobody_else_does(client):
    user, certificate = earn(name="")
    address = page_of(certificate) + "name/"
    assert client.post(address, {"name": "Mine"}).status_code == 302  # to the sign-in page
    client.force_login(UserFactory())
    assert "Save the name" not in client.get(page_of(certificate)).content.decode()
    assert client.post(address, {"name": "Mine"}).status_code == 404
    client.force_login(user)
    assert "Save the name" in client.get(page_of(certificate)).content.decode()
    assert client.get(address).status_code == 405
    assert client.post(address, {"name": "x" * 81}).status_code == 422
    assert client.post(address, {"name": "Åsa Öberg"}).url == page_of(certificate)
    assert "Åsa Öberg has completed" in client.get(page_of(certificate)).content.decode()


def test_a_badge_with_the_name_before_is_reported_withdrawn(client):
    user, certificate = earn(name="Anna")
    before = badge_of(client, certificate).json()
    client.force_login(user)
    client.post(page_of(certificate) + "name/", {"name": "Bo"})
    certificate.refresh_from_db()
    status = list_of(client, certificate)
    assert ask_library(before, status).revoked
    assert ask_library(badge_of(client, certificate).json(), status).verified


# --- PDF ----------------------------------------------------------------------------------------
@needs_pango
@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_the_pdf_is_one_tagged_page_in_the_readers_language(client, language):
    _user, certificate = earn()
    response = client.get(page_of(certificate, language) + "certificate.pdf")
    assert response["Content-Type"] == "application/pdf"
    content = unpack(response.content)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    for words in (b"/MarkInfo", f"/Lang ({language})".encode(), b"pdfuaid:part"):
        assert words in content, words
    assert content.count(b"/S /Figure") == content.count(b"/Alt") == 2


@needs_pango
def test_a_second_reader_gets_the_same_file_and_another_name_a_new_one(client):
    user, certificate = earn()
    address = page_of(certificate) + "certificate.pdf"
    first = client.get(address).content
    assert client.get(address).content == first
    client.force_login(user)
    client.post(page_of(certificate) + "name/", {"name": "Bo"})
    assert client.get(address).content != first


@needs_pango
def test_a_crowd_is_told_to_come_back_and_where_to_print(client):
    _user, certificate = earn()
    pdf.cache.add(pdf.LOCK, "", 60)
    response = client.get(page_of(certificate) + "certificate.pdf")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert page_of(certificate) in response.content.decode()


def test_without_pango_the_page_offers_printing(client, monkeypatch):
    _user, certificate = earn()
    monkeypatch.setattr("uprest.core.pdf.can_make_pdf", lambda: False)
    monkeypatch.setattr("courses.views.certificates.can_make_pdf", lambda: False)
    assert "No PDF can be made here" in client.get(page_of(certificate)).content.decode()
    response = client.get(page_of(certificate) + "certificate.pdf")
    assert response.status_code == 501
    assert page_of(certificate) in response.content.decode()


# --- The course's page --------------------------------------------------------------------------
def test_the_course_says_why_there_is_none_and_gives_it_once_proven(client):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    client.force_login(user)
    address = course.get_url()
    assert "You get it when the course is complete" in client.get(address).content.decode()
    answer(learner, lesson, block, wrong_answers(block))
    read(learner, lesson)
    assert "passed no exercise that we score" in client.get(address).content.decode()
    ask = reverse("courses:ask_for_certificate", args=(course.translation_key,))
    assert client.post(ask).url == "/en/learning/transcript/"
    answer(learner, lesson, block)
    assert "Get my certificate" in client.get(address).content.decode()
    response = client.post(ask)
    certificate = Certificate.objects.get()
    assert response.url == page_of(certificate)
    assert page_of(certificate) in client.get(address).content.decode()
    assert client.get(ask).status_code == 405


def test_visitors_are_told_nothing_of_certificates_on_a_course(client):
    course, _lesson, _block = add_provable_course()
    assert "Certificate" not in client.get(course.get_url()).content.decode()


# --- The transcript -----------------------------------------------------------------------------
TRANSCRIPT = "/en/learning/transcript/"


def test_a_transcript_shows_ones_own_courses_certificates_and_levels(client):
    user, certificate = earn()
    earn(name="Somebody Else", title="Anothers course")
    client.force_login(user)
    page = client.get(TRANSCRIPT).content.decode()
    for words in (
        certificate.title,
        certificate.number,
        page_of(certificate),
        certificate.content_hash[:12],
        "4 May 2026",
        "Tested",
        f"Exercises of the course “{certificate.title}”",
    ):
        assert words in page, words
    assert "Anothers course" not in page


def test_a_transcript_tells_courses_under_way_and_the_word_of_a_trainer(client):
    course, _lesson, _block = add_provable_course(title="Half done")
    user, learner = learn(course)
    skill = Skill.objects.get(code="allergies")
    raise_tested_level(
        learner=learner, skill_id=skill.pk, level=2, at=LEARNT_AT,
        shown_by="confirmation:1", kind=TestedLevel.Kind.CONFIRMED,
    )  # fmt: skip
    client.force_login(user)
    page = client.get(TRANSCRIPT).content.decode()
    assert "Half done" in page
    assert "under way" in page
    assert "The word of a trainer" in page


def test_an_empty_transcript_says_what_will_stand_there(client):
    client.force_login(UserFactory())
    assert "Nothing here yet" in client.get(TRANSCRIPT).content.decode()


def test_a_transcript_takes_the_same_queries_whatever_is_in_it(client, at_most):
    user, _certificate = earn()
    client.force_login(user)
    client.get(TRANSCRIPT)
    with at_most(14):
        client.get(TRANSCRIPT)


@pytest.mark.parametrize("name", ["", "transcript.pdf"])
def test_a_transcript_is_for_those_who_signed_in(client, name):
    assert "/account/login/" in client.get(TRANSCRIPT + name).url


@needs_pango
def test_a_transcript_can_be_saved(client):
    user, _certificate = earn()
    client.force_login(user)
    response = client.get(TRANSCRIPT + "transcript.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert io.BytesIO(response.content).read(5) == b"%PDF-"


# --- The administrators' screens ----------------------------------------------------------------
@pytest.fixture
def administrator(client, settings, monkeypatch):
    """Sign in somebody who may revoke; Wagtail's templates and queries are not ours to mend."""
    settings.ZEAL_RAISE = False
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    user = UserFactory(display_name="Vera Admin")
    user.groups.add(allow_revoking())
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return user


@pytest.mark.ignore_template_errors
def test_an_administrator_finds_a_certificate_by_number_and_revokes_it(client, administrator):
    _user, certificate = earn()
    index = reverse("certificates:index")
    assert "Åsa" not in client.get(index).content.decode()
    assert (
        "No certificate has this number"
        in client.post(index, {"number": "AAAA-2222"}).content.decode()
    )
    one = client.post(index, {"number": certificate.number.lower()}).url
    assert one == reverse("certificates:one", args=(certificate.pk,))
    assert certificate.title in client.get(one).content.decode()
    assert client.post(one, {"reason": "WHIM"}).status_code == 200
    assert client.post(one, {"reason": "ASKED", "note": "By mail."}).url == one
    certificate.refresh_from_db()
    assert (certificate.reason, certificate.revoked_by) == ("ASKED", administrator)
    page = client.get(one).content.decode()
    assert "By Vera Admin." in page
    assert "By mail." in page
    again = client.post(reverse("certificates:again", args=(certificate.pk,)))
    assert again.url != one
    assert Certificate.objects.count() == 2
    assert StatusEntry.objects.filter(is_withdrawn=True).count() == 1


@pytest.mark.ignore_template_errors
def test_nobody_else_reaches_the_screens(client, administrator):
    _user, certificate = earn()
    outsider = UserFactory()
    outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(outsider)
    for address in (
        reverse("certificates:index"),
        reverse("certificates:one", args=(certificate.pk,)),
        reverse("certificates:again", args=(certificate.pk,)),
    ):
        for method in (client.get, client.post):
            assert method(address).status_code in {302, 403}, address
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    assert certificate.issued_at == ISSUED_AT
