"""A badge to test with, and the parts that it is made of."""

from datetime import UTC, datetime, timedelta

from uprest.credentials.badges import (
    Achievement,
    Badge,
    Issuer,
    PlaceInList,
    ShownLevel,
    build_badge,
    sign,
)
from uprest.credentials.keys import derive_key
from uprest.credentials.status_lists import build_status_list

SITE = "https://uprest.example"
LIST_URL = f"{SITE}/credentials/status/1.json"
PLACE = 94_567
NOW = datetime.now(UTC).replace(microsecond=0)
ISSUER = Issuer(name="UPREST", url=f"{SITE}/", key=derive_key("only for tests"))

ACHIEVEMENT = Achievement(
    id=f"{SITE}/credentials/courses/2f3c.json",
    name="Bra svar på dåliga omdömen",
    description="En kurs i sex lektioner.",
    criteria="Alla lektioner lästa, alla övningar besvarade.",
    language="sv",
    version="3f9a",
)
LEVELS = (
    ShownLevel(
        code="guest:welcome",
        name="Ta emot gäster",
        level=3,
        kind="TESTED",
        story="Prövad på servern.",
        framework_url="http://data.europa.eu/esco/skill/aa02",
        framework_name="ESCO",
    ),
    ShownLevel(
        code="reviews", name="Svara på omdömen", level=2, kind="CONFIRMED", story="Bekräftad."
    ),
)


def make_badge(**changes) -> Badge:
    """Return a badge with everything in it, but for ``changes``."""
    values = {
        "id": f"{SITE}/credentials/7d3.json",
        "page_url": f"{SITE}/sv/certificates/7d3/",
        "holder": "Åsa Öberg-Šimić",
        "achievement": ACHIEVEMENT,
        "levels": LEVELS,
        "completed_at": NOW - timedelta(days=2),
        "issued_at": NOW - timedelta(days=1),
        "expires_at": NOW + timedelta(days=365),
        "status": PlaceInList(list_url=LIST_URL, index=PLACE),
    }
    return Badge(**(values | changes))


def make_document(**changes) -> dict:
    """Return a signed badge."""
    badge = make_badge(**changes)
    return sign(build_badge(badge, ISSUER), ISSUER.key, at=badge.issued_at)


def make_list(*places: int, at: datetime = NOW) -> dict:
    """Return a signed list in which ``places`` are withdrawn."""
    return build_status_list(url=LIST_URL, places=places, issuer=ISSUER, at=at)
