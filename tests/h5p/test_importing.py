"""What an upload leaves behind: content, waiting content, or nothing at all."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.ecosystem import PersonFactory
from tests.factories.h5p import PNG, library, make_package, pack, package_files
from uprest.h5p.api import Status, export_content, import_package, open_package, validate_package
from uprest.h5p.models import Blob, Content, ContentFile, Library, LibraryFile, Pin
from uprest.h5p.services.cleaning import clean_up
from uprest.h5p.services.libraries import (
    RefusedError,
    approve_content,
    decline_content,
    upgrade_library,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def take(*, may_install=True, at=AT, **parts):
    return import_package(file=make_package(**parts), may_install=may_install, at=at)


def count_rows():
    return [model.objects.count() for model in (Blob, Library, LibraryFile, Content, Pin)]


def names(content):
    pins = content.pins.filter(position__isnull=False).order_by("position")
    return [str(pin.library) for pin in pins.select_related("library")]


# --- accepted ---------------------------------------------------------------------------------


def test_a_package_becomes_content(stored):
    result = take(files={"images/a b.png": PNG})
    content = result.content
    assert result.verdict.status is Status.ACCEPTED
    assert (content.status, content.problems) == ("READY", [])
    assert (content.title, content.machine_name, content.language) == (
        "A test",
        "H5P.UprTest",
        "en",
    )
    assert content.params == {"text": "Hello"}
    assert str(content.main_library) == "H5P.UprTest 1.0.0"
    assert names(content) == ["H5P.UprTest 1.0.0"]
    assert [one.path for one in content.files.all()] == ["images/a b.png"]
    library_ = Library.objects.get()
    assert (library_.status, library_.is_current) == ("INSTALLED", True)
    assert {one.path for one in library_.files.all()} == {
        "library.json",
        "semantics.json",
        "uprtest.js",
    }
    assert stored() == Blob.objects.count() == 4


def test_files_lie_under_their_hash_and_not_in_a_public_folder(storage):
    take(files={"a.png": PNG})
    places = {str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file()}
    assert places == {blob.place for blob in Blob.objects.all()}
    assert all(place.startswith("h5p/") for place in places)


def test_the_same_package_again_changes_nothing(stored):
    first, before = take().content, count_rows()
    assert take().content == first
    assert count_rows() == before
    assert stored() == Blob.objects.count()


def test_another_package_with_the_same_library_brings_its_content_alone():
    take()
    take(params={"text": "Other"})
    assert (Library.objects.count(), Content.objects.count()) == (1, 2)


def test_a_file_that_has_vanished_is_written_again(storage):
    take()
    for path in [path for path in storage.rglob("*") if path.is_file()]:
        path.unlink()
    take()
    assert sum(path.is_file() for path in storage.rglob("*")) == Blob.objects.count()


def test_a_file_that_was_cut_off_is_written_again(storage):
    take()
    path = storage / Blob.objects.order_by("size").last().place
    whole = path.read_bytes()
    path.write_bytes(whole[:5])
    take()
    assert path.read_bytes() == whole


# --- refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"nothing",
        pack(package_files(files={"a.svg": b"<svg/>"})),
        pack(package_files(params={"image": {"path": "gone.png"}})),
        pack(package_files(libraries=library(files={"a.html": b"<p>"}))),
    ],
    ids=["no archive", "svg", "missing picture", "html"],
)
def test_a_refusal_leaves_no_row_and_no_file(data, stored):
    result = import_package(file=io.BytesIO(data), may_install=True, at=AT)
    assert (result.verdict.status, result.content) == (Status.REFUSED, None)
    assert count_rows() == [0, 0, 0, 0, 0]
    assert stored() == 0


# --- waiting for approval ---------------------------------------------------------------------


def test_a_new_library_from_somebody_who_must_not_install_it_waits():
    result = take(may_install=False)
    assert result.verdict.status is Status.WAITING
    assert [one.code for one in result.verdict.problems] == ["library-new"]
    assert result.content.status == "WAITING"
    assert [one["code"] for one in result.content.problems] == ["library-new"]
    assert Library.objects.get().status == "WAITING"
    assert not Library.objects.get().is_current


def test_a_known_library_does_not_wait():
    take()
    result = take(may_install=False, params={"text": "Other"})
    assert (result.verdict.status, result.content.status) == (Status.ACCEPTED, "READY")


def test_the_same_library_with_one_other_byte_waits():
    take()
    changed = library(files={"more.css": "a{}"})
    result = take(may_install=False, libraries=changed)
    assert result.content.status == "WAITING"
    assert Library.objects.count() == 2


def test_approval_makes_ready_all_that_waits_for_the_same_library():
    one = take(may_install=False).content
    other = take(may_install=False, params={"text": "Other"}).content
    by = PersonFactory()
    assert approve_content(content_id=one.pk, by=by, at=AT)
    assert not approve_content(content_id=one.pk, by=by, at=AT)
    assert set(Content.objects.values_list("status", flat=True)) == {"READY"}
    assert names(other) == ["H5P.UprTest 1.0.0"]
    assert (Library.objects.get().installed_by, Library.objects.get().installed_at) == (by, AT)


def test_the_same_package_from_somebody_who_may_install_makes_it_ready():
    waiting = take(may_install=False).content
    assert take().content == waiting
    waiting.refresh_from_db()
    assert waiting.status == "READY"


def test_declining_leaves_only_what_others_wait_with():
    shared = library("H5P.Shared")
    one = take(may_install=False, libraries=library() | shared).content
    take(may_install=False, main="H5P.Shared", libraries=shared)
    assert decline_content(content_id=one.pk)
    assert not decline_content(content_id=one.pk)
    assert [one.machine_name for one in Library.objects.all()] == ["H5P.Shared"]
    assert Content.objects.count() == 1


def test_what_is_ready_cannot_be_declined():
    content = take().content
    assert not decline_content(content_id=content.pk)
    assert Content.objects.count() == 1


# --- waiting for libraries --------------------------------------------------------------------


def test_content_alone_waits_until_its_library_comes():
    alone = take(libraries={}, params={"text": "Alone"}).content
    assert (alone.status, alone.main_library) == ("WAITING", None)
    assert [one["code"] for one in alone.problems] == ["library-missing"]
    take()
    alone.refresh_from_db()
    assert (alone.status, alone.problems) == ("READY", [])
    assert str(alone.main_library) == "H5P.UprTest 1.0.0"


def test_content_alone_of_a_library_that_waits_goes_on_waiting():
    packed = take(may_install=False).content
    alone = take(may_install=False, libraries={}, params={"text": "Alone"}).content
    assert alone.status == "WAITING"
    approve_content(content_id=packed.pk, by=PersonFactory(), at=AT)
    alone.refresh_from_db()
    assert alone.status == "READY"


def test_libraries_are_pinned_in_their_order_and_editors_parts_without_one():
    libraries = library(needs=[("H5P.A", 1, 0)]) | library("H5P.A") | library("H5PEditor.X")
    content = take(libraries=libraries).content
    assert names(content) == ["H5P.A 1.0.0", "H5P.UprTest 1.0.0"]
    assert content.pins.get(position=None).library.machine_name == "H5PEditor.X"


# --- pins and upgrades ------------------------------------------------------------------------


def test_no_upload_changes_what_ready_content_runs():
    old = take().content
    newer = take(libraries=library(patch=5), params={"text": "Newer"}).content
    assert names(old) == ["H5P.UprTest 1.0.0"]
    assert names(newer) == ["H5P.UprTest 1.0.5"]
    assert Library.objects.get(is_current=True).patch == 0
    alone = take(libraries={}, params={"text": "Alone"}).content
    assert names(alone) == ["H5P.UprTest 1.0.0"]


def test_an_upgrade_is_an_act_and_content_moves_only_when_asked():
    old = take().content
    take(libraries=library(patch=5, needs=[("H5P.A", 1, 0)]) | library("H5P.A"), params={"t": "N"})
    new = Library.objects.get(patch=5)
    assert upgrade_library(library_id=new.pk, with_content=False) == 0
    assert names(old) == ["H5P.UprTest 1.0.0"]
    alone = take(libraries={}, params={"text": "Alone"}).content
    assert names(alone) == ["H5P.A 1.0.0", "H5P.UprTest 1.0.5"]


def test_an_upgrade_with_content_keeps_package_and_order():
    old = take().content
    take(libraries=library(patch=5, needs=[("H5P.A", 1, 0)]) | library("H5P.A"), params={"t": "N"})
    hash_before = old.package_hash
    assert upgrade_library(library_id=Library.objects.get(patch=5).pk, with_content=True) == 1
    old.refresh_from_db()
    assert (old.status, old.package_hash) == ("READY", hash_before)
    assert str(old.main_library) == "H5P.UprTest 1.0.5"
    assert names(old) == ["H5P.A 1.0.0", "H5P.UprTest 1.0.5"]


def test_content_that_waits_for_something_else_does_not_stop_an_upgrade():
    ready = take().content
    waiting = take(needs=[("H5P.Other", 1, 0)], params={"t": "W"}).content
    assert waiting.status == "WAITING"
    take(libraries=library(patch=5), params={"t": "N"})
    assert upgrade_library(library_id=Library.objects.get(patch=5).pk, with_content=True) == 2
    ready.refresh_from_db()
    waiting.refresh_from_db()
    assert (ready.status, waiting.status) == ("READY", "WAITING")
    assert names(ready) == names(waiting) == ["H5P.UprTest 1.0.5"]
    take(libraries=library() | library("H5P.Other"), params={"t": "O"})
    waiting.refresh_from_db()
    assert waiting.status == "READY"


def test_an_upgrade_that_would_stop_ready_content_is_refused():
    ready = take().content
    new = library(patch=5, needs=[("H5P.Gone", 1, 0)])
    take(libraries=new, params={"t": "N"})
    with pytest.raises(RefusedError):
        upgrade_library(library_id=Library.objects.get(patch=5).pk, with_content=True)
    ready.refresh_from_db()
    assert (ready.status, names(ready)) == ("READY", ["H5P.UprTest 1.0.0"])
    assert Library.objects.get(is_current=True).patch == 0


@pytest.mark.parametrize("patch", [3, 4])
def test_only_a_higher_patch_takes_the_place(patch):
    take(libraries=library(patch=4))
    take(libraries=library(patch=patch, files={"a.css": "a{}"}), params={"t": "N"})
    other = Library.objects.get(is_current=False)
    with pytest.raises(RefusedError):
        upgrade_library(library_id=other.pk, with_content=False)


def test_a_library_that_waits_cannot_take_the_place():
    take()
    take(may_install=False, libraries=library(patch=5), params={"t": "N"})
    with pytest.raises(RefusedError):
        upgrade_library(library_id=Library.objects.get(patch=5).pk, with_content=False)


# --- export -----------------------------------------------------------------------------------


def test_what_is_exported_is_the_package_that_was_taken_in():
    content = take(
        files={"images/a b.png": PNG}, libraries=library() | library("H5PEditor.X")
    ).content
    export_content(content=content, out=(out := io.BytesIO()))
    with open_package(out) as package:
        assert validate_package(package).status is Status.ACCEPTED
    assert import_package(file=out, may_install=False, at=AT).content == content
    assert (Content.objects.count(), Library.objects.count()) == (1, 2)
    with zipfile.ZipFile(out) as archive:
        assert archive.read("content/images/a b.png") == PNG


# --- cleaning up ------------------------------------------------------------------------------


def test_what_nothing_uses_goes_and_installed_libraries_stay(stored):
    take(files={"a.png": PNG})
    cleaned = clean_up(at=AT + timedelta(days=31))
    assert (cleaned.contents, cleaned.libraries, cleaned.files) == (1, 0, 1)
    assert (Content.objects.count(), Library.objects.count()) == (0, 1)
    assert stored() == Blob.objects.count() == 3


def test_young_content_stays():
    take()
    assert clean_up(at=AT + timedelta(days=29)).contents == 0


def test_libraries_that_were_declined_go_with_their_files(stored):
    decline_content(content_id=take(may_install=False).content.pk)
    assert clean_up(at=AT).files == 0
    assert clean_up(at=AT + timedelta(days=2)).files == 3
    assert stored() == 0


def test_a_file_that_is_wanted_again_stays(stored):
    content = take(files={"a.png": PNG}).content
    content.delete()
    take(files={"a.png": PNG}, at=AT + timedelta(days=40))
    clean_up(at=AT + timedelta(days=40, hours=1))
    assert ContentFile.objects.count() == 1
    assert stored() == Blob.objects.count()


def test_the_host_project_can_say_what_is_used(settings):
    content = take().content
    settings.H5P_USED_CONTENTS = ["tests.h5p.test_importing.list_mine"]
    list_mine.found = {content.pk}
    assert clean_up(at=AT + timedelta(days=31)).contents == 0


def list_mine():
    return list_mine.found


# --- bounds -----------------------------------------------------------------------------------


def test_queries_do_not_grow_with_files(django_assert_max_num_queries):
    many = {f"{n}.txt": str(n).encode() for n in range(200)}
    with django_assert_max_num_queries(40):
        take(files=many, libraries=library(files={f"{n}.css": str(n) for n in range(200)}))
