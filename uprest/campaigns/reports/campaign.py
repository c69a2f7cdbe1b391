"""What an officer reads about one campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext

from courses.selectors import list_modules
from courses.types import CourseModule
from uprest.campaigns.changes import compare, thaw_row
from uprest.campaigns.models import Campaign, CampaignCount
from uprest.campaigns.reports.figures import (
    ChangeLine,
    FigureLine,
    write_changes,
    write_day,
    write_figure,
)
from uprest.campaigns.selectors.campaigns import name_gap, name_sector
from uprest.campaigns.selectors.offers import pick_courses
from uprest.campaigns.selectors.releases import find_release_after, read_rows
from uprest.campaigns.selectors.texts import Words, choose_words
from uprest.reporting.reports.facts import Fact
from uprest.reporting.selectors.words import Names, read_names

Kind = CampaignCount.Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class CountLine:
    """A dated count in words; a figure that was not counted that day is ""."""

    day: str
    invited: str
    yes: str
    began: str
    finished: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a later release says. ``still_running`` is a word of caution, or ""."""

    measured: str
    still_running: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignPage:
    """The whole page. ``effect`` is None where no later release exists."""

    campaign: Campaign
    words: Words
    state_label: str
    gap: str
    sector: str
    courses: tuple[CourseModule, ...]
    is_draft: bool
    is_running: bool
    is_over: bool
    over: str
    from_release: str
    figures: tuple[FigureLine, ...]
    facts: tuple[Fact, ...]
    history: tuple[CountLine, ...]
    effect: Effect | None
    has_started: bool
    languages: str


def build_campaign_page(*, campaign: Campaign, language: str) -> CampaignPage:
    """Return the page of a campaign that came through the gate, read with its texts.

    Six queries at most.
    """
    state = Campaign.State
    names = read_names()
    counts = list(campaign.counts.order_by("counted_at")) if campaign.started_at else []
    modules = list_modules(language=language)
    then = tuple(thaw_row(kept) for kept in campaign.figures)
    return CampaignPage(
        campaign=campaign,
        words=choose_words(campaign, language=language),
        state_label=campaign.get_state_display(),
        gap=name_gap(campaign, names),
        sector=name_sector(campaign),
        courses=pick_courses(modules, campaign.course_keys),
        is_draft=campaign.state == state.DRAFT,
        is_running=campaign.state == state.RUNNING,
        is_over=campaign.state in (state.ENDED, state.CANCELLED),
        over=_tell_over(campaign),
        from_release=write_day(campaign.release.as_of) if campaign.release else "",
        figures=tuple(write_figure(row, names) for row in then),
        facts=_list_facts(counts),
        history=_list_history(counts),
        effect=_find_effect(campaign, names),
        has_started=campaign.started_at is not None,
        languages=", ".join(sorted(row.get_language_display() for row in campaign.texts.all())),
    )


def _tell_over(campaign: Campaign) -> str:
    if campaign.over_at is None:
        return ""
    day = {"day": write_day(localdate(campaign.over_at))}
    if campaign.state == Campaign.State.CANCELLED:
        return gettext("Cancelled on %(day)s.") % day
    return gettext("Ended on %(day)s.") % day


# --- Progress -----------------------------------------------------------------------------------


def _list_facts(counts: Sequence[CampaignCount]) -> tuple[Fact, ...]:
    """Return the newest counts as leading figures, each with its day."""
    newest = {count.kind: count for count in counts}
    businesses, people = newest.get(Kind.BUSINESSES), newest.get(Kind.PEOPLE)
    return (
        _fact(gettext("Businesses invited"), businesses, "invited"),
        _fact(gettext("Businesses taking part"), businesses, "yes"),
        _fact(gettext("People who began a course"), people, "began"),
        _fact(gettext("People who finished a course"), people, "finished"),
    )


def _fact(label: str, count: CampaignCount | None, name: str) -> Fact:
    return Fact(
        label=label,
        value=_write_count(count, name),
        note=write_day(localdate(count.counted_at)) if count else "",
    )


def _write_count(count: CampaignCount | None, name: str) -> str:
    """Return a count as words: a number, nearly all, or too few."""
    too_few = gettext("fewer than five")
    if name in ("began", "finished"):
        too_few = gettext("too few to show")
    if count is None:
        return too_few
    if name in count.nearly:
        return gettext("nearly all of them")
    figure = count.figures.get(name)
    return too_few if figure is None else number_format(figure, use_l10n=True, force_grouping=True)


def _list_history(counts: Sequence[CampaignCount]) -> tuple[CountLine, ...]:
    """Return all counts by day, the newest first."""
    by_moment: dict[datetime, dict[str, CampaignCount]] = {}
    for count in counts:
        by_moment.setdefault(count.counted_at, {})[count.kind] = count
    return tuple(
        _write_line(moment, by_moment[moment]) for moment in sorted(by_moment, reverse=True)
    )


def _write_line(moment: datetime, counts: dict[str, CampaignCount]) -> CountLine:
    businesses, people = counts.get(Kind.BUSINESSES), counts.get(Kind.PEOPLE)
    return CountLine(
        day=write_day(localdate(moment)),
        invited=_write_count(businesses, "invited") if businesses else "",
        yes=_write_count(businesses, "yes") if businesses else "",
        began=_write_count(people, "began") if people else "",
        finished=_write_count(people, "finished") if people else "",
    )


# --- Effect -------------------------------------------------------------------------------------


def _find_effect(campaign: Campaign, names: Names) -> Effect | None:
    if campaign.started_at is None or campaign.state == Campaign.State.CANCELLED:
        return None
    release = find_release_after(municipality=campaign.municipality, moment=campaign.started_at)
    if release is None:
        return None
    then = [thaw_row(kept) for kept in campaign.figures]
    changes = compare(
        then=then, now=read_rows(release=release).rows, since=localdate(campaign.started_at)
    )
    still_running = ""
    if campaign.over_at is None or release.taken_at < campaign.over_at:
        still_running = gettext(
            "The figures were taken before the campaign was over. Look again after the next ones."
        )
    return Effect(
        measured=write_day(release.as_of),
        still_running=still_running,
        lines=write_changes(changes, names),
    )
