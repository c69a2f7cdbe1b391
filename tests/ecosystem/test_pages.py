"""Pages about businesses, over HTTP: what they do, whom they refuse, what they cost."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.ecosystem import (
    JOINED,
    AdministratorFactory,
    InvitationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
    TrainerFactory,
)
from uprest.ecosystem.models import Invitation, Membership, Organisation
from uprest.ecosystem.selectors import INVITATION_KEY, get_invited_organisation
from uprest.ecosystem.services.invitations import draw_qr

pytestmark = pytest.mark.django_db
OWNER, MANAGER, STAFF = Membership.Role.OWNER, Membership.Role.MANAGER, Membership.Role.STAFF
PAGE_BUDGET = 15


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner():
    return MembershipFactory(role=OWNER)


@pytest.fixture
def business(owner):
    return owner.organisation


# --- Who is refused where -------------------------------------------------------------------

FOR_LEADERS = ["invite/", "invite/poster/"]
FOR_LEADERS_POST = ["invite/make/", "invite/stop/"]
FOR_OWNERS = ["members/", "members/{m}/role/", "members/{m}/remove/"]
STRANGERS = [
    lambda business: MembershipFactory(organisation=business, role=STAFF).user,
    lambda business: MembershipFactory(role=OWNER).user,
    lambda business: MembershipFactory(organisation=business, role=OWNER, left_at=JOINED).user,
    lambda business: OfficerRoleFactory(municipality=business.municipality).user,
    lambda business: TrainerFactory(),
    lambda business: PersonFactory(),
]


def team_url(business, page, member=1):
    return f"/en/team/{business.pk}/{page.format(m=member)}"


@pytest.mark.parametrize("make", STRANGERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_a_team_are_for_its_leaders(make, method, owner, business):
    client = sign_in(make(business))
    pages = FOR_OWNERS + (FOR_LEADERS if method == "get" else FOR_LEADERS_POST)
    for page in pages:
        if (method, page) == ("post", "members/"):
            continue
        response = getattr(client, method)(team_url(business, page, owner.pk))
        assert response.status_code == 403, page
    assert Membership.objects.get(pk=owner.pk).left_at is None
    assert not Invitation.objects.exists()


def test_managers_invite_but_do_not_decide_who_belongs(owner, business):
    manager = MembershipFactory(organisation=business, role=MANAGER)
    client = sign_in(manager.user)
    InvitationFactory(organisation=business)
    for page in FOR_LEADERS:
        assert client.get(team_url(business, page)).status_code == 200, page
    for page in FOR_OWNERS:
        assert client.get(team_url(business, page, owner.pk)).status_code == 403, page
    close = f"/en/account/businesses/{business.pk}/close/"
    assert client.get(close).status_code == 403
    assert client.post(close).status_code == 403
    assert "/members/" not in client.get(team_url(business, "invite/")).content.decode()


def test_administrators_may_help_a_team(owner, business):
    client = sign_in(AdministratorFactory())
    for page in ("invite/", "members/", "members/{m}/role/"):
        assert client.get(team_url(business, page, owner.pk)).status_code == 200


PRIVATE = [
    "/en/business/new/",
    "/en/account/businesses/",
    "/en/account/businesses/1/leave/",
    "/en/account/businesses/1/close/",
    "/en/team/1/invite/",
    "/en/team/1/invite/poster/",
    "/en/team/1/members/",
    "/en/team/1/members/1/role/",
    "/en/team/1/members/1/remove/",
]


@pytest.mark.parametrize("path", PRIVATE)
def test_visitors_are_asked_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/en/account/login/?next={path}"


POSTS = [
    "/en/join/abc/member/",
    "/en/account/businesses/1/sharing/",
    "/en/team/1/invite/make/",
    "/en/team/1/invite/stop/",
]


@pytest.mark.parametrize("path", POSTS)
def test_what_changes_something_is_posted_with_a_token(path, owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user)
    assert client.get(path).status_code == 405
    assert client.post(path).status_code == 403


def test_a_stranger_leaves_closes_and_shares_nothing(business):
    client = sign_in(PersonFactory())
    base = f"/en/account/businesses/{business.pk}/"
    assert client.get(f"{base}leave/").status_code == 403
    assert client.post(f"{base}close/").status_code == 403
    assert client.post(f"{base}sharing/", {"shares": "yes"}).status_code == 403
    business.refresh_from_db()
    assert business.closed_at is None


# --- The link ---------------------------------------------------------------------------------


def test_the_link_opens_for_everybody_and_the_visit_knows_city_and_business(client):
    invitation = InvitationFactory(organisation__name="Hotel Älven")
    response = client.get(f"/sv/join/{invitation.token}/")
    assert response.status_code == 200
    page = response.content.decode()
    assert "Hotel Älven" in page
    assert invitation.organisation.municipality.name in page
    assert client.session["city"] == invitation.organisation.municipality.slug
    response.wsgi_request.session = client.session
    assert get_invited_organisation(response.wsgi_request) == invitation.organisation
    assert response.wsgi_request.session[INVITATION_KEY] == invitation.token


def test_the_address_on_the_wall_names_no_language(client):
    invitation = InvitationFactory()
    response = client.get(
        f"/join/{invitation.token}/", headers={"accept-language": "it,en;q=0.5"}, follow=True
    )
    assert response.redirect_chain[-1][0] == f"/it/join/{invitation.token}/"
    assert response.status_code == 200


def test_a_stopped_link_is_forgotten_by_open_visits(client):
    invitation = InvitationFactory()
    response = client.get(f"/en/join/{invitation.token}/")
    Invitation.objects.update(revoked_at=JOINED)
    response.wsgi_request.session = client.session
    assert get_invited_organisation(response.wsgi_request) is None
    gone = client.get(f"/en/join/{invitation.token}/")
    assert gone.status_code == 410
    assert "stopped working" in gone.content.decode()


def test_an_unknown_link_is_met_kindly(client):
    response = client.get("/en/join/nothing/")
    assert response.status_code == 404
    assert "We do not know this link" in response.content.decode()


def test_the_links_page_is_cheap(client, django_assert_max_num_queries):
    invitation = InvitationFactory()
    with django_assert_max_num_queries(PAGE_BUDGET):
        client.get(f"/en/join/{invitation.token}/")
    member = MembershipFactory(organisation=invitation.organisation)
    client.force_login(member.user)
    with django_assert_max_num_queries(PAGE_BUDGET):
        client.get(f"/en/join/{invitation.token}/")


def test_joining_by_the_link_twice(owner, business):
    invitation = InvitationFactory(organisation=business)
    user = PersonFactory(display_name="Zoran Horvat")
    client = sign_in(user)
    page = client.get(f"/en/join/{invitation.token}/").content.decode()
    assert "Zoran Horvat" in page
    for _ in range(2):
        response = client.post(f"/en/join/{invitation.token}/member/")
        assert response["Location"] == "/en/account/businesses/"
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.shares_readiness) == (STAFF, False)
    assert "You belong to" in client.get(f"/en/join/{invitation.token}/").content.decode()


def test_joining_by_a_stopped_link_is_refused(business):
    invitation = InvitationFactory(organisation=business, revoked_at=JOINED)
    client = sign_in(PersonFactory())
    assert client.post(f"/en/join/{invitation.token}/member/").status_code == 410
    assert client.post("/en/join/nothing/member/").status_code == 404


def test_a_visitor_comes_back_to_the_link_after_signing_in(client):
    invitation = InvitationFactory()
    page = client.get(f"/en/join/{invitation.token}/").content.decode()
    assert f"/en/account/login/?next=%2Fen%2Fjoin%2F{invitation.token}%2F" in page
    assert f"/en/account/signup/?next=%2Fen%2Fjoin%2F{invitation.token}%2F" in page


# --- Register, share, leave, close --------------------------------------------------------------


def test_registering_a_business_over_http():
    city, user = MunicipalityFactory(), PersonFactory()
    client = sign_in(user)
    assert client.get("/en/business/new/").status_code == 200
    form = {
        "name": "Camping Ekudden",
        "municipality": city.slug,
        "sector": "accommodation",
        "size_class": "1-9",
        "season_starts_on": "2026-06-15",
    }
    for _ in range(2):
        response = client.post("/en/business/new/", form)
        business = Organisation.objects.get()
        assert response["Location"] == f"/en/team/{business.pk}/invite/"
    assert business.season_starts_on.isoformat() == "2026-06-15"
    assert "checks it before it counts" in client.get(response["Location"]).content.decode()
    # somebody else may not take the name, and learns nothing of who did
    other = sign_in(PersonFactory()).post("/en/business/new/", form)
    assert other.status_code == 422
    assert "already registered" in other.content.decode()
    assert user.display_name not in other.content.decode()


def test_a_form_with_mistakes_says_which():
    response = sign_in(PersonFactory()).post("/en/business/new/", {"name": "", "sector": "fish"})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="errors"' in page
    assert not Organisation.objects.exists()


def test_the_own_businesses_cost_the_same_however_many(django_assert_max_num_queries):
    user = PersonFactory()
    client = sign_in(user)
    assert "You belong to no business yet" in client.get("/en/account/businesses/").content.decode()
    for role in (OWNER, MANAGER, STAFF) * 4:
        MembershipFactory(user=user, role=role)
    with django_assert_max_num_queries(9):
        page = client.get("/en/account/businesses/").content.decode()
    assert "Waiting for approval" in page
    assert "It never sees my answers" in page


def test_sharing_and_stopping_over_http(owner, business):
    client = sign_in(owner.user)
    url = f"/en/account/businesses/{business.pk}/sharing/"
    for answer, expected in (("yes", True), ("yes", True), ("no", False), ("no", False)):
        client.post(url, {"shares": answer})
        owner.refresh_from_db()
        assert owner.shares_readiness is expected
    assert client.post(url, {"shares": "perhaps"}).status_code == 400


def test_leaving_asks_first_and_keeps_the_last_owner(owner, business):
    url = f"/en/account/businesses/{business.pk}/leave/"
    refused = sign_in(owner.user).post(url)
    assert refused.status_code == 409
    assert "A business needs an owner" in refused.content.decode()
    client = sign_in(MembershipFactory(organisation=business).user)
    assert client.get(url).status_code == 200
    assert Membership.objects.filter(left_at=None).count() == 2
    for _ in range(2):
        assert client.post(url)["Location"] == "/en/account/businesses/"
    assert Membership.objects.filter(left_at=None).count() == 1


def test_closing_asks_first(owner, business):
    client = sign_in(owner.user)
    url = f"/en/account/businesses/{business.pk}/close/"
    assert client.get(url).status_code == 200
    assert client.post(url)["Location"] == "/en/account/businesses/"
    business.refresh_from_db()
    assert business.closed_at is not None
    # nobody owns it any more: the second click is refused and changes nothing
    assert client.post(url).status_code == 403


# --- Invite, poster, members --------------------------------------------------------------------


def test_a_link_is_made_replaced_and_stopped(owner, business):
    client = sign_in(owner.user)
    base = team_url(business, "invite/")
    assert "There is no link yet" in client.get(base).content.decode()
    for _ in range(2):
        client.post(f"{base}make/")
    first = Invitation.objects.get()
    page = client.get(base).content.decode()
    assert f"http://testserver/join/{first.token}/" in page
    assert "<svg viewBox=" in page
    for _ in range(2):
        client.post(f"{base}make/", {"invitation": first.pk})
    second = Invitation.objects.get(revoked_at=None)
    assert second != first
    for _ in range(2):
        client.post(f"{base}stop/", {"invitation": second.pk})
    assert not Invitation.objects.filter(revoked_at=None).exists()
    assert client.get(f"{base}poster/")["Location"] == base


def test_an_owner_cannot_stop_the_link_of_another(owner, business):
    foreign = InvitationFactory()
    sign_in(owner.user).post(team_url(business, "invite/stop/"), {"invitation": foreign.pk})
    sign_in(owner.user).post(team_url(business, "invite/make/"), {"invitation": foreign.pk})
    foreign.refresh_from_db()
    assert foreign.revoked_at is None


def test_the_poster_speaks_the_citys_language_and_english(owner, business):
    invitation = InvitationFactory(organisation=business)
    response = sign_in(owner.user).get(team_url(business, "invite/poster/"))
    page = response.content.decode()
    assert "testserver/join</span>" in page
    assert f"{invitation.code[:4]} {invitation.code[4:]}" in page
    assert 'lang="sv"' in page
    assert 'lang="en"' in page
    assert "top-bar" not in page
    assert " style=" not in page


def test_the_poster_draws_the_address_that_a_phone_opens(owner, business):
    invitation = InvitationFactory(organisation=business)
    page = sign_in(owner.user).get(team_url(business, "invite/poster/")).content.decode()
    address = f"http://testserver/join/{invitation.token}/"
    assert page.count("<svg viewBox=") == 1
    assert draw_qr(address) in page
    assert draw_qr(f"{address}x") not in page
    answer = Client().get(address, follow=True)
    assert f"{business.name} invites you" in answer.content.decode()


def test_the_poster_of_an_english_speaking_city_says_it_once(owner, business):
    business.municipality.language = "en"
    business.municipality.save()
    InvitationFactory(organisation=business)
    response = sign_in(owner.user).get(team_url(business, "invite/poster/"))
    assert len(response.context["texts"]) == 1


def test_a_closed_business_offers_no_link(business):
    business.closed_at = JOINED
    business.save()
    client = sign_in(AdministratorFactory())
    assert "Make the link" not in client.get(team_url(business, "invite/")).content.decode()
    assert client.post(team_url(business, "invite/make/")).status_code == 403


def test_members_cost_the_same_however_many(owner, business, django_assert_max_num_queries):
    client = sign_in(owner.user)
    client.get(team_url(business, "members/"))
    MembershipFactory.create_batch(30, organisation=business)
    MembershipFactory(organisation=business, left_at=JOINED, user__display_name="Gone Person")
    with django_assert_max_num_queries(9):
        page = client.get(team_url(business, "members/")).content.decode()
    assert "31 members" in page
    assert "Gone Person" not in page


def test_roles_change_and_memberships_end(owner, business):
    member = MembershipFactory(organisation=business)
    client = sign_in(owner.user)
    role = team_url(business, "members/{m}/role/", member.pk)
    remove = team_url(business, "members/{m}/remove/", member.pk)
    assert client.get(role).status_code == 200
    assert client.post(role, {"role": "BOSS"}).status_code == 422
    assert client.post(role, {"role": MANAGER})["Location"] == team_url(business, "members/")
    member.refresh_from_db()
    assert member.role == MANAGER
    assert client.get(remove).status_code == 200
    for _ in range(2):
        assert client.post(remove)["Location"] == team_url(business, "members/")
    member.refresh_from_db()
    assert member.left_at > JOINED + timedelta(days=1)
    own = team_url(business, "members/{m}/remove/", owner.pk)
    assert client.post(own).status_code == 409
    own_role = team_url(business, "members/{m}/role/", owner.pk)
    assert client.post(own_role, {"role": STAFF}).status_code == 422


def test_an_owner_cannot_touch_members_of_another_business(owner, business):
    foreign = MembershipFactory()
    client = sign_in(owner.user)
    for page in ("members/{m}/role/", "members/{m}/remove/"):
        assert client.get(team_url(business, page, foreign.pk)).status_code == 403
    assert (
        client.post(
            team_url(business, "members/{m}/role/", foreign.pk), {"role": OWNER}
        ).status_code
        == 403
    )
    client.post(team_url(business, "members/{m}/remove/", foreign.pk))
    foreign.refresh_from_db()
    assert (foreign.role, foreign.left_at) == (STAFF, None)
