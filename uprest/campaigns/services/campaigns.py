"""A campaign's life: written, started, ended or cancelled, in one direction."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext

from courses.selectors import list_modules
from uprest.accounts.models import User
from uprest.campaigns.changes import choose_rows, freeze_row
from uprest.campaigns.models import Campaign, CampaignText, Participation
from uprest.campaigns.selectors.businesses import list_counting_businesses
from uprest.campaigns.selectors.releases import read_release_rows
from uprest.campaigns.services.counting import count_campaign
from uprest.campaigns.services.telling import tell_invited, tell_over
from uprest.campaigns.types import CampaignContent, NotReadyError, TransitionError
from uprest.ecosystem.models import Municipality, Organisation
from uprest.ecosystem.types import AccessDenied
from uprest.skills.selectors import list_skills

State = Campaign.State


@transaction.atomic
def create_campaign(
    *, municipality: Municipality, content: CampaignContent, token: UUID, by: User, at: datetime
) -> Campaign:
    """Write a draft. The same ``token`` sent twice makes one.

    :raises AccessDenied: if the token belongs to another city.
    """
    known = Campaign.objects.filter(token=token).first()
    if known is not None:
        if known.municipality_id != municipality.pk:
            raise AccessDenied
        return known
    campaign = Campaign(municipality=municipality, token=token, created_at=at, created_by=by)
    _write(campaign, content)
    return campaign


@transaction.atomic
def edit_campaign(*, campaign: Campaign, content: CampaignContent) -> Campaign:
    """Change a draft; the figures are taken anew from the release it goes back to.

    :raises TransitionError: if it is no draft any more.
    """
    found = _lock(campaign)
    _refuse_unless(found, State.DRAFT)
    _write(found, content)
    return found


def _write(campaign: Campaign, content: CampaignContent) -> None:
    """Set what the officer wrote, and freeze the rows that it starts from."""
    skills = content.skills
    if content.area:
        skills = tuple(
            skill.code for skill in list_skills() if skill.area and skill.area.code == content.area
        )
    found = read_release_rows(municipality=campaign.municipality, release_id=content.release_id)
    chosen = choose_rows(
        found.rows if found else (), skills=skills, area=content.area, sector=content.sector
    )
    campaign.skills, campaign.area, campaign.sector = list(skills), content.area, content.sector
    campaign.courses = [str(key) for key in content.courses]
    campaign.starts_on, campaign.ends_on = content.starts_on, content.ends_on
    campaign.release = found.release if found else None
    campaign.figures = [freeze_row(row) for row in chosen]
    campaign.save()
    campaign.texts.all().delete()
    CampaignText.objects.bulk_create(
        CampaignText(campaign=campaign, language=language, title=title, text=text)
        for language, (title, text) in content.texts.items()
    )


# --- Started --------------------------------------------------------------------------------------


@transaction.atomic
def start_campaign(*, campaign: Campaign, by: User, at: datetime) -> Campaign:
    """Start a draft now, and invite the businesses of its sector. Started twice, it runs once.

    A first day that was still to come becomes today; so does one that is past.

    :raises NotReadyError: if its time is over, a course is gone or in another campaign, or there
        is no business to invite.
    :raises TransitionError: if it has ended or was cancelled.
    """
    found = _lock(campaign)
    if found.state == State.RUNNING:
        return found
    _refuse_unless(found, State.DRAFT)
    # of two that start at once the second sees the courses of the first
    Municipality.objects.select_for_update(no_key=True).get(pk=found.municipality_id)
    today = localdate(at)
    _check_ready(found, today)
    found.state, found.started_at, found.started_by, found.starts_on = State.RUNNING, at, by, today
    found.save(update_fields=["state", "started_at", "started_by", "starts_on"])
    invite_businesses(campaign=found, at=at)
    count_campaign(campaign=found, at=at)
    return found


def _check_ready(campaign: Campaign, today: date) -> None:
    if campaign.ends_on < today:
        raise NotReadyError(
            gettext("The last day is past. Edit the campaign and choose a later one.")
        )
    live = {str(module.course_key) for module in list_modules(language="en") if module.url}
    if not campaign.courses or set(campaign.courses) - live:
        raise NotReadyError(
            gettext("A course of the campaign is not published any more. Edit it and choose again.")
        )
    others = Campaign.objects.filter(
        municipality_id=campaign.municipality_id, state=State.RUNNING
    ).exclude(pk=campaign.pk)
    taken = {key for courses in others.values_list("courses", flat=True) for key in courses}
    if taken & set(campaign.courses):
        raise NotReadyError(
            gettext(
                "One of the courses is already in a running campaign of your city. A course can "
                "be in one at a time: otherwise two counts together could tell of one business."
            )
        )
    if not _find_businesses(campaign):
        raise NotReadyError(
            gettext("There is no business to invite in this sector. Choose another or all sectors.")
        )


def _find_businesses(campaign: Campaign) -> list[int]:
    return list_counting_businesses(
        municipality_id=campaign.municipality_id, sector=campaign.sector
    )


@transaction.atomic
def invite_businesses(*, campaign: Campaign, at: datetime) -> int:
    """Invite the businesses of a running campaign that were not invited; return how many."""
    known = set(campaign.participations.values_list("organisation_id", flat=True))
    new = [pk for pk in _find_businesses(campaign) if pk not in known]
    Participation.objects.bulk_create(
        (
            Participation(campaign=campaign, organisation_id=organisation_id, invited_at=at)
            for organisation_id in new
        ),
        ignore_conflicts=True,
    )
    tell_invited(campaign=campaign, organisation_ids=new, at=at)
    return len(new)


@transaction.atomic
def answer_invitation(
    *, campaign_id: int, organisation: Organisation, takes_part: bool, by: User, at: datetime
) -> Participation:
    """Say for a business, which came through the gate, whether it takes part; it may change.

    :raises AccessDenied: if the business was not invited.
    :raises TransitionError: if the campaign does not run any more.
    """
    found = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .filter(campaign_id=campaign_id, organisation=organisation)
        .first()
    )
    if found is None:
        raise AccessDenied
    _refuse_unless(found.campaign, State.RUNNING)
    answer = Participation.Answer.YES if takes_part else Participation.Answer.NO
    if found.answer != answer:
        found.answer, found.answered_at, found.answered_by = answer, at, by
        found.save(update_fields=["answer", "answered_at", "answered_by"])
    return found


# --- Over -----------------------------------------------------------------------------------------


@transaction.atomic
def end_campaign(*, campaign: Campaign, reason: str, by: User | None, at: datetime) -> Campaign:
    """End a running campaign, count a last time, and tell who takes part. Twice ends it once.

    :raises TransitionError: if it does not run.
    """
    found = _lock(campaign)
    if found.state == State.ENDED:
        return found
    _refuse_unless(found, State.RUNNING)
    count_campaign(campaign=found, at=at)
    _finish(found, State.ENDED, reason, by, at)
    return found


@transaction.atomic
def cancel_campaign(*, campaign: Campaign, reason: str, by: User, at: datetime) -> Campaign:
    """Cancel a draft or a running campaign. Twice cancels it once.

    :raises TransitionError: if it has ended.
    """
    found = _lock(campaign)
    if found.state == State.CANCELLED:
        return found
    _refuse_unless(found, State.DRAFT, State.RUNNING)
    _finish(found, State.CANCELLED, reason, by, at)
    return found


def _finish(campaign: Campaign, state: str, reason: str, by: User | None, at: datetime) -> None:
    campaign.state, campaign.over_reason = state, reason
    campaign.over_at, campaign.over_by = at, by
    campaign.save(update_fields=["state", "over_reason", "over_at", "over_by"])
    part = campaign.participations.filter(answer=Participation.Answer.YES)
    tell_over(
        campaign=campaign,
        organisation_ids=list(part.values_list("organisation_id", flat=True)),
        at=at,
    )


def tend_campaigns(*, at: datetime) -> int:
    """End what is past its last day; invite and count anew for what runs. Return how many ran."""
    running = list(Campaign.objects.filter(state=State.RUNNING).order_by("pk"))
    return sum(_tend(campaign, at) for campaign in running)


@transaction.atomic
def _tend(campaign: Campaign, at: datetime) -> bool:
    """Tend one campaign as it is now; an officer may have ended it meanwhile."""
    found = _lock(campaign)
    if found.state != State.RUNNING:
        return False
    if found.ends_on < localdate(at):
        end_campaign(campaign=found, reason="", by=None, at=at)
    else:
        invite_businesses(campaign=found, at=at)
        count_campaign(campaign=found, at=at)
    return True


def _lock(campaign: Campaign) -> Campaign:
    """Return the campaign as it is now; of two who decide at once, one comes after the other."""
    return (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("municipality")
        .get(pk=campaign.pk)
    )


def _refuse_unless(campaign: Campaign, *states: str) -> None:
    if campaign.state not in states:
        raise TransitionError(
            gettext("This campaign is in the state “%(state)s”: that cannot be done any more.")
            % {"state": campaign.get_state_display()}
        )
