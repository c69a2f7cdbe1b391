"""The code on the poster says the same as the link, for those who type."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.ecosystem import InvitationFactory, MembershipFactory, PersonFactory
from uprest.accounts.types import CODE_ALPHABET
from uprest.ecosystem.models import Invitation, Membership
from uprest.ecosystem.services.invitations import make_invitation

pytestmark = pytest.mark.django_db


def enter(client, code, language="en"):
    return client.post(f"/{language}/join/", {"code": code})


@pytest.mark.parametrize("language", ["en", "sv", "it", "hr"])
def test_a_colleague_joins_by_code_in_their_language(client, language):
    invitation = InvitationFactory()
    assert client.get(f"/{language}/join/").status_code == 200
    typed = f" {invitation.code[:4].lower()}-{invitation.code[4:]} "
    response = enter(client, typed, language)
    assert response["Location"] == f"/{language}/join/{invitation.token}/"
    assert invitation.organisation.name in client.get(response["Location"]).content.decode()
    user = PersonFactory()
    client.force_login(user)
    client.post(f"{response['Location']}member/")
    assert Membership.objects.get(user=user).organisation == invitation.organisation


def test_the_address_on_the_poster_names_no_language(client):
    response = client.get("/join/", headers={"accept-language": "hr"}, follow=True)
    assert response.redirect_chain[-1][0] == "/hr/join/"


@pytest.mark.parametrize("code", ["", "AAAA", "ABCDEFGH", "0O1IL", "x" * 41, "ÅÄÖ"])
def test_what_is_no_code_is_told_so(client, code):
    InvitationFactory()
    response = enter(client, code)
    assert response.status_code == 422
    assert "Please look at this again" in response.content.decode()


def test_a_code_goes_with_its_link(client):
    owner = MembershipFactory(role="OWNER")
    first = make_invitation(organisation=owner.organisation, user=owner.user, at=timezone.now())
    second = make_invitation(
        organisation=owner.organisation, user=owner.user, at=timezone.now(), replaces=first.pk
    )
    assert first.code != second.code
    assert enter(client, first.code).status_code == 422
    assert enter(client, second.code).status_code == 302
    Invitation.objects.update(revoked_at=timezone.now())
    assert enter(client, second.code).status_code == 422


def test_codes_have_no_letters_that_look_alike():
    codes = {InvitationFactory().code for _ in range(20)}
    assert len(codes) == 20
    for code in codes:
        assert len(code) == 8
        assert set(code) <= set(CODE_ALPHABET)
    assert not set("0O1ILUV") & set(CODE_ALPHABET)


def test_guessing_is_slowed_down():
    client = Client(REMOTE_ADDR="10.0.0.9")
    answers = [enter(client, "ABCDEFGH").status_code for _ in range(22)]
    assert answers[:20] == [422] * 20
    assert answers[-1] == 429


def test_the_owners_pages_show_the_code():
    owner = MembershipFactory(role="OWNER")
    invitation = InvitationFactory(organisation=owner.organisation)
    client = Client()
    client.force_login(owner.user)
    for page in ("invite/", "invite/poster/"):
        html = client.get(f"/en/team/{owner.organisation_id}/{page}").content.decode()
        assert f"{invitation.code[:4]} {invitation.code[4:]}" in html
        assert "testserver/join" in html
