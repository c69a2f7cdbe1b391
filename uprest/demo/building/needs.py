"""The need boards and the lists of actions of the sample cities, something in each state."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from uprest.accounts.models import User
from uprest.campaigns.models import Campaign, Need
from uprest.campaigns.services.actions import add_note, create_action
from uprest.campaigns.services.needs import (
    answer_need,
    ask_for_module,
    decline_need,
    set_support,
    take_need,
)
from uprest.campaigns.types import ActionContent, NeedContent
from uprest.core.loading import read_json
from uprest.demo.building.accounts import find_user, get_team_business
from uprest.demo.building.campaigns import FILE, Team, find_course, find_officer, list_teams
from uprest.demo.building.cities import get_sample_city
from uprest.demo.samples import read_people
from uprest.ecosystem.models import Municipality, Organisation
from uprest.reporting.models import Release
from uprest.skills.models import Occupation, Skill

A_DAY = timedelta(days=1)


def ask_and_act(*, at: datetime) -> None:
    """Put needs on the boards, and actions on the lists."""
    samples = read_json(FILE)
    for number, sample in enumerate(samples["needs"]):
        _ask(sample, number, at)
    for sample in samples["actions"]:
        _act(sample, at)


# --- Needs ----------------------------------------------------------------------------------------


def _ask(sample: dict[str, Any], number: int, at: datetime) -> None:
    """Ask as the sample says, let other businesses need it too, and decide it."""
    city = get_sample_city(sample["city"])
    teams = list_teams(city)
    asked_at = at - timedelta(days=sample["days_ago"])
    business, asker = _find_asker(sample["asker"], city, teams, number)
    need = ask_for_module(
        municipality=city,
        organisation=business,
        content=NeedContent(
            skill_id=_find_key(Skill, sample.get("skill")),
            words=sample.get("words", ""),
            occupation_id=_find_key(Occupation, sample.get("occupation")),
            why=sample["why"],
            language=sample["language"],
            shows_name=sample.get("shows_name", False),
        ),
        token=uuid4(),
        is_other=False,
        by=asker,
        at=asked_at,
    )
    others = [team for team in teams if team[0] != business]
    for other, (owner, _staff) in others[: sample["supports"]]:
        set_support(
            need_id=need.pk, organisation=other, needs_it=True, by=owner, at=asked_at + A_DAY
        )
    _decide(need, sample, asked_at + 5 * A_DAY)


def _find_asker(
    kind: str, city: Municipality, teams: list[Team], number: int
) -> tuple[Organisation | None, User]:
    if kind == "city":
        return None, find_officer(city)
    if kind == "team":
        return get_team_business(), find_user(read_people().team.owner)
    business, (owner, _staff) = teams[-1 - number]
    return business, owner


def _find_key(model: Any, code: str | None) -> int | None:
    return model.objects.get(code=code).pk if code else None


def _decide(need: Need, sample: dict[str, Any], at: datetime) -> None:
    trainer = find_user(read_people().trainer)
    state = sample["state"]
    if state in (Need.State.WRITING, Need.State.ANSWERED):
        take_need(need_id=need.pk, trainer=trainer, at=at)
    if state == Need.State.ANSWERED:
        course = find_course(sample["course"], sample["language"])
        answer_need(
            need_id=need.pk, course_key=course.translation_key, trainer=trainer, at=at + 20 * A_DAY
        )
    if state == Need.State.DECLINED:
        decline_need(need_id=need.pk, reason=sample["reason"], trainer=trainer, at=at)


# --- Actions --------------------------------------------------------------------------------------


def _act(sample: dict[str, Any], at: datetime) -> None:
    city = get_sample_city(sample["city"])
    officer = find_officer(city)
    campaign = _find_campaign(city, sample["from"])
    release = Release.objects.filter(municipality=city).latest()
    notes = sample["notes"]
    oldest = max((days for days, _state, _text in notes), default=10)
    action = create_action(
        municipality=city,
        content=ActionContent(
            title=sample["title"],
            finding=sample["finding"],
            owner_id=officer.pk,
            due_on=localdate(at) + timedelta(days=sample["due_in_days"]),
            release_id=None if campaign else release.pk,
            campaign_id=campaign.pk if campaign else None,
        ),
        token=uuid4(),
        by=officer,
        at=at - timedelta(days=oldest + 1),
    )
    for days, state, text in notes:
        add_note(action=action, text=text, state=state, by=officer, at=at - timedelta(days=days))


def _find_campaign(city: Municipality, name: str) -> Campaign | None:
    states = {"before": Campaign.State.ENDED, "now": Campaign.State.RUNNING}
    if name not in states:
        return None
    return Campaign.objects.get(municipality=city, state=states[name])
