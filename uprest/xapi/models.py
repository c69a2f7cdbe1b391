"""Statements as they are kept, whose they are, and who may read all of them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Actor(models.Model):
    """The one link between a person and the opaque account that statements know them by.

    Without this row nobody can tell whose the statements are: erasing somebody deletes it.
    ``read_through`` says until when the learning record was read for this person.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    account = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    read_through = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("account in statements")
        verbose_name_plural = _("accounts in statements")

    def __str__(self) -> str:
        return str(self.account)


class Statement(models.Model):
    """One statement; what it says never changes.

    ``body`` is the whole of it. The other columns are there to find it: activities by a short key
    of their IRI (``statements.make_lookup``). ``stored`` is never the same twice and never goes
    back, so that whoever has read until a moment has read everything until then.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    account = models.UUIDField()
    verb = models.CharField(max_length=20, help_text="Its code, see uprest/xapi/verbs.py.")
    activity = models.UUIDField()
    parent = models.UUIDField(null=True, blank=True)
    grouping = models.UUIDField(null=True, blank=True)
    registration = models.UUIDField(null=True, blank=True)
    timestamp = models.DateTimeField()
    stored = models.DateTimeField(unique=True)
    body = models.JSONField()
    is_voided = models.BooleanField(default=False)
    forwarded_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    refusal = models.CharField(
        max_length=500, blank=True, help_text="Why another record store does not take it."
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        indexes = [
            models.Index(fields=["account", "stored"], name="statements_of_one"),
            models.Index(fields=["verb", "stored"], name="statements_by_verb"),
            models.Index(fields=["activity", "stored"], name="statements_by_activity"),
            models.Index(fields=["parent", "stored"], name="statements_by_parent"),
            models.Index(fields=["grouping", "stored"], name="statements_by_grouping"),
            models.Index(fields=["registration", "stored"], name="statements_by_registration"),
            models.Index(fields=["timestamp"], name="statements_by_age"),
            models.Index(
                fields=["stored"],
                name="statements_to_forward",
                condition=models.Q(forwarded_at__isnull=True, refusal=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Ledger(models.Model):
    """One row: until when statements are stored and deleted, and how forwarding stands.

    Who stores statements locks it, one after the other. ``forwarding_until`` is the lease of the
    one worker that forwards; ``failures`` counts tries in a row that another store did not answer.
    """

    stored_through = models.DateTimeField(null=True, blank=True)
    deleted_through = models.DateTimeField(null=True, blank=True)
    forwarding_until = models.DateTimeField(null=True, blank=True)
    forward_after = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("progress of statements")

    def __str__(self) -> str:
        return f"{self.stored_through}"


class Watermark(models.Model):
    """Until when one kind of row of a learning record has been read for everybody."""

    name = models.CharField(primary_key=True, max_length=40)
    through = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("latest statement handed over")

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key with which an operator's program reads all statements.

    Its secret is shown once and kept as a hash: 32 random bytes, so that a plain one is enough.
    """

    id = models.CharField(primary_key=True, max_length=16, editable=False)
    name = models.CharField(_("name"), max_length=80)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("key to statements")
        verbose_name_plural = _("keys to statements")

    def __str__(self) -> str:
        return self.name
