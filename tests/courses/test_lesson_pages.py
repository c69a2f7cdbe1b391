"""Lessons over HTTP, without script: reading, answering, marking as done, and who may."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from courses.models import Attempt, Enrolment, ItemState
from tests.courses.learning import begin_round
from tests.factories.courses import (
    EnrolmentFactory,
    PersonFactory,
    add_course,
    add_lesson,
    choice,
    list_lessons,
    right_answers,
    statement,
    stored_block,
    text,
    translate,
    wrong_answers,
)

pytestmark = pytest.mark.django_db


def attempt_ids(response):
    return re.findall(r'name="attempt" value="([^"]+)"', response.content.decode())


def send(client, lesson, block, chosen=None, attempt_id=None):
    """Hand in an answer as the form of the page does, and follow it back."""
    return client.post(
        reverse("courses:answer", args=[lesson.pk, block["id"]]),
        {
            "attempt": attempt_id or uuid.uuid4(),
            "answer": sorted(right_answers(block) if chosen is None else chosen),
        },
        follow=True,
    )


def send_done(client, lesson, **fields):
    return client.post(
        reverse("courses:mark_done", args=[lesson.pk]), {"attempt": uuid.uuid4(), **fields}
    )


@pytest.fixture
def course():
    """A course of two lessons; the first one has a choice and a statement."""
    course = add_course(lessons=0)
    course.block, course.statement = choice(), statement()
    course.first = add_lesson(
        course, title="Ask the kitchen first", blocks=[text(), course.block, course.statement]
    )
    course.second = add_lesson(course, title="At the buffet", blocks=[text(), choice(level=4)])
    return course


@pytest.fixture
def learner(course, client):
    """Somebody signed in who takes the course."""
    user = EnrolmentFactory(course_key=course.translation_key).user
    client.force_login(user)
    return user


# --- Reading ------------------------------------------------------------------------------------


def test_the_first_lesson_is_open_to_all_and_sets_no_visit(client, course):
    response = client.get(course.first.url)
    assert response.status_code == 200
    assert "uprest_visit" not in response.cookies
    page = response.content.decode()
    assert "Lesson 1 of 2" in page
    assert "Done. Next: At the buffet" in page


def test_right_answers_are_not_in_the_page_before_an_attempt(client, course):
    page = client.get(course.first.url).content.decode()
    for secret in ("Feedback 0", "Feedback 1", "is-right", "is_correct", "traces can be enough."):
        assert secret not in page
    assert "Traces can be enough." in page


def test_after_a_wrong_answer_the_right_one_is_still_not_shown(client, course):
    page = send(client, course.first, course.block, wrong_answers(course.block)).content.decode()
    assert "Not quite." in page
    assert "Feedback 1" in page
    assert "Feedback 0" not in page
    assert "is-right" not in page


def test_lessons_are_drawn_anew_by_the_back_button(client, course):
    response = client.get(course.first.url)
    assert "no-store" in response["Cache-Control"]
    assert attempt_ids(response) != attempt_ids(client.get(course.first.url))


def test_a_preview_shows_forms_that_send_nothing(course, rf):
    request = rf.get("/")
    response = course.first.make_preview_request(request, "")
    page = response.render().content.decode() if hasattr(response, "render") else response.content
    page = page if isinstance(page, str) else page.decode()
    assert "Check my answer" in page
    assert "/learning/" not in page


# --- Answering ----------------------------------------------------------------------------------


def test_a_form_comes_back_to_its_exercise_with_feedback(client, course):
    page = client.get(course.first.url)
    response = client.post(
        reverse("courses:answer", args=[course.first.pk, course.block["id"]]),
        {"attempt": attempt_ids(page)[0], "answer": list(right_answers(course.block))},
    )
    assert response.status_code == 302
    assert response.url == f"{course.first.url}#exercise-{course.block['id']}"
    shown = client.get(response.url).content.decode()
    assert 'role="status"' in shown
    assert "<b>Right.</b> Feedback 0" in shown
    assert "1 try" in shown


def test_every_try_is_kept(client, course):
    send(client, course.first, course.block, wrong_answers(course.block))
    page = send(client, course.first, course.block).content.decode()
    assert "2 tries" in page
    assert list(Attempt.objects.order_by("received_at").values_list("score")) == [(0,), (1,)]


def test_a_new_round_shows_no_answer_of_the_round_before(client, course, learner):
    for block in (course.block, course.statement):
        send(client, course.first, block)
    begin_round(learner, course)
    page = send(client, course.first, course.statement).content.decode()
    assert page.count("<b>Right.</b>") == page.count(" checked") == 1
    assert "Feedback 0" not in page
    assert "Answer again" in page
    assert "Check my answer" in page


def test_a_form_sent_twice_is_one_attempt(client, course):
    same = uuid.uuid4()
    for _ in range(2):
        assert send(client, course.first, course.block, attempt_id=same).status_code == 200
    assert Attempt.objects.count() == 1


def test_somebody_elses_attempt_is_refused(client, course):
    same = uuid.uuid4()
    send(client, course.first, course.block, attempt_id=same)
    other = Client()
    assert send(other, course.first, course.block, attempt_id=same).status_code == 403
    assert Attempt.objects.count() == 1


def test_nothing_chosen_is_said_and_recorded_nowhere(client, course):
    page = send(client, course.first, course.block, chosen=()).content.decode()
    assert "Choose an answer first." in page
    assert not Attempt.objects.exists()


def test_an_answer_that_is_gone_is_said(client, course):
    page = send(client, course.first, course.block, chosen={"gone"}).content.decode()
    assert "has just been changed" in page


def test_several_right_answers_are_check_boxes(client):
    course = add_course(lessons=0)
    block = choice(options=(True, True, False))
    lesson = add_lesson(course, blocks=[block])
    page = client.get(lesson.url).content.decode()
    assert 'type="checkbox" name="answer"' in page
    one = {sorted(right_answers(block))[0]}
    page = send(client, lesson, block, chosen=one).content.decode()
    assert "Partly right." in page


def test_a_statement_is_answered_with_true_or_false(client, course):
    page = send(client, course.first, course.statement).content.decode()
    assert "Yes, traces can be enough." in page


def test_a_raised_level_is_told(client, course, learner):
    send(client, course.first, course.block)
    page = send(client, course.first, course.statement).content.decode()
    assert "You have shown level 3 in “Allergies and special diets”" in page


def test_forms_need_no_script_and_carry_a_token(course):
    client = Client(enforce_csrf_checks=True)
    page = client.get(course.first.url).content.decode()
    assert "<script" not in page
    assert page.count("csrfmiddlewaretoken") == 3
    url = reverse("courses:answer", args=[course.first.pk, course.block["id"]])
    assert client.post(url, {"attempt": uuid.uuid4(), "answer": "x"}).status_code == 403


def test_every_input_has_a_label_and_every_group_a_legend(client, course):
    page = client.get(course.first.url).content.decode()
    inputs = re.findall(r'<input type="(?:radio|checkbox)"', page)
    assert len(inputs) == len(re.findall(r'<label class="choice[^>]*><input', page)) == 5
    assert page.count("<fieldset") == page.count("<legend") == 2
    assert len(re.findall(r'id="([^"]+)"', page)) == len(set(re.findall(r'id="([^"]+)"', page)))


def test_get_and_head_hand_nothing_in(client, course):
    url = reverse("courses:answer", args=[course.first.pk, course.block["id"]])
    assert client.get(url).status_code == 405
    assert client.get(reverse("courses:mark_done", args=[course.first.pk])).status_code == 405


# --- Done and on --------------------------------------------------------------------------------


def test_done_leads_to_the_next_lesson_and_counts(client, course, learner):
    response = send_done(client, course.first, next=course.second.url)
    assert response.url == course.second.url
    state = ItemState.objects.get(activity__key=course.first.translation_key)
    assert state.done_at
    assert state.user == learner
    page = client.get(course.first.url).content.decode()
    assert "Next: At the buffet" in page
    assert "Done. Next" not in page


def test_done_never_leads_to_another_site(client, course, learner):
    for target in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert send_done(client, course.first, next=target).url == course.url


def test_a_visitor_who_goes_on_is_asked_to_keep_the_profile(client, course):
    response = send_done(client, course.first, next=course.second.url)
    assert "uprest_visit" in response.cookies
    response = client.get(response.url)
    assert response.status_code == 403
    page = response.content.decode()
    assert f"{reverse('account_signup')}?next=" in page
    assert "Keep my profile" in page


def test_what_is_left_is_told_at_the_end(client, course, learner):
    response = send_done(client, course.second)
    page = client.get(response.url).content.decode()
    assert "4 things are left" in page


def test_completing_is_told(client, course, learner):
    send(client, course.first, course.block)
    send(client, course.first, course.statement)
    send_done(client, course.first)
    send(client, course.second, stored_block(course.second, 1))
    page = client.get(send_done(client, course.second).url).content.decode()
    assert "You have completed this course." in page


# --- Who may ------------------------------------------------------------------------------------


def test_signed_in_without_enrolment_is_offered_to_enrol_and_goes_on(client, course):
    client.force_login(PersonFactory())
    response = client.get(course.second.url)
    assert response.status_code == 403
    assert "Take this course" in response.content.decode()
    assert not Enrolment.objects.exists()
    response = client.post(
        reverse("courses:enrol", args=[course.translation_key]), {"next": course.second.url}
    )
    assert response.url == course.second.url
    assert client.get(response.url).status_code == 200


def test_nobody_enrols_without_an_account(client, course):
    response = client.post(reverse("courses:enrol", args=[course.translation_key]))
    assert response.status_code == 302
    assert "login" in response.url
    assert not Enrolment.objects.exists()


def test_enrolling_in_a_course_that_is_not_there(client):
    client.force_login(PersonFactory())
    assert client.post(reverse("courses:enrol", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "not enrolled"])
def test_not_enrolled_refuses_page_exercise_and_state(client, course, who):
    if who == "not enrolled":
        client.force_login(PersonFactory())
    block = {"id": course.second.body[1].id, "type": "multiple_choice"}
    assert client.get(course.second.url).status_code == 403
    assert send(client, course.second, block, chosen={"x"}).status_code == 403
    assert send_done(client, course.second).status_code == 403
    assert not Attempt.objects.exists()


def test_a_draft_refuses_page_exercise_and_state(client, course, learner):
    block = choice()
    draft = add_lesson(course, blocks=[block], live=False)
    assert client.get(f"{course.url}{draft.slug}/").status_code == 404
    assert send(client, draft, block).status_code == 404
    assert send_done(client, draft).status_code == 404


def test_an_unpublished_course_closes_its_lessons(client, course, learner):
    url = course.first.url
    course.unpublish()
    assert client.get(url).status_code == 404
    assert send(client, course.first, course.block).status_code == 404
    assert send_done(client, course.first).status_code == 404


def test_a_restricted_lesson_refuses_page_exercise_and_state(client, course, learner):
    PageViewRestriction.objects.create(
        page=course.first, restriction_type="password", password="for the course in May"
    )
    page = client.get(course.first.url).content.decode()
    assert "Traces can be enough" not in page
    assert send(client, course.first, course.block).status_code == 403
    assert send_done(client, course.first).status_code == 403


def test_a_restricted_course_closes_its_lessons(client, course, learner):
    PageViewRestriction.objects.create(
        page=course, restriction_type="password", password="for the course in May"
    )
    page = client.get(course.first.url).content.decode()
    assert "Traces can be enough" not in page
    assert send(client, course.first, course.block).status_code == 403


# --- Place --------------------------------------------------------------------------------------


def test_opening_a_lesson_keeps_the_place_once(client, course, learner, at_most):
    client.get(course.second.url)
    enrolment = Enrolment.objects.get()
    assert enrolment.last_lesson_key == course.second.translation_key
    seen = enrolment.last_seen_at
    client.get(course.second.url)
    assert Enrolment.objects.get().last_seen_at == seen


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_fetching_in_advance_is_no_opening(client, course, learner, headers):
    client.get(course.second.url, headers=headers)
    client.head(course.second.url)
    assert Enrolment.objects.get().last_lesson_key is None


# --- Languages ----------------------------------------------------------------------------------


def test_an_exercise_that_is_not_translated_yet_is_pointed_to(client, course, learner):
    translate(course, "sv", title="Matallergier")
    swedish = translate(course.first, "sv", title="Fråga köket först", body="[]")
    page = client.get(swedish.url).content.decode()
    assert course.first.url in page


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lessons", [2, 12])
def test_a_lesson_costs_at_most_15_queries(client, at_most, lessons):
    course = add_course(lessons=lessons, exercises=2)
    user = EnrolmentFactory(course_key=course.translation_key).user
    client.force_login(user)
    first, second = list_lessons(course)[:2]
    send(client, second, stored_block(second, 1))
    client.get(first.url)
    with at_most(15):  # the place is written anew, and the last answers are read
        assert client.get(second.url).status_code == 200


def test_handing_in_an_answer_costs_at_most_15_queries(client, course, learner, at_most):
    client.get(course.first.url)
    url = reverse("courses:answer", args=[course.first.pk, course.block["id"]])
    with at_most(15):
        client.post(url, {"attempt": uuid.uuid4(), "answer": list(right_answers(course.block))})
