"""Forms of organisers: the event, its agenda, places, speakers and materials."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from uprest.events.models import Event, Format, Place
from uprest.events.models.events import TimeZone
from uprest.events.selectors.organising import COURSE, LESSON, Choices
from uprest.events.selectors.words import localise
from uprest.events.types import EventPlan, Evidence, PartPlan, PlacePlan
from uprest.skills.models import Skill

LANGUAGES = dict(settings.LANGUAGES)
WEB = URLValidator(schemes=["http", "https"])
WEB_ADDRESS = _("Write an address that begins with https://")
ZONES = {"SE": TimeZone.STOCKHOLM, "IT": TimeZone.ROME, "HR": TimeZone.ZAGREB}
MOMENT = "%Y-%m-%dT%H:%M"


def choose_zone(country: str) -> str:
    """Return the time zone of a country, of Sweden where there is none."""
    return ZONES.get(country.upper(), TimeZone.STOCKHOLM).value


def order_languages(first: str) -> list[str]:
    """Return the codes of all languages, the city's own first."""
    return [first, *(code for code in LANGUAGES if code != first)]


def _day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **kwargs)


def _time(**kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
    return forms.TimeField(widget=widget, **kwargs)


def _moment(**kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(widget=widget, required=False, **kwargs)


def _link(**kwargs: Any) -> forms.URLField:
    return forms.URLField(
        max_length=500,
        assume_scheme="https",
        validators=[WEB],
        error_messages={"invalid": WEB_ADDRESS},
        **kwargs,
    )


def put_into_zone(moment: datetime | None, zone: str) -> datetime | None:
    """Return what a form read by the site's clock as the same time by the clocks of ``zone``."""
    if moment is None:
        return None
    return timezone.make_naive(moment).replace(tzinfo=ZoneInfo(zone))


class TextsForm(forms.Form):
    """A form with texts in several languages: the city's own is required.

    ``own_fields`` and ``other_fields`` are its fields of texts, for the template.
    """

    texts: dict[str, tuple[Any, int, bool]] = {}

    def add_texts(self, first: str) -> None:
        """Add a field for each text and language; the city's language is ``first``."""
        self.first = first
        for code in order_languages(first):
            for name, (label, length, is_long) in self.texts.items():
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=gettext("%(field)s (%(language)s)")
                    % {"field": label, "language": LANGUAGES[code]},
                    max_length=length,
                    required=code == first and not is_long,
                    widget=forms.Textarea if is_long else forms.TextInput,
                )

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The texts in the city's language."""
        return [self[f"{name}_{self.first}"] for name in self.texts]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The texts in the other languages."""
        others = order_languages(self.first)[1:]
        return [self[f"{name}_{code}"] for code in others for name in self.texts]

    def read_texts(self, name: str) -> dict[str, str]:
        """Return a text by language."""
        return {code: self.cleaned_data[f"{name}_{code}"].strip() for code in LANGUAGES}

    @classmethod
    def fill_texts(cls, row: Any) -> dict[str, str]:
        """Return the texts of ``row`` as initial values."""
        return {
            f"{name}_{code}": getattr(row, f"{name}_{code}") or ""
            for name in cls.texts
            for code in LANGUAGES
        }


# what a speaker sees and does not change, beside the evidence
FRAME = (
    "format", "day", "starts", "ends", "last_day", "time_zone", "opens_at", "closes_at",
)  # fmt: skip


class EventForm(TextsForm):
    """An event: what it is, when, in which languages, and what attending counts for."""

    texts = {"title": (_("Title"), 160, False), "description": (_("Description"), 5000, True)}

    format = forms.ChoiceField(
        label=_("How people take part"), choices=Format, widget=forms.RadioSelect
    )
    day = _day(label=_("Day"))
    starts = _time(label=_("Starts at"))
    ends = _time(label=_("Ends at"))
    last_day = _day(
        label=_("Last day"), required=False, help_text=_("Only if it lasts more than a day.")
    )
    time_zone = forms.ChoiceField(label=_("By the clocks of"), choices=TimeZone)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = _moment(
        label=_("Registration opens"), help_text=_("Empty: as soon as it is published.")
    )
    closes_at = _moment(
        label=_("Registration closes"), help_text=_("Empty: when the event is over.")
    )
    evidence = forms.ChoiceField(
        label=_("Attending counts for"),
        required=False,
        help_text=_(
            "Who was checked in has it in their learning record after the event, as attended. "
            "Exercises still have to be done."
        ),
    )
    # the numbers are compared as text: one too large for a database never reaches it
    skills = forms.TypedMultipleChoiceField(
        label=_("Skills it is about"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, language: str, evidence: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_texts(language)
        skills = [(skill.pk, skill.name) for skill in Skill.objects.order_by("position")]
        choices: dict[str, Choices | list[Any]] = {
            "evidence": [("", _("Nothing")), *evidence],
            "skills": skills,
        }
        for name, listed in choices.items():
            found = self.fields[name]
            assert isinstance(found, forms.ChoiceField)  # noqa: S101  # for the type checker
            found.choices = listed

    def show_frame(self) -> None:
        """Show a speaker the times and the format as they are: officers set them."""
        for name in FRAME:
            self.fields[name].disabled = True
        del self.fields["evidence"]

    @classmethod
    def fill(cls, event: Event) -> dict[str, Any]:
        """Return the initial values for an event that is there."""
        zone = event.time_zone
        starts, ends = localise(event.starts_at, zone), localise(event.ends_at, zone)
        if event.lesson_key:
            evidence = f"{LESSON}{event.lesson_key}"
        else:
            evidence = f"{COURSE}{event.course_key}" if event.course_key else ""
        return {
            **cls.fill_texts(event),
            "format": event.format,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "last_day": ends.date() if ends.date() != starts.date() else None,
            "time_zone": zone,
            "languages": event.languages.split(),
            "opens_at": _strip(event.opens_at, zone),
            "closes_at": _strip(event.closes_at, zone),
            "evidence": evidence,
            "skills": list(event.skills.values_list("pk", flat=True)),
        }

    def read_plan(self) -> EventPlan:
        """Return what was written; the form must be valid."""
        data = self.cleaned_data
        zone = data["time_zone"]
        return EventPlan(
            titles=self.read_texts("title"),
            descriptions=self.read_texts("description"),
            format=data["format"],
            starts_at=_combine(data["day"], data["starts"], zone),
            ends_at=_combine(data["last_day"] or data["day"], data["ends"], zone),
            time_zone=zone,
            languages=data["languages"],
            opens_at=put_into_zone(data["opens_at"], zone),
            closes_at=put_into_zone(data["closes_at"], zone),
            skill_ids=tuple(data["skills"]),
            evidence=_read_evidence(data.get("evidence", "")),
        )


def _combine(day: date, moment: time, zone: str) -> datetime:
    return datetime.combine(day, moment, tzinfo=ZoneInfo(zone))


def _strip(moment: datetime | None, zone: str) -> datetime | None:
    return localise(moment, zone).replace(tzinfo=None) if moment else None


def _read_evidence(value: str) -> Evidence:
    if value.startswith(LESSON):
        return Evidence(lesson_key=UUID(value.removeprefix(LESSON)))
    if value.startswith(COURSE):
        return Evidence(course_key=UUID(value.removeprefix(COURSE)))
    return Evidence()


class PartForm(TextsForm):
    """A part of the agenda."""

    texts = {"title": (_("What happens"), 160, False)}

    day = forms.ChoiceField(label=_("Day"), required=False)
    starts = _time(label=_("Starts at"))
    ends = _time(label=_("Ends at"))
    is_break = forms.BooleanField(label=_("This is a break"), required=False)
    room = forms.CharField(
        label=_("Room"),
        max_length=80,
        required=False,
        help_text=_("Parts in different rooms may take place at the same time."),
    )
    speakers = forms.MultipleChoiceField(
        label=_("Speakers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        event: Event,
        days: Iterable[tuple[str, str]],
        speakers: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.add_texts(event.municipality.language)
        days, speakers = list(days), list(speakers)
        if len(days) == 1:
            del self.fields["day"]
        else:
            self._set_choices("day", days)
            self.fields["day"].required = True
        if speakers:
            self._set_choices("speakers", [(str(pk), name) for pk, name in speakers])
        else:
            del self.fields["speakers"]

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = choices

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields besides the texts."""
        names = ("day", "starts", "ends", "room", "speakers", "is_break")
        return [self[name] for name in names if name in self.fields]

    def read_plan(self) -> PartPlan:
        """Return what was written; the form must be valid."""
        data, zone = self.cleaned_data, self.event.time_zone
        first = localise(self.event.starts_at, zone).date()
        day = date.fromisoformat(data["day"]) if data.get("day") else first
        return PartPlan(
            titles=self.read_texts("title"),
            starts_at=_combine(day, data["starts"], zone),
            ends_at=_combine(day, data["ends"], zone),
            is_break=data["is_break"],
            room=data["room"].strip(),
            speaker_ids=tuple(int(pk) for pk in data.get("speakers", [])),
        )


class SpeakerForm(forms.Form):
    """Somebody who speaks."""

    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.CharField(
        label=_("What they do"),
        max_length=160,
        required=False,
        help_text=_("For example: guide, Trollhättan tourist office."),
    )
    email = forms.EmailField(
        label=_("E-mail address of a trainer"),
        required=False,
        help_text=_("A trainer with this address may edit the programme. It is not shown."),
    )


class PlaceForm(forms.Form):
    """A place on site, or online."""

    is_virtual = forms.TypedChoiceField(
        label=_("Kind of place"),
        choices=[("", _("On site")), ("online", _("Online"))],
        coerce=bool,
        empty_value="",
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    name = forms.CharField(
        label=_("Name of the place"),
        max_length=120,
        help_text=_("For example: town hall, Vänersborg."),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    meeting_url = _link(
        label=_("Link of the meeting"),
        required=False,
        help_text=_("For a place online. Only people with a seat there see it."),
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: without a limit."),
    )
    host = forms.CharField(
        label=_("Host"),
        max_length=120,
        required=False,
        help_text=_("Who welcomes people there. Everybody sees it."),
    )

    @classmethod
    def fill(cls, place: Place) -> dict[str, Any]:
        """Return the initial values for a place that is there."""
        return {
            "is_virtual": "online" if place.is_virtual else "",
            "name": place.name,
            "address": place.address,
            "meeting_url": place.meeting_url,
            "seats": place.seats,
            "host": place.host,
        }

    def read_plan(self) -> PlacePlan:
        """Return what was written; the form must be valid."""
        data = self.cleaned_data
        return PlacePlan(**data | {"is_virtual": bool(data["is_virtual"])})


class CancelForm(forms.Form):
    """Why an event is called off."""

    reason = forms.CharField(
        label=_("Why it is cancelled"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("Everybody who is registered reads this."),
    )
