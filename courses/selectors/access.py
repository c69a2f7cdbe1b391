"""Who may open a lesson, hand in its exercises and read its files: one answer for all three."""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, ReferenceIndex

from courses.models import CoursePage, Enrolment, LessonPage
from courses.selectors.held import get_held_lesson
from courses.selectors.pages import find_first_lesson, live_lessons
from courses.selectors.records import find_enrolment
from uprest.accounts.models import User


class Access(StrEnum):
    """What somebody needs before a lesson opens."""

    OPEN = "OPEN"
    SIGN_IN = "SIGN_IN"
    ENROL = "ENROL"


@dataclass(frozen=True, slots=True)
class LessonAccess:
    """Whether a lesson opens, for whom, and in which course it lies."""

    access: Access
    course: CoursePage
    enrolment: Enrolment | None


class LessonClosed(PermissionDenied):
    """The lesson is not open to whoever asks (answered with 403)."""


def get_lesson_access(*, lesson: LessonPage, user: User | AnonymousUser) -> LessonAccess:
    """Return what ``user`` needs to open ``lesson``; at most 2 queries beside the course.

    The first lesson of every course is open to all, the others to those who are enrolled.

    :raises CoursePage.DoesNotExist: if the course is not live.
    """
    course = lesson.get_parent().specific
    if not course.live:
        raise CoursePage.DoesNotExist
    enrolment = None
    if user.is_authenticated:
        enrolment = find_enrolment(user_id=user.pk, course_key=course.translation_key)
    key = course.translation_key
    if enrolment is not None or find_first_lesson(course_key=key) == lesson.translation_key:
        access = Access.OPEN
    else:
        access = Access.ENROL if user.is_authenticated else Access.SIGN_IN
    return LessonAccess(access, course, enrolment)


def open_lesson(*, request: HttpRequest, page_id: int) -> LessonPage:
    """Return a lesson for handing something in, with its locale.

    :raises LessonPage.DoesNotExist: if it is not live, or its course is not.
    :raises LessonClosed: if it is not open to whoever asks.
    """
    held, user = get_held_lesson(page_id), _get_user(request)
    is_open = held.is_first or (user.is_authenticated and _is_enrolled(user, held.course))
    if not is_open or not all(one.accept_request(request) for one in held.restrictions):
        raise LessonClosed
    return held.lesson


def _is_enrolled(user: User, course: CoursePage) -> bool:
    return Enrolment.objects.filter(user=user, course_key=course.translation_key).exists()


def may_open_lesson(*, request: HttpRequest, lesson: LessonPage) -> bool:
    """Whether a lesson is open to whoever asks.

    :raises CoursePage.DoesNotExist: if its course is not live.
    """
    access = get_lesson_access(lesson=lesson, user=_get_user(request)).access
    return access is Access.OPEN and _passes_restrictions(request, lesson)


def may_read_document(*, request: HttpRequest, document: AbstractDocument) -> bool:
    """Whether a file may be handed out: it is on a live page that is open to whoever asks.

    Authors may read every file. What is on no live page is theirs alone.
    """
    user = _get_user(request)
    if user.has_perm("wagtailadmin.access_admin"):
        return True
    ids = ReferenceIndex.get_references_to(document).values_list("object_id", flat=True)
    pages = Page.objects.live().filter(pk__in=[int(found) for found in set(ids) if found.isdigit()])
    return any(_may_read_page(request, user, page) for page in pages.specific())


def _may_read_page(request: HttpRequest, user: User | AnonymousUser, page: Page) -> bool:
    if isinstance(page, LessonPage):
        if not live_lessons().filter(pk=page.pk).exists():
            return False
        if get_lesson_access(lesson=page, user=user).access is not Access.OPEN:
            return False
    return _passes_restrictions(request, page)


def _passes_restrictions(request: HttpRequest, page: Page) -> bool:
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def _get_user(request: HttpRequest) -> User | AnonymousUser:
    assert isinstance(request.user, (User, AnonymousUser))  # noqa: S101  # for the type checker
    return request.user
