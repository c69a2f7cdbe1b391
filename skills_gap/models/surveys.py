"""Surveys (versions of the skills check), their situation questions, and knowledge items.

A survey is edited as long as it is a draft. Once it is published, it, its questions and their
answers stay as they are: people answered them. ``services.surveys`` publishes and copies.
"""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from uprest.skills.models import Skill


class PublishedSurveyError(ValidationError):
    """Somebody tried to change or delete a part of a survey that is no draft any more."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A published survey stays as it is, because people have answered it. "
                "Make a new version."
            )
        )


RowT = TypeVar("RowT", bound=models.Model, covariant=True)


class GuardedQuerySet(models.QuerySet[RowT]):
    """Rows of surveys: deleting any that belongs to a published one is refused."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, all or none.

        :raises PublishedSurveyError: if one of them is no draft.
        """
        for row in self:
            if isinstance(row, Guarded):
                row.refuse_unless_draft()
        return super().delete()


class Guarded(models.Model):
    """A row that may be changed and deleted only in a draft; its manager is a guarded one."""

    class Meta:
        abstract = True

    def refuse_unless_draft(self) -> None:
        """Refuse where the row belongs to a survey that is no draft.

        :raises PublishedSurveyError: in that case.
        """
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in a draft only."""
        self.refuse_unless_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete from a draft only."""
        self.refuse_unless_draft()
        return super().delete(*args, **kwargs)


class Survey(Guarded):
    """One version of the skills check. Once published it is never edited, only followed."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        PUBLISHED = "PUBLISHED", _("Published")
        ARCHIVED = "ARCHIVED", _("Archived")

    version = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    notes = models.TextField(_("what is new in this version"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

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

    def refuse_unless_draft(self) -> None:
        """See ``Guarded``; what counts is the status stored, not the one set on this instance."""
        stored = Survey.objects.filter(pk=self.pk).values_list("status", flat=True).first()
        if stored not in (None, Survey.Status.DRAFT):
            raise PublishedSurveyError


class Question(Guarded, ClusterableModel):
    """A situation from a working day; its answers stand for levels of one skill."""

    survey = models.ForeignKey(
        Survey, models.CASCADE, related_name="questions", verbose_name=_("survey")
    )
    skill = models.ForeignKey(
        Skill, models.PROTECT, related_name="questions", verbose_name=_("skill")
    )
    situation = models.TextField(_("situation"))
    prompt = models.CharField(_("question"), max_length=200)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["survey", "skill"], name="one_question_a_skill")
        ]

    def __str__(self) -> str:
        return self.situation

    @property
    def answers(self) -> str:
        """All answers with their levels, in the reader's language."""
        return " / ".join(f"{option.level}: {option.text}" for option in self.options.all())

    def refuse_unless_draft(self) -> None:
        """See ``Guarded``."""
        if self.survey.status != Survey.Status.DRAFT:
            raise PublishedSurveyError


class AnswerOption(Guarded):
    """A short answer that shows one level. Level 0 ("not yet") is added to every question."""

    question = ParentalKey(
        Question, on_delete=models.CASCADE, related_name="options", verbose_name=_("question")
    )
    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.CharField(_("answer"), max_length=200)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["question", "level"], name="one_answer_a_level")
        ]

    def __str__(self) -> str:
        return self.text

    def refuse_unless_draft(self) -> None:
        """See ``Guarded``."""
        self.question.refuse_unless_draft()


class KnowledgeItem(ClusterableModel):
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

    item = ParentalKey(
        KnowledgeItem,
        on_delete=models.CASCADE,
        related_name="options",
        verbose_name=_("knowledge item"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("answer"), max_length=300)
    is_correct = models.BooleanField(_("right"), default=False)
    feedback = models.TextField(_("feedback"), blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="one_option_a_position")
        ]

    def __str__(self) -> str:
        return self.text
