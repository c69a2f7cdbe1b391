"""The real packages: good ones are taken, bad ones refused for the right reason."""

import io
from datetime import UTC, datetime

import pytest

from uprest.h5p.api import Status, import_package, open_package, validate_package
from uprest.h5p.models import Blob, Content, Library

AT = datetime(2026, 11, 1, tzinfo=UTC)
CONTENT_ONLY = {"h5p2elpx--blanks-with-image", "h5p2elpx--crossword"}
REASONS = {
    "lumi--broken-content-json": "json-broken",
    "lumi--corrupt_archive": "archive-no-zip",
    "lumi--invalid-h5p-json-schema": "field-missing",
    "lumi--invalid-library-json": "field-missing",
    "lumi--missing-preloaded-js": "preloaded-missing",
    "lumi--xss-svg": "file-svg",
}


def test_good_ones_are_taken(valid_package):
    with valid_package.open("rb") as file, open_package(file) as package:
        verdict = validate_package(package)
    waits = valid_package.stem in CONTENT_ONLY
    assert verdict.status == (Status.WAITING if waits else Status.ACCEPTED)
    assert {one.code for one in verdict.problems} == ({"library-missing"} if waits else set())


def test_bad_ones_are_refused(bad_package):
    with bad_package.open("rb") as file, open_package(file) as package:
        verdict = validate_package(package)
    assert verdict.status is Status.REFUSED
    assert [one.code for one in verdict.problems] == [REASONS[bad_package.stem]]


@pytest.mark.django_db
def test_all_of_them_are_kept_once(valid_package, stored):
    """Twice the same, then exported and taken in again: nothing new."""
    data = valid_package.read_bytes()
    first = import_package(file=io.BytesIO(data), may_install=True, at=AT)
    before = stored(), Blob.objects.count(), Library.objects.count()
    again = import_package(file=io.BytesIO(data), may_install=True, at=AT)

    assert first.content == again.content == Content.objects.get()
    assert (stored(), Blob.objects.count(), Library.objects.count()) == before
    assert before[0] == before[1]
