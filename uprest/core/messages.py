"""The interface's words: collect them, compile them, and check that none lacks a translation.

Babel does all three, so that no GNU gettext is needed.
"""

import io
import sys
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
LANGUAGES = ("en", "sv", "it", "hr")
SOURCES = ("uprest", "courses", "skills_gap")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extract_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Generator[Any, None, None]:
    """Extract a Django template's words, as a method for Babel.

    Django turns the template into a line of calls; the parentheses around it let Python's
    tokenizer pass over the template's indentation.
    """
    calls = templatize(file.read().decode("utf-8"))
    source = io.BytesIO(f"(\n{calls}\n)".encode())
    yield from extract_python(source, keywords, comment_tags, {"encoding": "utf-8"})


# Babel's types know only names of methods; it takes functions as well.
METHODS: Any = [
    ("**/templates/**.html", extract_template),
    ("**/templates/**.txt", extract_template),
    ("**.py", "python"),
]


def collect_messages() -> Catalog:
    """Return every word that code and templates mark, in the order of their ids."""
    catalog = Catalog(project="UPREST", charset="utf-8", fuzzy=False)
    for source in SOURCES:
        for _, _, message, _, context in extract_from_dir(
            str(ROOT / source),
            method_map=METHODS,
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        ):
            catalog.add(message, context=context)
    return catalog


def read_catalog(language: str) -> Catalog:
    """Return what ``locale`` holds for ``language``; an empty catalogue where there is none."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, project="UPREST", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def render_catalog(catalog: Catalog) -> bytes:
    """Return the catalogue as the text of a .po file, without dates or places that would change."""
    buffer = io.BytesIO()
    catalog.header_comment = "# UPREST"
    catalog.version = "1"
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_po(buffer, catalog, width=100, no_location=True, omit_header=False, sort_output=True,
             ignore_obsolete=True)  # fmt: skip
    return buffer.getvalue()


def collect(languages: Sequence[str] = LANGUAGES) -> int:
    """Bring the languages' .po files up to date with the words that are marked now."""
    template = collect_messages()
    for language in languages:
        catalog = read_catalog(language)
        catalog.update(template, no_fuzzy_matching=True)
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render_catalog(catalog))
    print(f"{len(template)} messages in {len(languages)} languages.")
    return 0


def compile_all(languages: Sequence[str] = LANGUAGES) -> int:
    """Write the .mo files of the languages."""
    for language in languages:
        catalog = read_catalog(language)
        path = LOCALE / language / "LC_MESSAGES" / "django.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, catalog)
    return 0


def find_faults(languages: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong: a word not collected, not translated, or with other variables."""
    template = collect_messages()
    for language in languages:
        catalog = read_catalog(language)
        for message in template:
            if not message.id:
                continue
            found = catalog.get(message.id, message.context)
            if found is None:
                yield f"{language}: not collected: {message.id!r}"
            elif language != "en":
                yield from _translation_faults(language, found)


def _translation_faults(language: str, message: Message) -> Iterator[str]:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(strings) or "fuzzy" in message.flags:
        yield f"{language}: not translated: {message.id!r}"
    else:
        for error in message.check():
            yield f"{language}: {message.id!r}: {error}"


def check(languages: Sequence[str] = LANGUAGES) -> int:
    """Print every fault; return 1 where there is any."""
    faults = list(find_faults(languages))
    for fault in faults[:50]:
        print(fault, file=sys.stderr)
    if faults:
        print(f"{len(faults)} faults. Run `make messages` and translate.", file=sys.stderr)
    return int(bool(faults))


COMMANDS = {"collect": collect, "compile": compile_all, "check": check}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:] or LANGUAGES))
