"""What a course asks for, by which rule, and how its lessons have changed.

Keys are translation keys and block ids, so that one progress holds in every language.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.immutable import Immutable
from uprest.skills.models import Skill


class EvidenceSource(models.TextChoices):
    """Who says what an attempt is worth."""

    SERVER = "SERVER", _("Scored on the server")
    SELF = "SELF", _("Reported by the learner's browser")


class Activity(models.Model):
    """Something to do in a course, materialised when its lesson is published; never deleted.

    ``key`` is the lesson's translation key, or the block's id for an exercise: the same in every
    language. (A copied lesson brings its blocks' ids along, and a new edition of a lesson has new
    keys; then the key is derived.)

    ``is_live`` says that it can be done in some language, ``is_required`` that it counts: it is
    live in the course's source language, which everybody can reach. What exists only in a
    translation can be done and is recorded, and counts for nobody: switching the language would
    change the percentage otherwise. A lesson that only some readers may open does not count either.

    ``rule`` is a hash of what makes an answer right, and for which skill and level;
    ``rule_version`` rises with it, with ``pass_mark`` and with ``done_when`` (see ActivityRule).
    ``content_hash`` is of the words, in the source language. ``source`` is the strongest evidence
    that an attempt at it can be: what a browser reports is never proof. ``updated_at`` is when its
    lesson last had a major change; ``counts_latest`` says that the latest attempt counts for a
    pass, and not the best.
    """

    class Kind(models.TextChoices):
        LESSON = "LESSON", _("Lesson read to the end")
        EXERCISE = "EXERCISE", _("Exercise")

    class DoneWhen(models.TextChoices):
        ANSWERED = "ANSWERED", _("Answered, whatever the score")
        PASSED = "PASSED", _("Passed")

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    exercise_kind = models.CharField(max_length=40, blank=True, help_text="The kind of block.")
    course_key = models.UUIDField(db_index=True)
    lesson_key = models.UUIDField()
    block_id = models.UUIDField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField()
    is_required = models.BooleanField(default=True)
    is_live = models.BooleanField(default=True)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    is_taught = models.BooleanField(
        default=False, help_text="Its level lies in what the course teaches (from < level <= to)."
    )
    source = models.CharField(max_length=8, choices=EvidenceSource, default=EvidenceSource.SERVER)
    rule = models.CharField(max_length=64, blank=True)
    rule_version = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(max_length=64, blank=True)
    pass_mark = models.FloatField(default=1.0)
    done_when = models.CharField(max_length=10, choices=DoneWhen, default=DoneWhen.ANSWERED)
    attempt_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    counts_latest = models.BooleanField(default=False)
    updated_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson_key", "block_id", "edition"], name="one_activity_a_block"
            ),
            models.CheckConstraint(
                condition=models.Q(pass_mark__gte=0, pass_mark__lte=1), name="pass_mark_in_range"
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)


class ActivityRule(Immutable):
    """One version of the rule of an activity, and since when it holds.

    An attempt is judged by the version in force when it was made.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="rules")
    version = models.PositiveIntegerField()
    rule = models.CharField(max_length=64, blank=True)
    pass_mark = models.FloatField()
    done_when = models.CharField(max_length=10, choices=Activity.DoneWhen)
    content_hash = models.CharField(max_length=64, blank=True)
    since = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rule version")
        verbose_name_plural = _("rule versions")
        constraints = [
            models.UniqueConstraint(fields=["activity", "version"], name="one_rule_a_version")
        ]

    def __str__(self) -> str:
        return str(self.version)


class ChangeKind(models.TextChoices):
    """What publishing a lesson again means for those who have done it."""

    MINOR = "MINOR", _("Small correction")
    MAJOR = "MAJOR", _("Worth reading again")
    NEW_EDITION = "NEW_EDITION", _("New edition")


class ContentChange(Immutable):
    """That a lesson was published with a change that its learners should know of."""

    course_key = models.UUIDField(db_index=True)
    lesson_key = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12, choices=ChangeKind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    by_name = models.CharField(max_length=150, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of a lesson")
        verbose_name_plural = _("changes of lessons")

    def __str__(self) -> str:
        return self.kind
