"""Sample practices in four languages, what two cities made of them, and one self-check."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from uprest.accounts.models import User
from uprest.core.loading import read_json
from uprest.demo.building.cities import get_sample_city
from uprest.demo.building.pictures import keep_picture
from uprest.demo.samples import DATA
from uprest.practices.models import Adaptation, PracticePage
from uprest.practices.plan_files import NEWEST, read_plan
from uprest.practices.services.adaptations import AdaptationFields, add_note, begin_adaptation
from uprest.practices.services.library import publish_practice, set_up_library
from uprest.practices.services.plans import (
    ActionFields,
    Given,
    close_round,
    fingerprint,
    save_action,
    save_answers,
    start_round,
)

PRACTICES = DATA / "practices"
TRIED = DATA / "adaptations.json"
NO_ANSWER = fingerprint("", "", "")


def build_practices(*, at: datetime) -> None:
    """Publish the sample practices, or bring them up to date, in all languages."""
    set_up_library()  # a demo site that was built before there was one
    for raw in read_json(PRACTICES / "practices.json")["practices"]:
        facts = {**raw["facts"], "is_sample": True}
        drawing = facts.pop("drawing", "")
        if drawing:
            facts["picture"] = keep_picture(drawing)
        publish_practice(
            slug=raw["slug"],
            texts=raw["texts"],
            facts=facts,
            skills=raw["skills"],
            sectors=tuple(raw["sectors"]),
        )


def try_practices(*, at: datetime) -> None:
    """Let two cities adapt a practice, and one of them check its digital plan."""
    raw = read_json(TRIED)
    for one in raw["adaptations"]:
        _adapt(one, at)
    _check_plan(raw["round"], at)


def _adapt(raw: dict[str, Any], at: datetime) -> Adaptation:
    officer = User.objects.get(email=raw["officer"])
    begun = at - timedelta(days=raw["days_ago"])
    names = ("title", "changes", "who", "cost", "state", "outcome", "evidence", "measured")
    adaptation = begin_adaptation(
        municipality=get_sample_city(raw["city"]),
        practice=PracticePage.objects.get(
            slug=raw["practice"], locale__language_code=raw["language"]
        ),
        fields=AdaptationFields(
            **{name: raw[name] for name in (*names, "lessons", "is_public")},
            starts_on=localdate(at - timedelta(days=raw["starts_days_ago"])),
        ),
        language=raw["language"],
        by=officer,
        at=begun,
    )
    for days_ago, text in raw["notes"]:
        day = at - timedelta(days=days_ago)
        add_note(adaptation=adaptation, happened_on=localdate(day), text=text, by=officer, at=day)
    return adaptation


def _check_plan(raw: dict[str, Any], at: datetime) -> None:
    officer = User.objects.get(email=raw["officer"])
    city = get_sample_city(raw["city"])
    begun = at - timedelta(days=raw["days_ago"])
    round_ = start_round(municipality=city, name=raw["name"], by=officer, at=begun)
    given = {
        item: Given(value, comment, "", NO_ANSWER)
        for item, (value, comment) in raw["answers"].items()
    }
    save_answers(round_=round_, given=given, by=officer, at=begun)
    for fields in _list_actions(raw["actions"], city.language, at):
        save_action(round_=round_, action=None, fields=fields, by=officer, at=begun)
    close_round(round_=round_, at=at - timedelta(days=raw["closed_days_ago"]))


def _list_actions(
    rows: Iterable[dict[str, Any]], language: str, at: datetime
) -> Iterable[ActionFields]:
    """Yield the actions; one for a statement is called as the self-check proposes it."""
    plan = read_plan(NEWEST)
    for row in rows:
        item = plan.find_item(row["item"])
        yield ActionFields(
            title=item.action[language] if item else row["title"],
            owner=row["owner"],
            due_on=localdate(at + timedelta(days=row["due_in_days"])),
            state=row["state"],
            note=row["note"],
            item=row["item"],
        )
