"""The self-check: who sees it, what is kept, what two officers do at once, and what comes out."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories.accounts import NOW
from tests.factories.ecosystem import AdministratorFactory, OfficerRoleFactory
from tests.factories.practices import PlanRoundFactory
from tests.practices.test_adaptations import list_people
from uprest.core.pdf import can_make_pdf
from uprest.notifications.models import Notification
from uprest.practices.models import PlanAction, PlanAnswer, PlanRound
from uprest.practices.plan_files import NEWEST, read_plan
from uprest.practices.services.plans import Given, fingerprint, save_answers

pytestmark = pytest.mark.django_db
PLAN = read_plan(NEWEST)
FIRST = PLAN.dimensions[0]
ITEM, SECOND, THIRD = FIRST.item_codes
EMPTY = fingerprint("", "", "")


@pytest.fixture
def officer(client):
    role = OfficerRoleFactory()
    client.force_login(role.user)
    return role


@pytest.fixture
def round_(officer):
    return PlanRoundFactory(municipality=officer.municipality)


def url(name, round_, *args):
    return reverse(f"practices:{name}", args=(round_.municipality.slug, round_.pk, *args))


def filled(**values):
    """Return the form of the first dimension as it was shown empty, with ``values`` filled in."""
    data = {f"{item}-seen": EMPTY for item in FIRST.item_codes}
    return data | {name.replace("__", "-"): value for name, value in values.items()}


def answer(round_, item, value, **fields):
    return PlanAnswer.objects.create(
        round=round_, item=item, value=value, answered_at=NOW, **fields
    )


def read(client, address, status=200):
    found = client.get(address)
    assert found.status_code == status, address
    return found.content.decode()


# --- The gate -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["nobody", "learner", "owner", "trainer", "officer elsewhere"])
def test_a_plan_is_for_the_officers_of_its_city_alone(client, who):
    round_ = PlanRoundFactory()
    action = PlanAction.objects.create(
        municipality=round_.municipality, round=round_, title="Ours", updated_at=NOW
    )
    user = list_people(round_.municipality)[who]
    if user:
        client.force_login(user)
    plans = reverse("practices:plans", args=(round_.municipality.slug,))
    part, actions = url("plan_part", round_, FIRST.code), url("plan_action", round_, action.pk)
    new = url("new_plan_action", round_)
    reads = [plans, url("plan", round_), part, url("plan_pdf", round_), new, actions]
    writes = [plans, part, url("close_plan", round_), url("reopen_plan", round_), new, actions]
    for method, addresses in (("get", reads), ("post", writes)):
        for address in addresses:
            found = getattr(client, method)(address, {"name": "X", "title": "X", "state": "open"})
            assert found.status_code == (403 if user else 302), address
    round_.refresh_from_db()
    assert round_.closed_at is None
    assert PlanAction.objects.get().title == "Ours"
    assert PlanRound.objects.count() == 1


def test_an_officer_reaches_no_round_of_another_city(client, officer):
    other = PlanRoundFactory()
    action = PlanAction.objects.create(
        municipality=other.municipality, round=other, title="Theirs", updated_at=NOW
    )
    slug = officer.municipality.slug
    for name, args in (
        ("plan", ()), ("plan_part", (FIRST.code,)), ("plan_pdf", ()), ("new_plan_action", ()),
        ("plan_action", (action.pk,)),
    ):  # fmt: skip
        read(client, reverse(f"practices:{name}", args=(slug, other.pk, *args)), status=404)
    for name in ("close_plan", "reopen_plan"):
        address = reverse(f"practices:{name}", args=(slug, other.pk))
        assert client.post(address).status_code == 404


def test_an_action_of_another_round_is_not_reached_through_ours(client, round_):
    other = PlanRoundFactory()
    action = PlanAction.objects.create(
        municipality=other.municipality, round=other, title="Theirs", updated_at=NOW
    )
    read(client, url("plan_action", round_, action.pk), status=404)


def test_administrators_may(client):
    round_ = PlanRoundFactory()
    client.force_login(AdministratorFactory())
    read(client, url("plan", round_))


# --- Rounds ---------------------------------------------------------------------------------


def test_a_round_begins_with_the_first_dimension(client, officer):
    plans = reverse("practices:plans", args=(officer.municipality.slug,))
    assert "Your first round" in read(client, plans)
    found = client.post(plans, {"name": "Autumn 2026"})
    round_ = PlanRound.objects.get()
    assert round_.version == NEWEST
    assert round_.started_by == officer.user
    assert found["Location"] == url("plan_part", round_, FIRST.code)
    listed = read(client, plans)
    assert "Go on with “Autumn 2026”" in listed
    assert "0 of 24 statements answered" in listed


def test_colleagues_are_told_of_a_round(client, officer):
    colleague = OfficerRoleFactory(municipality=officer.municipality).user
    plans = reverse("practices:plans", args=(officer.municipality.slug,))
    client.post(plans, {"name": "Autumn 2026"})
    message = Notification.objects.get()
    assert message.user == colleague
    assert "“Autumn 2026” has begun" in message.subject


def test_only_one_round_is_open_and_each_has_its_name(client, officer, round_):
    plans = reverse("practices:plans", args=(officer.municipality.slug,))
    found = client.post(plans, {"name": "Autumn 2026"})
    assert found.status_code == 422
    client.post(url("close_plan", round_))
    found = client.post(plans, {"name": round_.name})
    assert found.status_code == 422
    assert "Give this one another" in found.content.decode()
    client.post(plans, {"name": "Autumn 2026"})
    assert PlanRound.objects.count() == 2
    found = client.post(url("reopen_plan", round_), follow=True)
    assert "Only the last round can be opened again" in found.content.decode()


def test_a_closed_round_stands_until_it_is_opened_again(client, round_):
    client.post(url("close_plan", round_))
    found = client.post(url("plan_part", round_, FIRST.code), filled(**{f"{ITEM}-value": "3"}))
    assert found.status_code == 409
    assert "This round is closed" in found.content.decode()
    assert not PlanAnswer.objects.exists()
    client.post(url("reopen_plan", round_))
    client.post(url("plan_part", round_, FIRST.code), filled(**{f"{ITEM}-value": "3"}))
    assert PlanAnswer.objects.get().value == "3"


# --- Answers --------------------------------------------------------------------------------


def test_what_is_answered_is_kept_with_who_and_when(client, officer, round_):
    data = filled(
        **{
            f"{ITEM}-value": "2",
            f"{ITEM}-comment": "See the council's\r\nminutes.",
            f"{ITEM}-url": "https://example.org/plan",
            f"{SECOND}-value": "unknown",
        }
    )
    found = client.post(url("plan_part", round_, FIRST.code), data)
    assert found["Location"] == url("plan_part", round_, PLAN.dimensions[1].code)
    row = PlanAnswer.objects.get(item=ITEM)
    assert (row.value, row.answered_by) == ("2", officer.user)
    assert row.evidence_url == "https://example.org/plan"
    assert PlanAnswer.objects.get(item=SECOND).value == "unknown"
    assert not PlanAnswer.objects.filter(item=THIRD).exists()
    shown = read(client, url("plan_part", round_, FIRST.code))
    assert f"Answered by {officer.user.get_public_name()}" in shown
    assert "https://example.org/plan" in shown


def test_the_result_is_one_button_away(client, round_):
    data = filled(**{f"{ITEM}-value": "2", "result": "1"})
    found = client.post(url("plan_part", round_, FIRST.code), data)
    assert found["Location"] == url("plan", round_)


def test_a_fault_in_one_statement_holds_up_no_other_and_nothing_is_lost(client, round_):
    data = filled(
        **{
            f"{ITEM}-value": "2",
            f"{SECOND}-value": "3",
            f"{SECOND}-comment": "Half a day a week",
            f"{SECOND}-url": "not an address",
        }
    )
    found = client.post(url("plan_part", round_, FIRST.code), data)
    text = found.content.decode()
    assert found.status_code == 422
    assert "Half a day a week" in text
    assert "not an address" in text
    assert list(PlanAnswer.objects.values_list("item", flat=True)) == [ITEM]
    assert f'value="{fingerprint("2", "", "")}"' in text


def test_two_officers_do_not_write_over_each_other_s_statements(client, officer, round_):
    """Both open the empty page; one answers the first statement, the other the second."""
    second = OfficerRoleFactory(municipality=officer.municipality)
    address = url("plan_part", round_, FIRST.code)
    client.post(address, filled(**{f"{ITEM}-value": "1"}))
    client.force_login(second.user)
    client.post(address, filled(**{f"{SECOND}-value": "4"}))
    rows = {row.item: (row.value, row.answered_by) for row in PlanAnswer.objects.all()}
    assert rows == {ITEM: ("1", officer.user), SECOND: ("4", second.user)}


def test_of_two_answers_to_the_same_statement_the_later_stands_and_it_is_said(
    client, officer, round_
):
    second = OfficerRoleFactory(municipality=officer.municipality)
    address = url("plan_part", round_, FIRST.code)
    client.post(address, filled(**{f"{ITEM}-value": "1"}))
    client.force_login(second.user)
    found = client.post(address, filled(**{f"{ITEM}-value": "3"}), follow=True)
    assert f"{officer.user.get_public_name()} had answered" in found.content.decode()
    row = PlanAnswer.objects.get(item=ITEM)
    assert (row.value, row.answered_by) == ("3", second.user)


def test_an_answer_that_was_not_touched_keeps_its_author(client, officer, round_):
    second = OfficerRoleFactory(municipality=officer.municipality)
    answer(round_, ITEM, "2", answered_by=second.user)
    seen = fingerprint("2", "", "")
    data = filled() | {f"{ITEM}-value": "2", f"{ITEM}-seen": seen, f"{SECOND}-value": "1"}
    client.post(url("plan_part", round_, FIRST.code), data)
    assert PlanAnswer.objects.get(item=ITEM).answered_by == second.user


@pytest.mark.parametrize(
    "given", [{"nonsense": Given("2", "", "", "")}, {ITEM: Given("9", "", "", "")}]
)
def test_what_is_no_statement_or_no_answer_is_refused(officer, round_, given):
    with pytest.raises(ValueError):
        save_answers(round_=round_, given=given, by=officer.user, at=NOW)


def test_an_unknown_answer_from_a_browser_is_a_fault(client, round_):
    found = client.post(url("plan_part", round_, FIRST.code), filled(**{f"{ITEM}-value": "9"}))
    assert found.status_code == 422
    assert not PlanAnswer.objects.exists()


def test_a_dimension_that_is_not_there(client, round_):
    read(client, url("plan_part", round_, "nonsense"), status=404)


# --- The result -----------------------------------------------------------------------------


def test_the_profile_counts_what_is_known_and_tells_the_rest(client, round_):
    answer(round_, ITEM, "1")
    answer(round_, SECOND, "4")
    answer(round_, THIRD, "unknown")
    answer(round_, PLAN.dimensions[1].item_codes[0], "elsewhere")
    answer(round_, PLAN.dimensions[2].item_codes[0], "4")
    text = read(client, url("plan", round_))
    assert "2.5 of 4" in text
    assert "1 not known" in text
    assert "1 decided elsewhere" in text
    assert "furthest with “Services for citizens and visitors” (4.0 of 4)" in text
    assert PLAN.find_item(ITEM).action["en"] in text
    assert PLAN.find_item(THIRD).action["en"] in text
    assert PLAN.find_item(SECOND).action["en"] not in text


def test_a_later_round_tells_what_has_changed_in_what_was_asked_twice(client, officer):
    city = officer.municipality
    first = PlanRoundFactory(
        municipality=city, started_at=NOW - timedelta(days=200), closed_at=NOW, name="Autumn"
    )
    answer(first, ITEM, "1")
    later = PlanRoundFactory(municipality=city, started_at=NOW, name="Spring")
    answer(later, ITEM, "3")
    answer(later, SECOND, "0")
    text = read(client, url("plan", later))
    assert "Since Autumn" in text
    assert "+2.0" in text
    part = read(client, url("plan_part", later, FIRST.code))
    assert f"Autumn: {PLAN.find_item(ITEM).answers[1]['en']}" in part


def test_an_empty_round_says_what_to_do(client, round_):
    text = read(client, url("plan", round_))
    assert "Go on with: Strategy and leadership" in text
    assert "Here you will find an action" in text


@pytest.mark.parametrize("language", ["sv", "it", "hr"])
def test_in_every_language(client, round_, language):
    answer(round_, ITEM, "0")
    path = f"/{language}/city/{round_.municipality.slug}/plan/{round_.pk}/"
    assert PLAN.find_item(ITEM).action[language] in read(client, path).replace("&#x27;", "'")
    part = read(client, f"{path}part/{FIRST.code}/")
    assert FIRST.items[0].answers[4][language] in part


@pytest.mark.skipif(not can_make_pdf(), reason="PANGO IS MISSING: no PDF can be drawn here")
def test_it_can_be_printed(client, round_):
    answer(round_, ITEM, "0")
    found = client.get(url("plan_pdf", round_))
    assert found["Content-Type"] == "application/pdf"
    assert found.content.startswith(b"%PDF")
    assert "spring-2026.pdf" in found["Content-Disposition"]


def test_without_a_drawing_program_it_says_so(client, round_, monkeypatch):
    monkeypatch.setattr("uprest.core.pdf.can_make_pdf", lambda: False)
    text = read(client, url("plan_pdf", round_), status=503)
    assert "No PDF can be made here" in text


# --- Actions --------------------------------------------------------------------------------


def test_a_proposed_action_is_planned_and_then_marked(client, officer, round_):
    answer(round_, ITEM, "0")
    address = f"{url('new_plan_action', round_)}?item={ITEM}"
    proposal = PLAN.find_item(ITEM).action["en"]
    assert proposal in read(client, address)
    sent = {"title": proposal, "item": ITEM, "owner": "Tourism", "due_on": "2020-01-31",
            "state": "open"}  # fmt: skip
    client.post(address, sent)
    action = PlanAction.objects.get()
    assert (action.item, action.due_on, action.updated_by) == (
        ITEM,
        date(2020, 1, 31),
        officer.user,
    )
    text = read(client, url("plan", round_))
    assert "Planned" in text
    assert "Late" in text
    client.post(url("plan_action", round_, action.pk), sent | {"state": "done"})
    action.refresh_from_db()
    assert action.state == "done"
    assert "Late" not in read(client, url("plan", round_))


def test_an_action_of_one_s_own(client, round_):
    found = client.post(url("new_plan_action", round_), {"title": "", "state": "open", "note": "N"})
    assert found.status_code == 422
    client.post(url("new_plan_action", round_), {"title": "Own idea", "state": "doing"})
    assert "Own idea" in read(client, url("plan", round_))


def test_what_is_under_way_is_seen_in_the_next_round(client, officer):
    first = PlanRoundFactory(
        municipality=officer.municipality, closed_at=NOW, started_at=NOW - timedelta(days=9)
    )
    for state in ("open", "done"):
        PlanAction.objects.create(
            municipality=officer.municipality, round=first, title=f"It is {state}", state=state,
            updated_at=NOW,
        )  # fmt: skip
    later = PlanRoundFactory(municipality=officer.municipality, name="Later", started_at=NOW)
    text = read(client, url("plan", later))
    assert "It is open" in text
    assert "It is done" not in text


# --- Budget ---------------------------------------------------------------------------------


def test_queries_do_not_grow(client, officer, round_, django_assert_max_num_queries):
    for item in PLAN.item_codes:
        answer(round_, item, "0", answered_by=officer.user)
        PlanAction.objects.create(
            municipality=officer.municipality, round=round_, title=item, item=item, updated_at=NOW
        )
    for address in (
        url("plan", round_),
        url("plan_part", round_, FIRST.code),
        reverse("practices:plans", args=(officer.municipality.slug,)),
    ):
        read(client, address)
        with django_assert_max_num_queries(14):
            read(client, address)


def test_names_of_rounds_have_a_limit(round_):
    round_.name = "x" * 81
    with pytest.raises(ValidationError):
        round_.full_clean()
