"""Surveys (versions of the skills check), their situation questions, and knowledge items."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.skills.models import Skill


class Survey(models.Model):
    """One version of the skills check. Once published it is never edited, only followed."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        PUBLISHED = "PUBLISHED", _("Published")
        ARCHIVED = "ARCHIVED", _("Archived")

    version = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    notes = models.TextField(_("what is new in this version"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=models.Q(status="PUBLISHED"),
                name="one_survey_published",
            )
        ]

    def __str__(self) -> str:
        return str(self.version)


class Question(models.Model):
    """A situation from a working day; its answers stand for levels of one skill."""

    survey = models.ForeignKey(
        Survey, models.CASCADE, related_name="questions", verbose_name=_("survey")
    )
    skill = models.ForeignKey(
        Skill, models.PROTECT, related_name="questions", verbose_name=_("skill")
    )
    situation = models.TextField(_("situation"))
    prompt = models.CharField(_("question"), max_length=200)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["survey", "skill"], name="one_question_a_skill")
        ]

    def __str__(self) -> str:
        return self.situation


class AnswerOption(models.Model):
    """A short answer that shows one level. Level 0 ("not yet") is added to every question."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="options", verbose_name=_("question")
    )
    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.CharField(_("answer"), max_length=200)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["question", "level"], name="one_answer_a_level")
        ]

    def __str__(self) -> str:
        return self.text


class KnowledgeItem(models.Model):
    """A question with one right answer. A right answer is *tested* evidence of a level."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    skill = models.ForeignKey(
        Skill, models.PROTECT, related_name="knowledge_items", verbose_name=_("skill")
    )
    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    question = models.TextField(_("question"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("knowledge item")
        verbose_name_plural = _("knowledge items")

    def __str__(self) -> str:
        return self.question


class KnowledgeOption(models.Model):
    """One answer to a knowledge item, with the feedback that it gets."""

    item = models.ForeignKey(
        KnowledgeItem, models.CASCADE, related_name="options", verbose_name=_("knowledge item")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("answer"), max_length=300)
    is_correct = models.BooleanField(_("right"), default=False)
    feedback = models.TextField(_("feedback"), blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="one_option_a_position")
        ]

    def __str__(self) -> str:
        return self.text
