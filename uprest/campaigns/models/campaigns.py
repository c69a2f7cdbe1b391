"""Campaigns of a city, the businesses that were asked, and dated counts."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.ecosystem.models import Municipality, Organisation, Sector
from uprest.reporting.models import Release


class Campaign(models.Model):
    """A city asks its businesses to close a gap with some courses by a day.

    ``skills`` are codes; ``area`` is the code of the area that was chosen instead, whose skills
    they then are. ``sector`` is empty for all sectors. ``courses`` are keys of courses. ``figures``
    are the rows of the release that it starts from, as ``uprest.campaigns.figures`` writes them:
    frozen, whatever becomes of the release.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", pgettext_lazy("state of a campaign", "Draft")
        RUNNING = "RUNNING", pgettext_lazy("state of a campaign", "Running")
        ENDED = "ENDED", pgettext_lazy("state of a campaign", "Ended")
        CANCELLED = "CANCELLED", pgettext_lazy("state of a campaign", "Cancelled")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="campaigns", verbose_name=_("city")
    )
    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    skills = models.JSONField(default=list)
    area = models.CharField(max_length=80, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True)
    courses = models.JSONField(default=list)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    release = models.ForeignKey(Release, models.SET_NULL, related_name="+", null=True, blank=True)
    figures = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    over_at = models.DateTimeField(null=True, blank=True)
    over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    over_reason = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        indexes = [models.Index(fields=["municipality", "state"], name="campaign_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.starts_on:%Y-%m-%d}"

    @property
    def course_keys(self) -> list[UUID]:
        """The keys of its courses."""
        return [UUID(key) for key in self.courses]


class CampaignText(models.Model):
    """What a campaign says in one language."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of a campaign")
        verbose_name_plural = _("texts of campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "language"], name="one_campaign_text_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """A business that was asked to take part, and what its owner said last."""

    class Answer(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("answer to a campaign", "Not answered")
        YES = "YES", pgettext_lazy("answer to a campaign", "Takes part")
        NO = "NO", pgettext_lazy("answer to a campaign", "Does not take part")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="participations")
    invited_at = models.DateTimeField()
    answer = models.CharField(max_length=4, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invited business")
        verbose_name_plural = _("invited businesses")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organisation"], name="one_participation_a_business"
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class CampaignCount(models.Model):
    """A dated count of a campaign: what an officer may see, and privately what it came from.

    A count is empty where it may not be shown. ``nearly`` names those that stand for "nearly
    all": the rest would be too few. ``basis`` gives for each part of the count a print by
    business; the next count is compared with it, and nobody is shown it.
    """

    class Kind(models.TextChoices):
        BUSINESSES = "BUSINESSES", "businesses"
        PEOPLE = "PEOPLE", "people"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="counts")
    kind = models.CharField(max_length=10, choices=Kind)
    counted_at = models.DateTimeField()
    figures = models.JSONField(default=dict)
    nearly = models.JSONField(default=list)
    basis = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count of a campaign")
        verbose_name_plural = _("counts of campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "counted_at"], name="one_campaign_count_a_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.counted_at:%Y-%m-%d}"
