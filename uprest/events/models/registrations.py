"""Who comes to an event, and who was there."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.events.models.events import Event, Place


class Registration(models.Model):
    """Somebody's seat at an event, or their place in the queue for one.

    Of one person there is one row an event; who comes back after cancelling queues anew.
    ``needs`` (access, food) is for the organisers, and is deleted when the event is over.
    """

    class State(models.TextChoices):
        REGISTERED = "REGISTERED", pgettext_lazy("state of a registration", "Registered")
        WAITING = "WAITING", pgettext_lazy("state of a registration", "On the waiting list")
        CANCELLED = "CANCELLED", pgettext_lazy("state of a registration", "Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    place = models.ForeignKey(Place, models.RESTRICT, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="event_registrations"
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    needs = models.TextField(_("needs"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State)
    registered_at = models.DateTimeField(_("registered at"))
    changed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [models.Index(fields=["place", "state", "registered_at"], name="seats_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="one_registration_an_event")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CheckIn(models.Model):
    """That somebody was there; never deleted, only undone.

    ``deed`` is what their learning record has of it (see ``courses.models.Correction``), and
    ``recorded_at`` when it was written there: nothing where the event gives no evidence.
    """

    class Method(models.TextChoices):
        CODE = "CODE", _("With the code of the place")
        LIST = "LIST", _("By an organiser, from the list")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="check_ins")
    method = models.CharField(max_length=4, choices=Method)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    deed = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(undone_at__isnull=True),
                name="one_check_in_a_registration",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
