"""Checking the translations of texts in which stars mark words, before they reach a page."""

import json
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from wagtail_localize.models import StringTranslation, TranslationSource
from wagtail_localize.strings import StringValue

from courses.blocks.words import find_mark_error, find_plain_error
from courses.exercises.fill_blanks import FillBlanks
from courses.exercises.kinds import BOUND_TO_LANGUAGE
from courses.exercises.mark_words import MarkWords
from courses.exercises.marked import list_marks

TEXT_OF_BLOCK = re.compile(r"body\.(?P<block_id>[0-9a-f-]{36})\.text")


def check_translation(*, translation: StringTranslation) -> None:
    """Flag a translation whose stars do not mark as many words as the original's.

    What is flagged is kept, shown with its error in the editor of translations, and left out when
    the page is published: there the original stands until somebody mends it.
    """
    found = TEXT_OF_BLOCK.fullmatch(translation.context.path)
    if found is None:
        return
    kind = _find_kind(translation, found["block_id"])
    if kind not in BOUND_TO_LANGUAGE:
        return
    try:
        text = _read(translation.data)
    except ValueError:  # markup that Wagtail refuses, in words of its own
        return
    error = find_star_error(kind, original=_read(translation.translation_of.data), text=text)
    if error:
        translation.set_field_error([ValidationError(error)])


def find_star_error(kind: str, *, original: str, text: str) -> str:
    """Return what is wrong with the stars in ``text``, a translation of ``original``, if any is."""
    if kind == MarkWords.kind:
        error = find_plain_error(text)
    else:
        error = find_mark_error(text, takes_variants=kind == FillBlanks.kind)
    wanted, given = len(list_marks(original)), len(list_marks(text))
    if error or wanted == given:
        return error
    return gettext(
        "Places with stars: %(wanted)d in the original, %(given)d in the translation. "
        "Make them as many."
    ) % {"wanted": wanted, "given": given}


def _find_kind(translation: StringTranslation, block_id: str) -> str:
    """Return the name of the block that the original has under that id; nothing without one."""
    source = TranslationSource.objects.filter(
        object_id=translation.context.object_id,
        locale_id=translation.translation_of.locale_id,
        specific_content_type__app_label="courses",
        specific_content_type__model="lessonpage",
    ).first()
    if source is None:
        return ""
    body = json.loads(json.loads(source.content_json)["body"])
    return next((block["type"] for block in body if block.get("id") == block_id), "")


def _read(html: str) -> str:
    """Return a string of a translation as the page will have it.

    :raises ValueError: if there is markup in it that strings cannot have.
    """
    return str(StringValue.from_translated_html(html).render_text())
