"""The skills check in Wagtail: drafts are edited, published versions are copied."""

import pytest
from django.contrib.auth.models import Permission
from django.template import engines
from django.test import Client
from zeal import zeal_ignore

from skills_gap.models import KnowledgeAttempt, KnowledgeItem, Question, Survey
from skills_gap.services.surveys import copy_survey
from tests.factories.ecosystem import MembershipFactory, PersonFactory, TrainerFactory
from tests.factories.skills_gap import AT

pytestmark = pytest.mark.django_db
SCREENS = ("survey/", "question/", "question/new/", "knowledgeitem/", "knowledgeitem/new/")


@pytest.fixture(autouse=True)
def _wagtails_defaults(monkeypatch):
    """Let Wagtail's templates fill in what is not there: the check for it hides their defaults."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def trainer(survey):
    user = TrainerFactory()
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def fields_of(page):
    """Return the fields of Wagtail's form and its inline forms with what stands in them."""
    form = page.context["form"]
    fields = read(form)
    for formset in form.formsets.values():
        fields |= read(formset.management_form)
        for inline in formset.forms:
            fields |= read(inline)
    return fields


# Django's formsets look each inline row up by itself
INLINE = [
    {"model": f"skills_gap.{name}", "field": "get()"}
    for name in ("AnswerOption", "KnowledgeOption")
]


def save(client, url, fields):
    with zeal_ignore(INLINE):
        return client.post(url, fields)


def read(form):
    found = {}
    for bound in form:
        value = bound.value()
        if value is not None and value is not False:
            found[bound.html_name] = value
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_trainers_use_every_screen(trainer, screen):
    assert trainer.get(f"/admin/{screen}").status_code == 200


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("make", [PersonFactory, lambda: MembershipFactory(role="OWNER").user])
def test_nobody_else_does(survey, client, make, screen):
    client.force_login(make())
    assert client.get(f"/admin/{screen}").status_code in (302, 403)


def test_a_published_version_is_read_and_copied(trainer, survey):
    page = trainer.get(f"/admin/survey/edit/{survey.pk}/", follow=True)
    assert page.request["PATH_INFO"] == f"/admin/survey/inspect/{survey.pk}/"
    assert "stays as it is" in page.content.decode()
    assert "Make a new version" in page.content.decode()

    assert trainer.get(f"/admin/survey/new-version/{survey.pk}/").status_code == 200
    trainer.post(f"/admin/survey/new-version/{survey.pk}/")
    draft = Survey.objects.get(status=Survey.Status.DRAFT)
    assert draft.questions.count() == survey.questions.count()


def test_a_published_question_can_be_read_and_not_changed(trainer, survey):
    question = survey.questions.get(skill__code="reviews")
    url = f"/admin/question/edit/{question.pk}/"
    page = trainer.get(url, follow=True)
    assert page.request["PATH_INFO"] == f"/admin/question/inspect/{question.pk}/"
    assert question.options.first().text_en in page.content.decode()
    assert trainer.post(url, {"situation_en": "x"}).status_code == 302
    assert trainer.post(f"/admin/question/delete/{question.pk}/").status_code in (302, 403)
    question.refresh_from_db()
    assert question.situation_en != "x"


def test_a_draft_is_edited_and_published(trainer, survey):
    draft = copy_survey(survey=survey)
    question = draft.questions.get(skill__code="reviews")
    url = f"/admin/question/edit/{question.pk}/"
    fields = fields_of(trainer.get(url))
    changes = {"situation_sv": "En ny situation.", "options-2-text_hr": "Novi odgovor."}

    answer = save(trainer, url, fields | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    question = Question.objects.get(pk=question.pk)
    assert question.situation_sv == "En ny situation."
    assert question.options.get(level=3).text_hr == "Novi odgovor."

    assert trainer.get(f"/admin/survey/publish/{draft.pk}/").status_code == 200
    trainer.post(f"/admin/survey/publish/{draft.pk}/")
    draft.refresh_from_db()
    survey.refresh_from_db()
    assert (draft.status, survey.status) == ("PUBLISHED", "ARCHIVED")


def test_an_incomplete_draft_says_what_is_missing(trainer, survey):
    draft = copy_survey(survey=survey)
    question = draft.questions.get(skill__code="reviews")
    option = question.options.get(level=2)
    option.text_it = ""
    option.save()
    page = trainer.post(f"/admin/survey/publish/{draft.pk}/", follow=True).content.decode()
    assert "in every language" in page
    draft.refresh_from_db()
    assert draft.status == "DRAFT"


def test_no_language_of_a_question_may_be_left_empty(trainer, survey):
    question = copy_survey(survey=survey).questions.first()
    url = f"/admin/question/edit/{question.pk}/"
    page = save(trainer, url, fields_of(trainer.get(url)) | {"prompt_hr": ""})
    assert "prompt_hr" in page.context["form"].errors


def test_versions_are_not_made_from_nothing_nor_deleted(trainer, survey):
    assert trainer.get("/admin/survey/new/").status_code in (302, 403, 404)
    assert trainer.post(f"/admin/survey/delete/{survey.pk}/").status_code in (302, 403, 404)
    assert Survey.objects.count() == 1


def test_a_knowledge_item_is_edited(trainer):
    item = KnowledgeItem.objects.first()
    url = f"/admin/knowledgeitem/edit/{item.pk}/"
    answer = save(
        trainer,
        url,
        fields_of(trainer.get(url)) | {"question_it": "Nuova?", "options-0-text_it": "Sì"},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    item = KnowledgeItem.objects.get(pk=item.pk)
    assert item.question_it == "Nuova?"
    assert item.options.first().text_it == "Sì"


def test_an_item_needs_exactly_one_right_answer(trainer):
    item = KnowledgeItem.objects.first()
    url = f"/admin/knowledgeitem/edit/{item.pk}/"
    fields = fields_of(trainer.get(url))
    for number in range(3):
        fields[f"options-{number}-is_correct"] = "on"
    page = save(trainer, url, fields)
    assert page.status_code == 200
    assert "Exactly one answer must be right" in str(page.context["form"].errors)


def test_an_answer_that_was_chosen_stays(trainer):
    item = KnowledgeItem.objects.first()
    wrong = next(number for number, one in enumerate(item.options.all()) if not one.is_correct)
    KnowledgeAttempt.objects.create(
        user=PersonFactory(),
        item=item,
        option=item.options.all()[wrong],
        is_correct=False,
        answered_at=AT,
    )
    url = f"/admin/knowledgeitem/edit/{item.pk}/"
    page = save(trainer, url, fields_of(trainer.get(url)) | {f"options-{wrong}-DELETE": "on"})
    assert page.status_code == 200
    assert "change its words" in str(page.context["form"].errors)
