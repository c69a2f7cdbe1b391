"""``GET /xapi/statements``, as xAPI 1.0.3 has it, for one's own record or with a key for all.

Nothing can be written here: what somebody did, the server knows, and a browser may not declare it.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from uprest.accounts.types import SignedInRequest
from uprest.xapi.asking import CURSOR, read_query
from uprest.xapi.selectors.ledger import get_consistent_through, get_site
from uprest.xapi.selectors.statements import (
    find_account,
    find_statement,
    iterate_statements,
    list_statements,
)
from uprest.xapi.signals import statements_wanted
from uprest.xapi.statements import VERSION, Statement, show_canonical, show_ids, write_time
from uprest.xapi.types import BadQueryError, Query
from uprest.xapi.views.access import Reader, find_reader

VERSION_HEADER = "X-Experience-API-Version"
THROUGH_HEADER = "X-Experience-API-Consistent-Through"
KNOWN_VERSION = re.compile(r"1\.0(\.\d+)?", re.ASCII)


class RefusedError(Exception):
    """The request cannot be answered; ``status`` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@require_safe
def show_about(request: HttpRequest) -> HttpResponse:
    """Say which versions of xAPI are spoken here."""
    return _say(200, {"version": [VERSION]})


@csrf_exempt  # nothing is written: a POST gets the 405 that xAPI's programs understand
@require_safe
def show_statements(request: HttpRequest) -> HttpResponseBase:
    """Show statements: one's own to whoever is signed in, everybody's to a program with a key."""
    at = timezone.now()
    reader = find_reader(request, at=at)
    if reader is None:
        response = _say(401, {"error": "Sign in, or send a key that is valid."})
        response["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
        return response
    if CURSOR not in request.GET:  # what came since the first page is on a page before it
        statements_wanted.send(sender=Reader, user_id=reader.user_id, at=at)
    through = get_consistent_through(at=at)
    try:
        response = _answer(request, reader)
    except RefusedError as error:
        response = _say(error.status, {"error": str(error)})
    response[THROUGH_HEADER] = write_time(through)
    return response


def _answer(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Answer whoever may read.

    :raises RefusedError: if it is not asked as xAPI wants it, or there is nothing.
    """
    _check_version(request)
    try:
        query = read_query(dict(request.GET.lists()), home=get_site().home)
    except BadQueryError as error:
        raise RefusedError(400, str(error)) from error
    within = _find_bounds(reader, query)
    show = _choose_format(request, query)
    if query.statement_id is None and query.voided_id is None:
        return _show_page(request, query, within, show)
    found = find_statement(query=query, within=within)
    if found is None:
        raise RefusedError(404, "There is no such statement, or it is not yours to read.")
    statement, stored = found
    return _deliver(request, query, show(statement), stored)


def _check_version(request: HttpRequest) -> None:
    version = request.headers.get(VERSION_HEADER, "")
    if not KNOWN_VERSION.fullmatch(version):
        raise RefusedError(400, f"Send the header {VERSION_HEADER}: {VERSION}.")


def _find_bounds(reader: Reader, query: Query) -> uuid.UUID | None:
    """Return the account that the reader is bound to; nothing for a key, which reads all."""
    if reader.user_id is None:
        return None
    # Somebody who has done nothing yet has no account: a new one finds nothing.
    own = find_account(user_id=reader.user_id) or uuid.uuid4()
    if query.is_stranger or query.account not in (None, own):
        raise RefusedError(403, "You can read your own statements only.")
    return own


def _choose_format(request: HttpRequest, query: Query) -> Callable[[Statement], Statement]:
    if query.format == "ids":
        return show_ids
    if query.format == "canonical":
        accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
        languages = [language for language, _weight in accepted]
        return lambda statement: show_canonical(statement, languages)
    return lambda statement: statement


def _show_page(
    request: HttpRequest,
    query: Query,
    within: uuid.UUID | None,
    show: Callable[[Statement], Statement],
) -> HttpResponse:
    page = list_statements(query=query, within=within)
    statements = [show(statement) for statement in page.statements]
    more = _link_next(request, page.next_after)
    newest = max((one["stored"] for one in page.statements), default=None)
    stored = datetime.fromisoformat(newest) if newest else None
    return _deliver(request, query, {"statements": statements, "more": more}, stored)


def _link_next(request: HttpRequest, after: datetime | None) -> str:
    """Return where the next page is: the same question from there on."""
    if after is None:
        return ""
    params = request.GET.copy()
    params[CURSOR] = write_time(after)
    return f"{reverse('xapi:statements')}?{params.urlencode()}"


def _deliver(
    request: HttpRequest, query: Query, content: dict[str, Any], stored: datetime | None
) -> HttpResponse:
    """Return the content, or that the reader has it already."""
    response = _say(200, content)
    if query.attachments:
        _wrap(response)
    response["Vary"] = "Authorization, Cookie, Accept-Language"
    response["Cache-Control"] = "private, no-cache"
    etag = f'"{uuid.uuid5(uuid.NAMESPACE_OID, response.content.decode()).hex}"'
    response["ETag"] = etag
    if stored is not None:
        response["Last-Modified"] = http_date(stored.timestamp())
    return get_conditional_response(request, etag=etag, response=response) or response


def _wrap(response: HttpResponse) -> None:
    """Make it the first and only part of a multipart answer: there are no attachments."""
    boundary = uuid.uuid5(uuid.NAMESPACE_OID, response.content.decode()).hex
    lines = (f"--{boundary}", "Content-Type: application/json", "", response.content.decode())
    response.content = "\r\n".join((*lines, f"--{boundary}--", "")).encode()
    response["Content-Type"] = f'multipart/mixed; boundary="{boundary}"'


def _say(status: int, content: dict[str, Any]) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False)
    response = HttpResponse(text, status=status, content_type="application/json")
    response[VERSION_HEADER] = VERSION
    return response


@login_required
@never_cache
@require_safe
def download_mine(request: SignedInRequest) -> HttpResponseBase:
    """Give all of one's own statements as one file, a part at a time."""
    at = timezone.now()
    statements_wanted.send(sender=Reader, user_id=request.user.pk, at=at)
    account = find_account(user_id=request.user.pk)
    response = StreamingHttpResponse(_write_list(account), content_type="application/json")
    name = f"uprest-statements-{at:%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _write_list(account: uuid.UUID | None) -> Iterator[str]:
    """Yield a JSON list of statements, one a line."""
    separator = "[\n"
    for statement in iterate_statements(account=account) if account else ():
        yield separator + json.dumps(statement, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
