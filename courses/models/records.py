"""The learning record.

Activity -> Attempt (append-only) -> ItemState (raise-only) -> CompletionRecord (immutable).

Keys are translation keys and block ids, so that one progress holds in every language. Attempts,
states and tested levels are owned by a user, or by a visitor without an account until they are
claimed. Who enrols is a user; so enrolments and completions are.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.skills.models import Skill


class ImmutableError(TypeError):
    """Somebody tried to change a row of the record that is only ever added."""


class Immutable(models.Model):
    """A row that is added once and never saved again."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.

        :raises ImmutableError: if it is there already.
        """
        if not self._state.adding:
            raise ImmutableError(f"{type(self).__name__} is never changed.")
        super().save(*args, **kwargs)


OWNED_BY_ONE = models.Q(user__isnull=False) ^ models.Q(visitor_id__isnull=False)


class Activity(models.Model):
    """Something to do in a course, materialised when its lesson is published; never deleted.

    ``key`` is the lesson's translation key, or the block's id for an exercise: the same in every
    language. (A copied lesson brings its blocks' ids along; then the key is derived from both.)

    ``is_live`` says that it can be done in some language, ``is_required`` that it counts: it is
    live in the course's source language, which everybody can reach. What exists only in a
    translation can be done and is recorded, and counts for nobody: switching the language would
    change the percentage otherwise. A lesson that only some readers may open does not count either.

    ``rule`` is a hash of what makes an answer right, and for which skill and level;
    ``rule_version`` rises with it. ``content_hash`` is of the words, in the source language.
    """

    class Kind(models.TextChoices):
        LESSON = "LESSON", _("Lesson read to the end")
        EXERCISE = "EXERCISE", _("Exercise")

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    course_key = models.UUIDField(db_index=True)
    lesson_key = models.UUIDField()
    block_id = models.UUIDField(null=True, blank=True)
    position = models.PositiveIntegerField()
    is_required = models.BooleanField(default=True)
    is_live = models.BooleanField(default=True)
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    is_taught = models.BooleanField(
        default=False, help_text="Its level lies in what the course teaches (from < level <= to)."
    )
    rule = models.CharField(max_length=64, blank=True)
    rule_version = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(fields=["lesson_key", "block_id"], name="one_activity_a_block")
        ]

    def __str__(self) -> str:
        return str(self.key)


class Enrolment(models.Model):
    """Somebody takes a course, and the lesson to go on with.

    A new cycle begins where a certificate has expired.
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


class Attempt(Immutable):
    """One try at an activity; never changed.

    ``id`` comes from the client, so that a second sending of the same try is the same row.
    """

    class Source(models.TextChoices):
        SERVER = "SERVER", _("Scored on the server")
        SELF = "SELF", _("Reported by the learner's browser")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    rule_version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=list)
    score = models.FloatField()
    is_passed = models.BooleanField()
    source = models.CharField(max_length=8, choices=Source)
    language = models.CharField(max_length=5)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["activity", "received_at"], name="attempts_in_order")]
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="attempt_of_one"),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="score_in_range"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ItemState(models.Model):
    """The best that somebody has shown in one activity; only ever raised."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="states")
    best_score = models.FloatField(default=0)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item state")
        verbose_name_plural = _("item states")
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="item_state_of_one"),
            models.UniqueConstraint(
                fields=["user", "activity"],
                condition=models.Q(user__isnull=False),
                name="one_state_a_user",
            ),
            models.UniqueConstraint(
                fields=["visitor_id", "activity"],
                condition=models.Q(visitor_id__isnull=False),
                name="one_state_a_visitor",
            ),
        ]

    def __str__(self) -> str:
        return str(self.best_score)


class CompletionRecord(Immutable):
    """That somebody completed a course: immutable, with the title as it was.

    ``rule_version`` is the highest of the activities that counted; ``content_hash`` is of all
    their hashes, so that it says exactly what was completed.
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


class TestedLevel(models.Model):
    """The highest level of a skill that somebody has shown by tested evidence; only raised."""

    __test__ = False  # the name is no test class

    class Kind(models.TextChoices):
        TESTED = "TESTED", _("Tested")
        CONFIRMED = "CONFIRMED", _("Confirmed by a trainer")

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


class CatalogueVersion(models.Model):
    """One row whose token changes with every change of a course or lesson.

    What is cached of the catalogue carries the token, so that it is never stale in any process.
    """

    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("version of the catalogue")

    def __str__(self) -> str:
        return str(self.token)
