"""Everybody with an account, what they may do, and the businesses that they run."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.crypto import get_random_string

from uprest.accounts.models import User
from uprest.demo.building.cities import get_sample_city
from uprest.demo.samples import (
    SampleAccount,
    SampleMember,
    SampleTeam,
    WaitingBusiness,
    read_businesses,
    read_people,
)
from uprest.ecosystem.models import OfficerRole, Organisation, RegisterEntry
from uprest.ecosystem.services.businesses import match_organisation, register_organisation
from uprest.ecosystem.services.invitations import make_invitation
from uprest.ecosystem.services.memberships import join_organisation, set_sharing
from uprest.ecosystem.types import ADMINISTRATORS_GROUP, TRAINERS_GROUP

JOINED = timedelta(days=30)
WAITS = timedelta(days=2)


def build_accounts(*, at: datetime) -> None:
    """Make the accounts with their roles, the business with its team, and the one that waits."""
    people = read_people()
    joined_at = at - JOINED
    password = make_password(choose_password())
    for account in people.accounts:
        _make_user(account, password, joined_at)
    administrator = find_user(people.administrator)
    administrator.groups.add(Group.objects.get(name=ADMINISTRATORS_GROUP))
    find_user(people.trainer).groups.add(Group.objects.get(name=TRAINERS_GROUP))
    for officer in people.officers:
        for slug in officer.cities:
            OfficerRole.objects.get_or_create(
                user=find_user(officer.account), municipality=get_sample_city(slug)
            )
    _make_team(people.team, administrator, joined_at)
    _make_waiting_business(people.waiting, at - WAITS)


def choose_password() -> str:
    """Return the password of all sample accounts: a known one on demo sites only.

    Anywhere else nobody may know it: people sign in there by a code, or get a password set.
    """
    return read_people().password if settings.UPREST_DEMO else get_random_string(32)


def find_user(account: SampleAccount) -> User:
    """Return the user of a sample account.

    :raises User.DoesNotExist: if it was not built.
    """
    return User.objects.get(email=account.email)


def get_team_business() -> Organisation:
    """Return the business that can be walked through.

    :raises Organisation.DoesNotExist: if it was not built.
    """
    return Organisation.objects.select_related("municipality").get(
        municipality__is_sample=True, register_entry__number=read_people().team.number
    )


def _make_user(account: SampleAccount, password: str, at: datetime) -> None:
    user, _ = User.objects.get_or_create(
        email=account.email,
        defaults={
            "display_name": account.name,
            "language": account.language,
            "minutes_a_week": account.minutes_a_week,
            "date_joined": at,
            "password": password,
        },
    )
    EmailAddress.objects.get_or_create(
        user=user, email=account.email, defaults={"verified": True, "primary": True}
    )


def _make_team(team: SampleTeam, administrator: User, at: datetime) -> None:
    """Register the business as its owner would, vouch for it, and let its staff join."""
    entry = next(one for one in read_businesses() if one.number == team.number)
    city, owner = get_sample_city(entry.city), find_user(team.owner)
    organisation = register_organisation(
        user=owner,
        municipality=city,
        name=entry.name,
        sector=entry.sector,
        size_class=entry.size_class,
        season_starts_on=city.season_starts_on,
        at=at,
    )
    match_organisation(
        organisation_id=organisation.pk,
        register_entry_id=RegisterEntry.objects.get(municipality=city, number=entry.number).pk,
        administrator=administrator,
        at=at,
    )
    for member in team.members:
        _join(member, organisation, owner, at)


def _join(member: SampleMember, organisation: Organisation, owner: User, at: datetime) -> None:
    user = find_user(member.account)
    invitation = make_invitation(organisation=organisation, user=owner, at=at)
    join_organisation(user=user, invitation=invitation, at=at)
    if member.shares:
        set_sharing(
            user=user,
            organisation_id=organisation.pk,
            shares=True,
            language=member.account.language,
            at=at,
        )


def _make_waiting_business(waiting: WaitingBusiness, at: datetime) -> None:
    register_organisation(
        user=find_user(waiting.owner),
        municipality=get_sample_city(waiting.city),
        name=waiting.name,
        sector=waiting.sector,
        size_class=waiting.size_class,
        season_starts_on=None,
        at=at,
    )
