"""The documentation says what is there: settings, signals, functions of the journey, links."""

import re
from importlib import import_module
from pathlib import Path

import django.dispatch
import pytest
from django.conf import settings
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def test_every_setting_read_from_the_environment_is_described():
    described = (DOCS / "settings.md").read_text(encoding="utf-8")
    for path in (ROOT / "uprest" / "settings").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source):
            assert f"`{name}`" in described, name


def test_no_setting_is_described_that_does_not_exist():
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "uprest" / "settings").glob("*.py")
    )
    for name in re.findall(r"^\| `([A-Z_]+)`", (DOCS / "settings.md").read_text(), re.MULTILINE):
        assert name in sources, name


def test_every_signal_is_described():
    described = (DOCS / "signals.md").read_text(encoding="utf-8")
    for package in (
        "courses",
        "skills_gap",
        "uprest.accounts",
        "uprest.ecosystem",
        "uprest.notifications",
        "uprest.xapi",
    ):
        module = import_module(f"{package}.signals")
        for name, value in vars(module).items():
            if isinstance(value, django.dispatch.Signal):
                assert f"`{name}`" in described, name


def test_functions_of_the_journey_exist():
    text = (DOCS / "journey.md").read_text(encoding="utf-8")
    references = re.findall(r"`([a-z_/]+\.py): ([a-zA-Z_]+)`", text)
    assert len(references) >= 10
    for path, name in references:
        module = import_module(path.removesuffix(".py").replace("/", "."))
        assert hasattr(module, name), f"{path}: {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


def test_every_make_command_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name


def test_urls_can_be_loaded():
    assert get_resolver().url_patterns
