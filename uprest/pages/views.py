"""The language switch."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from uprest.pages.selectors import find_page_in_language


@require_safe
def switch_language(request: HttpRequest, code: str) -> HttpResponse:
    """Go to the present page (``?to=``) in the language ``code``, and remember the language."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    target = find_page_in_language(path=request.GET.get("to", "/"), language=code)
    response = HttpResponseRedirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    return response
