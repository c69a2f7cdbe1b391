import re
from pathlib import Path

import pytest
from django.template import Context, Engine

from uprest.core.icons import UnknownIconError, icon_names, icon_svg

ENGINE = Engine(libraries={"icons": "uprest.core.templatetags.icons"})
TEMPLATES = Path(__file__).resolve().parents[2] / "uprest" / "templates"


def render(source, **context):
    return ENGINE.from_string("{% load icons %}" + source).render(Context(context))


def test_icon_is_inline_and_silent():
    markup = render('{% icon "clock" %}')
    assert markup.startswith('<svg class="icon"')
    assert markup.count("<svg") == markup.count("</svg>") == 1
    assert 'aria-hidden="true"' in markup
    assert 'focusable="false"' in markup
    assert "xmlns" not in markup
    assert "style=" not in markup


def test_icon_by_variable():
    assert render("{% icon name %}", name="leaf") == icon_svg("leaf")


def test_unknown_icon_is_an_error_while_developing(settings):
    settings.UPREST_STRICT_ICONS = True
    with pytest.raises(UnknownIconError, match="no icon 'clok'"):
        render('{% icon "clok" %}')


def test_unknown_icon_does_not_break_a_visitors_page(settings, caplog):
    settings.UPREST_STRICT_ICONS = False
    assert render('a{% icon "clok" %}b') == "ab"
    assert "does not exist" in caplog.text


def test_every_icon_named_in_our_templates_exists():
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= icon_names()
