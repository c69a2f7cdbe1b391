"""What import-linter cannot see: references between models, and the size of modules."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# From the top: an app may refer to those below it, and to Django's and Wagtail's models.
ORDER = [
    "demo", "campaigns", "reporting", "pages", "events", "practices", "skills_gap", "courses",
    "ecosystem", "xapi", "h5p", "notifications", "accounts", "skills", "core",
]  # fmt: skip
PACKAGES = ["uprest", "courses", "skills_gap"]
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts and "node_modules" not in path.parts
)


def test_foreign_keys_point_down():
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if not target or field.auto_created or target._meta.app_label not in ORDER:
                continue
            below = ORDER.index(target._meta.app_label) >= ORDER.index(app)
            assert below, f"{model.__name__}.{field.name} points up to {target.__name__}"


def test_learner_models_stay_out_of_wagtails_reference_index():
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if model._meta.app_label in ORDER and names & {"user", "visitor_id", "person_key"}:
            assert getattr(model, "wagtail_reference_index_ignore", False), model.__name__


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_small_and_import_at_the_top(path):
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400, "one room, or several?"

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            deferred = [
                inner.lineno
                for inner in ast.walk(node)
                if isinstance(inner, ast.Import | ast.ImportFrom)
            ]
            # An AppConfig may only import its receivers once all apps are there.
            assert not deferred or node.name == "ready", f"import inside {node.name}"


def test_no_module_is_called_utils():
    assert not [path for path in MODULES if path.stem in {"utils", "helpers", "common", "misc"}]


def test_migrations_have_telling_names():
    for path in ROOT.glob("*/migrations/*.py"):
        assert "_auto_" not in path.name
    for path in ROOT.glob("uprest/*/migrations/*.py"):
        assert "_auto_" not in path.name


def test_no_words_are_marked_inside_an_f_string():
    """Babel cannot see them there, and they would stay English."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
                names = {getattr(call.func, "id", "") for call in calls}
                assert not names & {"_", "gettext", "ngettext", "pgettext"}, path
