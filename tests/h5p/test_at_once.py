"""Two uploads at once, on PostgreSQL: SQLite lets one write after the other anyway."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.factories.h5p import PNG, library, make_package
from tests.h5p.test_importing import AT
from uprest.h5p.api import import_package
from uprest.h5p.models import Blob, Content, Library, LibraryFile

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="NEEDS POSTGRESQL: SQLite ignores row locks"
    ),
]
THREADS = 8


def at_once(make):
    """Import the packages ``make(number)`` in threads that start together."""
    barrier = Barrier(THREADS)

    def run(number):
        try:
            barrier.wait()
            return import_package(file=make(number), may_install=True, at=AT).content.pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


LIBRARIES = [f"H5P.Lib{n}" for n in range(6)]


def packed():
    return {
        name: value
        for one in LIBRARIES
        for name, value in library(one, files={"a.css": "a{}"}).items()
    }


def test_the_same_package_at_once_is_one_content(stored):
    keys = at_once(lambda _: make_package(libraries=library() | packed(), files={"a.png": PNG}))
    assert len(set(keys)) == Content.objects.count() == 1
    assert Content.objects.get().status == "READY"
    assert Library.objects.count() == 1 + len(LIBRARIES)
    assert LibraryFile.objects.count() == 3 + 4 * len(LIBRARIES)
    assert stored() == Blob.objects.count()


def test_different_packages_with_the_same_libraries_at_once(stored):
    at_once(lambda number: make_package(libraries=library() | packed(), params={"n": number}))
    assert Content.objects.filter(status="READY").count() == THREADS
    assert Library.objects.count() == 1 + len(LIBRARIES)
    assert Library.objects.filter(is_current=True).count() == 1 + len(LIBRARIES)
    assert stored() == Blob.objects.count()


def test_different_builds_of_the_same_libraries_at_once():
    """Each has its own; one of them is used for new content."""

    def make(number):
        own = {
            name: value
            for one in (LIBRARIES if number % 2 else reversed(LIBRARIES))
            for name, value in library(one, patch=number, files={"a.css": f"{number}"}).items()
        }
        return make_package(libraries=library(patch=number) | own, params={"n": number})

    at_once(make)
    assert Library.objects.count() == THREADS * (1 + len(LIBRARIES))
    assert Library.objects.filter(is_current=True).count() == 1 + len(LIBRARIES)
    assert Content.objects.filter(status="READY").count() == THREADS


def test_content_alone_and_its_library_at_once_end_up_ready():
    """Whoever commits last sees the other."""
    at_once(lambda n: make_package(libraries=library() if n == 0 else {}, params={"n": n}))
    assert Content.objects.filter(status="READY").count() == THREADS
