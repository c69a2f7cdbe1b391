"""Assigned paths: as the business sees them, and as the person who is asked does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from courses.models import CompletionRecord
from courses.selectors import CourseModule, CourseProgress, get_progress, list_modules
from skills_gap.models import AssignedPerson, Assignment
from skills_gap.planning.types import Gap, Module, Profile, Teaching
from skills_gap.recommending import plan_path
from skills_gap.selectors.readiness import MUST_HAVE
from skills_gap.selectors.wording import describe_minutes
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.ecosystem.models import Membership, Organisation
from uprest.ecosystem.selectors import get_required_levels
from uprest.ecosystem.types import AccessDenied
from uprest.skills.models import Occupation

FEWEST_OTHERS = 5
"""Of fewer people who do not share, nothing is said."""
SHOWN_AFTER = timedelta(days=30)
"""So long after its day an assigned path stays on somebody's home."""
TIME_LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """A course to assign, in the reader's language."""

    course_key: UUID
    title: str
    url: str
    minutes: int

    @property
    def time(self) -> str:
        """The minutes in words."""
        return describe_minutes(self.minutes)


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody who is asked and shares their readiness: done or not, and no more."""

    name: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class TeamAssignment:
    """An assigned path on the page of its business. ``others`` sums up who does not share."""

    assignment_id: UUID
    job: str
    jobs: tuple[str, ...]
    due_on: date
    is_over: bool
    courses: tuple[PlannedCourse, ...]
    people: tuple[AskedPerson, ...]
    others: str

    @property
    def time(self) -> str:
        """The minutes of all courses in words."""
        return describe_minutes(sum(course.minutes for course in self.courses))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the courses, for the address of the handbook."""
        return tuple(str(course.course_key) for course in self.courses)


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course that somebody is asked to take. ``state`` is as in the components' path list."""

    title: str
    url: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class OwnAssignment:
    """An assigned path on the home of somebody who is asked."""

    assignment_id: UUID
    business: str
    due_on: date
    is_started: bool
    courses: tuple[OwnCourse, ...]
    time: str
    next_url: str


def list_chosen_courses(*, course_keys: Collection[UUID], language: str) -> list[PlannedCourse]:
    """Return the live courses of these keys, in the order of the catalogue (one query)."""
    wanted = set(course_keys)
    return [_plan(one) for one in list_modules(language=language) if one.course_key in wanted]


def list_must_have_courses(
    *, organisation: Organisation, occupation: Occupation, language: str
) -> list[PlannedCourse]:
    """Return the courses that lead a beginner to what a job must have in the business.

    Planned without a limit of time for somebody who has no level yet, in all languages of the
    site: people take the version in theirs.
    """
    needed = [
        row
        for row in get_required_levels(
            occupation=occupation,
            municipality=organisation.municipality,
            organisation=organisation,
        )
        if row.importance == MUST_HAVE
    ]
    modules = list_modules(language=language)
    plan = plan_path(
        Profile(
            gaps=tuple(Gap(row.code, 0, row.level, row.importance) for row in needed),
            languages=(language, *(code for code, _name in settings.LANGUAGES if code != language)),
            done=frozenset(),
        ),
        [_build_module(module) for module in modules],
        minutes=sum(max(1, module.minutes) for module in modules),
        time_limit=TIME_LIMIT,
    )
    by_key = {str(module.course_key): module for module in modules}
    return [_plan(by_key[step.module.id]) for step in plan.steps]


def _plan(module: CourseModule) -> PlannedCourse:
    return PlannedCourse(module.course_key, module.title, module.url, module.minutes)


def _build_module(module: CourseModule) -> Module:
    return Module(
        id=str(module.course_key),
        minutes=max(1, module.minutes),
        languages=module.languages,
        teaches=tuple(
            Teaching(teach.skill_code, teach.from_level, teach.to_level) for teach in module.teaches
        ),
        requires=tuple(str(key) for key in module.requires),
    )


def get_assignment(*, organisation: Organisation, assignment_id: UUID) -> Assignment:
    """Return an assigned path of a business that came from the access gate.

    :raises AccessDenied: if it is another business's, or not there.
    """
    found = Assignment.objects.filter(pk=assignment_id, organisation=organisation).first()
    if found is None:
        raise AccessDenied
    return found


def asked_people() -> "QuerySet[AssignedPerson]":
    """Return who is asked today: members since they were asked, of what is not withdrawn."""
    belongs = Membership.objects.filter(
        user=OuterRef("user"),
        organisation=OuterRef("assignment__organisation"),
        left_at=None,
        joined_at__lte=OuterRef("asked_at"),
    )
    return AssignedPerson.objects.filter(Exists(belongs), assignment__withdrawn_at=None)


def list_assignments(
    *, organisation: Organisation, language: str, at: datetime
) -> list[TeamAssignment]:
    """Return the assigned paths of a business that came from the access gate (eight queries).

    Named is who shares their readiness. The others are summed up from five people up, and only as
    more or fewer than half.
    """
    assignments = list(
        Assignment.objects.filter(organisation=organisation, withdrawn_at=None)
        .select_related("occupation")
        .prefetch_related("courses")
        .order_by("due_on", "created_at")
    )
    asked = list(
        asked_people()
        .filter(assignment__in=assignments)
        .select_related("user")
        .order_by("user__display_name", "user_id")
    )
    shares = set(
        Membership.objects.filter(
            organisation=organisation, left_at=None, shares_readiness=True
        ).values_list("user_id", flat=True)
    )
    keys = {course.course_key for one in assignments for course in one.courses.all()}
    titles = {module.course_key: module for module in list_modules(language=language)}
    done = find_completed(user_ids={one.user_id for one in asked}, course_keys=keys, at=at)
    jobs = dict(Occupation.objects.in_bulk([pk for one in assignments for pk in one.jobs]))
    known = _Known(shares, done, titles, jobs, localdate(at))
    return [
        _build_assignment(one, [who for who in asked if who.assignment_id == one.pk], known)
        for one in assignments
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read for all paths of a business: who shares, and what each person completed."""

    shares: Collection[int]
    done: Mapping[int, set[UUID]]
    modules: Mapping[UUID, CourseModule]
    jobs: Mapping[int, Occupation]
    today: date


def find_completed(
    *, user_ids: Collection[int], course_keys: Collection[UUID], at: datetime
) -> dict[int, set[UUID]]:
    """Return the courses that each person has completed and that have not expired (one query)."""
    found: dict[int, set[UUID]] = {user_id: set() for user_id in user_ids}
    records = CompletionRecord.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=at), user_id__in=user_ids, course_key__in=course_keys
    )
    for user_id, course_key in records.values_list("user_id", "course_key"):
        if user_id is not None:
            found[user_id].add(course_key)
    return found


def _build_assignment(
    one: Assignment, asked: Sequence[AssignedPerson], known: _Known
) -> TeamAssignment:
    keys = [row.course_key for row in one.courses.all() if row.course_key in known.modules]
    finished = {who.user_id for who in asked if keys and known.done[who.user_id].issuperset(keys)}
    return TeamAssignment(
        assignment_id=one.pk,
        job=one.occupation.name if one.occupation else "",
        jobs=tuple(known.jobs[pk].name for pk in one.jobs if pk in known.jobs),
        due_on=one.due_on,
        is_over=one.due_on < known.today,
        courses=tuple(_plan(known.modules[key]) for key in keys),
        people=tuple(
            AskedPerson(who.user.get_public_name(), who.user_id in finished)
            for who in asked
            if who.user_id in known.shares
        ),
        others=_describe_others(
            who.user_id in finished for who in asked if who.user_id not in known.shares
        ),
    )


def _describe_others(finished: Iterable[bool]) -> str:
    """Return how many of those who do not share have finished, in halves; "" below five."""
    others = list(finished)
    if len(others) < FEWEST_OTHERS:
        return ""
    if 2 * sum(others) < len(others):
        return _("Of those who do not share, fewer than half have finished.")
    return _("Of those who do not share, half or more have finished.")


def list_own_assignments(*, user: User, language: str, at: datetime) -> list[OwnAssignment]:
    """Return what somebody's businesses ask of them, soonest first: one query if it is nothing.

    What they have done or declined is left out, and what was due a month ago.
    """
    asked = list(
        asked_people()
        .filter(
            user=user,
            declined_at=None,
            assignment__due_on__gte=localdate(at) - SHOWN_AFTER,
        )
        .select_related("assignment__organisation")
        .prefetch_related("assignment__courses")
        .order_by(F("assignment__due_on"), "pk")
    )
    if not asked:
        return []
    keys = {course.course_key for one in asked for course in one.assignment.courses.all()}
    modules = {one.course_key: one for one in list_modules(language=language)}
    live = [key for key in keys if key in modules]
    progress = get_progress(learner=Learner(user_id=user.pk), course_keys=live, language=language)
    found = (_build_own(one, modules, progress) for one in asked)
    return [one for one in found if one is not None]


def _build_own(
    one: AssignedPerson,
    modules: Mapping[UUID, CourseModule],
    progress: Mapping[UUID, CourseProgress],
) -> OwnAssignment | None:
    """Return an assigned path as the person sees it; nothing where all of it is done."""
    keys = [row.course_key for row in one.assignment.courses.all() if row.course_key in modules]
    left = [key for key in keys if not progress[key].is_completed]
    if not left:
        return None
    lesson = progress[left[0]].next_lesson
    return OwnAssignment(
        assignment_id=one.assignment_id,
        business=one.assignment.organisation.name,
        due_on=one.assignment.due_on,
        is_started=one.started_at is not None,
        courses=tuple(_build_course(modules[key], progress[key]) for key in keys),
        time=describe_minutes(sum(modules[key].minutes for key in left)),
        next_url=lesson.url if lesson else modules[left[0]].url,
    )


def _build_course(module: CourseModule, done: CourseProgress) -> OwnCourse:
    is_touched = done.is_completed or done.is_begun
    return OwnCourse(
        title=module.title,
        url=module.url,
        state="DONE" if done.is_completed else "TODO",
        note=done.text if is_touched else describe_minutes(module.minutes),
    )


def collect_assignments(*, user_id: int) -> list[dict[str, object]]:
    """Return what businesses asked of somebody, as JSON can hold it (two queries)."""
    asked = (
        AssignedPerson.objects.filter(user_id=user_id)
        .select_related("assignment__organisation")
        .prefetch_related("assignment__courses")
        .order_by("asked_at", "pk")
    )
    return [
        {
            "business": one.assignment.organisation.name,
            "due_on": one.assignment.due_on.isoformat(),
            "courses": [str(course.course_key) for course in one.assignment.courses.all()],
            "asked_at": one.asked_at.isoformat(),
            "started_at": one.started_at and one.started_at.isoformat(),
            "declined_at": one.declined_at and one.declined_at.isoformat(),
        }
        for one in asked
    ]
