"""Who may do what on the screens; Django's permissions decide."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

INSTALL = "h5p.install_library"
ADD = "h5p.add_content"
VIEW = "h5p.view_content"
View = Callable[..., HttpResponseBase]


def may_install(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether ``user`` may let scripts of libraries run that were never seen."""
    return has(user, INSTALL)


def has(user: AbstractBaseUser | AnonymousUser, permission: str) -> bool:
    """Whether ``user`` has a permission."""
    found: bool = user.has_perm(permission)  # type: ignore[union-attr]  # any user model has it
    return found


def needs(permission: str) -> Callable[[View], View]:
    """Refuse everybody who has not got ``permission``."""

    def decorate(view: View) -> View:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not has(request.user, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
