"""Who takes a course, who has completed it, and which levels somebody has shown.

Who enrols is a user; so enrolments and completions are.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.immutable import OWNED_BY_ONE, Immutable
from uprest.skills.models import Skill


class Enrolment(models.Model):
    """Somebody takes a course, and the lesson to go on with.

    A new cycle begins where a completion has expired, or a little before.
    """

    class Source(models.TextChoices):
        OWN = "OWN", _("Own choice")
        PATH = "PATH", _("Recommended path")
        ASSIGNED = "ASSIGNED", _("Assigned")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField(db_index=True)
    cycle = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=10, choices=Source, default=Source.OWN)
    enrolled_at = models.DateTimeField()
    last_lesson_key = models.UUIDField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course_key", "cycle"], name="one_enrolment_a_cycle"
            )
        ]

    def __str__(self) -> str:
        return str(self.course_key)


class CompletionRecord(Immutable):
    """That somebody completed a course in a cycle: immutable, with the title as it was.

    ``rule_version`` is the highest of the activities that counted; ``content_hash`` is of all
    their hashes, so that it says exactly what was completed. ``expires_at`` is empty where the
    course did not say how long it is valid.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="completions")
    course_key = models.UUIDField(db_index=True)
    cycle = models.PositiveSmallIntegerField(default=1)
    course_title = models.CharField(max_length=255)
    language = models.CharField(max_length=5)
    rule_version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    last_evidence_at = models.DateTimeField()
    completed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course_key", "cycle"], name="one_completion_a_cycle"
            )
        ]

    def __str__(self) -> str:
        return self.course_title


class Reminder(Immutable):
    """That somebody was told how many days before that their completion expires."""

    completion = models.ForeignKey(CompletionRecord, models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["completion", "days"], name="one_reminder_a_time")
        ]

    def __str__(self) -> str:
        return str(self.days)


class TestedLevel(models.Model):
    """The highest level of a skill that somebody has shown by one kind of evidence; only raised."""

    __test__ = False  # the name is no test class

    class Kind(models.TextChoices):
        TESTED = "TESTED", _("Tested")
        CONFIRMED = "CONFIRMED", _("Confirmed by a trainer")
        PRIOR = "PRIOR", _("Prior learning")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TESTED)
    level = models.PositiveSmallIntegerField()
    shown_at = models.DateTimeField()
    shown_by = models.CharField(max_length=200, help_text="Which activity or item showed it.")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tested level")
        verbose_name_plural = _("tested levels")
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="tested_level_of_one"),
            models.UniqueConstraint(
                fields=["user", "skill", "kind"],
                condition=models.Q(user__isnull=False),
                name="one_tested_level_a_user",
            ),
            models.UniqueConstraint(
                fields=["visitor_id", "skill", "kind"],
                condition=models.Q(visitor_id__isnull=False),
                name="one_tested_level_a_visitor",
            ),
        ]

    def __str__(self) -> str:
        return str(self.level)


class LevelConfirmation(Immutable):
    """That a trainer confirmed a level, or recognised prior learning: who, when and why.

    What was said in error is taken back by another row, never deleted.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="confirmations")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=10,
        choices=[
            (kind.value, kind.label)
            for kind in (TestedLevel.Kind.CONFIRMED, TestedLevel.Kind.PRIOR)
        ],
    )
    level = models.PositiveSmallIntegerField()
    takes_back = models.OneToOneField(
        "self", models.CASCADE, related_name="taken_back_by", null=True, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    by_name = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    confirmed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("confirmation of a level")
        verbose_name_plural = _("confirmations of levels")

    def __str__(self) -> str:
        return str(self.level)


class CatalogueVersion(models.Model):
    """One row whose token changes with every change of a course or lesson.

    What is cached of the catalogue carries the token, so that it is never stale in any process.
    """

    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("version of the catalogue")

    def __str__(self) -> str:
        return str(self.token)
