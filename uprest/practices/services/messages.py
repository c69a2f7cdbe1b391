"""Word to the officers of a city, and to nobody else."""

from collections.abc import Mapping
from datetime import datetime

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality, OfficerRole
from uprest.notifications.services import notify


def tell_officers(
    *,
    municipality: Municipality,
    by: User,
    kind: str,
    number: int,
    context: Mapping[str, str],
    to: str,
    at: datetime,
) -> None:
    """Tell the other officers of a city that ``by`` has begun something with the id ``number``.

    ``to`` is the name of its page, which takes the city's slug and the number.
    """
    others = OfficerRole.objects.filter(municipality=municipality).exclude(user=by)
    notify(
        user_ids=list(others.values_list("user_id", flat=True)),
        kind=kind,
        key=f"{kind}:{number}",
        context={"city": municipality.name, "by": by.get_public_name(), **context},
        to=(to, municipality.slug, number),
        at=at,
    )
