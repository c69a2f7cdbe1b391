"""What somebody answered when they were asked again."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.activities import Activity
from courses.models.immutable import Immutable


class RecapAnswer(Immutable):
    """An answer to an exercise that somebody had passed before; never changed.

    It is no attempt: it counts no try, lowers nothing and raises nothing. ``stage`` is the days
    after which it was asked (see courses.recaps). ``id`` comes from the client, so that a second
    sending is the same row. Only people with an account are asked: a visit ends before it matters.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recap_answers")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="recap_answers")
    stage = models.PositiveSmallIntegerField()
    rule_version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=list)
    score = models.FloatField()
    is_right = models.BooleanField()
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("recap answer")
        verbose_name_plural = _("recap answers")
        indexes = [models.Index(fields=["activity", "stage"], name="recaps_of_a_stage")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="recap_score_in_range"
            ),
            # two tabs do not climb two stages
            models.UniqueConstraint(
                fields=["user", "activity", "rule_version", "stage"],
                condition=models.Q(is_right=True),
                name="one_right_recap_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_passed(self) -> bool:
        """Whether it was right, by the name that attempts have."""
        return self.is_right
