"""Versions of the skills check: loaded once, published once, never edited."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from skills_gap.models import AnswerOption, KnowledgeItem, Question, Survey
from skills_gap.models.surveys import PublishedSurveyError
from skills_gap.services.surveys import copy_survey, load_survey, publish_survey
from uprest.core.loading import DataFileError
from uprest.skills.models import Framework
from uprest.skills.selectors import list_skills

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def test_loading_gives_every_shipped_skill_a_question_with_five_answers(survey):
    questions = survey.questions.prefetch_related("options")

    assert {question.skill_id for question in questions} == {skill.pk for skill in list_skills()}
    assert all(
        [option.level for option in question.options.all()] == [1, 2, 3, 4, 5]
        for question in questions
    )
    assert KnowledgeItem.objects.count() == 72


def test_loaded_texts_are_there_in_every_language(survey):
    for model, names in (
        (Question, ("situation", "prompt")),
        (AnswerOption, ("text",)),
        (KnowledgeItem, ("question",)),
    ):
        for name in names:
            for language in ("en", "sv", "it", "hr"):
                assert not model.objects.filter(**{f"{name}_{language}": ""}).exists()


def test_loading_again_changes_nothing(survey):
    assert load_survey(at=AT) == 0


def test_loading_leaves_an_item_that_a_trainer_improved(survey):
    item = KnowledgeItem.objects.first()
    item.question_en = "Better words?"
    item.save()

    load_survey(at=AT)

    item.refresh_from_db()
    assert item.question_en == "Better words?"


def test_loading_without_the_vocabulary_says_what_to_do(db):
    Framework.objects.update(code="another")

    with pytest.raises(DataFileError, match="import_skills"):
        load_survey(at=AT)
    assert not Survey.objects.exists()


@pytest.mark.parametrize("action", ["save", "delete"])
@pytest.mark.parametrize("part", ["survey", "question", "option"])
def test_a_published_survey_cannot_be_changed_or_deleted(survey, part, action):
    question = survey.questions.first()
    row = {"survey": survey, "question": question, "option": question.options.first()}[part]

    with pytest.raises(PublishedSurveyError, match="Make a new version"):
        getattr(row, action)()


def test_deleting_many_rows_at_once_is_refused_too(survey):
    for rows in (Survey.objects.all(), survey.questions.all(), AnswerOption.objects.all()):
        with pytest.raises(PublishedSurveyError):
            rows.delete()


def test_a_stale_draft_in_memory_does_not_open_a_published_survey(survey):
    survey.status = Survey.Status.DRAFT

    with pytest.raises(PublishedSurveyError):
        survey.save()


def test_a_copy_is_a_draft_with_the_same_words_that_can_be_edited(survey):
    draft = copy_survey(survey=survey, notes="New words for reviews")

    assert (draft.version, draft.status) == (2, Survey.Status.DRAFT)
    copied = draft.questions.get(skill__code="reviews")
    source = survey.questions.get(skill__code="reviews")
    assert copied.situation_sv == source.situation_sv
    assert [option.text_hr for option in copied.options.all()] == [
        option.text_hr for option in source.options.all()
    ]
    copied.situation_en = "Another situation."
    copied.save()
    copied.delete()
    assert survey.questions.filter(skill__code="reviews").exists()


def test_publishing_archives_the_version_before(survey):
    draft = publish_survey(survey=copy_survey(survey=survey), at=AT)

    survey.refresh_from_db()
    assert survey.status == Survey.Status.ARCHIVED
    assert (draft.status, draft.published_at) == (Survey.Status.PUBLISHED, AT)
    with pytest.raises(PublishedSurveyError):
        survey.save()


def test_only_a_draft_can_be_published(survey):
    with pytest.raises(PublishedSurveyError):
        publish_survey(survey=survey, at=AT)


def test_a_survey_with_a_missing_answer_is_not_published(survey):
    draft = copy_survey(survey=survey)
    question = draft.questions.get(skill__code="reviews")
    question.options.get(level=3).delete()

    with pytest.raises(ValidationError, match=question.skill.name):
        publish_survey(survey=draft, at=AT)


def test_an_empty_survey_is_not_published(db):
    with pytest.raises(ValidationError, match="no questions"):
        publish_survey(survey=Survey.objects.create(version=7), at=AT)
