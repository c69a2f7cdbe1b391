"""What people answered. Owned by a user or by a visitor without an account."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from skills_gap.models.surveys import KnowledgeItem, KnowledgeOption, Survey
from uprest.ecosystem.models import Municipality, Organisation, Sector
from uprest.skills.models import Occupation, Skill

OWNED_BY_ONE = models.Q(user__isnull=False) ^ models.Q(visitor_id__isnull=False)


class Response(models.Model):
    """One run through the skills check.

    ``seed`` fixes which random extra questions are drawn. A visitor's response is deleted some
    days after ``started_at`` unless an account claims it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="responses", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses")
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="+")
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.SET_NULL, related_name="+", null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, related_name="+", null=True, blank=True
    )
    language = models.CharField(max_length=5)
    seed = models.PositiveBigIntegerField()
    asks_the_rest = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=20, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [models.CheckConstraint(condition=OWNED_BY_ONE, name="response_of_one")]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """An answer about one skill, with why it was asked and with what chance.

    ``level`` is empty where the answer is no level: not my job, I don't know, or skipped. These
    are three different things, and none of them is zero.
    """

    class Kind(models.TextChoices):
        LEVEL = "LEVEL", _("Level")
        NOT_MY_JOB = "NOT_MY_JOB", _("Not part of my job")
        UNKNOWN = "UNKNOWN", _("I don't know")
        SKIPPED = "SKIPPED", _("Skipped")

    class Why(models.TextChoices):
        BOUND = "bound", _("It could have been one of your largest gaps")
        RANDOM = "random", _("Drawn at random")
        CHOSEN = "chosen", _("You asked for the rest")

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    why = models.CharField(max_length=8, choices=Why)
    chance = models.FloatField()
    answered_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["response", "skill"], name="one_answer_a_skill"),
            models.CheckConstraint(
                condition=models.Q(kind="LEVEL", level__range=(0, 5))
                | (~models.Q(kind="LEVEL") & models.Q(level__isnull=True)),
                name="level_where_a_level_was_given",
            ),
            models.CheckConstraint(
                condition=models.Q(chance__gt=0, chance__lte=1), name="chance_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.kind if self.level is None else str(self.level)


class KnowledgeAttempt(models.Model):
    """One try at a knowledge item; kept, never changed. The first try is the one that proves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, blank=True
    )
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    item = models.ForeignKey(KnowledgeItem, models.PROTECT, related_name="attempts")
    option = models.ForeignKey(KnowledgeOption, models.PROTECT, related_name="+")
    is_correct = models.BooleanField()
    answered_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("knowledge attempt")
        verbose_name_plural = _("knowledge attempts")
        constraints = [
            models.CheckConstraint(condition=OWNED_BY_ONE, name="knowledge_attempt_of_one")
        ]

    def __str__(self) -> str:
        return str(self.id)
