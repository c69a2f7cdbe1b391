"""What a city does with a practice from elsewhere."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.models import Locale

from uprest.accounts.models import User
from uprest.ecosystem.models import Municipality
from uprest.practices.models import (
    Adaptation,
    AdaptationNote,
    Evidence,
    PlanAction,
    PlanAnswer,
    PlanRound,
    PracticeIndexPage,
    PracticePage,
    PracticeSector,
    PracticeSkill,
)
from uprest.practices.services.messages import tell_officers
from uprest.practices.types import ADAPTATION_BEGUN, ChangedMeanwhileError, RefusedError

SUMMARY_LENGTH = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class AdaptationFields:
    """What officers write of an adaptation. ``state`` and ``evidence`` are values of choices."""

    title: str
    changes: str
    who: str = ""
    cost: str = ""
    starts_on: date | None = None
    state: str = Adaptation.State.CONSIDERING
    outcome: str = ""
    evidence: str = ""
    measured: str = ""
    source_url: str = ""
    lessons: str = ""
    is_public: bool = False


@transaction.atomic
def begin_adaptation(
    *,
    municipality: Municipality,
    practice: PracticePage,
    fields: AdaptationFields,
    language: str,
    by: User,
    at: datetime,
) -> Adaptation:
    """Begin a city's own version of a practice, and tell its other officers.

    The city came through the gate.
    """
    adaptation = Adaptation.objects.create(
        municipality=municipality,
        practice_key=practice.translation_key,
        practice_title=practice.title,
        language=language,
        created_by=by,
        created_at=at,
        updated_by=by,
        updated_at=at,
        **asdict(fields),
    )
    tell_officers(
        municipality=municipality,
        by=by,
        kind=ADAPTATION_BEGUN,
        number=adaptation.pk,
        context={"title": adaptation.title, "practice": practice.title},
        to="practices:adaptation",
        at=at,
    )
    return adaptation


@transaction.atomic
def change_adaptation(
    *, adaptation: Adaptation, fields: AdaptationFields, version: int, by: User, at: datetime
) -> Adaptation:
    """Change an adaptation that was read at ``version``.

    :raises ChangedMeanwhileError: if somebody else has changed it since then.
    """
    row = Adaptation.objects.select_for_update().get(pk=adaptation.pk)
    if row.version != version:
        name = row.updated_by.get_public_name() if row.updated_by else ""
        raise ChangedMeanwhileError(by=name)
    for name, value in asdict(fields).items():
        setattr(row, name, value)
    row.version += 1
    row.updated_by, row.updated_at = by, at
    row.save()
    return row


@transaction.atomic
def add_note(
    *, adaptation: Adaptation, happened_on: date, text: str, by: User, at: datetime
) -> AdaptationNote:
    """Note how an adaptation gets on. The same note sent twice is kept once."""
    note, _is_new = AdaptationNote.objects.get_or_create(
        adaptation=adaptation,
        happened_on=happened_on,
        text=text,
        defaults={"written_by": by, "written_at": at},
    )
    return note


@transaction.atomic
def propose_practice(*, adaptation: Adaptation, by: User) -> PracticePage:
    """Make a draft of a practice from an adaptation that worked, for the trainers to finish.

    It is written in the language of the adaptation and knows where it comes from.

    :raises RefusedError: if it has not worked, was proposed already, or the library has no index
        in that language.
    """
    row = (
        Adaptation.objects.select_for_update().select_related("municipality").get(pk=adaptation.pk)
    )
    if row.proposed_key is not None:
        raise RefusedError(gettext("It has been proposed already."))
    if row.state != Adaptation.State.KEPT or not row.outcome:
        raise RefusedError(
            gettext("Only what you have kept, and whose outcome you have told, can be proposed.")
        )
    index = PracticeIndexPage.objects.filter(locale__language_code=row.language).first()
    if index is None:
        raise RefusedError(gettext("There is no library in this language yet."))
    page = _write_draft(row, index.locale)
    index.add_child(instance=page)
    page.save_revision(user=by)
    row.proposed_key = page.translation_key
    row.save(update_fields=["proposed_key"])
    return page


def _write_draft(row: Adaptation, locale: Locale) -> PracticePage:
    """Return a draft, not yet in the tree, with what is known; the trainers write the rest."""
    sources = PracticePage.objects.filter(translation_key=row.practice_key).order_by("pk")
    origin = sources.filter(locale=locale).first() or sources.first()
    if origin is None:
        raise RefusedError(gettext("The practice that it comes from is no longer in the library."))
    page = PracticePage(
        title=row.title,
        slug=f"{slugify(row.title)[:60] or 'practice'}-{row.municipality.slug}-{row.pk}",
        locale=locale,
        live=False,
        summary=row.outcome[:SUMMARY_LENGTH],
        kind=origin.kind,
        problem=origin.problem,
        solution=_write_paragraphs(row.changes),
        place=row.municipality.name,
        country=row.municipality.country or origin.country,
        cost_band=origin.cost_band,
        cost_words=row.cost,
        effort_band=origin.effort_band,
        weeks_to_start=origin.weeks_to_start,
        effect=_write_paragraphs(f"{row.outcome}\n\n{row.lessons}".strip()),
        evidence=row.evidence or Evidence.TOLD,
        measured=row.measured,
        source_url=row.source_url,
        contact_email=row.municipality.contact_email,
        licence=origin.licence,
        is_sample=row.municipality.is_sample,
    )
    page.needed_skills = [
        PracticeSkill(skill_id=one.skill_id, level=one.level) for one in origin.needed_skills.all()
    ]
    page.sectors = [PracticeSector(sector=one.sector) for one in origin.sectors.all()]
    return page


def _write_paragraphs(text: str) -> SafeString:
    parts = [part.strip() for part in text.replace("\r", "").split("\n\n") if part.strip()]
    return format_html("{}", format_html_join("", "<p>{}</p>", ((part,) for part in parts)))


@transaction.atomic
def erase_person(*, user_id: int) -> None:
    """Take an erased person's name from what they wrote for their city, which stays the city's."""
    Adaptation.objects.filter(created_by=user_id).update(created_by=None)
    Adaptation.objects.filter(updated_by=user_id).update(updated_by=None)
    AdaptationNote.objects.filter(written_by=user_id).update(written_by=None)
    PlanRound.objects.filter(started_by=user_id).update(started_by=None)
    PlanAnswer.objects.filter(answered_by=user_id).update(answered_by=None)
    PlanAction.objects.filter(updated_by=user_id).update(updated_by=None)
