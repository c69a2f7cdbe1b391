"""Screens in Wagtail on which trainers correct records: scoring again, and marking for a person.

Nobody can be listed or found there by a part of a name: a trainer types the whole address of
somebody they know.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.forms import LevelForm, MarkForm, PersonForm, ReasonForm
from courses.models import Activity, RegradeOrder
from courses.selectors.people import (
    find_activity,
    find_person,
    list_markable,
    list_marked,
)
from courses.selectors.regrades import (
    find_source_lesson,
    list_regradable,
    preview_regrade,
)
from courses.services.overriding import (
    Word,
    confirm_level,
    mark_activity,
    mark_course,
    take_back,
    take_back_level,
)
from courses.services.regrade_orders import order_regrade
from courses.tasks import score_again as score_in_background
from uprest.accounts.models import User
from uprest.skills.models import Skill
from uprest.skills.selectors import list_skills

SALT = "courses.correcting"
LONGEST = 1800
"""Seconds for which a person stays chosen."""


def may_regrade(user: Any) -> bool:
    """Whether somebody may have answers scored again."""
    return bool(user.has_perm("courses.regrade"))


def may_override(user: Any) -> bool:
    """Whether somebody may mark activities, courses and levels for a person."""
    return bool(user.has_perm("courses.override"))


def _frame(title: str, icon: str) -> dict[str, str]:
    return {"page_title": title, "header_title": title, "header_icon": icon}


def list_changed(request: HttpRequest) -> HttpResponse:
    """Show the exercises of one's own courses whose key has changed since they were answered."""
    if not may_regrade(request.user):
        raise PermissionDenied
    rows = [
        row
        for row in list_regradable(language=get_language() or "en")
        if row.lesson.permissions_for_user(request.user).can_publish()
    ]
    context = {"rows": rows, **_frame(_("Score answers again"), "rotate")}
    return TemplateResponse(request, "courses/admin/regrades.html", context)


def score_again(request: HttpRequest, activity_key: UUID) -> HttpResponse:
    """Show in counts what scoring an exercise again would change, and do it when it is sent."""
    if not may_regrade(request.user):
        raise PermissionDenied
    activity = find_activity(activity_key)
    lesson = find_source_lesson(lesson_key=activity.lesson_key) if activity else None
    if activity is None or lesson is None:
        raise Http404
    if not lesson.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    lowers = request.method == "POST" and "lower" in request.POST
    form = ReasonForm(request.POST if lowers else None)
    if request.method == "POST" and (not lowers or form.is_valid()):
        return _score_again(request, activity, form if lowers else None)
    context = {
        "preview": preview_regrade(activity),
        "form": form,
        **_frame(_("Score answers again"), "rotate"),
    }
    return TemplateResponse(request, "courses/admin/regrade.html", context)


def _score_again(request: HttpRequest, activity: Activity, form: ReasonForm | None) -> HttpResponse:
    lowering = _say(request, form.cleaned_data["reason"] if form else _("The key was changed."))
    order, is_new = order_regrade(
        activity=activity,
        by=lowering.by,
        at=lowering.at,
        lowering=lowering if form else None,
    )
    if is_new:
        score_in_background.delay_on_commit(order.pk)
    return HttpResponseRedirect(reverse("courses_regrade_order", args=(order.pk,)))


def show_order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Show how far scoring again is; in the end how many attempts count differently."""
    context = {
        "order": _get_order(request, order_id),
        **_frame(_("Score answers again"), "rotate"),
    }
    return TemplateResponse(request, "courses/admin/regrade_order.html", context)


def show_order_state(request: HttpRequest, order_id: int) -> JsonResponse:
    """Return how far it is, for the script on the page."""
    order = _get_order(request, order_id)
    is_done = order.state != RegradeOrder.State.WAITING
    return JsonResponse({"progress": order.progress, "is_done": is_done})


def _get_order(request: HttpRequest, order_id: int) -> RegradeOrder:
    """Return an order of whoever asks.

    :raises PermissionDenied: if it is another's.
    """
    order = get_object_or_404(RegradeOrder, pk=order_id)
    if not may_regrade(request.user) or order.ordered_by_id != request.user.pk:
        raise PermissionDenied
    return order


def _say(request: HttpRequest, reason: str) -> Word:
    assert isinstance(request.user, User)  # noqa: S101  # for the type checker: it has a permission
    return Word(by=request.user, reason=reason, at=timezone.now())


def choose_person(request: HttpRequest) -> HttpResponse:
    """Ask of whom a trainer wants to say something."""
    if not may_override(request.user):
        raise PermissionDenied
    form = PersonForm(request.POST or None)
    if form.is_valid():
        user = find_person(form.cleaned_data["email"])
        if user is not None and user.pk != request.user.pk:
            token = signing.dumps(user.pk, salt=SALT)
            return HttpResponseRedirect(reverse("courses_person", args=[token]))
        form.add_error("email", _explain(user))
    context = {"form": form, **_frame(_("Mark for a person"), "user")}
    return TemplateResponse(request, "courses/admin/choose_person.html", context)


def _explain(user: User | None) -> str:
    if user is None:
        return _("Nobody has an account with exactly this address.")
    return _("This is your own account. Ask another trainer to mark for you.")


def correct_person(request: HttpRequest, token: str) -> HttpResponse:
    """Show what trainers have said of a person, and take in what they say now."""
    if not may_override(request.user):
        raise PermissionDenied
    user = _read_token(token)
    if user.pk == request.user.pk:
        raise PermissionDenied
    language = get_language() or "en"
    courses = [
        (course.title, [(item.id, item.label) for item in course.items])
        for course in list_markable(language=language)
    ]
    skills = [(skill.code, skill.name) for skill in list_skills()]
    forms = {
        "mark": MarkForm(_sent(request, "mark"), prefix="mark", choices=courses),
        "level": LevelForm(_sent(request, "level"), prefix="level", choices=skills),
        "take_back": ReasonForm(_sent(request, "take_back"), prefix="back"),
    }
    for name, deed in DEEDS.items():
        if forms[name].is_bound and forms[name].is_valid():
            deed(request, user, forms[name].cleaned_data)
            messages.success(request, _("It is in the record, with your name and the reason."))
            return HttpResponseRedirect(request.get_full_path())
    context = {
        "email": user.email,
        "forms": forms,
        "marked": list_marked(user=user, language=language),
        **_frame(_("Mark for a person"), "user"),
    }
    return TemplateResponse(request, "courses/admin/person.html", context)


def _read_token(token: str) -> User:
    try:
        user_id = signing.loads(token, salt=SALT, max_age=LONGEST)
        return User.objects.get(pk=user_id, is_active=True, erased_at=None)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise Http404 from error


def _sent(request: HttpRequest, name: str) -> Any:
    return request.POST if request.POST.get("deed") == name else None


def _mark(request: HttpRequest, user: User, data: dict[str, Any]) -> None:
    word = _say(request, data["reason"])
    kind, _colon, key = data["what"].partition(":")
    if kind == "course":
        mark_course(user=user, course_key=UUID(key), is_passed=data["is_passed"], word=word)
        return
    activity = find_activity(UUID(key))
    if activity is None:
        raise Http404
    mark_activity(user=user, activity=activity, is_passed=data["is_passed"], word=word)


def _confirm(request: HttpRequest, user: User, data: dict[str, Any]) -> None:
    confirm_level(
        user=user,
        skill_id=Skill.objects.get(code=data["skill"]).pk,
        level=data["level"],
        kind=data["kind"],
        word=_say(request, data["reason"]),
    )


def _take_back(request: HttpRequest, user: User, data: dict[str, Any]) -> None:
    word = _say(request, data["reason"])
    kind, _colon, key = request.POST.get("row", "").partition(":")
    try:
        if kind == "deed":
            take_back(user=user, deed=UUID(key), word=word)
        else:
            take_back_level(user=user, confirmation_id=int(key), word=word)
    except ValueError as error:
        raise Http404 from error


DEEDS = {"mark": _mark, "level": _confirm, "take_back": _take_back}
