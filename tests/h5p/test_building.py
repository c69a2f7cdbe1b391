"""Packages that we build are packages that we take in, and that say what was meant."""

import contextlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.h5p import PNG, dependency, library, make_package
from tests.h5p.test_importing import AT
from uprest.h5p.api import (
    BuildError,
    DatabaseStore,
    LibraryName,
    Status,
    build_package,
    import_package,
    make_image,
    make_sub_content,
    open_package,
    validate_package,
)
from uprest.h5p.dependencies import plan_loading
from uprest.h5p.pictures import measure_picture
from uprest.h5p.semantics import fill_params
from uprest.h5p.types import LibraryFacts

MAIN = LibraryName("H5P.UprTest", 1, 0)
INNER = LibraryName("H5P.UprInner", 1, 2)


def read(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return (
            json.loads(archive.read("h5p.json")),
            json.loads(archive.read("content/content.json")),
            set(archive.namelist()),
        )


def build(**more):
    return build_package(**{"main_library": MAIN, "params": {"text": "Hi"}, "title": "T"} | more)


def test_content_alone_needs_no_library():
    manifest, params, names = read(build(language="sv"))
    assert names == {"h5p.json", "content/content.json"}
    assert params == {"text": "Hi"}
    assert (manifest["language"], manifest["mainLibrary"]) == ("sv", "H5P.UprTest")
    assert manifest["preloadedDependencies"] == [
        {"machineName": "H5P.UprTest", "majorVersion": 1, "minorVersion": 0}
    ]


def test_building_the_same_twice_gives_the_same_bytes():
    params = {"inner": make_sub_content(INNER, {"a": 1}, title="In")}
    assert build(params=params) == build(params=params)


def test_sub_contents_get_an_id_and_metadata_and_are_listed():
    params = {
        "list": [{"library": str(INNER), "params": {}}, {"library": str(INNER), "params": {}}]
    }
    manifest, built, _names = read(build(params=params))
    first, second = built["list"]
    assert first["subContentId"] != second["subContentId"]
    assert first["metadata"] == {"contentType": "UprInner", "license": "U", "title": "UprInner"}
    assert [one["machineName"] for one in manifest["preloadedDependencies"]] == [
        "H5P.UprTest",
        "H5P.UprInner",
    ]


def test_an_id_that_is_there_stays():
    inner = make_sub_content(INNER, {}, title="In") | {"subContentId": "kept"}
    assert read(build(params={"inner": inner}))[1]["inner"]["subContentId"] == "kept"


def test_pictures_are_measured():
    image = make_image("images/a.png", PNG)
    assert (image["mime"], image["width"], image["height"]) == ("image/png", 1, 1)
    _manifest, params, names = read(build(params={"i": image}, files={"images/a.png": PNG}))
    assert params["i"] == image
    assert "content/images/a.png" in names


def test_what_would_be_refused_is_not_built():
    with pytest.raises(BuildError) as error:
        build(params={"image": {"path": "images/gone.png"}})
    assert [one.code for one in error.value.problems] == ["path-missing"]


@pytest.mark.django_db
def test_with_the_libraries_in_the_store_they_go_along_with_their_defaults():
    needed = library("H5P.UprNeeded", files={"a.css": "a{}"})
    libraries = library(needs=[("H5P.UprNeeded", 1, 0)]) | needed
    import_package(file=make_package(libraries=libraries), may_install=True, at=AT)
    data = build(params={}, libraries=DatabaseStore())
    _manifest, params, names = read(data)
    assert params == {"text": "Hello"}
    assert "H5P.UprNeeded-1.0/a.css" in names
    with open_package(io.BytesIO(data)) as package:
        verdict = validate_package(package)
    assert verdict.status is Status.ACCEPTED
    assert [one.name.machine_name for one in verdict.load_order] == ["H5P.UprNeeded", "H5P.UprTest"]


def install(*versions, name="H5P.UprTest", **more):
    """Install a library in several versions, and what ``more`` adds to each."""
    for major, minor in versions:
        package = make_package(
            libraries=library(name, major, minor, **more),
            main=name,
            preloadedDependencies=[dependency(name, major, minor)],
        )
        assert import_package(file=package, may_install=True, at=AT).content is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "taken"),
    [((1, 4), (1, 4)), ((1, 5), (1, 14)), ((1, 99), (1, 14)), ((2, 0), (2, 1))],
)
def test_a_version_that_is_not_there_is_replaced_by_the_newest_of_the_same_major(asked, taken):
    install((1, 4), (1, 14), (2, 1))
    data = build(main_library=LibraryName("H5P.UprTest", *asked), libraries=DatabaseStore())
    manifest, _params, names = read(data)
    assert manifest["preloadedDependencies"] == [dependency("H5P.UprTest", *taken)]
    assert f"H5P.UprTest-{taken[0]}.{taken[1]}/library.json" in names


@pytest.mark.django_db
def test_another_major_version_is_no_replacement():
    install((1, 4))
    asked = LibraryName("H5P.UprTest", 2, 0)
    manifest, _params, names = read(build(main_library=asked, libraries=DatabaseStore()))
    assert names == {"h5p.json", "content/content.json"}
    assert manifest["preloadedDependencies"] == [dependency("H5P.UprTest", 2, 0)]


@pytest.mark.django_db
def test_content_inside_is_of_a_version_that_is_there():
    install((1, 0))
    install((1, 1), name="H5P.UprInner")
    data = build(params={"one": make_sub_content(INNER, {}, title="")}, libraries=DatabaseStore())
    _manifest, params, names = read(data)
    assert params["one"]["library"] == "H5P.UprInner 1.1"
    assert "H5P.UprInner-1.1/library.json" in names


@pytest.mark.django_db
def test_parts_of_the_editor_go_along_and_are_not_played():
    editor = library("H5PEditor.UprPart", needs=[("H5PEditor.UprDeep", 1, 0)])
    deep = library("H5PEditor.UprDeep")
    main = library(editorDependencies=[dependency("H5PEditor.UprPart")])
    import_package(file=make_package(libraries=main | editor | deep), may_install=True, at=AT)
    manifest, _params, names = read(build(libraries=DatabaseStore()))
    assert {"H5PEditor.UprPart-1.0/library.json", "H5PEditor.UprDeep-1.0/library.json"} <= names
    assert manifest["preloadedDependencies"] == [dependency("H5P.UprTest")]


# --- defaults --------------------------------------------------------------------------------

FIELDS = [
    {"name": "text", "type": "text", "widget": "html", "default": "<p>x</p>"},
    {"name": "tip", "type": "group", "fields": [{"name": "only", "type": "text", "default": "t"}]},
    {
        "name": "behaviour",
        "type": "group",
        "fields": [
            {"name": "retry", "type": "boolean", "default": True},
            {"name": "mark", "type": "number"},
        ],
    },
    {
        "name": "sub",
        "type": "group",
        "isSubContent": True,
        "fields": [{"name": "only", "type": "text", "default": "s"}],
    },
    {
        "name": "items",
        "type": "list",
        "field": {
            "name": "item",
            "type": "group",
            "fields": [{"name": "only", "type": "text", "widget": "html"}],
        },
    },
    {"name": "inner", "type": "library", "options": ["H5P.UprInner 1.4", "H5P.UprInner 1.3"]},
]


def fill(params, semantics=FIELDS, inner=None):
    return fill_params(params, semantics, lambda name: inner)


def test_fields_get_their_defaults_by_the_flattening_rule():
    assert fill({}) == {
        "text": "<p>x</p>",
        "tip": "t",
        "behaviour": {"retry": True},
        "sub": {"only": "s"},
    }


def test_what_is_there_stays():
    params = {
        "text": "<h2>y</h2>",
        "tip": "u",
        "behaviour": {"retry": False, "mark": 2},
        "sub": {"only": "v"},
        "items": ["<p>a</p>"],
        "more": 1,
    }
    assert fill(params) == params


def test_bare_html_is_wrapped():
    assert fill({"text": "y", "items": ["a"]})["text"] == "<p>y</p>"
    assert fill({"items": ["a"]})["items"] == ["<p>a</p>"]


def test_a_sub_content_gets_the_offered_version_and_its_own_defaults():
    value = {"inner": {"library": "H5P.UprInner 1.2", "params": {}}}
    inner = [{"name": "only", "type": "text", "default": "never flattened"}]
    assert fill(value, inner=inner)["inner"] == {
        "library": "H5P.UprInner 1.4",
        "params": {"only": "never flattened"},
    }
    kept = {"inner": {"library": "H5P.UprInner 1.3", "params": {}}}
    assert fill(kept)["inner"]["library"] == "H5P.UprInner 1.3"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([one["name"] for one in FIELDS]) | st.text(), JSON))
def test_any_params_can_be_filled_and_filling_again_changes_nothing(params):
    once = fill(params)
    assert params.keys() <= once.keys()
    assert fill(once) == once


# --- order of loading --------------------------------------------------------------------------


def test_a_circle_of_libraries_is_cut():
    a, b = LibraryName("A", 1, 0), LibraryName("B", 1, 0)
    known = {a: facts(a, b), b: facts(b, a)}
    assert [one.name for one in plan_loading({}, {}, a, known.get).order] == [b, a]


def facts(name, *needs):
    listed = [
        {"machineName": one.machine_name, "majorVersion": one.major, "minorVersion": one.minor}
        for one in needs
    ]
    return LibraryFacts(name, 0, name.machine_name, {"preloadedDependencies": listed})


# --- pictures --------------------------------------------------------------------------------


@given(st.binary(max_size=64))
@pytest.mark.parametrize("start", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0"])
def test_measuring_any_bytes_ends(start, rest):
    with contextlib.suppress(ValueError):
        assert len(measure_picture(start + rest)) == 3


def test_real_content_is_built_anew_from_its_params(valid_package, db):
    """Params of every real package, built with its own libraries: accepted, nothing lost."""
    with valid_package.open("rb") as file:
        result = import_package(file=file, may_install=True, at=AT)
    verdict = result.verdict
    with zipfile.ZipFile(valid_package) as archive:
        files = {one.path: archive.read(one.member) for one in verdict.files}
    data = build_package(
        main_library=verdict.main_library,
        params=verdict.params,
        title=verdict.title,
        files=files,
        libraries=DatabaseStore(),
    )
    with open_package(io.BytesIO(data)) as package:
        built = validate_package(package)
    assert built.status == verdict.status
    assert includes(built.params, verdict.params)


def includes(more, less):
    """Return whether ``more`` has all of ``less``, but for paragraphs that were put around."""
    if isinstance(less, dict):
        return all(key in more and includes(more[key], less[key]) for key in less)
    if isinstance(less, list):
        return len(more) == len(less) and all(map(includes, more, less))
    return more == less or (isinstance(less, str) and less.strip() in more)
