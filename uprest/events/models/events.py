"""An event of a city: one programme at one place or many, with speakers and materials."""

import secrets
import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.accounts.types import CODE_ALPHABET, CODE_LENGTH
from uprest.ecosystem.models import Municipality
from uprest.skills.models import Skill


class Format(models.TextChoices):
    """How people take part."""

    ON_SITE = "ON_SITE", _("On site")
    VIRTUAL = "VIRTUAL", pgettext_lazy("format of an event", "Online")
    HYBRID = "HYBRID", _("On site and online")
    SATELLITE = "SATELLITE", _("Many places at once")


class State(models.TextChoices):
    """Who sees an event: its organisers, or everybody."""

    DRAFT = "DRAFT", pgettext_lazy("state of an event", "Draft")
    PUBLISHED = "PUBLISHED", pgettext_lazy("state of an event", "Published")
    CANCELLED = "CANCELLED", pgettext_lazy("state of an event", "Cancelled")


class TimeZone(models.TextChoices):
    """Whose clocks the times of an event are told by."""

    STOCKHOLM = "Europe/Stockholm", _("Sweden")
    ROME = "Europe/Rome", _("Italy")
    ZAGREB = "Europe/Zagreb", _("Croatia")


class Event(models.Model):
    """An event. Its words are in the city's language, and in others where somebody wrote them.

    ``sequence`` rises with every change that people who are registered must know of; calendars
    know by it which of two files is the newer. ``languages`` are codes with spaces between.
    Attendance counts as done for the lesson ``lesson_key``, or for all lessons of the course
    ``course_key`` where no lesson is named.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="events", verbose_name=_("city")
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    starts_at = models.DateTimeField(_("starts"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(
        _("time zone"), max_length=40, choices=TimeZone, default=TimeZone.STOCKHOLM
    )
    languages = models.CharField(_("languages spoken"), max_length=40, blank=True)
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    skills = models.ManyToManyField(Skill, related_name="+", verbose_name=_("skills"), blank=True)
    course_key = models.UUIDField(null=True, blank=True)
    lesson_key = models.UUIDField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    cancel_reason = models.TextField(_("why it is cancelled"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    day_reminder_at = models.DateTimeField(null=True, blank=True)
    hour_reminder_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("something that people go to", "event")
        verbose_name_plural = pgettext_lazy("something that people go to", "events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)


def new_code() -> str:
    """Return a code that can be read out in a room and typed on a phone."""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))


class Place(models.Model):
    """Where an event can be taken part in. Its link is for people registered there alone."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(default=0)
    is_virtual = models.BooleanField(_("online"), default=False)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    seats = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    meeting_url = models.URLField(_("link of the meeting"), max_length=500, blank=True)
    host = models.CharField(_("host"), max_length=120, blank=True)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)

    class Meta:
        verbose_name = _("place of an event")
        verbose_name_plural = _("places of events")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """Somebody who speaks. A trainer with an account may edit the programme."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("what they do"), max_length=160, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """A timed part of an event, or a break."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="agenda")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    title = models.CharField(_("title"), max_length=160, blank=True)
    is_break = models.BooleanField(_("a break"), default=False)
    room = models.CharField(_("room"), max_length=80, blank=True)
    speakers = models.ManyToManyField(Speaker, related_name="items", blank=True)

    class Meta:
        verbose_name = _("part of an agenda")
        verbose_name_plural = _("parts of agendas")
        ordering = ["starts_at", "ends_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="part_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}"


class Material(models.Model):
    """What is there afterwards: a recording, a file, or a link."""

    class Kind(models.TextChoices):
        RECORDING = "RECORDING", _("Recording")
        FILE = "FILE", _("File")
        LINK = "LINK", _("Link")

    event = models.ForeignKey(Event, models.CASCADE, related_name="materials")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="events/", max_length=200, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    captions = models.FileField(_("captions"), upload_to="events/", max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    for_registered = models.BooleanField(_("only for people who were registered"), default=False)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.title
