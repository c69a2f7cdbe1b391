"""What comes in with an attempt, and what is said of a person or a certificate."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from courses.models import Certificate, TestedLevel

Choices = Sequence[tuple[Any, Any]]

SALT = "courses.drawn"
LONGEST = 3600
"""Seconds: who takes longer was away."""
LARGEST_STATEMENT = 64 * 1024


def stamp(at: datetime) -> str:
    """Return the moment at which a page was drawn, for its forms: nobody can choose another."""
    return Signer(salt=SALT).sign(str(int(at.timestamp())))


def read_stamp(value: str) -> datetime | None:
    """Return the moment that ``stamp`` wrote; nothing where it was no such moment."""
    try:
        return datetime.fromtimestamp(int(Signer(salt=SALT).unsign(value)), UTC)
    except (BadSignature, ValueError):
        return None


class AttemptForm(forms.Form):
    """An attempt's id, made when its page was drawn, and when that was.

    Sent twice, it is one attempt.
    """

    attempt = forms.UUIDField()
    drawn = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Read the moment from its stamp; a bad one is as good as none."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["drawn"] = read_stamp(cleaned.get("drawn") or "")
        return cleaned

    def count_seconds(self, at: datetime) -> int | None:
        """Return how long the page had been open; an hour at most, nothing where nobody knows."""
        drawn: datetime | None = self.cleaned_data["drawn"]
        if drawn is None:
            return None
        return min(max(0, round((at - drawn).total_seconds())), LONGEST)


class StatementField(forms.CharField):
    """A statement of a player as JSON; ``None`` where there is none."""

    def to_python(self, value: object) -> Any:
        """Return what the JSON says, whatever it is."""
        text = super().to_python(value)
        if not text:
            return None
        if len(text) > LARGEST_STATEMENT:
            raise forms.ValidationError("too large")
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("not JSON") from error

    def run_validators(self, value: object) -> None:
        """Leave it to those who read it: any JSON may come in."""


class ReportForm(AttemptForm):
    """What an H5P module reports: a statement of its own, or nothing but that it is open."""

    content = forms.IntegerField(min_value=1)
    statement = StatementField(required=False)
    stamp = forms.CharField(required=False, max_length=500)


class StateForm(forms.Form):
    """Where somebody is in an H5P module."""

    content = forms.IntegerField(min_value=1)
    type = forms.CharField(max_length=60)
    part = forms.CharField(max_length=36)
    value = forms.CharField(strip=False)


class PersonForm(forms.Form):
    """The address of the person of whom a trainer says something."""

    email = forms.EmailField(label=_("Their e-mail address, in full"))


class ReasonForm(forms.Form):
    """Why: kept with the name of who says it, and shown to the person it is about."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with your name. The person finds it in the file of their data."),
    )


class MarkForm(ReasonForm):
    """What counts as done, or as passed too."""

    what = forms.ChoiceField(label=_("What"))
    is_passed = forms.TypedChoiceField(
        label=_("Counts as"),
        coerce=lambda value: value == "passed",
        choices=[("done", _("Done")), ("passed", _("Done and passed"))],
    )
    field_order = ["what", "is_passed", "reason"]

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)  # noqa: S101  # for the type checker
        what.choices = choices


class LevelForm(ReasonForm):
    """Which level of a skill somebody has, and how that is known."""

    skill = forms.ChoiceField(label=_("Skill"))
    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, choices=[(level, str(level)) for level in range(1, 6)]
    )
    kind = forms.ChoiceField(
        label=_("How you know"),
        choices=[
            (TestedLevel.Kind.CONFIRMED.value, _("I have seen it at work")),
            (TestedLevel.Kind.PRIOR.value, _("Prior learning: a diploma, work before")),
        ],
    )
    field_order = ["skill", "level", "kind", "reason"]

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skill = self.fields["skill"]
        assert isinstance(skill, forms.ChoiceField)  # noqa: S101  # for the type checker
        skill.choices = choices


class HolderForm(forms.Form):
    """The name on one's own certificate."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        required=False,
        max_length=Certificate._meta.get_field("holder").max_length,  # noqa: SLF001  # Django's API
        help_text=_(
            "Write it as an employer should read it, or leave it empty. Whoever has the link sees "
            "it. After a change, files that you saved before no longer count as valid."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class NumberForm(forms.Form):
    """The number of a certificate, typed from paper."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        help_text=_("Eight letters and digits, for example 7K3M-9QXD."),
    )


class RevokeForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Certificate.Reason.choices,
        widget=forms.RadioSelect,
        help_text=_("Everybody who opens the certificate reads it."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("Stays in here. Write no more about the person than is needed."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
