"""Reads of what businesses let their city know, and how many take part."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import cast

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext

from uprest.accounts.models import Consent, User
from uprest.accounts.selectors import list_consent_texts
from uprest.ecosystem.models import CityContact, Membership, Municipality, Organisation, Sector
from uprest.ecosystem.signals import participation_requested

NAME, CONTACT = "name-as-participant", "contact-for-city"
CHOICES = (NAME, CONTACT)
CHUNK = 500
STEP = 5
"""Counts of businesses are told in steps of this many, and not below it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Participant:
    """A business that lets its city know of it. Without ``is_public`` only officers see it."""

    organisation_id: int
    name: str
    sector: str
    is_public: bool
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One thing that a business may let its city know, in words, and what was said to it.

    ``state`` is "no", "yes" or "older": a yes to an earlier text, which does not hold any more.
    """

    code: str
    title: str
    text: str
    version: str
    state: str
    by: str
    given_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PastChoice:
    """A yes that was given once, by whom, and when it was taken back."""

    title: str
    text: str
    version: str
    by: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """A number of businesses in steps of five. ``at_least`` is 0 for fewer than five."""

    at_least: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Participation:
    """How many businesses of a city did something, in all and by their own sector."""

    label: str
    total: Count
    by_sector: dict[str, Count]


def list_participants(*, municipality: Municipality) -> list[Participant]:
    """Return the businesses of a city that agreed to be known to it, by name.

    A yes holds while the person who gave it owns the business, while nobody took it back, while
    the text has not changed, and for businesses that count. Two queries, and three for a chunk.
    """
    return list(iterate_participants(municipality=municipality))


def iterate_participants(*, municipality: Municipality) -> Iterator[Participant]:
    """Yield the same, of which no more than ``CHUNK`` are kept."""
    texts = [text.pk for text in list_consent_texts(CHOICES).values()]
    counting = _list_counting(municipality.pk).order_by(Lower("name"), "pk")
    left = iter(counting.iterator(chunk_size=CHUNK))
    while chunk := list(islice(left, CHUNK)):
        yield from _find_participants(chunk, texts)


def _find_participants(
    businesses: Collection[Organisation], texts: Collection[int]
) -> list[Participant]:
    """Return those of ``businesses`` that said yes to one of ``texts`` (three queries)."""
    owners = set(
        Membership.objects.filter(
            organisation__in=businesses, role=Membership.Role.OWNER, left_at=None
        ).values_list("organisation_id", "user_id")
    )
    said: dict[int, set[str]] = {}
    for code, key, user_id in _list_open({str(pk) for pk, _user_id in owners}, texts):
        if (int(key), user_id) in owners:
            said.setdefault(int(key), set()).add(code)
    contacts = {
        row.organisation_id: row
        for row in CityContact.objects.filter(
            organisation__in=[pk for pk, codes in said.items() if CONTACT in codes]
        )
    }
    return [
        _build(business, NAME in said[business.pk], contacts.get(business.pk))
        for business in businesses
        if business.pk in said
    ]


def _list_counting(municipality_id: int) -> QuerySet[Organisation]:
    return Organisation.objects.filter(
        Q(register_entry__isnull=False) | Q(approved_at__isnull=False),
        municipality_id=municipality_id,
        closed_at=None,
    )


def _list_open(keys: Iterable[str], texts: Collection[int]) -> list[tuple[str, str, int]]:
    rows = Consent.objects.filter(
        text__in=texts,
        subject_key__in=keys,
        withdrawn_at=None,
        user__isnull=False,
    )
    return list(rows.values_list("text__code", "subject_key", "user_id"))


def _build(business: Organisation, is_public: bool, contact: CityContact | None) -> Participant:  # noqa: FBT001
    return Participant(
        organisation_id=business.pk,
        name=business.name,
        sector=business.get_sector_display(),
        is_public=is_public,
        contact_name=contact.name if contact else "",
        contact_email=contact.email if contact else "",
        contact_phone=contact.phone if contact else "",
    )


def list_choices(*, organisation: Organisation) -> list[Choice]:
    """Return what a business may let its city know, and what holds at present (three queries)."""
    owners = set(
        Membership.objects.filter(
            organisation=organisation, role=Membership.Role.OWNER, left_at=None
        ).values_list("user_id", flat=True)
    )
    given = [row for row in _list_given(organisation) if row.withdrawn_at is None]
    choices = []
    for code, text in list_consent_texts(CHOICES).items():
        yes = [row for row in given if row.text.code == code and row.user_id in owners]
        valid = next((row for row in yes if row.text_id == text.pk), None)
        shown = valid or next(iter(yes), None)
        choices.append(
            Choice(
                code=code,
                title=text.title,
                text=text.text,
                version=text.version,
                state="yes" if valid else "older" if yes else "no",
                by=_name(shown.user) if shown else "",
                given_at=shown.given_at if shown else None,
            )
        )
    return choices


def list_past_choices(*, organisation: Organisation) -> list[PastChoice]:
    """Return every yes of a business to its city, newest first (one query)."""
    return [
        PastChoice(
            title=row.text.title,
            text=row.text.text,
            version=row.text.version,
            by=_name(row.user),
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in _list_given(organisation)
    ]


def _list_given(organisation: Organisation) -> list[Consent]:
    rows = Consent.objects.filter(text__code__in=CHOICES, subject_key=str(organisation.pk))
    return list(rows.select_related("text", "user").order_by("-given_at", "-pk"))


def _name(user: User | None) -> str:
    return user.get_public_name() if user and user.erased_at is None else ""


def find_contact(*, organisation: Organisation) -> CityContact | None:
    """Return the contact that a business gave its city (one query)."""
    return CityContact.objects.filter(organisation=organisation).first()


def count_participation(*, municipality: Municipality) -> list[Participation]:
    """Return how many businesses take part, and did what other packages know of.

    All in steps of five, so that nobody is found by comparing two days; by the sector that a
    business gave itself, so that a change of the register shows nothing either.
    """
    from_id = dict(_list_counting(municipality.pk).values_list("pk", "sector"))
    answers = participation_requested.send(sender=Municipality, municipality_id=municipality.pk)
    rows = [(gettext("Taking part"), frozenset(from_id))]
    rows += [cast("tuple[str, frozenset[int]]", answer) for _receiver, answer in answers]
    return [_count(label, [from_id[pk] for pk in ids if pk in from_id]) for label, ids in rows]


def _count(label: str, sectors: list[str]) -> Participation:
    counts = Counter(sectors)
    return Participation(
        label=label,
        total=_round(len(sectors)),
        by_sector={code: _round(counts[code]) for code in Sector.values},
    )


def _round(number: int) -> Count:
    return Count(at_least=number // STEP * STEP)
