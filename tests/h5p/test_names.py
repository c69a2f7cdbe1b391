"""Names in archives: none leads anywhere but to its own place."""

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprest.h5p.names import find_name_problem, fold_name

GOOD = st.sampled_from(["a", "B.png", "c d", "ä", "50%", "..a"])
BAD = st.sampled_from(
    ["..", ".", "", "%2e%2e", "%2F", "\u2024\u2024", "\uff0e\uff0e", "C:", "\\", "\0", "a.", "/"]
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../x.png", "name-unsafe"),
        ("content/../../x.png", "name-unsafe"),
        ("content/../x.png", "name-unsafe"),
        ("content/./x.png", "name-unsafe"),
        ("content//x.png", "name-unsafe"),
        ("./content/x.png", "name-unsafe"),
        ("/etc/passwd", "name-unsafe"),
        ("//host/x", "name-unsafe"),
        ("C:/x.png", "name-unsafe"),
        ("c:x.png", "name-unsafe"),
        ("content/..", "name-unsafe"),
        ("content/x.png.", "name-unsafe"),
        ("content/x /y.png", "name-unsafe"),
        ("%2e%2e/x.png", "name-unsafe"),
        ("content/%2e%2e%2f%2e%2e%2fx.png", "name-unsafe"),
        ("%5c..%5cx.png", "name-unsafe"),
        ("content/\N{ONE DOT LEADER}\N{ONE DOT LEADER}/x.png", "name-unsafe"),
        ("content/\N{FULLWIDTH FULL STOP}\N{FULLWIDTH FULL STOP}\N{FULLWIDTH SOLIDUS}x.png",
         "name-unsafe"),
        ("", "name-unsafe"),
        ("content\\..\\x.png", "name-backslash"),
        ("content/x.png\0.js", "name-control-characters"),
        ("content/x\n.png", "name-control-characters"),
        ("content/" + "x" * 256, "name-too-long"),
        ("/".join(["x" * 200] * 3), "name-too-long"),
        ("x/" * 33, "name-too-long"),
    ],
)  # fmt: skip
def test_unsafe_names_are_found(name, code):
    assert find_name_problem(name) == code


@pytest.mark.parametrize(
    "name",
    ["content/images/x y.png", "content/Öl & Brød (1).jpg", "content/a\u0308.png",
     "content/50%.png", "H5P.UprTest-1.0/", "content/日本.png", "content/a..b/c...d.png",
     "content/x:y.png"],
)  # fmt: skip
def test_names_with_blanks_and_letters_of_the_world_are_fine(name):
    assert find_name_problem(name) is None


@given(st.lists(GOOD, max_size=3), BAD, st.lists(GOOD, max_size=3), st.sampled_from(["/", ""]))
def test_no_name_that_passes_leaves_its_folder(before, bad, after, end):
    name = "/".join([*before, bad, *after]) + end
    if find_name_problem(name) is not None:
        return
    joined = posixpath.normpath(posixpath.join("/store", name))
    assert joined.startswith("/store/")
    assert joined == "/store/" + name.removesuffix("/")


@given(st.text())
def test_any_text_is_judged(name):
    code = find_name_problem(name)
    assert code is None or code.startswith("name-")
    if code is None:
        assert not name.startswith("/")
        assert ".." not in name.split("/")


@given(st.text())
def test_folding_is_stable(name):
    assert fold_name(fold_name(name)) == fold_name(name)


def test_names_that_are_the_same_somewhere_are_folded_together():
    assert fold_name("A.PNG") == fold_name("a.png")
    assert fold_name("\u00e4.png") == fold_name("a\u0308.png") == fold_name("\u00c4.png")
