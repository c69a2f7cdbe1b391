"""The report "What most people get wrong", on the screen and as CSV."""

import csv
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.insights import MIN_ALIKE, MIN_PEOPLE, Share
from courses.selectors.insights import Report, ReportRow, get_report, may_see_figures

ON_THE_SCREEN = 100
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "course", "lesson", "language", "question", "people", "right_at_first_percent",
    "right_at_first_from", "right_at_first_to", "right_at_last_percent", "most_chosen_wrong",
    "most_chosen_wrong_people", "median_tries", "median_time", "known_after_14_days_percent",
    "known_after_14_days_people", "address",
)  # fmt: skip


class MostWrongView(WagtailAdminTemplateMixin, TemplateView):
    """Every exercise that a trainer may change, the worst first."""

    template_name = "courses/admin/most_wrong.html"
    page_title = _("What most people get wrong")
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may change a page."""
        if not may_see_figures(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with a file."""
        if request.GET.get("export") == "csv":
            return write_csv(self.report, request)
        return super().get(request, *args, **kwargs)

    @cached_property
    def language(self) -> str:
        """Return the language to which the figures are narrowed down, or ""."""
        asked = self.request.GET.get("language", "")
        return asked if asked in dict(settings.LANGUAGES) else ""

    @cached_property
    def course_key(self) -> UUID | None:
        """Return the course to which the list is narrowed down."""
        try:
            return UUID(self.request.GET.get("course", ""))
        except ValueError:
            return None

    @cached_property
    def report(self) -> Report:
        """Return what is asked for."""
        return get_report(
            user=self.request.user,
            interface=get_language() or settings.LANGUAGE_CODE,
            at=timezone.now(),
            course_key=self.course_key,
            language=self.language,
            limit=None if self.request.GET.get("export") else ON_THE_SCREEN,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows."""
        query = self.request.GET.copy()
        query["export"] = "csv"
        return {
            **super().get_context_data(**kwargs),
            "report": self.report,
            "languages": settings.LANGUAGES,
            "language": self.language,
            "course": str(self.course_key or ""),
            "min_people": MIN_PEOPLE,
            "min_alike": MIN_ALIKE,
            "csv_query": query.urlencode(),
        }


def write_csv(report: Report, request: HttpRequest) -> HttpResponse:
    """Return the report as CSV; column names are the same in every language."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="uprest-most-wrong.csv"'},
    )
    writer = csv.writer(response, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in report.rows:
        writer.writerow([_make_safe(value) for value in _list_values(row, request)])
    return response


def _list_values(row: ReportRow, request: HttpRequest) -> list[object]:
    figures = row.figures
    first, last, known, wrong = (
        figures.right_at_first, figures.right_at_last, figures.known, figures.wrong,
    )  # fmt: skip
    return [
        row.course,
        row.lesson,
        row.language,
        figures.question,
        figures.people,
        *([first.percentage, *first.interval] if first else ["", "", ""]),
        _percentage(last),
        " – ".join(filter(None, (wrong.prompt, wrong.words))) if wrong else "",
        wrong.share.part if wrong else "",
        "" if figures.median_tries is None else figures.median_tries,
        figures.time,
        _percentage(known),
        known.whole if known else "",
        request.build_absolute_uri(row.edit_url),
    ]


def _percentage(share: Share | None) -> object:
    return share.percentage if share else ""


def _make_safe(value: object) -> object:
    """Keep a spreadsheet from running a text as a formula."""
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value
