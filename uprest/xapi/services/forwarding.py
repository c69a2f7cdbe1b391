"""Sending statements to another record store: each once, in order, whatever happens on the way.

One worker at a time holds a lease. What was sent and not answered is sent again: ids are the same,
so that the other store takes it once. A store that does not answer is asked again later and
later; a statement that it refuses is set aside with its reason, and the others go on.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Q

from uprest.xapi.models import Actor, Ledger, Statement
from uprest.xapi.statements import VERSION

HTTP = "requests"
"""Loaded with the first forwarding: it is off by default."""
BATCH = 50
BATCHES = 20
"""What one run sends at most, so that it ends well before its lease does."""

LEASE = timedelta(minutes=15)
TIMEOUT = (5, 30)
FIRST_WAIT = 30
LONGEST_WAIT = 6 * 3600
LOCAL = {"localhost", "127.0.0.1", "::1"}

# What the other store means. 409: it has the statement, with another content or the same.
TAKEN = {200, 204}
PER_STATEMENT = {400, 409, 413}
ALREADY_THERE = 409


class NotNowError(Exception):
    """The other store cannot be reached or does not let us in; ``wait`` is what it asks for."""

    def __init__(self, reason: str, wait: int = 0) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(slots=True)
class Forwarded:
    """What one run did. ``reason`` says why it stopped, if it had to."""

    sent: int = 0
    refused: int = 0
    reason: str = ""


def forward_statements(*, at: datetime, clock: Callable[[], datetime]) -> Forwarded:
    """Send what was not sent yet, at most ``BATCHES`` times ``BATCH`` statements.

    Does nothing without ``UPREST_LRS_URL``, while another worker sends, or before the other store
    should be asked again. ``clock`` tells when each batch was taken.

    :raises ImproperlyConfigured: if the address is not https, and not on this machine.
    """
    done = Forwarded()
    if not settings.UPREST_LRS_URL:
        return done
    url = read_url()
    if not _take_lease(at):
        return done
    try:
        with import_module(HTTP).Session() as session:
            session.auth = (settings.UPREST_LRS_KEY, settings.UPREST_LRS_SECRET)
            session.headers["X-Experience-API-Version"] = VERSION
            _send_batches(Sender(session, url, clock, done))
    except NotNowError as error:
        done.reason = str(error)
        _wait(at, error.wait)
    else:
        Ledger.objects.update(failures=0, forward_after=None)
    finally:
        Ledger.objects.update(forwarding_until=None)
    return done


def read_url() -> str:
    """Return where statements are sent.

    :raises ImproperlyConfigured: if it is not https, and not on this machine.
    """
    parts = urlsplit(settings.UPREST_LRS_URL)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise ImproperlyConfigured("UPREST_LRS_URL: statements travel by https only.")
    return f"{settings.UPREST_LRS_URL.rstrip('/')}/statements"


def _take_lease(at: datetime) -> bool:
    Ledger.objects.get_or_create(pk=1)
    is_free = Q(forwarding_until=None) | Q(forwarding_until__lt=at)
    is_time = Q(forward_after=None) | Q(forward_after__lte=at)
    return bool(Ledger.objects.filter(is_free & is_time).update(forwarding_until=at + LEASE))


def _wait(at: datetime, wished: int) -> None:
    """Ask again later: twice as long each time, and not to the second, as others wait too."""
    failures = Ledger.objects.values_list("failures", flat=True).get(pk=1)
    wait = min(FIRST_WAIT * 2 ** min(failures, 16), LONGEST_WAIT)
    wait = max(wait * random.uniform(0.5, 1.5), min(wished, LONGEST_WAIT))  # noqa: S311  # no secret
    later = at + timedelta(seconds=wait)
    Ledger.objects.update(failures=F("failures") + 1, forward_after=later)


Row = tuple[UUID, dict[str, Any]]


@dataclass(slots=True)
class Sender:
    """One run's connection to the other store, and what it has done so far."""

    session: Any  # a session of ``requests``
    url: str
    clock: Callable[[], datetime]
    done: Forwarded

    def send(self, rows: Sequence[Row]) -> None:
        """Send ``rows``; where the store does not take them together, by halves, down to one.

        :raises NotNowError: if the store cannot be reached or does not let us in.
        """
        ids = [pk for pk, _ in rows]
        Statement.objects.filter(pk__in=ids).update(tries=F("tries") + 1)
        status, text = self._post([body for _, body in rows])
        if status in TAKEN or (status == ALREADY_THERE and len(rows) == 1):
            self.done.sent += len(rows)
            Statement.objects.filter(pk__in=ids).update(forwarded_at=self.clock())
        elif len(rows) > 1:
            half = len(rows) // 2
            self.send(rows[:half])
            self.send(rows[half:])
        else:
            self.done.refused += 1
            refusal = f"{status} {text}"[:500]
            Statement.objects.filter(pk__in=ids).update(refusal=refusal)

    def _post(self, statements: list[dict[str, Any]]) -> tuple[int, str]:
        """Return status and text where they are about the statements themselves."""
        # When it was stored, and who vouches for it there, the other store says by itself.
        own = {"stored", "authority"}
        bodies = [{k: v for k, v in body.items() if k not in own} for body in statements]
        try:
            # A redirect would carry the key to wherever it points.
            answer = self.session.post(
                self.url, json=bodies, timeout=TIMEOUT, allow_redirects=False
            )
        except import_module(HTTP).RequestException as error:
            raise NotNowError(type(error).__name__) from error
        if answer.status_code in TAKEN | PER_STATEMENT:
            return answer.status_code, answer.text[:500]
        wished = answer.headers.get("Retry-After", "")
        raise NotNowError(f"HTTP {answer.status_code}", int(wished) if wished.isdecimal() else 0)


def _send_batches(sender: Sender) -> None:
    for _number in range(BATCHES):
        rows = list(_list_pending()[:BATCH])
        if not rows:
            return
        sender.send(rows)


def _list_pending() -> Any:
    """Return what was not sent, oldest first. What nobody can be linked to any more stays here."""
    waiting = Statement.objects.filter(forwarded_at=None, refusal="")
    known = waiting.filter(account__in=Actor.objects.values("account"))
    return known.order_by("stored").values_list("pk", "body")
