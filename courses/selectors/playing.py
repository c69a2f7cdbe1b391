"""Who may play H5P content in a lesson, and what the page around its frame needs to know."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from courses.exercises.h5p import H5PModule
from courses.models import CoursePage, LessonPage
from courses.selectors.access import open_lesson
from courses.selectors.exercises import find_exercise
from courses.selectors.lessons import ExerciseView
from courses.selectors.records import find_next_try
from courses.types import NextTry, UnknownAnswerError
from uprest.accounts.middleware import find_learner
from uprest.accounts.models import User
from uprest.accounts.types import Learner
from uprest.h5p.conf import get_player_origin
from uprest.h5p.models import Content
from uprest.h5p.tickets import Ticket, choose_end, make_state_key, sign_ticket

STAMP_SALT = "courses.playing.stamp"
ADMIN = "wagtailadmin.access_admin"
USER, VISITOR = "u", "v"
"""What a learner's name in tickets and states begins with."""


@dataclass(frozen=True, slots=True)
class PlayerView:
    """A frame with H5P content, as the page around it draws it.

    ``url`` is empty where there is nothing to play. ``results_url`` and ``state_url`` are empty in
    a preview, where nothing is kept. ``stamp`` says, signed, when the page was drawn.
    """

    block_id: UUID
    content_id: int
    title: str
    height: int
    url: str
    results_url: str
    state_url: str
    stamp: str
    done_when: str
    seconds: int
    is_done: bool
    is_required: bool


def name_learner(learner: Learner | None) -> str:
    """Return a learner's name in tickets and states: ``u`` and a number, or ``v`` and a UUID."""
    if learner is None:
        return ""
    if learner.visitor_id is not None:
        return f"{VISITOR}{learner.visitor_id.hex}"
    return f"{USER}{learner.user_id}"


def name_place(lesson_key: UUID, block_id: UUID, next_try: NextTry) -> str:
    """Return the name of a block's place: one in all languages, another in a copied lesson.

    Another too in a new edition or cycle: what is done anew begins where nobody has been.
    """
    edition, cycle = next_try.edition, next_try.cycle
    again = "" if edition == cycle == 1 else f" {edition} {cycle}"
    return uuid.uuid5(lesson_key, f"{block_id}{again}").hex


def find_module(lesson: LessonPage, block_id: UUID) -> H5PModule | None:
    """Return the module in that block, if it is one."""
    exercise = find_exercise(lesson.body, block_id)
    return exercise.spec if exercise and isinstance(exercise.spec, H5PModule) else None


def find_state_owner(*, learner: Learner, lesson: LessonPage, block_id: UUID) -> str:
    """Return who owns the saved state of a learner in a block; one query.

    :raises UnknownAnswerError: if the block is not there any more.
    """
    key = lesson.translation_key
    next_try = find_next_try(learner=learner, lesson_key=key, block_id=block_id)
    if next_try is None:
        raise UnknownAnswerError
    return make_state_key(name_learner(learner), name_place(key, block_id, next_try))


def may_play(ticket: Ticket, *, at: datetime) -> bool:
    """Whether what a ticket allowed is still allowed: the setting ``H5P_GUARD`` names this.

    The page is live and has this content in this block, and whoever holds the ticket may open it,
    by the very rule by which the page itself opens. A preview is for those who write.
    """
    user = _find_user(ticket.learner)
    if user is None:
        return False
    if ticket.is_preview:
        return user.has_perm(ADMIN)
    request = HttpRequest()
    request.user = user
    passed = {PageViewRestriction.passed_view_restrictions_session_key: list(ticket.passed)}
    request.session = passed  # type: ignore[assignment]  # all that a page's password is asked for
    try:
        lesson = open_lesson(request=request, page_id=ticket.page_id)
    except (LessonPage.DoesNotExist, CoursePage.DoesNotExist, PermissionDenied):
        return False
    module = find_module(lesson, UUID(ticket.block_id))
    return module is not None and module.content_id == ticket.content_id


def _find_user(name: str) -> User | AnonymousUser | None:
    """Return who a ticket was issued to; nothing where the account is gone or closed."""
    if not name.startswith(USER):
        return AnonymousUser()
    return User.objects.filter(pk=int(name.removeprefix(USER)), is_active=True).first()


def get_player(
    *, request: HttpRequest, page: Page | None, exercise: ExerciseView, at: datetime
) -> PlayerView:
    """Return the frame for an exercise of ``page``, for whoever the page is drawn for.

    Without a page, or in the editor's preview, it plays and keeps nothing.
    """
    module = exercise.body
    assert isinstance(module, H5PModule)  # noqa: S101  # for the type checker: its kind says so
    block_id = exercise.block_id
    lesson = None if getattr(request, "is_preview", False) else page
    ready = Content.objects.filter(pk=module.content_id, status=Content.Status.READY)
    url = ""
    if ready.exists():
        ticket = _issue_ticket(request, lesson, exercise, module.content_id, at=at)
        url = get_player_origin() + reverse("h5p:play", args=[sign_ticket(ticket)])
    arguments = [lesson.pk, block_id] if lesson else []
    return PlayerView(
        block_id=block_id,
        content_id=module.content_id,
        title=module.question,
        height=module.height,
        url=url,
        results_url=reverse("courses:h5p_results", args=arguments) if lesson else "",
        state_url=reverse("courses:h5p_state", args=arguments) if lesson else "",
        stamp=sign_stamp(block_id, at=at),
        done_when=module.done_when.value,
        seconds=module.seconds,
        is_done=exercise.is_done,
        is_required=exercise.is_required,
    )


def _issue_ticket(
    request: HttpRequest,
    lesson: Page | None,
    exercise: ExerciseView,
    content_id: int,
    *,
    at: datetime,
) -> Ticket:
    """Return a ticket for a lesson that is being drawn for who asks; without one, for a preview."""
    block_id = exercise.block_id
    place = name_place(lesson.translation_key, block_id, exercise.next_try) if lesson else ""
    return Ticket(
        content_id=content_id,
        page_id=lesson.pk if lesson else 0,
        block_id=str(block_id),
        learner=name_learner(find_learner(request)),
        place=place,
        site=f"{request.scheme}://{request.get_host()}",
        until=choose_end(at),
        passed=_list_passed(lesson) if lesson else (),
        is_preview=lesson is None,
    )


def _list_passed(page: Page) -> tuple[int, ...]:
    """Return the page's passwords, all of which were given: it would not be drawn otherwise."""
    return tuple(
        sorted(
            restriction.pk
            for restriction in page.get_view_restrictions()
            if restriction.restriction_type == PageViewRestriction.PASSWORD
        )
    )


def sign_stamp(block_id: UUID, *, at: datetime) -> str:
    """Return the moment at which a block's page was drawn, signed."""
    return signing.Signer(salt=STAMP_SALT).sign_object([str(block_id), at.timestamp()])


def read_stamp(text: str, *, block_id: UUID) -> float | None:
    """Return the moment in a stamp, if it is ours and of this block."""
    try:
        stamped_id, moment = signing.Signer(salt=STAMP_SALT).unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    return float(moment) if stamped_id == str(block_id) else None
