"""What an event is made of: parts of its agenda, speakers, places, materials."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext, ngettext

from uprest.accounts.models import User
from uprest.ecosystem.types import TRAINERS_GROUP
from uprest.events.models import (
    AgendaItem,
    Event,
    Material,
    Place,
    Registration,
    Speaker,
    State,
)
from uprest.events.selectors.words import describe_span, read_words
from uprest.events.services.announcing import HERE, list_user_ids, tell
from uprest.events.services.planning import list_faults, touch
from uprest.events.services.registering import lock_event, move_up
from uprest.events.types import PartPlan, PlacePlan, PlanError

MOST = 60
"""Parts, speakers, places or materials of one event."""


@transaction.atomic
def save_part(*, event_id: int, part_id: int | None, plan: PartPlan, at: datetime) -> AgendaItem:
    """Add a part to the agenda, or change one.

    :raises PlanError: if it ends before it starts, lies outside the event, or overlaps another
        part in the same room.
    :raises AgendaItem.DoesNotExist: if the part is not of this event.
    """
    event = lock_event(event_id)
    item = AgendaItem.objects.get(event=event, pk=part_id) if part_id else AgendaItem(event=event)
    if part_id is None:
        _check_number(AgendaItem.objects.filter(event=event).count())
    _check_part(event, item, plan)
    for language, text in plan.titles.items():
        setattr(item, f"title_{language}", text)
    item.starts_at, item.ends_at = plan.starts_at, plan.ends_at
    item.is_break, item.room = plan.is_break, plan.room
    item.save()
    item.speakers.set(Speaker.objects.filter(event=event, pk__in=plan.speaker_ids))
    _save_touched(event, at)
    return item


def _check_part(event: Event, item: AgendaItem, plan: PartPlan) -> None:
    if plan.ends_at <= plan.starts_at:
        raise PlanError(gettext("It has to end after it starts."), "ends")
    if plan.starts_at < event.starts_at or plan.ends_at > event.ends_at:
        span = describe_span(event.starts_at, event.ends_at, event.time_zone)
        field = "starts" if plan.starts_at < event.starts_at else "ends"
        raise PlanError(gettext("It lies outside the event (%(times)s).") % {"times": span}, field)
    others = AgendaItem.objects.filter(
        event=event, room=plan.room, starts_at__lt=plan.ends_at, ends_at__gt=plan.starts_at
    ).exclude(pk=item.pk)
    other = others.first()
    if other is not None:
        words = read_words(other, "title", city_language=event.municipality.language)
        span = describe_span(other.starts_at, other.ends_at, event.time_zone)
        raise PlanError(
            gettext(
                "“%(part)s” takes place at that time (%(times)s). Choose another time, or another "
                "room."
            )
            % {"part": words.text, "times": span},
            "starts",
        )


@transaction.atomic
def remove_part(*, event_id: int, part_id: int, at: datetime) -> None:
    """Take a part out of the agenda; gone already, nothing happens."""
    event = lock_event(event_id)
    AgendaItem.objects.filter(event=event, pk=part_id).delete()
    _save_touched(event, at)


@transaction.atomic
def add_speaker(*, event_id: int, name: str, role: str, email: str) -> Speaker:
    """Add a speaker. A trainer who has ``email`` may edit the programme.

    :raises PlanError: if there are too many.
    """
    event = lock_event(event_id)
    _check_number(Speaker.objects.filter(event=event).count())
    trainers = User.objects.filter(
        is_active=True, erased_at=None, groups__name=TRAINERS_GROUP, email__iexact=email.strip()
    )
    user = trainers.first() if email.strip() else None
    return Speaker.objects.create(event=event, name=name.strip(), role=role.strip(), user=user)


@transaction.atomic
def remove_speaker(*, event_id: int, speaker_id: int) -> None:
    """Take a speaker out of an event and of its agenda; gone already, nothing happens."""
    event = lock_event(event_id)
    Speaker.objects.filter(event=event, pk=speaker_id).delete()


@transaction.atomic
def save_place(*, event_id: int, place_id: int | None, plan: PlacePlan, at: datetime) -> Place:
    """Add a place, or change one. More seats let people move up from the waiting list.

    :raises PlanError: if something is missing, or there would be fewer seats than people.
    :raises Place.DoesNotExist: if the place is not of this event.
    """
    event = lock_event(event_id)
    place = Place.objects.get(event=event, pk=place_id) if place_id else Place(event=event)
    if place_id is None:
        _check_number(Place.objects.filter(event=event).count())
        place.position = Place.objects.filter(event=event).count()
    _check_place(place, plan)
    before = (place.name, place.address, place.meeting_url, place.is_virtual)
    place.is_virtual, place.name, place.address = plan.is_virtual, plan.name, plan.address
    place.seats, place.meeting_url, place.host = plan.seats, plan.meeting_url, plan.host
    place.save()
    _check_published(event)
    _save_touched(event, at)
    if place_id is not None:
        move_up(event=event, place_id=place.pk, at=at)
        now = (place.name, place.address, place.meeting_url, place.is_virtual)
        if now != before and event.state == State.PUBLISHED and event.ends_at > at:
            tell(
                event=event,
                user_ids=list_user_ids(event=event, states=HERE, place_id=place.pk),
                kind="changed",
                occasion=f"{event.sequence}:{place.pk}",
                at=at,
                words={"place": place.name, "address": place.address},
            )
    return place


def _check_place(place: Place, plan: PlacePlan) -> None:
    if plan.is_virtual and not plan.meeting_url:
        raise PlanError(
            gettext("Give the link of the meeting. Only people who are registered see it."),
            "meeting_url",
        )
    if not plan.is_virtual and not plan.address:
        raise PlanError(gettext("Give the address, so that people find it."), "address")
    if place.pk is None or plan.seats is None:
        return
    taken = Registration.objects.filter(place=place, state=Registration.State.REGISTERED).count()
    if plan.seats < taken:
        raise PlanError(
            ngettext(
                "%(count)d person has a seat here. There cannot be fewer seats than that.",
                "%(count)d people have a seat here. There cannot be fewer seats than that.",
                taken,
            )
            % {"count": taken},
            "seats",
        )


@transaction.atomic
def remove_place(*, event_id: int, place_id: int, at: datetime) -> None:
    """Take a place out of an event; gone already, nothing happens.

    :raises PlanError: if somebody is registered there, or the event needs it.
    """
    event = lock_event(event_id)
    if Registration.objects.filter(event=event, place_id=place_id).exists():
        raise PlanError(
            gettext("People have registered for this place. Cancel the event, or keep the place.")
        )
    Place.objects.filter(event=event, pk=place_id).delete()
    _check_published(event)
    _save_touched(event, at)


def _check_published(event: Event) -> None:
    """Check that an event that people see is still whole."""
    faults = list_faults(event) if event.state == State.PUBLISHED else []
    if faults:
        raise PlanError(faults[0])


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMaterial:
    """What an organiser hands in: a link, or a file, with captions where it is a video."""

    kind: str
    title: str
    language: str
    url: str
    file: "UploadedFile[bytes] | None"
    captions: "UploadedFile[bytes] | None"
    for_registered: bool


@transaction.atomic
def add_material(*, event_id: int, new: NewMaterial, at: datetime) -> Material:
    """Add a recording, a file or a link. Files are kept under names that nobody can guess.

    :raises PlanError: if there are too many.
    """
    event = lock_event(event_id)
    _check_number(Material.objects.filter(event=event).count())
    material = Material(
        event=event,
        kind=new.kind,
        title=new.title.strip(),
        language=new.language,
        url=new.url,
        for_registered=new.for_registered,
        added_at=at,
    )
    if new.file is not None:
        name = PurePosixPath(new.file.name or "")
        material.file_name = name.name[-120:]
        material.file.save(_hide(name), new.file, save=False)
    if new.captions is not None:
        material.captions.save(_hide(PurePosixPath("captions.vtt")), new.captions, save=False)
    material.save()
    return material


def _hide(name: PurePosixPath) -> str:
    return f"{secrets.token_hex(16)}{name.suffix.lower()}"


@transaction.atomic
def remove_material(*, event_id: int, material_id: int) -> None:
    """Take a material away, with its files; gone already, nothing happens."""
    found = Material.objects.filter(event_id=event_id, pk=material_id).first()
    if found is None:
        return
    files = [stored for stored in (found.file, found.captions) if stored]
    found.delete()
    for stored in files:
        storage, name = stored.storage, stored.name
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]


def _check_number(number: int) -> None:
    if number >= MOST:
        raise PlanError(gettext("An event can have %(most)d of these at most.") % {"most": MOST})


def _save_touched(event: Event, at: datetime) -> None:
    touch(event, at)
    event.save(update_fields=["sequence", "changed_at"])
