"""A city's register of businesses: what it says, and how a new file comes into it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from uprest.accounts.types import SignedInRequest
from uprest.core.downloads import write_csv
from uprest.ecosystem.forms.register import (
    ColumnsForm,
    ConfirmForm,
    UploadForm,
    WordsForm,
    write_choices,
)
from uprest.ecosystem.models import Municipality, RegisterImport
from uprest.ecosystem.register_files.types import MAX_VALUES, Columns, RegisterFileError
from uprest.ecosystem.reports.register import (
    build_register_report,
    explain_fault,
    explain_problem,
    list_participant_rows,
)
from uprest.ecosystem.selectors import access_municipality, is_administrator, is_officer
from uprest.ecosystem.selectors.register_imports import (
    check_import,
    find_words,
    get_import,
    is_over,
    list_matched_but_gone,
    list_past_imports,
    read_columns,
    read_rows,
    read_words,
)
from uprest.ecosystem.selectors.telling import iterate_participants, list_participants
from uprest.ecosystem.services.register import (
    cancel_import,
    import_register,
    keep_upload,
    save_columns,
    save_words,
)
from uprest.ecosystem.types import ImportOverError, RegisterMovedError

MISTAKEN, CONFLICT = 422, 409
PREVIEW, SHOWN = 5, 100
METHODS = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_safe
def register(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the register of a city in counts, who takes part, and who agreed to be known."""
    city = access_municipality(user=request.user, slug=slug)
    decides = is_administrator(request.user) and not is_officer(
        user=request.user, municipality_id=city.pk
    )
    context = {
        "municipality": city,
        "report": build_register_report(municipality=city),
        "participants": list_participants(municipality=city),
        "past": list_past_imports(municipality=city),
        "matched_but_gone": list_matched_but_gone(municipality=city) if decides else [],
    }
    return render(request, "ecosystem/register.html", context)


@never_cache
@login_required
@require_safe
def participants_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Send the businesses that agreed to be known, and nothing but what they agreed to."""
    city = access_municipality(user=request.user, slug=slug)
    rows = list_participant_rows(iterate_participants(municipality=city))
    response = StreamingHttpResponse(
        write_csv(rows, language=get_language() or "en"), content_type="text/csv; charset=utf-8"
    )
    name = f"uprest-{city.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _read_post(request: SignedInRequest) -> QueryDict | None:
    """Return what was posted, also where it is nothing: a form without an answer is a mistake."""
    return request.POST if request.method == "POST" else None


@never_cache
@login_required
@require_http_methods(METHODS)
def upload_register(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take the file with the register."""
    city = access_municipality(user=request.user, slug=slug)
    form = UploadForm(_read_post(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = keep_upload(
                municipality=city,
                user=request.user,
                file_name=file.name or "",
                content=file.read(),
                at=timezone.now(),
            )
        except RegisterFileError as error:
            form.add_error("file", explain_fault(error.fault))
        else:
            return _go("import_columns", city, upload)
    context = {"municipality": city, "form": form}
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/register_upload.html", context, status=status)


@never_cache
@login_required
@require_http_methods(METHODS)
def import_columns(request: SignedInRequest, slug: str, import_id: int) -> HttpResponse:
    """Show the first lines of a file, and ask which column holds what."""
    city = access_municipality(user=request.user, slug=slug)
    upload = get_import(municipality=city, user=request.user, import_id=import_id)
    if is_over(upload, at=timezone.now()):
        return _say_over(request, city, upload)
    columns = read_columns(upload)
    guess = {key: str(value) for key, value in upload.result.get("guess", {}).items()}
    form = ColumnsForm(
        _read_post(request),
        headings=upload.headings,
        initial=write_choices(columns) if columns else guess,
    )
    if form.is_valid() and _can_be_asked(form, upload):
        try:
            save_columns(upload=upload, columns=form.get_columns(), at=timezone.now())
        except ImportOverError:
            return _say_over(request, city, upload)
        return _go("import_words", city, upload)
    context = {
        "municipality": city,
        "upload": upload,
        "form": form,
        "preview": [row.cells for row in read_rows(upload)[:PREVIEW]],
        "lines": len(upload.rows),
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/register_columns.html", context, status=status)


def _can_be_asked(form: ColumnsForm, upload: RegisterImport) -> bool:
    """Whether the columns hold few enough words to be asked for what each of them means."""
    columns: Columns = form.get_columns()
    rows = read_rows(upload)
    for name, column in (("sector", columns.sector), ("size", columns.size)):
        words = {row.cells[column] for row in rows} if column is not None else set()
        if len(words) > MAX_VALUES:
            form.add_error(
                name,
                gettext(
                    "This column has %(number)d different values. Choose the one with few "
                    "different values, or the same for all lines."
                )
                % {"number": len(words)},
            )
    return not form.errors


@never_cache
@login_required
@require_http_methods(METHODS)
def import_words(request: SignedInRequest, slug: str, import_id: int) -> HttpResponse:
    """Ask what the words of a file for sectors and sizes mean."""
    city = access_municipality(user=request.user, slug=slug)
    upload = get_import(municipality=city, user=request.user, import_id=import_id)
    if is_over(upload, at=timezone.now()):
        return _say_over(request, city, upload)
    if read_columns(upload) is None:
        return _go("import_columns", city, upload)
    sectors, sizes = find_words(upload)
    form = WordsForm(
        _read_post(request),
        sectors=sectors,
        sizes=sizes,
        was_said=read_words(upload) is not None,
    )
    if form.is_valid():
        try:
            save_words(upload=upload, words=form.get_words(), at=timezone.now())
        except ImportOverError:
            return _say_over(request, city, upload)
        return _go("import_check", city, upload)
    context = {
        "municipality": city,
        "upload": upload,
        "form": form,
        "sectors": form.list_fields("sector"),
        "sizes": form.list_fields("size"),
    }
    status = MISTAKEN if form.errors else 200
    return render(request, "ecosystem/register_words.html", context, status=status)


@never_cache
@login_required
@require_http_methods(METHODS)
def import_check(request: SignedInRequest, slug: str, import_id: int) -> HttpResponse:
    """Show what a file would change and what is wrong in it, and import it once confirmed."""
    city = access_municipality(user=request.user, slug=slug)
    upload = get_import(municipality=city, user=request.user, import_id=import_id)
    if is_over(upload, at=timezone.now()):
        return _say_over(request, city, upload)
    if read_columns(upload) is None or read_words(upload) is None:
        return _go("import_words", city, upload)
    form = ConfirmForm(request.POST or None)
    refusal = ""
    if form.is_valid():
        try:
            import_register(upload=upload, at=timezone.now(), **form.cleaned_data)
        except ImportOverError:
            return _say_over(request, city, upload)
        except RegisterMovedError:
            refusal = gettext(
                "The register has changed since you looked, so nothing was imported. Look at what "
                "would change now, and confirm it."
            )
        else:
            messages.success(request, gettext("The register is up to date."))
            return HttpResponseRedirect(reverse("ecosystem:register", args=(city.slug,)))
    return _show_check(request, city, upload, refusal=refusal)


def _show_check(
    request: SignedInRequest, city: Municipality, upload: RegisterImport, *, refusal: str
) -> HttpResponse:
    check = check_import(upload)
    problems = check.lines.problems
    context = {
        "municipality": city,
        "upload": upload,
        "check": check,
        "form": ConfirmForm(initial={"digest": check.digest}),
        "problems": [(one.line, explain_problem(one)) for one in problems[:SHOWN]],
        "problem_count": len({one.line for one in problems}),
        "has_more_problems": len(problems) > SHOWN,
        "new": check.difference.new[:SHOWN],
        "changed": check.difference.changed[:SHOWN],
        "gone": check.difference.gone[:SHOWN],
        "shown": SHOWN,
        "refusal": refusal,
    }
    status = CONFLICT if refusal else 200
    return render(request, "ecosystem/register_check.html", context, status=status)


@require_POST
@login_required
def cancel(request: SignedInRequest, slug: str, import_id: int) -> HttpResponse:
    """Forget a file without importing it."""
    city = access_municipality(user=request.user, slug=slug)
    upload = get_import(municipality=city, user=request.user, import_id=import_id)
    cancel_import(upload=upload, at=timezone.now())
    messages.success(request, gettext("The file is forgotten. The register is as it was."))
    return HttpResponseRedirect(reverse("ecosystem:register", args=(city.slug,)))


def _go(name: str, city: Municipality, upload: RegisterImport) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"ecosystem:{name}", args=(city.slug, upload.pk)))


def _say_over(request: SignedInRequest, city: Municipality, upload: RegisterImport) -> HttpResponse:
    upload.refresh_from_db(fields=["state"])
    if upload.state == RegisterImport.State.DONE:
        messages.info(request, gettext("This file was imported already. Nothing was done twice."))
    else:
        messages.warning(
            request, gettext("This file is no longer kept. Upload it again to import it.")
        )
    return HttpResponseRedirect(reverse("ecosystem:register", args=(city.slug,)))
