"""Who is acting: the signed-in user, or the visitor of a signed cookie."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from uprest.accounts.types import Learner

COOKIE = "uprest_visit"
SALT = "uprest.visit"


class Visit:
    """The visit without an account that a request belongs to, if any.

    The cookie is strictly necessary for what the visitor asked for, is set only once they start
    a check or an exercise, and ends after ``UPREST_VISIT_DAYS``.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.is_new = False
        self.is_over = False
        self._id: uuid.UUID | None = None
        raw = request.COOKIES.get(COOKIE)
        if raw:
            try:
                value = signing.loads(raw, salt=SALT, max_age=settings.UPREST_VISIT_DAYS * 86_400)
                self._id = uuid.UUID(value)
            except (signing.BadSignature, ValueError, TypeError):
                self.is_over = True

    @property
    def id(self) -> uuid.UUID | None:
        """The visitor's id, or nothing where no visit has begun."""
        return self._id

    def start(self) -> uuid.UUID:
        """Return the visitor's id, beginning a visit where there is none."""
        if self._id is None:
            self.adopt(uuid.uuid4())
        assert self._id is not None  # noqa: S101  # for the type checker: set just above
        return self._id

    def adopt(self, visitor_id: uuid.UUID) -> None:
        """Go on with the visit ``visitor_id`` in this browser."""
        self._id, self.is_new, self.is_over = visitor_id, True, False

    def end(self) -> None:
        """Forget the visit in this browser."""
        self._id, self.is_new, self.is_over = None, False, True


class VisitorMiddleware:
    """Puts ``request.visit`` on every request and keeps its cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Read the cookie before the view and write it after, where it changed."""
        visit = Visit(request)
        request.visit = visit  # type: ignore[attr-defined]
        response = self.get_response(request)
        if visit.is_new and visit.id is not None:
            response.set_cookie(
                COOKIE,
                signing.dumps(str(visit.id), salt=SALT),
                max_age=settings.UPREST_VISIT_DAYS * 86_400,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        elif visit.is_over:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response


def find_learner(request: HttpRequest) -> Learner | None:
    """Return who is acting: the user, else the visitor, else nothing."""
    if request.user.is_authenticated:
        return Learner(user_id=request.user.pk)
    visit: Visit = request.visit  # type: ignore[attr-defined]
    return Learner(visitor_id=visit.id) if visit.id else None


def start_learner(request: HttpRequest) -> Learner:
    """Return who is acting, beginning a visit where there is neither user nor visitor."""
    visit: Visit = request.visit  # type: ignore[attr-defined]
    return find_learner(request) or Learner(visitor_id=visit.start())
