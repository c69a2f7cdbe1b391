"""Certificates: what was earned, copied as it was, and whether it still stands.

CompletionRecord -> Certificate -> StatusEntry (its place in the public list of withdrawn ones)
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.records import CompletionRecord


class StatusEntry(models.Model):
    """A place in a status list, drawn at random and used once; set for good when withdrawn."""

    list_number = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    is_withdrawn = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place in a status list")
        verbose_name_plural = _("places in status lists")
        constraints = [
            models.UniqueConstraint(fields=["list_number", "place"], name="one_use_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.list_number}#{self.place}"


class Certificate(models.Model):
    """That somebody has proven what a course teaches, as it was on the day of issue.

    ``holder`` is a name or "": the one thing that its holder may change, and that goes when they
    are erased. ``signed_at`` is when it got its present name. ``skills`` is a list of objects with
    ``code``, ``name``, ``level``, ``kind`` (of TestedLevel) and ``shown_at``. Never deleted.
    """

    class Reason(models.TextChoices):
        IN_ERROR = "IN_ERROR", _("It was issued in error")
        NOT_OWN_WORK = "NOT_OWN_WORK", _("The work was not the holder's own")
        EVIDENCE = "EVIDENCE", _("The evidence no longer stands")
        ASKED = "ASKED", _("The holder asked for it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    completion = models.ForeignKey(CompletionRecord, models.CASCADE, related_name="certificates")
    entry = models.OneToOneField(StatusEntry, models.PROTECT, related_name="certificate")
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=5)
    holder = models.CharField(_("name"), max_length=80, blank=True)
    skills = models.JSONField(default=list)
    completed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    rule_version = models.PositiveIntegerField()
    issued_at = models.DateTimeField(_("issued at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    signed_at = models.DateTimeField()
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    note = models.TextField(_("note"), max_length=500, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        permissions = [("revoke_certificates", _("Can revoke certificates"))]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_standing_certificate_a_completion",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, reason="")
                | models.Q(revoked_at__isnull=False) & ~models.Q(reason=""),
                name="revoked_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(holder="", note=""),
                name="erased_without_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.number
