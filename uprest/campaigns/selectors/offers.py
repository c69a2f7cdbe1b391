"""Campaigns as businesses, their people and everybody else see them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from courses.selectors import list_modules
from courses.types import CourseModule
from skills_gap.types import HomeCard
from uprest.campaigns.models import Campaign, Participation
from uprest.campaigns.selectors.campaigns import read_campaigns
from uprest.campaigns.selectors.texts import Words, choose_words
from uprest.ecosystem.models import Organisation

SHOWN_TO_ALL = (Campaign.State.RUNNING, Campaign.State.ENDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitedLine:
    """A campaign that a business was asked to take part in, and what it said."""

    campaign_id: int
    words: Words
    ends_on: dt.date
    is_running: bool
    state_label: str
    takes_part: bool
    is_answered: bool
    answer_label: str
    over_reason: str
    courses: tuple[CourseModule, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicCampaign:
    """A campaign as everybody sees it."""

    words: Words
    city: str
    is_running: bool
    starts_on: dt.date
    ends_on: dt.date
    courses: tuple[CourseModule, ...]


def pick_courses(
    modules: Sequence[CourseModule], keys: Collection[UUID]
) -> tuple[CourseModule, ...]:
    """Return the courses with ``keys`` that can be opened."""
    return tuple(module for module in modules if module.course_key in keys and module.url)


def suggest_courses(
    modules: Sequence[CourseModule], skills: Collection[str]
) -> tuple[CourseModule, ...]:
    """Return the courses that raise one of ``skills`` and can be opened."""
    return tuple(
        module
        for module in modules
        if module.url and any(one.skill_code in skills for one in module.teaches)
    )


def list_invitations(*, organisation: Organisation, language: str) -> list[InvitedLine]:
    """Return the campaigns that a business, which came through the gate, was asked to join.

    What runs first, then the newest; drafts were sent to nobody (three queries).
    """
    rows = (
        Participation.objects.filter(organisation=organisation)
        .select_related("campaign__municipality")
        .prefetch_related("campaign__texts")
        .order_by("-campaign__started_at", "-pk")
    )
    modules = list_modules(language=language)
    lines = [_build_line(row, modules, language) for row in rows]
    return sorted(lines, key=lambda line: not line.is_running)


def _build_line(row: Participation, modules: Sequence[CourseModule], language: str) -> InvitedLine:
    campaign = row.campaign
    return InvitedLine(
        campaign_id=campaign.pk,
        words=choose_words(campaign, language=language),
        ends_on=campaign.ends_on,
        is_running=campaign.state == Campaign.State.RUNNING,
        state_label=campaign.get_state_display(),
        takes_part=row.answer == Participation.Answer.YES,
        is_answered=row.answer != Participation.Answer.OPEN,
        answer_label=row.get_answer_display(),
        over_reason=campaign.over_reason,
        courses=pick_courses(modules, campaign.course_keys),
    )


def find_public_campaign(*, pk: int, language: str) -> PublicCampaign | None:
    """Return a campaign that runs or has ended, for everybody (three queries)."""
    campaign = read_campaigns().filter(pk=pk, state__in=SHOWN_TO_ALL).first()
    if campaign is None:
        return None
    return PublicCampaign(
        words=choose_words(campaign, language=language),
        city=campaign.municipality.name,
        is_running=campaign.state == Campaign.State.RUNNING,
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        courses=pick_courses(list_modules(language=language), campaign.course_keys),
    )


def list_home_cards(*, user_id: int, language: str) -> list[HomeCard]:
    """Return the running campaigns that a business of somebody takes part in.

    One query where there is none, three else.
    """
    campaigns = (
        read_campaigns()
        .filter(
            state=Campaign.State.RUNNING,
            participations__answer=Participation.Answer.YES,
            participations__organisation__memberships__user=user_id,
            participations__organisation__memberships__left_at=None,
        )
        .distinct()
        .order_by("ends_on", "pk")
    )
    found = list(campaigns)
    modules = list_modules(language=language) if found else []
    return [_build_card(campaign, modules, language) for campaign in found]


def _build_card(campaign: Campaign, modules: Sequence[CourseModule], language: str) -> HomeCard:
    words = choose_words(campaign, language=language)
    courses = pick_courses(modules, campaign.course_keys)
    return HomeCard(
        eyebrow=campaign.municipality.name,
        title=words.title,
        text=gettext(
            "Your workplace takes part until %(day)s. The city sees only how many people learn, "
            "never who."
        )
        % {"day": date_format(campaign.ends_on, "DATE_FORMAT", use_l10n=True)},
        links=(
            *((course.url, course.title) for course in courses),
            (reverse("campaigns:page", args=(campaign.pk,)), gettext("About the campaign")),
        ),
    )
