"""How the store of statements stands."""

from datetime import datetime

from django.conf import settings

from uprest.xapi.models import Ledger
from uprest.xapi.statements import Site


def get_site() -> Site:
    """Return the site that vouches for statements."""
    return Site(settings.BASE_URL.rstrip("/"))


def get_consistent_through(*, at: datetime) -> datetime:
    """Return the moment until which every statement can be read: none is stored earlier later.

    ``at`` is the answer while nothing has been stored at all.
    """
    through = Ledger.objects.values_list("stored_through", flat=True).first()
    return through or at
