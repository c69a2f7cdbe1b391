"""Who belongs to a business, and what they share with it."""

from datetime import timedelta

import pytest

from tests.factories.ecosystem import (
    JOINED,
    InvitationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    OrganisationFactory,
    PersonFactory,
)
from uprest.accounts.models import Consent
from uprest.accounts.selectors import has_consent
from uprest.accounts.services import withdraw_consent
from uprest.accounts.signals import person_erased, personal_data_requested
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Invitation, Membership, OfficerRole, RequirementOverride
from uprest.ecosystem.selectors import find_invitation, get_required_levels, was_revoked
from uprest.ecosystem.services.administrators import set_up_administrators
from uprest.ecosystem.services.invitations import draw_qr, make_invitation, revoke_invitation
from uprest.ecosystem.services.memberships import (
    SHARING,
    change_role,
    end_membership,
    join_organisation,
    leave_organisation,
    set_sharing,
)
from uprest.ecosystem.types import AccessDenied, LastOwnerError
from uprest.skills.models import Occupation, Requirement, Skill

pytestmark = pytest.mark.django_db
AT = JOINED + timedelta(days=1)
OWNER, MANAGER, STAFF = Membership.Role.OWNER, Membership.Role.MANAGER, Membership.Role.STAFF


def test_joining_twice_is_joining_once():
    user, invitation = PersonFactory(), InvitationFactory()
    first = join_organisation(user=user, invitation=invitation, at=AT)
    assert join_organisation(user=user, invitation=invitation, at=AT) == first
    assert (first.role, first.shares_readiness, first.joined_at) == (STAFF, False, AT)


def test_an_owner_who_opens_the_link_stays_owner():
    owner = MembershipFactory(role=OWNER)
    invitation = InvitationFactory(organisation=owner.organisation)
    assert join_organisation(user=owner.user, invitation=invitation, at=AT).role == OWNER


def test_whoever_left_can_join_again():
    gone = MembershipFactory(role=OWNER, left_at=JOINED)
    invitation = InvitationFactory(organisation=gone.organisation)
    assert join_organisation(user=gone.user, invitation=invitation, at=AT).role == STAFF


def share(membership, shares, at=AT):
    return set_sharing(
        user=membership.user,
        organisation_id=membership.organisation_id,
        shares=shares,
        language="sv",
        at=at,
    )


def agrees(membership):
    return has_consent(
        learner=Learner(user_id=membership.user_id),
        code=SHARING,
        subject_key=str(membership.organisation_id),
    )


def test_sharing_is_a_consent_to_one_business_and_can_be_taken_back():
    membership = MembershipFactory()
    other = MembershipFactory(user=membership.user)
    share(membership, True)
    share(membership, True)
    consent = Consent.objects.get()
    assert (consent.language, consent.given_at, consent.text.code) == ("sv", AT, SHARING)
    assert agrees(membership)
    assert not agrees(other)
    share(membership, False, at=AT + timedelta(days=1))
    membership.refresh_from_db()
    assert not membership.shares_readiness
    assert not agrees(membership)


def test_a_consent_taken_back_elsewhere_stops_the_sharing():
    membership = MembershipFactory()
    share(membership, True)
    withdraw_consent(
        learner=Learner(user_id=membership.user_id),
        code=SHARING,
        at=AT,
        subject_key=str(membership.organisation_id),
    )
    membership.refresh_from_db()
    assert not membership.shares_readiness


def test_another_consent_taken_back_leaves_the_sharing():
    membership = MembershipFactory()
    share(membership, True)
    learner = Learner(user_id=membership.user_id)
    withdraw_consent(learner=learner, code=SHARING, at=AT, subject_key="other")
    withdraw_consent(learner=learner, code="keep-profile", at=AT)
    membership.refresh_from_db()
    assert membership.shares_readiness


def test_nobody_shares_with_a_business_they_do_not_belong_to():
    with pytest.raises(AccessDenied):
        set_sharing(
            user=PersonFactory(),
            organisation_id=OrganisationFactory().pk,
            shares=True,
            language="en",
            at=AT,
        )


def test_leaving_ends_the_sharing_and_twice_is_once():
    membership = MembershipFactory()
    share(membership, True)
    for days in (1, 2):
        leave_organisation(
            user=membership.user,
            organisation_id=membership.organisation_id,
            at=AT + timedelta(days=days),
        )
    membership.refresh_from_db()
    assert membership.left_at == AT + timedelta(days=1)
    assert not membership.shares_readiness
    assert not agrees(membership)


def test_the_only_owner_stays_until_there_is_another():
    owner = MembershipFactory(role=OWNER)
    business = owner.organisation
    MembershipFactory(organisation=business, role=OWNER, left_at=JOINED)
    other = MembershipFactory(organisation=business, role=MANAGER)
    with pytest.raises(LastOwnerError):
        leave_organisation(user=owner.user, organisation_id=business.pk, at=AT)
    with pytest.raises(LastOwnerError):
        end_membership(organisation=business, membership_id=owner.pk, at=AT)
    with pytest.raises(LastOwnerError):
        change_role(organisation=business, membership_id=owner.pk, role=STAFF, at=JOINED)
    change_role(organisation=business, membership_id=other.pk, role=OWNER, at=JOINED)
    leave_organisation(user=owner.user, organisation_id=business.pk, at=AT)
    with pytest.raises(LastOwnerError):
        leave_organisation(user=other.user, organisation_id=business.pk, at=AT)


def test_an_owner_acts_only_inside_the_own_business():
    business, stranger = OrganisationFactory(), MembershipFactory()
    with pytest.raises(AccessDenied):
        change_role(organisation=business, membership_id=stranger.pk, role=OWNER, at=JOINED)
    with pytest.raises(AccessDenied):
        end_membership(organisation=business, membership_id=stranger.pk, at=AT)
    stranger.refresh_from_db()
    assert (stranger.role, stranger.left_at) == (STAFF, None)


def test_a_role_that_does_not_exist_is_refused():
    membership = MembershipFactory()
    with pytest.raises(ValueError, match="BOSS"):
        change_role(
            organisation=membership.organisation,
            membership_id=membership.pk,
            role="BOSS",
            at=JOINED,
        )


# --- Links ------------------------------------------------------------------------------------


def test_a_business_has_one_link_however_often_it_is_asked_for():
    owner = MembershipFactory(role=OWNER)
    call = {"organisation": owner.organisation, "user": owner.user, "at": AT}
    first = make_invitation(**call)
    assert make_invitation(**call) == first
    second = make_invitation(**call, replaces=first.pk)
    # the same button pressed twice
    assert make_invitation(**call, replaces=first.pk) == second
    assert second.token != first.token
    assert find_invitation(token=first.token) is None
    assert was_revoked(token=first.token)
    assert find_invitation(token=second.token) == second


def test_a_link_is_stopped_only_by_its_own_business():
    invitation = InvitationFactory()
    revoke_invitation(organisation=OrganisationFactory(), invitation_id=invitation.pk, at=AT)
    assert find_invitation(token=invitation.token)
    for days in (1, 2):
        revoke_invitation(
            organisation=invitation.organisation,
            invitation_id=invitation.pk,
            at=AT + timedelta(days=days),
        )
    assert Invitation.objects.get().revoked_at == AT + timedelta(days=1)
    assert find_invitation(token="unknown") is None
    assert not was_revoked(token="unknown")


@pytest.mark.parametrize("field", ["closed_at", "declined_at"])
def test_a_business_that_is_closed_or_declined_has_no_link(field):
    business = OrganisationFactory(**{field: AT})
    with pytest.raises(AccessDenied):
        make_invitation(organisation=business, user=PersonFactory(), at=AT)


def test_a_qr_code_is_drawn_without_styles():
    drawing = draw_qr("https://uprest.example/join/0123456789abcdef/")
    assert drawing.startswith("<svg viewBox=")
    assert "style" not in drawing
    assert "width" not in drawing


# --- Erasure, export --------------------------------------------------------------------------


def test_an_erased_person_belongs_nowhere_and_reads_nothing():
    membership = MembershipFactory(role=OWNER, shares_readiness=True)
    OfficerRoleFactory(user=membership.user)
    kept = OfficerRoleFactory()
    for _ in range(2):
        person_erased.send(sender=None, user_id=membership.user_id, at=AT)
    membership.refresh_from_db()
    assert membership.left_at == AT
    assert not membership.shares_readiness
    assert list(OfficerRole.objects.all()) == [kept]


def test_the_persons_data_hold_memberships_and_roles():
    membership = MembershipFactory(role=OWNER)
    role = OfficerRoleFactory(user=membership.user)
    MembershipFactory()
    answers = personal_data_requested.send(sender=None, user_id=membership.user_id)
    sections = dict(answer for _receiver, answer in answers)
    assert sections["ecosystem"] == {
        "memberships": [
            {
                "business": membership.organisation.name,
                "city": membership.organisation.municipality.name,
                "role": "OWNER",
                "shares_readiness": False,
                "joined_at": "2026-03-02T09:00:00+00:00",
                "left_at": None,
            }
        ],
        "city_officer": [{"city": role.municipality.name, "given_at": role.given_at.isoformat()}],
        "contacts_for_the_city": [],
        "invitations_sent": [],
        "registers_uploaded": [],
    }


# --- Required levels, administrators -------------------------------------------------------------


def test_a_citys_own_levels_replace_add_and_remove(db, django_assert_num_queries):
    city = MunicipalityFactory()
    occupation = Occupation.objects.filter(requirements__isnull=False).first()
    shipped = {row.skill_id: row for row in get_required_levels(
        occupation=occupation, municipality=None
    )}  # fmt: skip
    changed, removed = list(shipped)[:2]
    used = Requirement.objects.filter(occupation=occupation).values("skill")
    added = Skill.objects.filter(framework__code="uprest").exclude(pk__in=used).first()
    RequirementOverride.objects.create(
        municipality=city, occupation=occupation, skill_id=changed, level=5, importance=1
    )
    RequirementOverride.objects.create(
        municipality=city, occupation=occupation, skill_id=removed, level=0, importance=1
    )
    if added:
        RequirementOverride.objects.create(
            municipality=city, occupation=occupation, skill=added, level=2, importance=3
        )
    with django_assert_num_queries(3 if added else 2):
        levels = get_required_levels(occupation=occupation, municipality=city)
    found = {row.skill_id: (row.level, row.importance) for row in levels}
    assert found[changed] == (5, 1)
    assert removed not in found
    assert not added or found[added.pk] == (2, 3)
    assert [row.position for row in levels] == sorted(row.position for row in levels)
    assert get_required_levels(occupation=occupation, municipality=MunicipalityFactory()) == list(
        shipped.values()
    )


def test_the_administrators_group_is_set_up_once():
    group = set_up_administrators()
    before = set(group.permissions.values_list("pk", flat=True))
    assert set_up_administrators() == group
    assert set(group.permissions.values_list("pk", flat=True)) == before
    codes = set(group.permissions.values_list("codename", flat=True))
    assert {"access_admin", "add_municipality", "change_organisation", "change_user"} <= codes
