import gzip

import pytest

from uprest.core.finders import (
    STYLESHEET,
    NodeModulesFinder,
    StylesheetFinder,
)
from uprest.core.stylesheet import build_stylesheet, part_paths

INDEX = '@layer reset, base;\n@import "tokens.css";\n@import "parts/base.css" layer(base);\n'
PARTS = {
    "tokens.css": "/* colours */\n:root {\n  --ink: #000;\n}\n",
    "parts/base.css": "body {\n  color: var(--ink);\n}\n",
}


@pytest.fixture
def source_dir(tmp_path):
    for path, text in {"index.css": INDEX, **PARTS}.items():
        target = tmp_path / "css" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return tmp_path / "css"


def test_parts_are_joined_in_order_inside_their_layers():
    assert part_paths(INDEX) == ("tokens.css", "parts/base.css")
    assert build_stylesheet(INDEX, read_part=PARTS.__getitem__) == (
        "@layer reset,base;:root{--ink:#000}@layer base{body{color:var(--ink)}}\n"
    )


def test_an_import_that_would_reach_the_browser_is_refused():
    with pytest.raises(ValueError, match="import"):
        build_stylesheet('@import url("tokens.css");\n', read_part=PARTS.__getitem__)


def test_stylesheet_finder_follows_changes_and_knows_one_file(source_dir, tmp_path):
    finder = StylesheetFinder(source_dir=source_dir, build_dir=tmp_path / "build")
    built = finder.find(STYLESHEET)
    assert "--ink:#000" in (tmp_path / "build" / STYLESHEET).read_text()
    (source_dir / "tokens.css").write_text(":root { --ink: #111; }")
    assert finder.find(STYLESHEET, find_all=True) == [built]
    assert "--ink:#111" in (tmp_path / "build" / STYLESHEET).read_text()
    assert finder.find("uprest/css/other.css") == []
    ((path, storage),) = finder.list([])
    assert storage.exists(path)


def test_our_own_stylesheet_is_one_file_within_its_budget(tmp_path):
    text = build_stylesheet_of_the_site(tmp_path)
    assert text.count("{") == text.count("}")
    assert "@import" not in text
    assert len(gzip.compress(text.encode())) <= 12 * 1024


def build_stylesheet_of_the_site(tmp_path):
    return StylesheetFinder(build_dir=tmp_path).build().read_text()


def test_only_declared_files_of_npm_are_public(tmp_path):
    fonts = tmp_path / "@fontsource-variable" / "figtree" / "files"
    fonts.mkdir(parents=True)
    for name in ("figtree-latin-wght-normal.woff2", "figtree-latin-wght-italic.woff2"):
        (fonts / name).write_bytes(b"font")
    finder = NodeModulesFinder(node_modules_dir=tmp_path)
    wanted = "vendor/fonts/figtree-latin-wght-normal.woff2"
    assert finder.find(wanted) == str(fonts / "figtree-latin-wght-normal.woff2")
    assert finder.find("vendor/fonts/figtree-latin-wght-italic.woff2") == []
    ((path, storage),) = finder.list([])
    assert f"{storage.prefix}/{path}" == wanted
    assert storage.exists(path)


def test_missing_packages_are_a_warning_that_names_the_command(tmp_path):
    (message,) = NodeModulesFinder(node_modules_dir=tmp_path).check()
    assert message.id == "uprest.W001"
    assert "make setup" in message.hint
    assert list(NodeModulesFinder(node_modules_dir=tmp_path).list([])) == []
