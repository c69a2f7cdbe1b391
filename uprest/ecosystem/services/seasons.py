"""The first day of a business's season."""

from datetime import date

from uprest.ecosystem.models import Organisation


def set_season(*, organisation: Organisation, starts_on: date | None) -> None:
    """Keep the first day of the season of a business that came from the access gate.

    Without a day, that of its city holds.
    """
    Organisation.objects.filter(pk=organisation.pk).update(season_starts_on=starts_on)
