"""Messages to people, what they want of them, and mails to addresses without an account."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.notifications import types


class Group(models.TextChoices):
    """What a message is about."""

    LEARNING = types.Group.LEARNING.value, pgettext_lazy("messages about", "My learning")
    TEAM = types.Group.TEAM.value, pgettext_lazy("messages about", "My team and business")
    EVENTS = types.Group.EVENTS.value, pgettext_lazy("messages about", "Events")
    CITY = types.Group.CITY.value, pgettext_lazy("messages about", "The city and its campaigns")


class Pace(models.TextChoices):
    """How often somebody wants mail."""

    AT_ONCE = types.Pace.AT_ONCE.value, _("As it happens")
    DAILY = types.Pace.DAILY.value, _("Once a day, in one e-mail")
    WEEKLY = types.Pace.WEEKLY.value, _("Once a week, on Monday")


class MailState(models.TextChoices):
    """What became of the mail of a message.

    ``SENDING`` is set before the mail server is asked and never left for ``DUE`` again but by the
    process that set it: a mail that may have gone out is not sent a second time.
    """

    NONE = "NONE", _("On the site only")
    DUE = "DUE", _("To be sent")
    SENDING = "SENDING", _("Being sent")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Given up")


class NotificationSettings(models.Model):
    """What somebody wants of messages. Without a row the site's defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_settings"
    )
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    site_only = models.JSONField(default=list)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    season = models.CharField(max_length=11, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message settings")
        verbose_name_plural = _("message settings")

    def __str__(self) -> str:
        return self.get_pace_display()


class Notification(models.Model):
    """One message to one person, in the words and the language it was written in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    group = models.CharField(max_length=10, choices=Group)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    is_service = models.BooleanField(default=False)
    mail_state = models.CharField(max_length=8, choices=MailState, default=MailState.NONE)
    mail_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_message_a_key"),
        ]
        indexes = [
            models.Index(fields=["user", "created_at"], name="messages_of_a_person"),
            models.Index(
                fields=["mail_at"],
                condition=models.Q(mail_state__in=("DUE", "SENDING")),
                name="messages_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class AddressNotification(models.Model):
    """One mail to an address without an account.

    The address itself is dropped as soon as the mail is sent or given up; what stays is a keyed
    hash, so that the same mail is never sent twice.
    """

    address = models.EmailField(blank=True)
    address_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    created_at = models.DateTimeField()
    mail_state = models.CharField(max_length=8, choices=MailState, default=MailState.DUE)
    mail_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message to an address")
        verbose_name_plural = _("messages to addresses")
        constraints = [
            models.UniqueConstraint(fields=["address_hash", "key"], name="one_mail_a_key"),
        ]
        indexes = [
            models.Index(
                fields=["mail_at"],
                condition=models.Q(mail_state__in=("DUE", "SENDING")),
                name="address_messages_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class StoppedAddress(models.Model):
    """An address that wants no more mail, as a keyed hash."""

    address_hash = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField()

    class Meta:
        verbose_name = _("address that wants no mail")
        verbose_name_plural = _("addresses that want no mail")

    def __str__(self) -> str:
        return f"{self.stopped_at:%Y-%m-%d}"
