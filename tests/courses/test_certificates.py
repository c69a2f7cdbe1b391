"""Who gets a certificate, under which name, and how it is withdrawn."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from courses.models import (
    Activity,
    Certificate,
    CompletionRecord,
    CoursePage,
    EvidenceSource,
    ItemState,
    StatusEntry,
    TestedLevel,
)
from courses.selectors.certificates import (
    Missing,
    Standing,
    find_by_number,
    get_certificate,
    get_offer,
)
from courses.services.certificates import (
    AlreadyRevokedError,
    CannotIssueError,
    forget_holder,
    issue_anew,
    name_holder,
    revoke_certificate,
)
from courses.services.raising import raise_tested_level
from tests.accounts.test_erasure import find_everywhere
from tests.courses.certifying import (
    ISSUED_AT,
    add_provable_course,
    complete_again,
    count_certificates,
    earn,
    issue,
)
from tests.courses.learning import answer, learn, one_exercise, read
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    LEARNT_AT,
    EnrolmentFactory,
    add_course,
    add_lesson,
    choice,
    list_lessons,
    text,
    wrong_answers,
)
from uprest.accounts.services import collect_personal_data, erase_person
from uprest.credentials import status_lists
from uprest.skills.models import Skill

pytestmark = pytest.mark.django_db
LATER = ISSUED_AT + timedelta(days=30)


def offer(user, course, at=ISSUED_AT):
    return get_offer(user_id=user.pk, course_key=course.translation_key, at=at)


def revoke(certificate, *, reason="IN_ERROR", note="", by=None, at=LATER):
    revoke_certificate(
        certificate_id=certificate.pk,
        reason=reason,
        note=note,
        administrator=by or UserFactory(),
        at=at,
    )
    certificate.refresh_from_db()


# --- Issuing ------------------------------------------------------------------------------------
def test_completing_a_course_with_proof_issues_a_certificate(
    django_capture_on_commit_callbacks,
):
    course, lesson, block = add_provable_course()
    user, learner = learn(course)
    with django_capture_on_commit_callbacks(execute=True):
        answer(learner, lesson, block)
        read(learner, lesson)
    certificate = Certificate.objects.get(completion__user=user)
    assert certificate.title == course.title
    assert certificate.holder == user.display_name
    assert certificate.completion.cycle == 1


def test_it_copies_what_it_claims():
    user, certificate = earn()
    completion = CompletionRecord.objects.get(user=user)
    assert certificate.content_hash == completion.content_hash
    assert certificate.rule_version == completion.rule_version
    assert certificate.completed_at == completion.completed_at
    assert (certificate.language, certificate.issued_at) == ("en", ISSUED_AT)
    (skill,) = certificate.skills
    assert (skill["code"], skill["level"], skill["kind"]) == ("allergies", 3, "TESTED")
    assert skill["name"] == Skill.objects.get(code="allergies").name


def test_a_course_renamed_later_changes_no_certificate():
    course, lesson, block = add_provable_course(title="Old")
    user, learner = learn(course)
    answer(learner, lesson, block)
    read(learner, lesson)
    certificate = issue(user, course)
    course.title = "New"
    course.save_revision().publish()
    assert get_certificate(certificate_id=certificate.pk, at=LATER).title == "Old"


def test_text_alone_proves_nothing():
    course = add_course(lessons=1)
    user, learner = learn(course)
    read(learner, *list_lessons(course))
    assert CompletionRecord.objects.filter(user=user).exists()
    assert issue(user, course) is None
    assert offer(user, course).missing is Missing.NOT_POSSIBLE


def test_a_wrong_answer_completes_and_proves_nothing_until_it_is_passed():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block, wrong_answers(block))
    read(learner, lesson)
    assert issue(user, course) is None
    assert offer(user, course).missing is Missing.NOT_PROVEN
    answer(learner, lesson, block)
    assert offer(user, course).missing is Missing.NOT_ASKED
    assert issue(user, course) is not None
    assert offer(user, course).missing is None


def test_where_the_latest_attempt_counts_a_pass_before_it_proves_nothing():
    course, lesson, block = add_provable_course(validity_months=12, retake_rule="LATEST")
    user, learner = learn(course)
    answer(learner, lesson, block)
    answer(learner, lesson, block, wrong_answers(block), at=LEARNT_AT + timedelta(minutes=1))
    read(learner, lesson, at=LEARNT_AT + timedelta(minutes=2))
    assert CompletionRecord.objects.filter(user=user).exists()
    assert issue(user, course, at=LATER) is None
    assert offer(user, course, at=LATER).missing is Missing.NOT_PROVEN
    passed_at = LEARNT_AT + timedelta(minutes=3)
    answer(learner, lesson, block, at=passed_at)
    certificate = issue(user, course, at=LATER)
    (skill,) = certificate.skills
    assert (skill["level"], skill["shown_at"]) == (3, passed_at.isoformat())


def test_what_a_browser_reports_is_never_proof():
    course, lesson, block = one_exercise()
    Activity.objects.filter(block_id=block["id"]).update(source=EvidenceSource.SELF)
    user, learner = learn(course)
    answer(learner, lesson, block)
    read(learner, lesson)
    assert ItemState.objects.filter(user=user, passed_at__isnull=False).exists()
    assert issue(user, course) is None
    assert offer(user, course).missing is Missing.NOT_POSSIBLE


def test_an_exercise_that_does_not_count_is_no_proof():
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block)
    read(learner, lesson)
    Activity.objects.filter(block_id=block["id"]).update(is_required=False)
    assert issue(user, course) is None


@pytest.mark.parametrize("field", ["granted_at", "pass_granted_at"])
def test_the_word_of_a_trainer_on_an_exercise_is_proof(field):
    course, lesson, block = one_exercise()
    user, learner = learn(course)
    answer(learner, lesson, block, wrong_answers(block))
    read(learner, lesson)
    ItemState.objects.filter(activity__block_id=block["id"]).update(**{field: LEARNT_AT})
    certificate = issue(user, course)
    assert certificate is not None
    assert certificate.skills == []


def test_a_level_confirmed_by_a_trainer_is_proof_and_is_shown_as_such():
    course = add_course(lessons=1)
    user, learner = learn(course)
    read(learner, *list_lessons(course))
    skill = Skill.objects.get(code="allergies")
    confirm = {"learner": learner, "skill_id": skill.pk, "shown_by": "confirmation:1"}
    raise_tested_level(**confirm, level=2, at=LEARNT_AT, kind=TestedLevel.Kind.CONFIRMED)
    assert issue(user, course) is None  # the course starts where that level ends
    raise_tested_level(**confirm, level=4, at=LEARNT_AT, kind=TestedLevel.Kind.CONFIRMED)
    (shown,) = issue(user, course).skills
    assert (shown["level"], shown["kind"]) == (4, "CONFIRMED")


def test_proof_of_an_earlier_cycle_is_none_for_the_next():
    user, certificate = earn()
    course_key = certificate.completion.course_key
    course = CoursePage.objects.get(translation_key=course_key)
    second = complete_again(user, course)
    assert issue(user, course, at=LATER) is None
    activity = Activity.objects.get(course_key=course_key, kind="EXERCISE")
    ItemState.objects.create(user=user, activity=activity, cycle=2, passed_at=LATER, done_at=LATER)
    renewed = issue(user, course, at=LATER)
    assert renewed.completion == second
    assert renewed != certificate


def test_nothing_is_issued_before_completion():
    course, lesson, block = add_provable_course()
    add_lesson(course)
    user, learner = learn(course)
    answer(learner, lesson, block)
    assert issue(user, course) is None
    assert offer(user, course).missing is Missing.NOT_COMPLETED


def test_issuing_again_gives_the_same_one():
    user, certificate = earn()
    course = CoursePage.objects.get(translation_key=certificate.completion.course_key)
    assert issue(user, course, at=LATER) == certificate
    assert count_certificates() == 1


def test_a_completion_has_one_standing_certificate_whatever_happens():
    _user, certificate = earn()
    entry = StatusEntry.objects.create(list_number=1, place=1, changed_at=LATER)
    twin = Certificate(
        number="2222-2222", completion=certificate.completion, entry=entry, title="x",
        language="en", completed_at=LATER, content_hash="", rule_version=1, issued_at=LATER,
        signed_at=LATER,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_numbers_and_places_are_drawn_anew_for_each():
    first, second = earn()[1], earn()[1]
    assert first.number != second.number
    assert first.entry != second.entry
    assert first.entry.list_number == 1
    assert len(first.number) == 9


def test_a_list_that_is_half_full_is_closed(monkeypatch):
    monkeypatch.setattr("courses.services.certificates.FULL_AT", 2)
    numbers = [earn()[1].entry.list_number for _ in range(4)]
    assert numbers == [1, 1, 2, 2]


def test_a_place_that_is_taken_is_drawn_again(monkeypatch):
    draws = iter([7, 7, 8])
    monkeypatch.setattr("courses.services.certificates.draw_place", lambda: next(draws))
    assert [earn()[1].entry.place, earn()[1].entry.place] == [7, 8]
    assert status_lists.LIST_BITS > 8


# --- Standing -----------------------------------------------------------------------------------
def test_a_certificate_expires_with_its_completion():
    user, certificate = earn(validity_months=12)
    completion = CompletionRecord.objects.get(user=user)
    assert certificate.expires_at == completion.expires_at


@pytest.mark.parametrize(
    ("days", "standing"), [(-1, Standing.VALID), (0, Standing.EXPIRED), (1, Standing.EXPIRED)]
)
def test_expired_is_said_from_the_day_on(days, standing):
    _user, certificate = earn()
    Certificate.objects.update(expires_at=LATER)
    view = get_certificate(certificate_id=certificate.pk, at=LATER + timedelta(days=days))
    assert view.standing is standing


# --- The name -----------------------------------------------------------------------------------
def name(certificate, user, words, at=LATER):
    changed = name_holder(certificate_id=certificate.pk, user_id=user.pk, name=words, at=at)
    certificate.refresh_from_db()
    return changed


def test_who_has_no_name_gets_a_certificate_without_one_and_may_add_it():
    user, certificate = earn(name="")
    assert certificate.holder == ""
    assert name(certificate, user, "  Åsa \n Öberg ")
    assert certificate.holder == "Åsa Öberg"


def test_another_name_withdraws_the_badge_with_the_name_before():
    user, certificate = earn()
    before = certificate.entry
    assert name(certificate, user, "Somebody else")
    before.refresh_from_db()
    assert before.is_withdrawn
    assert before.changed_at == LATER
    assert certificate.entry != before
    assert not certificate.entry.is_withdrawn
    assert certificate.signed_at == LATER
    assert certificate.revoked_at is None


def test_the_same_name_changes_nothing():
    user, certificate = earn()
    before = certificate.entry
    assert not name(certificate, user, " Åsa  Öberg")
    assert certificate.entry == before


def test_nobody_names_anothers_certificate():
    _user, certificate = earn()
    with pytest.raises(Certificate.DoesNotExist):
        name(certificate, UserFactory(), "Mine")
    revoke(certificate)
    with pytest.raises(Certificate.DoesNotExist):
        name(certificate, certificate.completion.user, "Mine")


# --- Revoking -----------------------------------------------------------------------------------
def test_revoking_keeps_everything_and_says_who_when_and_why():
    administrator = UserFactory(display_name="Vera Admin")
    _user, certificate = earn()
    revoke(certificate, reason="NOT_OWN_WORK", note="See the mail of 3 May.", by=administrator)
    assert certificate.revoked_at == LATER
    assert certificate.revoked_by == administrator
    assert certificate.entry.is_withdrawn
    view = get_certificate(certificate_id=certificate.pk, at=LATER)
    assert view.standing is Standing.REVOKED
    assert view.reason == "The work was not the holder's own"
    entry = ModelLogEntry.objects.get(action="courses.revoke_certificate")
    assert (entry.user, entry.label, entry.object_id) == (
        administrator,
        certificate.number,
        str(certificate.pk),
    )


def test_revoking_twice_changes_nothing():
    _user, certificate = earn()
    revoke(certificate)
    with pytest.raises(AlreadyRevokedError):
        revoke(certificate, reason="ASKED", at=LATER + timedelta(days=1))
    certificate.refresh_from_db()
    assert certificate.revoked_at == LATER


def test_an_unknown_reason_is_refused():
    _user, certificate = earn()
    with pytest.raises(ValueError, match="WHIM"):
        revoke(certificate, reason="WHIM")


def test_the_learner_gets_no_new_one_after_a_revocation():
    user, certificate = earn()
    revoke(certificate)
    course = CoursePage.objects.get(translation_key=certificate.completion.course_key)
    assert issue(user, course, at=LATER) is None
    assert offer(user, course).certificate.standing is Standing.REVOKED


def test_a_mistaken_revocation_is_mended_by_a_new_number():
    _user, certificate = earn()
    with pytest.raises(CannotIssueError):
        issue_anew(certificate_id=certificate.pk, administrator=UserFactory(), at=LATER)
    revoke(certificate)
    issued = issue_anew(certificate_id=certificate.pk, administrator=UserFactory(), at=LATER)
    assert issued.number != certificate.number
    assert issued.completion == certificate.completion
    assert not issued.entry.is_withdrawn
    with pytest.raises(CannotIssueError):
        issue_anew(certificate_id=certificate.pk, administrator=UserFactory(), at=LATER)


@pytest.mark.parametrize("change", [str.lower, lambda n: n.replace("-", " "), lambda n: f" {n}. "])
def test_a_number_is_found_as_people_type_it(change):
    _user, certificate = earn()
    assert find_by_number(number=change(certificate.number)) == certificate.pk
    assert find_by_number(number=change(certificate.number[:-1])) is None


# --- Erasure ------------------------------------------------------------------------------------
def test_no_name_of_an_erased_holder_is_left_and_the_count_stays():
    user, certificate = earn(name="Alma Bergqvist")
    name(certificate, user, "Alma Bergqvist-Nilsson")
    revoke(certificate, note="Alma Bergqvist asked by phone.")
    assert find_everywhere("Bergqvist")
    before = (count_certificates(), StatusEntry.objects.count())

    erase_person(user_id=user.pk, at=LATER)

    assert find_everywhere("Bergqvist") == []
    assert (count_certificates(), StatusEntry.objects.count()) == before
    certificate.refresh_from_db()
    assert certificate.erased_at == LATER
    assert certificate.revoked_at is not None


def test_an_erased_holder_leaves_a_certificate_that_is_not_called_revoked():
    user, certificate = earn()
    forget_holder(user_id=user.pk, at=LATER)
    view = get_certificate(certificate_id=certificate.pk, at=LATER)
    assert view.standing is Standing.ERASED
    assert view.holder == ""
    assert not StatusEntry.objects.filter(is_withdrawn=True).exists()


def test_a_note_on_an_erased_holder_is_not_kept():
    user, certificate = earn()
    forget_holder(user_id=user.pk, at=LATER)
    revoke(certificate, note="Alma Bergqvist")
    assert certificate.note == ""


def test_nothing_is_issued_to_an_erased_person():
    course, lesson, block = add_provable_course()
    user, learner = learn(course)
    answer(learner, lesson, block)
    read(learner, lesson)
    erase_person(user_id=user.pk, at=ISSUED_AT)
    assert issue(user, course) is None


def test_somebodys_data_have_their_certificates():
    user, certificate = earn()
    data = collect_personal_data(user=user, at=LATER)["courses"]["certificates"]
    assert data[0]["number"] == certificate.number
    assert data[0]["name"] == "Åsa Öberg"


# --- Cost ---------------------------------------------------------------------------------------
def test_the_offer_takes_the_same_queries_whatever_the_size_of_the_course(at_most):
    for lessons in (1, 8):
        course = add_course(lessons=0)
        for _ in range(lessons):
            add_lesson(course, blocks=[text(), choice()])
        user = EnrolmentFactory(course_key=course.translation_key).user
        with at_most(2):
            offer(user, course)
