"""What somebody has tried, what it came to, and what was said about it later.

Attempt (append-only) and Correction (append-only) -> ItemState. Rows are owned by a user, or by a
visitor without an account until they are claimed.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.activities import Activity, EvidenceSource
from courses.models.immutable import OWNED_BY_ONE, Immutable


class Attempt(Immutable):
    """One try at an activity; never changed.

    ``id`` comes from the client, so that a second sending of the same try is the same row.
    ``rule_version`` is the one that it was judged by, ``course_key`` the course that the activity
    lay in then (empty where it was made before that was kept).
    ``seconds`` is how long the page had been open (see courses.forms); empty where that says
    nothing, as after a step on the way.
    """

    Source = EvidenceSource

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    cycle = models.PositiveSmallIntegerField(default=1)
    course_key = models.UUIDField(null=True, blank=True)
    rule_version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=list)
    score = models.FloatField()
    is_passed = models.BooleanField()
    source = models.CharField(max_length=8, choices=EvidenceSource)
    language = models.CharField(max_length=5)
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(fields=["activity", "received_at"], name="attempts_in_order"),
            models.Index(fields=["received_at"], name="attempts_by_receipt"),
        ]
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="attempt_of_one"),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="score_in_range"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ItemState(models.Model):
    """What somebody has shown in one activity in one cycle; attempts only ever raise it.

    ``done_at`` and ``passed_at`` are the earliest, ``last_at`` and ``last_passed_at`` the newest
    dates: all four only move one way, so that devices may report in any order. ``granted_at`` and
    ``pass_granted_at`` are what a trainer has given (see Correction): they complete, and are no
    tested evidence.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="states")
    cycle = models.PositiveSmallIntegerField(default=1)
    best_score = models.FloatField(default=0)
    tries = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    last_passed_at = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    pass_granted_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item state")
        verbose_name_plural = _("item states")
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="item_state_of_one"),
            models.UniqueConstraint(
                fields=["user", "activity", "cycle"],
                condition=models.Q(user__isnull=False),
                name="one_state_a_user",
            ),
            models.UniqueConstraint(
                fields=["visitor_id", "activity", "cycle"],
                condition=models.Q(visitor_id__isnull=False),
                name="one_state_a_visitor",
            ),
        ]

    def __str__(self) -> str:
        return str(self.best_score)


class Correction(Immutable):
    """A later judgement: on one attempt (a regrade), or on an activity (an override).

    A regrade has the score that the attempt has now, by which ``rule_version``; of several the
    newest holds. An override says that an activity counts as done, or as passed too
    (``is_passed``). Attendance says that a lesson was attended at an event: it counts as done, and
    proves nothing. What was said in error is taken back by another row, never deleted.
    ``deed`` joins the rows that were made by one act.
    """

    class Kind(models.TextChoices):
        REGRADE = "REGRADE", _("Scored again")
        OVERRIDE = "OVERRIDE", _("Marked by a trainer")
        ATTENDANCE = "ATTENDANCE", _("Attended at an event")

    kind = models.CharField(max_length=10, choices=Kind)
    deed = models.UUIDField(db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="corrections", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="corrections")
    cycle = models.PositiveSmallIntegerField(default=1)
    attempt = models.ForeignKey(
        Attempt, models.CASCADE, related_name="corrections", null=True, blank=True
    )
    takes_back = models.OneToOneField(
        "self", models.CASCADE, related_name="taken_back_by", null=True, blank=True
    )
    rule_version = models.PositiveIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    is_passed = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    by_name = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    corrected_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        permissions = [
            ("regrade", "Can have answers scored again"),
            ("override", "Can mark activities, courses and levels for a person"),
        ]
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="correction_of_one"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["OVERRIDE", "ATTENDANCE"], attempt=None)
                | models.Q(kind="REGRADE", attempt__isnull=False, score__isnull=False),
                name="regrade_of_an_attempt",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="ATTENDANCE") | models.Q(is_passed=False),
                name="attendance_passes_nothing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LearnerText(models.Model):
    """What somebody wrote in an activity that asks for words; theirs to change and to delete.

    Kept apart from attempts, which are never changed: words may name people.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="texts")
    text = models.TextField()
    written_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of a learner")
        verbose_name_plural = _("texts of learners")
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="text_of_one"),
            models.UniqueConstraint(
                fields=["user", "activity"],
                condition=models.Q(user__isnull=False),
                name="one_text_a_user",
            ),
            models.UniqueConstraint(
                fields=["visitor_id", "activity"],
                condition=models.Q(visitor_id__isnull=False),
                name="one_text_a_visitor",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
