"""Who may open lessons and files; what trainers see."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from courses.models import CoursePage, LessonPage
from courses.selectors.access import Access, get_lesson_access, may_read_document
from courses.selectors.pages import find_first_lesson_url
from courses.services.enrolments import keep_place
from courses.views.media import serve_video_range


@hooks.register("before_serve_page")
def guard_lesson(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Open a lesson to those who may read it, and keep the place of who learns.

    A browser that fetches a page in advance has not opened it.
    """
    if not isinstance(page, LessonPage):
        return None
    try:
        found = get_lesson_access(lesson=page, user=request.user)
    except CoursePage.DoesNotExist as error:
        raise Http404 from error
    if found.access is not Access.OPEN:
        return _refuse(request, page, found.course, found.access)
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if found.enrolment is not None and request.method == "GET" and "prefetch" not in purpose:
        keep_place(enrolment=found.enrolment, lesson=page, at=timezone.now())
    return None


def _refuse(
    request: HttpRequest, lesson: LessonPage, course: CoursePage, access: Access
) -> HttpResponse:
    context = {
        "lesson": lesson,
        "course": course,
        "course_url": course.get_url(),
        "first_lesson_url": find_first_lesson_url(course),
        "must_sign_in": access is Access.SIGN_IN,
        "next_url": request.get_full_path(),
    }
    response = TemplateResponse(request, "courses/lesson_closed.html", context, status=403)
    add_never_cache_headers(response)
    return response


@hooks.register("on_serve_page")
def keep_lesson_fresh(serve: Any) -> Any:
    """Draw a lesson anew whenever it is shown, also by the back button.

    It carries the ids of the next attempts, and the answers of one person.
    """

    def inner(
        page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        response: HttpResponseBase = serve(page, request, args, kwargs)
        if isinstance(page, LessonPage):
            add_never_cache_headers(response)
        return response

    return inner


@hooks.register("before_serve_document")
def guard_document(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Hand out a file only where a page that is open to the reader has it; play videos."""
    if not may_read_document(request=request, document=document):
        raise PermissionDenied
    return serve_video_range(request, document)
