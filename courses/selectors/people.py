"""A person whom a trainer names, and what trainers have said of them. Nobody is listed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import Activity, Correction, LevelConfirmation
from courses.selectors.catalogue import list_modules
from courses.selectors.pages import find_lessons
from courses.selectors.records import read_rows
from uprest.accounts.models import User


@dataclass(frozen=True, slots=True)
class Marked:
    """One deed of a trainer that stands, and what to send to take it back."""

    id: str
    what: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Markable:
    """A course, or a lesson or exercise in it, that may be marked. ``id`` is sent back."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class MarkableCourse:
    """A course with all that may be marked in it, the whole of it first."""

    title: str
    items: tuple[Markable, ...]


def find_person(email: str) -> User | None:
    """Return who has exactly this address; nothing for anything less."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True, erased_at=None).first()


def list_markable(*, language: str) -> tuple[MarkableCourse, ...]:
    """Return what may be marked in each course; the same for every person."""
    modules = list_modules(language=language)
    rows = read_rows(course_keys=[module.course_key for module in modules], learner=None)
    keys = {row.lesson_key for found in rows.values() for row in found}
    titles = {
        key: page.title for key, page in find_lessons(lesson_keys=keys, language=language).items()
    }
    courses = []
    for module in modules:
        items = [Markable(f"course:{module.course_key}", _("The whole course"))]
        number = 0
        for row in rows[module.course_key]:
            number = 0 if row.block_id is None else number + 1
            title = titles.get(row.lesson_key, "")
            label = _("%(lesson)s: exercise %(number)d") if number else "%(lesson)s"
            items.append(
                Markable(f"activity:{row.key}", label % {"lesson": title, "number": number})
            )
        courses.append(MarkableCourse(module.title, tuple(items)))
    return tuple(courses)


def list_marked(*, user: User, language: str) -> tuple[Marked, ...]:
    """Return what trainers have said of a person and what stands of it, newest first."""
    return (*_list_overrides(user, language), *_list_confirmations(user))


def _list_overrides(user: User, language: str) -> list[Marked]:
    rows = list(
        Correction.objects.filter(
            user=user, kind=Correction.Kind.OVERRIDE, takes_back=None, taken_back_by=None
        )
        .select_related("activity")
        .order_by("-corrected_at", "-pk")
    )
    keys = {row.activity.lesson_key for row in rows}
    pages = find_lessons(lesson_keys=keys, language=language)
    deeds: dict[UUID, list[Correction]] = {}
    for row in rows:
        deeds.setdefault(row.deed, []).append(row)
    found = []
    for deed, group in deeds.items():
        names = {
            pages[row.activity.lesson_key].title: None
            for row in group
            if row.activity.lesson_key in pages
        }
        found.append(
            Marked(
                id=f"deed:{deed}",
                what=", ".join(names) or _("A lesson that is gone"),
                reason=group[0].reason,
                by_name=group[0].by_name,
                at=group[0].corrected_at,
            )
        )
    return found


def _list_confirmations(user: User) -> list[Marked]:
    rows = LevelConfirmation.objects.filter(user=user, takes_back=None, taken_back_by=None)
    return [
        Marked(
            id=f"level:{row.pk}",
            what=_("%(skill)s: level %(level)d, %(kind)s")
            % {
                "skill": row.skill.name,
                "level": row.level,
                "kind": row.get_kind_display(),
            },
            reason=row.reason,
            by_name=row.by_name,
            at=row.confirmed_at,
        )
        for row in rows.select_related("skill").order_by("-confirmed_at", "-pk")
    ]


def find_activity(key: UUID) -> Activity | None:
    """Return a live activity."""
    return Activity.objects.filter(key=key, is_live=True).first()
