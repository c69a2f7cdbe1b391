"""Who may open lessons and files; what trainers see."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets.button import Button
from wagtail.documents.models import AbstractDocument
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from courses.models import CoursePage, LessonPage
from courses.selectors.access import Access, get_lesson_access, may_read_document
from courses.selectors.insights import may_see_figures
from courses.selectors.pages import find_first_lesson_url
from courses.services.certificates import ISSUED_ANEW, REVOKED
from courses.services.enrolments import keep_place
from courses.views.media import serve_video_range
from courses.viewsets import correcting, exchanging
from courses.viewsets.certificates import CertificateViewSet
from courses.viewsets.dashboard import NextForYouPanel
from courses.viewsets.figures import MostWrongView
from courses.viewsets.pages import CourseViewSet, LessonViewSet


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


@hooks.register("register_admin_viewset")
def register_editors() -> list[PageViewSet]:
    """Show figures beside lessons and courses."""
    return [LessonViewSet(), CourseViewSet()]


@hooks.register("register_admin_urls")
def register_figures() -> list[URLPattern]:
    """Give the report its address."""
    return [path("reports/most-wrong/", MostWrongView.as_view(), name="courses_figures")]


class FiguresMenuItem(MenuItem):
    """The report in the menu of those who may change a page."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return may_see_figures(request.user)


@hooks.register("register_reports_menu_item")
def show_figures_in_the_menu() -> MenuItem:
    """Show the report in the menu."""
    return FiguresMenuItem(
        _("What most people get wrong"),
        reverse("courses_figures"),
        name="most-wrong",
        icon_name="clipboard-list",
        order=100,
    )


@hooks.register("register_admin_urls")
def register_exchange() -> list[URLPattern]:
    """Give the exchange with H5P its addresses."""
    place = "lessons/<int:page_id>/h5p/"
    return [
        path(place, exchanging.exchange, name="courses_exchange"),
        path(f"{place}<uuid:block_id>/", exchanging.download, name="courses_exchange_download"),
    ]


@hooks.register("register_page_header_buttons")
def offer_exchange(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> list[Button]:
    """Offer the exchange with H5P in the editor of a lesson."""
    if not isinstance(page, LessonPage) or not page.permissions_for_user(user).can_edit():
        return []
    url = reverse("courses_exchange", args=[page.pk])
    return [Button(_("Exchange with H5P"), url, icon_name="upload", priority=75)]


@hooks.register("register_admin_urls")
def register_corrections() -> list[URLPattern]:
    """Give the screens on which records are corrected their addresses."""
    return [
        path("regrades/", correcting.list_changed, name="courses_regrades"),
        path("regrades/<uuid:activity_key>/", correcting.score_again, name="courses_regrade"),
        path("regrades/<int:order_id>/", correcting.show_order, name="courses_regrade_order"),
        path(
            "regrades/<int:order_id>/state/",
            correcting.show_order_state,
            name="courses_regrade_state",
        ),
        path("people/", correcting.choose_person, name="courses_choose_person"),
        path("people/<str:token>/", correcting.correct_person, name="courses_person"),
    ]


class RegradesMenuItem(MenuItem):
    """Scoring again, in the menu of those who may."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return correcting.may_regrade(request.user)


class PersonMenuItem(MenuItem):
    """Marking for a person, in the menu of those who may."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return correcting.may_override(request.user)


@hooks.register("register_admin_menu_item")
def show_regrades_in_the_menu() -> MenuItem:
    """Show scoring again in the menu."""
    return RegradesMenuItem(
        _("Score answers again"), reverse("courses_regrades"), icon_name="rotate", order=900
    )


@hooks.register("register_admin_menu_item")
def show_person_in_the_menu() -> MenuItem:
    """Show marking for a person in the menu."""
    return PersonMenuItem(
        _("Mark for a person"), reverse("courses_choose_person"), icon_name="user", order=901
    )


@hooks.register("construct_homepage_panels")
def show_what_is_next(request: HttpRequest, panels: list[Component]) -> None:
    """Show first what waits for a trainer."""
    if may_see_figures(request.user):
        panels.append(NextForYouPanel())


@hooks.register("register_admin_viewset")
def register_screens() -> CertificateViewSet:
    """Show the screens on which certificates are revoked."""
    return CertificateViewSet()


PERMISSIONS = ("revoke_certificates", "regrade", "override")


@hooks.register("register_permissions")
def list_permissions() -> QuerySet[Permission]:
    """Let the form of a group give the permissions to correct and to revoke."""
    return Permission.objects.filter(content_type__app_label="courses", codename__in=PERMISSIONS)


@hooks.register("register_log_actions")
def register_deeds(actions: LogActionRegistry) -> None:
    """Let Wagtail's log tell who revoked a certificate, and who issued one again."""
    actions.register_action(REVOKED, _("Revoke certificate"), _("Certificate revoked"))
    actions.register_action(ISSUED_ANEW, _("Issue again"), _("Certificate issued again"))
