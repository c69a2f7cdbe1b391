"""A city's decision about open data, and releases that it takes out or puts back."""

from datetime import datetime

from django.db import transaction

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.types import AccessDenied
from uprest.reporting.models import OpenData, Release, Withdrawal


@transaction.atomic
def decide_open_data(
    *,
    municipality: Municipality,
    is_open: bool,
    licence: str,
    publisher: str,
    contact_email: str,
    by: User | None,
    at: datetime,
) -> OpenData:
    """Publish the releases of a city as open data on these terms, or stop it."""
    policy, _ = OpenData.objects.update_or_create(
        municipality=municipality,
        defaults={
            "is_open": is_open,
            "licence": OpenData.Licence(licence),
            "publisher": publisher,
            "contact_email": contact_email,
            "changed_at": at,
            "changed_by": by,
        },
    )
    return policy


@transaction.atomic
def withdraw_release(
    *, municipality: Municipality, release_id: int, by: User | None, at: datetime
) -> None:
    """Take a release out of the open data of its city. Doing it twice changes nothing.

    :raises AccessDenied: if the city has no such release.
    """
    release = _find_release(municipality, release_id)
    Withdrawal.objects.get_or_create(
        release=release, defaults={"withdrawn_at": at, "withdrawn_by": by}
    )
    _touch(municipality, by=by, at=at)


@transaction.atomic
def restore_release(
    *, municipality: Municipality, release_id: int, by: User | None, at: datetime
) -> None:
    """Put a release back into the open data of its city. Doing it twice changes nothing.

    :raises AccessDenied: if the city has no such release.
    """
    release = _find_release(municipality, release_id)
    Withdrawal.objects.filter(release=release).delete()
    _touch(municipality, by=by, at=at)


def _find_release(municipality: Municipality, release_id: int) -> Release:
    release = Release.objects.filter(municipality=municipality, pk=release_id).first()
    if release is None:
        raise AccessDenied
    return release


def _touch(municipality: Municipality, *, by: User | None, at: datetime) -> None:
    # what programs have kept of the catalogue is out of date now
    OpenData.objects.filter(municipality=municipality).update(changed_at=at, changed_by=by)
