"""Loading, publishing and copying surveys: the versions of the skills check."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from skills_gap.models import AnswerOption, KnowledgeItem, KnowledgeOption, Question, Survey
from skills_gap.models.surveys import PublishedSurveyError
from uprest.core.loading import DataFileError, read_json, texts
from uprest.skills.models import Skill
from uprest.skills.selectors import list_skills

DATA = Path(__file__).resolve().parent.parent / "data"
SHIPPED_VERSION = 1


@transaction.atomic
def load_survey(*, at: datetime, folder: Path = DATA) -> int:
    """Load the shipped questions as survey version 1, and the knowledge items; publish version 1.

    Return how many rows were written. Loading again changes nothing: version 1 is never edited, it
    is published only where no other version is, and an item that is there stays as it is.

    :raises DataFileError: if a file is missing or wrong, or names a skill that is not loaded.
    """
    skills = {skill.code: skill for skill in list_skills()}
    changed = 0
    if not Survey.objects.filter(version=SHIPPED_VERSION).exists():
        changed += _load_questions(folder / "questions", skills, at)
    return changed + _load_knowledge(folder / "knowledge", skills)


@transaction.atomic
def publish_survey(*, survey: Survey, at: datetime) -> Survey:
    """Publish a draft: new checks use it from now on. The version before it is archived.

    Checks that are under way keep the version that they began with.

    :raises PublishedSurveyError: if the survey is no draft.
    :raises ValidationError: if it has no question, or a question lacks one of its five answers.
    """
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    stored.refuse_unless_draft()
    _refuse_incomplete(stored)
    published = Survey.objects.filter(status=Survey.Status.PUBLISHED)
    published.update(status=Survey.Status.ARCHIVED)
    Survey.objects.filter(pk=stored.pk).update(status=Survey.Status.PUBLISHED, published_at=at)
    survey.refresh_from_db()
    return survey


@transaction.atomic
def copy_survey(*, survey: Survey, notes: str = "") -> Survey:
    """Make a new draft with the questions and answers of ``survey``; the next free version."""
    newest = Survey.objects.aggregate(newest=Max("version"))["newest"]
    draft = Survey.objects.create(version=newest + 1, notes=notes)
    for question in survey.questions.prefetch_related("options").order_by("pk"):
        options = list(question.options.all())
        copied = Question(survey=draft, skill_id=question.skill_id)
        _copy_texts(question, copied, ("situation", "prompt"))
        copied.save()
        for option in options:
            answer = AnswerOption(question=copied, level=option.level)
            _copy_texts(option, answer, ("text",))
            answer.save()
    return draft


def _copy_texts(source: Any, target: Any, names: tuple[str, ...]) -> None:
    for name in names:
        for field in texts_of(name):
            setattr(target, field, getattr(source, field))


def texts_of(name: str) -> list[str]:
    """Return the names of the fields of a text in all languages: ``name_en``, ``name_sv`` ..."""
    return [f"{name}_{code}" for code, _language in settings.LANGUAGES]


def _refuse_incomplete(survey: Survey) -> None:
    questions = list(survey.questions.select_related("skill").prefetch_related("options"))
    if not questions:
        raise ValidationError(_("This version has no questions yet."))
    missing = [question.skill.name for question in questions if not _is_complete(question)]
    if missing:
        raise ValidationError(
            _(
                "Every question needs one answer for each level from 1 to 5, in every language. "
                "Look at: %(names)s."
            )
            % {"names": ", ".join(missing)}
        )


def _is_complete(question: Question) -> bool:
    options = list(question.options.all())
    return (
        [option.level for option in options] == list(range(1, 6))
        and _has_all_texts(question, ("situation", "prompt"))
        and all(_has_all_texts(option, ("text",)) for option in options)
    )


def _has_all_texts(row: Any, names: tuple[str, ...]) -> bool:
    return all(getattr(row, field) for name in names for field in texts_of(name))


def _load_questions(folder: Path, skills: dict[str, Skill], at: datetime) -> int:
    survey = Survey.objects.create(version=SHIPPED_VERSION)
    data = [(path, question) for path in _list(folder) for question in read_json(path)["questions"]]
    questions = Question.objects.bulk_create(
        Question(
            survey=survey,
            skill=_find_skill(path, skills, question["skill"]),
            **texts("situation", question["situation"]),
            **texts("prompt", question["prompt"]),
        )
        for path, question in data
    )
    options = AnswerOption.objects.bulk_create(
        AnswerOption(question=question, level=level, **texts("text", answer))
        for question, (_path, source) in zip(questions, data, strict=True)
        for level, answer in enumerate(source["answers"], start=1)
    )
    if not Survey.objects.filter(status=Survey.Status.PUBLISHED).exists():
        publish_survey(survey=survey, at=at)
    return 1 + len(questions) + len(options)


def _load_knowledge(folder: Path, skills: dict[str, Skill]) -> int:
    """Load the items that are not there yet: trainers may have improved those that are."""
    known = set(KnowledgeItem.objects.values_list("code", flat=True))
    data = [
        (path, item)
        for path in _list(folder)
        for item in read_json(path)["items"]
        if item["code"] not in known
    ]
    items = KnowledgeItem.objects.bulk_create(
        KnowledgeItem(
            code=item["code"],
            skill=_find_skill(path, skills, item["skill"]),
            level=item["level"],
            **texts("question", item["question"]),
        )
        for path, item in data
    )
    options = KnowledgeOption.objects.bulk_create(
        KnowledgeOption(
            item=item,
            position=position,
            is_correct=option["correct"],
            **texts("text", option["text"]),
            **texts("feedback", option["feedback"]),
        )
        for item, (_path, source) in zip(items, data, strict=True)
        for position, option in enumerate(source["options"])
    )
    return len(items) + len(options)


def _list(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def _find_skill(path: Path, skills: dict[str, Skill], code: str) -> Skill:
    if code not in skills:
        raise DataFileError(
            f"{path.name}: the skill {code!r} is not loaded. Load the skills first: "
            "manage.py import_skills"
        )
    return skills[code]


__all__ = ["PublishedSurveyError", "copy_survey", "load_survey", "publish_survey"]
