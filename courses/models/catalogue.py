"""The catalogue: an index, its courses, and their lessons, as Wagtail pages."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from courses.blocks import LessonBodyBlock
from courses.models.activities import Activity, ChangeKind
from courses.panels import CourseForm, LessonForm
from courses.validators import validate_icon
from uprest.core.models import BasePage
from uprest.skills.models import Occupation, Skill


class CataloguePage(BasePage):
    """What the pages of the catalogue share."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """Return the restrictions on this page and those above it, in one query instead of two."""
        if self.alias_of_id:
            return super().get_view_restrictions()
        above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        lies_above = models.Q(page__path__in=above) | models.Q(page__aliases__path__in=above)
        return PageViewRestriction.objects.filter(lies_above).distinct()


class CourseIndexPage(CataloguePage):
    """The list of all courses in one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/course_index.html"

    class Meta:
        verbose_name = _("course index")


class RetakeRule(models.TextChoices):
    """Which of several attempts counts for a pass."""

    BEST = "BEST", _("The best")
    LATEST = "LATEST", _("The latest")


class CoursePage(CataloguePage):
    """A course: short lessons that raise a skill from one level to another."""

    summary = models.TextField(_("summary"), max_length=400)
    audience = models.CharField(_("who it is for"), max_length=250, blank=True)
    outcomes = RichTextField(
        _("what you can do afterwards"), features=["ul", "bold", "italic"], blank=True
    )
    icon = models.CharField(
        _("icon"),
        max_length=60,
        default="book-open",
        validators=[validate_icon],
        help_text=_("A name from lucide.dev, for example “clock”."),
    )

    validity_months = models.PositiveSmallIntegerField(
        _("valid for how many months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_(
            "For topics that have to be refreshed. Learners are reminded in time, and take the "
            "course again from the beginning. Leave it empty where it holds for good."
        ),
    )
    retake_rule = models.CharField(
        _("which attempt counts"),
        max_length=6,
        choices=RetakeRule,
        default=RetakeRule.BEST,
        help_text=_(
            "The latest can only count in a course that expires. "
            "Learners read it before they start."
        ),
    )

    done_when = models.CharField(
        _("an exercise counts as done"),
        max_length=10,
        choices=Activity.DoneWhen,
        default=Activity.DoneWhen.ANSWERED,
        help_text=_(
            "Answered is right for most courses. Passed holds back whoever has not passed every "
            "exercise that is scored; what has no right answer is done once it is answered."
        ),
    )

    # A page has the same address in every language, apart from the language in front; what
    # counts is the same in every language too.
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("icon", overridable=False),
        SynchronizedField("validity_months", overridable=False),
        SynchronizedField("retake_rule", overridable=False),
        SynchronizedField("done_when", overridable=False),
    ]
    base_form_class = CourseForm

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("outcomes"),
        FieldPanel("icon"),
        InlinePanel(
            "taught_skills",
            label=_("skill"),
            min_num=1,
            max_num=6,
            heading=_("Skills that this course raises"),
        ),
        InlinePanel("occupations", label=_("occupation"), heading=_("Written for")),
        InlinePanel("prerequisites", label=_("course"), heading=_("Courses to take before")),
        MultiFieldPanel(
            [
                FieldPanel("done_when"),
                FieldPanel("validity_months"),
                FieldPanel("retake_rule"),
            ],
            heading=_("What completes it, and for how long"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
        index.SearchField("audience"),
        index.SearchField("outcomes"),
    ]
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/course.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class TaughtSkill(Orderable):
    """A skill that a course raises, and from which level to which."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="taught_skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("skill"))
    from_level = models.PositiveSmallIntegerField(
        _("from level"), validators=[MaxValueValidator(4)], default=0
    )
    to_level = models.PositiveSmallIntegerField(
        _("to level"), validators=[MinValueValidator(1), MaxValueValidator(5)], default=2
    )

    panels = [FieldPanel("skill"), FieldPanel("from_level"), FieldPanel("to_level")]

    class Meta(Orderable.Meta):
        verbose_name = _("taught skill")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_level__gt=models.F("from_level")), name="teaches_upwards"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_level}-{self.to_level}"


class CourseOccupation(Orderable):
    """An occupation that a course is written for."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="occupations")
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, related_name="+", verbose_name=_("occupation")
    )

    panels = [FieldPanel("occupation")]

    class Meta(Orderable.Meta):
        verbose_name = _("occupation")


class CoursePrerequisite(Orderable):
    """A course that should be done before; any of its languages counts."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    course = models.ForeignKey(
        CoursePage, models.PROTECT, related_name="+", verbose_name=_("course")
    )

    panels = [FieldPanel("course")]

    class Meta(Orderable.Meta):
        verbose_name = _("prerequisite")


class LessonPage(CataloguePage):
    """A lesson of five to ten minutes."""

    summary = models.CharField(_("summary"), max_length=250, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    body = StreamField(LessonBodyBlock(), verbose_name=_("body"), max_num=20, blank=True)

    change_kind = models.CharField(
        _("what this change means"),
        max_length=12,
        choices=ChangeKind,
        default=ChangeKind.MINOR,
        help_text=_(
            "Counts when you publish, and only for a lesson that is out already. Small correction: "
            "nobody is told. Worth reading again: those who have not finished the course yet see "
            "“updated”. New edition: everybody who is still taking the course does this lesson "
            "and its exercises anew. Whoever has completed the course keeps that in every case."
        ),
    )

    # Only what is chosen in the source language counts: the others follow with a translation.
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("change_kind", overridable=False),
    ]
    base_form_class = LessonForm

    content_panels = [
        *BasePage.content_panels,
        HelpPanel(
            _(
                "One thing to take to work tomorrow, in five minutes: 6 to 10 blocks, "
                "and one or two exercises at the end. The first lesson of a course is open to all."
            )
        ),
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        FieldPanel("change_kind", widget=RadioSelect),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
