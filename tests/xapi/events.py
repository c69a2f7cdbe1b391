"""Events and people: what the tests of stored statements share."""

import uuid
from datetime import UTC, datetime

from tests.factories.accounts import UserFactory
from uprest.xapi.services import find_accounts, keep_events
from uprest.xapi.types import Event, Outcome, Thing

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
COURSE = uuid.UUID("0d8cf8a4-9a5d-4f6b-8a43-4bb2e2d35c55")
ADL = "http://adlnet.gov/expapi/activities/"
HOME = "http://localhost:8000"


def make_person(**fields):
    """Return a user and their account in statements."""
    user = UserFactory(**fields)
    return user, find_accounts(user_ids=[user.pk])[user.pk]


def make_event(account, number=1, verb="answered", exercise="e1", happened_at=NOW, **fields):
    """Return what somebody did with an exercise of a lesson of ``COURSE``."""
    return Event(
        row=f"attempt:{account}:{number}",
        account=account,
        verb=verb,
        happened_at=happened_at,
        thing=Thing("exercise", exercise, f"{ADL}cmi.interaction",
                    {"en": "Allergies · 1", "sv": "Allergier · 1"}, "choice"),
        outcome=Outcome(score=1.0, success=True, completion=True),
        parent=Thing("lesson", "l1", f"{ADL}lesson", {"en": "Allergies", "sv": "Allergier"}),
        grouping=Thing("course", str(COURSE), f"{ADL}course", {"en": "Food", "sv": "Mat"}),
        course_key=COURSE,
        language="sv",
        facts={"rule-version": 1},
        **fields,
    )  # fmt: skip


def keep(account, count=1, at=NOW, **fields):
    """Store ``count`` statements of somebody."""
    events = [make_event(account, number, **fields) for number in range(count)]
    return keep_events(events=events, at=at)
