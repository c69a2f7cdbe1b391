"""Invitations by e-mail: each address once, few a day, and nothing told of anybody."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.ecosystem import (
    AdministratorFactory,
    ApprovedOrganisationFactory,
    MembershipFactory,
    OfficerRoleFactory,
    PersonFactory,
)
from uprest.ecosystem.forms.businesses import split_addresses
from uprest.ecosystem.models import Invitation, InvitationMailing
from uprest.notifications.models import AddressNotification
from uprest.notifications.services.stopping import make_address_link, read_stop, stop
from uprest.notifications.services.writing import hash_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def business():
    return ApprovedOrganisationFactory(name="Hotel & Spa Älven")


@pytest.fixture
def client(business):
    client = Client()
    client.force_login(MembershipFactory(organisation=business, role="MANAGER").user)
    return client


def send(client, business, addresses, language="sv"):
    return client.post(
        f"/en/team/{business.pk}/invite/mails/", {"addresses": addresses, "language": language}
    )


def many(number, start=0):
    return "\n".join(f"colleague{one}@example.org" for one in range(start, start + number))


def test_addresses_separated_by_anything_get_one_invitation_each(client, business):
    pasted = "Alma Berg <Alma@example.org>, bo@example.org;bo@EXAMPLE.org\n\tcia@example.org."
    response = send(client, business, pasted)
    assert response["Location"] == f"/en/team/{business.pk}/invite/"
    assert "The invitations to 3 addresses" in client.get(response["Location"]).content.decode()
    written = AddressNotification.objects.order_by("pk")
    assert {row.language for row in written} == {"sv"}
    assert len(written) == 3
    invitation = Invitation.objects.get()
    assert f"/join/{invitation.token}/" in written[0].text
    assert f"{invitation.code[:4]} {invitation.code[4:]}" in written[0].text
    assert "Hotel & Spa Älven" in written[0].subject
    # again, to one more: only that one is new
    send(client, business, f"{pasted}\ndag@example.org", language="en")
    assert AddressNotification.objects.count() == 4


def test_the_mail_goes_out_with_one_tap_to_stop(
    client, business, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(client, business, "alma@example.org", language="en")
    assert [one.to for one in mail.outbox] == [["alma@example.org"]]
    assert "List-Unsubscribe-Post" in mail.outbox[0].extra_headers
    assert "You need no account" in mail.outbox[0].body
    assert AddressNotification.objects.get().address == ""


def test_nothing_tells_who_has_an_account_or_wants_no_mail(client, business):
    PersonFactory(email="known@example.org")
    link = make_address_link(address_hash=hash_address("stopped@example.org"), language="en")
    stop(stop=read_stop(link.rstrip("/").rpartition("/")[2]), at=timezone.now())
    pages = []
    for address in ("known@example.org", "stopped@example.org", "unknown@example.org"):
        response = send(client, business, address)
        pages.append(client.get(response["Location"]).content)
    assert len({page.count(b"on its way") for page in pages}) == 1
    assert AddressNotification.objects.count() == 2


def test_wrong_addresses_are_named_and_nothing_is_sent_or_lost(client, business):
    response = send(client, business, "alma@example.org, bo@, <cia>")
    assert response.status_code == 422
    page = response.content.decode()
    assert "These are not e-mail addresses: bo@, cia." in page
    assert "alma@example.org, bo@" in page
    assert not AddressNotification.objects.exists()
    for nothing in ("", " ,;\n "):
        assert send(client, business, nothing).status_code == 422
    assert send(client, business, "alma@example.org", language="xx").status_code == 422


def test_fifty_a_day(client, business):
    assert send(client, business, many(45)).status_code == 302
    refused = send(client, business, many(6, start=100))
    assert refused.status_code == 422
    assert "You can invite 5 more addresses today." in refused.content.decode()
    assert send(client, business, many(5, start=100)).status_code == 302
    assert "as many invitations as it may" in send(client, business, "x@y.org").content.decode()
    InvitationMailing.objects.update(sent_at=timezone.now() - timedelta(days=1))
    assert send(client, business, "x@y.org").status_code == 302


def test_a_business_that_nobody_vouches_for_sends_no_mail(client, business):
    business.approved_at = None
    business.save()
    page = client.get(f"/en/team/{business.pk}/invite/mails/").content.decode()
    assert "once an administrator has confirmed" in page
    assert send(client, business, "alma@example.org").status_code == 403
    assert not AddressNotification.objects.exists()


def test_mailing_is_for_the_businesss_leaders(business):
    url = f"/en/team/{business.pk}/invite/mails/"
    refused = [
        MembershipFactory(organisation=business).user,
        MembershipFactory(role="OWNER").user,
        OfficerRoleFactory(municipality=business.municipality).user,
    ]
    for user in refused:
        client = Client()
        client.force_login(user)
        assert client.get(url).status_code == 403
        assert send(client, business, "alma@example.org").status_code == 403
    assert Client().get(url).status_code == 302
    administrator = Client()
    administrator.force_login(AdministratorFactory())
    assert administrator.get(url).status_code == 200


def test_the_page_is_cheap(client, business, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(f"/en/team/{business.pk}/invite/mails/")
    with django_assert_max_num_queries(30):
        send(client, business, many(50))


@given(st.text(max_size=200))
def test_any_text_is_addresses_and_what_is_none(text):
    found, wrong = split_addresses(text)
    assert len(set(found)) == len(found)
    assert all("@" in one and one == one.lower() for one in found)
    assert all(one.strip() for one in wrong)
