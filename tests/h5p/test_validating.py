"""Every rule of the validator, with a package that breaks just that one."""

import io
import json
import random
import subprocess
import sys
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.h5p import (
    PNG,
    change_directory,
    dependency,
    library,
    link_entry,
    make_package,
    pack,
    pack_entries,
    package_files,
    raw_entry,
    zeros_package,
)
from uprest.h5p.api import Limits, Status, describe, open_package, validate_package
from uprest.h5p.wording import SENTENCES


def judge(data, **limits):
    with open_package(io.BytesIO(data), limits=Limits(**limits)) as package:
        return validate_package(package)


def codes(data, **limits):
    verdict = judge(data, **limits)
    assert all(describe(one) for one in verdict.problems)
    assert (verdict.status is Status.REFUSED) == bool(verdict.problems)
    return [one.code for one in verdict.problems]


def judge_files(**parts):
    return codes(pack(package_files(**parts)))


def replace(**files):
    """Judge a whole package in which some files have other contents."""
    return codes(pack(package_files() | files))


# --- what is fine ------------------------------------------------------------------------------


def test_a_whole_package_is_accepted():
    verdict = judge(pack(package_files(files={"images/a b.png": PNG})))
    assert (verdict.status, verdict.problems) == (Status.ACCEPTED, ())
    assert (verdict.main_machine_name, verdict.title) == ("H5P.UprTest", "A test")
    assert [one.path for one in verdict.files] == ["images/a b.png"]
    assert [str(one.name) for one in verdict.load_order] == ["H5P.UprTest 1.0"]


def test_a_byte_order_mark_is_fine():
    bom = b"\xef\xbb\xbf"
    assert not replace(**{"content/content.json": bom + b'{"text": "Hi"}'})


def test_unknown_files_at_the_top_are_ignored_and_not_stored():
    extra = {
        "readme.exe": b"MZ", "__MACOSX/content/._a.png": b"x", ".git/config": b"x",
        "docs/index.html": b"<p>", "content/.DS_Store": b"x", "content/_drafts/a.exe": b"x",
        "H5P.UprTest-1.0/.eslintrc": b"x",
    }  # fmt: skip
    plain, verdict = judge(pack(package_files())), judge(pack(package_files() | extra))
    assert verdict.status is Status.ACCEPTED
    assert verdict.package_hash == plain.package_hash
    assert verdict.libraries == plain.libraries
    assert verdict.files == ()


def test_the_hash_is_of_the_contents_and_not_of_the_archive():
    files = package_files(files={"a.png": PNG})
    again = dict(reversed(files.items()))
    assert judge(pack(files)).package_hash == judge(pack(again)).package_hash
    assert judge(pack(files)).package_hash != judge(pack(package_files())).package_hash


def test_numbers_of_versions_may_be_texts():
    assert not judge_files(preloadedDependencies=[dependency("H5P.UprTest", "1", "0")])


def test_the_folder_of_a_library_may_be_without_a_version():
    files = {
        name.replace("H5P.UprTest-1.0", "H5P.UprTest"): value for name, value in library().items()
    }
    assert not judge_files(libraries=files)


# --- the archive --------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all", b"%PDF-1.7"])
def test_what_is_no_archive(data):
    assert codes(data) == ["archive-no-zip"]


@pytest.mark.parametrize("length", [10, 400, -30, -1])
def test_an_archive_that_is_cut_off(length):
    assert codes(pack(package_files())[:length])[0] in ("archive-damaged", "archive-no-zip")


def test_something_before_the_archive():
    whole = pack(package_files())
    assert codes(b"#!/bin/sh\n" + whole) == ["archive-no-zip"]
    assert codes(pack_entries(before=b"PK\x03\x04 and a script")) == ["archive-prefix"]


def test_zip64_is_refused_unread():
    whole = pack(package_files())
    end = whole.rfind(b"PK\x05\x06")
    assert codes(whole[:end] + b"PK\x06\x07" + bytes(16) + whole[end:]) == ["archive-zip64"]


def test_too_many_entries():
    entries = [(f"content/{n}.txt", b"") for n in range(20)]
    assert codes(pack_entries(*entries), entries=10) == ["archive-too-many-entries"]


def test_too_many_entries_are_counted_before_they_are_taken_in():
    """The number in the archive's end is a lie; nobody reads it."""
    whole = bytearray(pack_entries(*[(f"content/{n}.txt", b"") for n in range(20)]))
    end = whole.rfind(b"PK\x05\x06")
    whole[end + 8 : end + 12] = b"\1\0\1\0"
    assert codes(bytes(whole), entries=10) == ["archive-too-many-entries"]


def test_too_big_in_all():
    files = {f"{n}.txt": bytes(range(256)) * 40 for n in range(20)}
    assert codes(pack(package_files(files=files)), total_size=100_000) == ["archive-too-big"]


def test_a_file_that_is_too_big():
    data = pack(package_files(files={"a.txt": bytes(2_000)}))
    assert codes(data, file_size=1_000) == ["file-too-big"]


def test_a_bomb():
    data = pack(package_files(files={"a.txt": bytes(2 * 1024 * 1024)}))
    assert codes(data) == ["file-bomb"]


def test_small_files_may_be_squeezed_well():
    assert not codes(pack(package_files(files={"a.txt": bytes(1000 * 1000)})))


def test_files_that_lie_over_another():
    """One squeezed file under many names: small archive, much work."""
    files = package_files(files={"a.txt": b"a" * 5_000, "b.txt": b"b" * 10})
    data = bytearray(pack(files))
    first = data.find(b"content/a.txt") - 30
    listed = data.rfind(b"content/b.txt") - 46
    data[listed + 42 : listed + 46] = first.to_bytes(4, "little")
    assert "archive-overlap" in codes(bytes(data))


def test_three_hundred_megabytes_of_zeros_take_no_memory(tmp_path):
    path = zeros_package(tmp_path / "zeros.h5p", 300 * 1024 * 1024)
    script = (
        "import resource, sys\n"
        "from uprest.h5p.archives import open_package\n"
        "from uprest.h5p.validating import validate_package\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "with open(sys.argv[1], 'rb') as file, open_package(file) as package:\n"
        "    verdict = validate_package(package)\n"
        "print(verdict.status, *(one.code for one in verdict.problems), peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    *words, grown = done.stdout.split()
    assert words == ["refused", "archive-too-big", "file-too-big", "file-bomb"]
    assert int(grown) < 50 * 1024  # kilobytes


def test_a_size_that_lies_is_found_without_unpacking_the_rest():
    data = pack(package_files(files={"a.txt": b"a" * 200_000}))
    assert codes(change_directory(data, "content/a.txt", size=1_000)) == ["file-size-lies"]
    assert codes(change_directory(data, "content/a.txt", size=300_000)) == ["file-size-lies"]


def test_a_size_that_lies_with_a_checksum_that_agrees():
    body = b"a" * 200_000
    data = pack(package_files(files={"a.txt": body}))
    data = change_directory(data, "content/a.txt", size=1_000, crc=zlib.crc32(body[:1_000]))
    assert codes(data)[0] in ("file-size-lies", "file-damaged")


def test_a_wrong_checksum():
    data = pack(package_files(files={"a.txt": b"abc"}))
    assert codes(change_directory(data, "content/a.txt", crc=1)) == ["file-damaged"]


def test_damaged_contents():
    data = bytearray(pack(package_files(files={"a.txt": bytes(range(256)) * 9})))
    at = data.find(b"content/a.txt") + 20
    data[at : at + 8] = b"\xff" * 8
    assert codes(bytes(data)) == ["file-damaged"]


def test_a_password():
    data = pack(package_files(files={"a.txt": b"abc"}))
    assert codes(change_directory(data, "content/a.txt", flags=1)) == ["file-encrypted"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing(method):
    entry = raw_entry("content/a.txt", compress_type=method)
    assert codes(pack_entries((entry, b"abc"))) == ["file-compression"]


def test_links():
    assert codes(pack_entries((link_entry("content/a.txt"), b"/etc/passwd"))) == ["file-link"]


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../evil.txt", "name-unsafe"),
        ("content/../../evil.txt", "name-unsafe"),
        ("/evil.txt", "name-unsafe"),
        ("C:/evil.txt", "name-unsafe"),
        ("content/a/../b.txt", "name-unsafe"),
        ("content\\evil.txt", "name-backslash"),
        ("__MACOSX/../../evil.txt", "name-unsafe"),
        ("content/a.txt\0.png", "name-control-characters"),
    ],
)
def test_names_that_lead_elsewhere(name, code):
    assert code in codes(pack_entries((name, b"x")))


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("content/a.txt", "content/a.txt", "name-twice"),
        ("content/a.txt", "content/A.txt", "name-collides"),
        ("content/\u00e4.txt", "content/a\u0308.txt", "name-collides"),
        ("content/a.txt", "content/a.txt/b.txt", "name-collides"),
        ("h5p.json", "H5P.json", "name-collides"),
    ],
)
def test_names_that_collide(one, other, code):
    entries = [(one, b"{}"), (other, b"{}")] if one != "h5p.json" else [(other, b"{}")]
    assert codes(pack_entries(*entries)) == [code]


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.html", "a.js", "a.exe", "a", "a.php", "a.svgz", "a.css"])
def test_kinds_of_files_that_content_must_not_have(name):
    assert judge_files(files={name: b"x"}) == ["file-extension"]


@pytest.mark.parametrize("name", ["a.html", "a.php", "a.wasm", "a"])
def test_kinds_of_files_that_a_library_must_not_have(name):
    assert judge_files(libraries=library(files={name: b"x"})) == ["file-extension"]


def test_drawings_are_for_libraries_alone():
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    assert judge_files(files={"a.svg": svg}) == ["file-svg"]
    assert judge_files(files={"a.SVG": svg}) == ["file-svg"]
    assert not judge_files(libraries=library(files={"a.svg": svg}))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.bmp", "a.tiff", "a.mp4", "a.webm"])
def test_pictures_and_videos_that_are_none(name):
    assert judge_files(files={name: b"<script>alert(1)</script>"}) == ["file-not-what-it-says"]
    assert judge_files(files={name: b""}) == ["file-not-what-it-says"]


@pytest.mark.parametrize(
    ("name", "head"),
    [("a.png", PNG), ("a.JPG", b"\xff\xd8\xff\xe0"), ("a.gif", b"GIF89a"), ("a.bmp", b"BM"),
     ("a.tif", b"II*\0"), ("a.mp4", b"\0\0\0\x18ftypmp42"), ("a.webm", b"\x1a\x45\xdf\xa3"),
     ("a.jpg", PNG)],
)  # fmt: skip
def test_pictures_and_videos_that_are_some(name, head):
    assert not judge_files(files={name: head + bytes(20)})


# --- JSON ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"a": 1};', "json-broken"),
        (b"{", "json-broken"),
        (b"", "json-broken"),
        (b'{"a": "\xff"}', "json-not-utf8"),
        ('{"a": 1}'.encode("utf-16"), "json-not-utf8"),
        (b'{"a": NaN}', "json-number"),
        (b'{"a": -Infinity}', "json-number"),
        (b'{"a": 1e999}', "json-number"),
        (b'{"a": 123456789012345678901}', "json-number"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "json-number"),
        (b'{"a": ' + b"[" * 101 + b"]" * 101 + b"}", "json-too-deep"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "json-too-deep"),
        (b'{"a": "\\u0000"}', "json-characters"),
        (b'{"a": "\\ud800"}', "json-characters"),
        (b"[]", "json-no-object"),
        (b'"text"', "json-no-object"),
    ],
)
@pytest.mark.parametrize(
    "name", ["content/content.json", "h5p.json", "H5P.UprTest-1.0/library.json"]
)
def test_json_that_is_not_taken(name, text, code):
    filler = {"content/filler.txt": b""}  # keeps the ratio of the big one out of the way
    found = replace(**{name: text, **filler})
    assert code in found or found == ["file-bomb"]


def test_a_big_json_file_is_not_parsed():
    noise = random.Random(1).randbytes(5_000_000).hex()
    assert replace(**{"content/content.json": json.dumps({"a": noise})}) == ["json-too-big"]


@pytest.mark.parametrize("name", ["semantics.json", "language/sv.json"])
def test_descriptions_of_fields_must_be_json(name):
    assert replace(**{f"H5P.UprTest-1.0/{name}": b"[,]"}) == ["json-broken"]


def test_deep_folders_under_many_names_take_no_memory():
    deep = "content/" + "a/" * 400
    assert set(codes(pack_entries(*[(f"{deep}{n}.txt", b"") for n in range(50)]))) == {
        "name-too-long"
    }


# --- manifests ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field", ["title", "language", "mainLibrary", "embedTypes", "preloadedDependencies"]
)
def test_fields_that_h5p_json_must_have(field):
    files = package_files()
    del files["h5p.json"][field]
    assert codes(pack(files)) == ["field-missing"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", 5), ("language", "english!"), ("mainLibrary", "no name"),
        ("embedTypes", ["script"]), ("embedTypes", "div"), ("preloadedDependencies", {}),
        ("preloadedDependencies", [{"machineName": "H5P.UprTest"}]),
        ("preloadedDependencies", [dependency("../x")]),
        ("preloadedDependencies", [dependency("H5P.UprTest", True)]),
        ("preloadedDependencies", [dependency("H5P.UprTest", 123456)]),
    ],
)  # fmt: skip
def test_fields_of_h5p_json_that_are_wrong(field, value):
    assert judge_files(**{field: value}) == ["field-wrong"]


def test_the_main_library_must_be_listed():
    assert judge_files(preloadedDependencies=[dependency("H5P.Other")]) == [
        "main-library-not-listed"
    ]


@pytest.mark.parametrize(
    "field",
    ["title", "machineName", "majorVersion", "minorVersion", "patchVersion", "runnable"],
)
def test_fields_that_library_json_must_have(field):
    files = library()
    del files["H5P.UprTest-1.0/library.json"][field]
    assert judge_files(libraries=files) == ["field-missing"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("machineName", "../x"), ("majorVersion", "one"), ("patchVersion", -1), ("runnable", 2),
        ("preloadedJs", "a.js"), ("preloadedJs", [{"path": 1}]), ("coreApi", {}),
        ("preloadedDependencies", [1]),
    ],
)  # fmt: skip
def test_fields_of_library_json_that_are_wrong(field, value):
    libraries = library()
    libraries["H5P.UprTest-1.0/library.json"][field] = value
    assert judge_files(libraries=libraries) == ["field-wrong"]


def test_a_folder_that_is_called_like_a_library_must_be_one():
    assert judge_files(files=None, libraries=library() | {"H5P.Other-1.0/a.js": ""}) == [
        "file-missing"
    ]


def test_a_folder_with_another_library():
    files = library()
    moved = {name.replace("H5P.UprTest-1.0", "H5P.Else-2.0"): one for name, one in files.items()}
    assert "library-folder" in judge_files(libraries=moved)


def test_a_library_twice():
    files = library()
    twin = {name.replace("-1.0", ""): one for name, one in files.items()}
    assert judge_files(libraries=files | twin) == ["library-twice"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("gone.js", "preloaded-missing"),
        ("../H5P.UprTest-1.0/uprtest.js", "preloaded-path"),
        ("https://evil.example/x.js", "preloaded-path"),
        ("/x.js", "preloaded-path"),
        ("library.json", "preloaded-path"),
    ],
)
def test_scripts_that_are_elsewhere(path, code):
    assert judge_files(libraries=library(preloadedJs=[{"path": path}])) == [code]


def test_a_script_with_a_dot_before_it_is_the_same():
    assert not judge_files(libraries=library(preloadedJs=[{"path": "./uprtest.js"}]))


@pytest.mark.parametrize(
    ("major", "minor", "expected"),
    [(1, 28, []), (1, 29, ["core-too-old"]), (2, 0, ["core-too-old"])],
)
def test_a_library_for_a_newer_h5p(major, minor, expected):
    core = {"majorVersion": major, "minorVersion": minor}
    assert judge_files(libraries=library(coreApi=core)) == expected


@pytest.mark.parametrize("name", ["h5p.json", "content/content.json"])
def test_files_that_must_be_there(name):
    assert replace(**{name: None}) == ["file-missing"]


# --- content.json -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("images/gone.png", "path-missing"),
        ("../h5p.json", "path-unsafe"),
        ("/etc/passwd", "path-unsafe"),
        ("images/../../h5p.json", "path-unsafe"),
        ("content.json\0", "json-characters"),
        ("javascript:alert(1)", "path-scheme"),
        (" JavaScript:alert(1)", "path-scheme"),
        ("java\nscript:alert(1)", "path-scheme"),
        ("data:text/html,<script>", "path-scheme"),
        ("file:///etc/passwd", "path-scheme"),
        ("ftp://example.org/a.mp4", "path-scheme"),
        ("https://user:word@example.org/a.mp4", "path-scheme"),
        ("https://127.0.0.1/a.mp4", "path-host"),
        ("http://[::1]/a.mp4", "path-host"),
        ("http://2130706433/a.mp4", "path-host"),
        ("http://localhost/a.mp4", "path-host"),
        ("//localhost/a.mp4", "path-scheme"),
    ],
)
def test_paths_that_lead_elsewhere(path, code):
    assert judge_files(params={"a": [{"b": {"path": path}}]}) == [code]


@pytest.mark.parametrize(
    "path", ["a b.png", "a b.png#tmp", "a%20b.png", "https://h5p.org/a.mp4", ""]
)
def test_paths_that_are_fine(path):
    assert not judge_files(params={"image": {"path": path}}, files={"a b.png": PNG})


def test_addresses_of_links_may_be_anything_but_scripts():
    assert not judge_files(params={"url": "mailto:a@example.org"})
    assert judge_files(params={"url": "javascript:alert(1)"}) == ["path-scheme"]


def test_hosts_that_the_site_allows():
    data = pack(package_files(params={"a": {"path": "https://media.example.org/a.mp4"}}))
    assert judge(data).hosts == ("media.example.org",)
    assert not codes(data, media_hosts=("example.org",))
    assert codes(data, media_hosts=("ample.org",)) == ["path-host"]


# --- libraries that are not there ---------------------------------------------------------------


def test_a_missing_library_is_waited_for():
    verdict = judge(pack(package_files(libraries={}, needs=[("H5P.More", 2, 3)])))
    assert verdict.status is Status.WAITING
    assert [str(name) for name in verdict.missing] == ["H5P.UprTest 1.0", "H5P.More 2.3"]
    assert {one.code for one in verdict.problems} == {"library-missing"}


def test_libraries_of_sub_contents_and_of_libraries_are_needed():
    params = {"a": {"library": "H5P.Sub 1.0", "params": {}}, "b": {"library": "H5P.Empty 1.0"}}
    libraries = library(needs=[("H5P.Deep", 1, 0)])
    verdict = judge(pack(package_files(libraries=libraries, params=params)))
    assert {str(name) for name in verdict.missing} == {"H5P.Sub 1.0", "H5P.Deep 1.0"}


def test_the_order_of_loading_is_depth_first():
    libraries = (
        library(needs=[("H5P.A", 1, 0), ("H5P.B", 1, 0)])
        | library("H5P.A", needs=[("H5P.C", 1, 0)])
        | library("H5P.B")
        | library("H5P.C")
        | library("H5P.Sub")
        | library("H5PEditor.Unused")
    )
    params = {"inner": {"library": "H5P.Sub 1.0", "params": {}}}
    verdict = judge(pack(package_files(libraries=libraries, params=params)))
    names = [one.name.machine_name for one in verdict.load_order]
    assert names == ["H5P.C", "H5P.A", "H5P.B", "H5P.UprTest", "H5P.Sub"]
    assert len(verdict.libraries) == 6


# --- all at once --------------------------------------------------------------------------------


def test_every_problem_is_named():
    files = package_files(
        files={"a.svg": b"<svg/>", "b.exe": b"MZ", "c.png": b"no"},
        libraries=library(preloadedJs=[{"path": "gone.js"}]),
        params={"image": {"path": "gone.png"}},
        title="",
    )
    entry = ("../evil.txt", b"x")
    with zipfile.ZipFile(out := io.BytesIO(pack(files)), "a") as archive:
        archive.writestr(*entry)
    assert sorted(codes(out.getvalue())) == [
        "field-wrong", "file-extension", "file-not-what-it-says", "file-svg", "name-unsafe",
        "path-missing", "preloaded-missing",
    ]  # fmt: skip


def test_every_sentence_can_be_filled():
    for code, sentence in SENTENCES.items():
        values = {"file": "f", "other": "o", "limit": 1, "field": "x", "library": "l", "path": "p",
                  "folder": "d", "needed": "1.2", "present": "1.1", "reason": "r"}  # fmt: skip
        assert sentence % values, code


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_package_with_any_bytes_changed_is_judged(data):
    """Whatever is in the file, there is a verdict; and what is accepted can be read again."""
    whole = bytearray(make_package(files={"a.png": PNG}).getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    assert judge(bytes(whole)).status in Status
