"""Problems as sentences for the people who upload packages."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop

from uprest.h5p.types import Problem

SENTENCES = {
    # --- the archive
    "archive-no-zip": gettext_noop(
        "This is no H5P package: it is not a zip archive, or something stands before it. "
        "Download it again from where it was made."
    ),
    "archive-damaged": gettext_noop(
        "The archive is damaged or was not uploaded to its end. Upload it again."
    ),
    "archive-zip64": gettext_noop(
        "The archive is of the zip64 kind, for files over 4 GB. Export the package again from H5P."
    ),
    "archive-prefix": gettext_noop(
        "Something stands before the archive. Export it again from H5P."
    ),
    "archive-overlap": gettext_noop(
        "The archive is built wrong at %(file)s: files lie over another."
    ),
    "archive-too-many-entries": gettext_noop("The package has more than %(limit)s files."),
    "archive-too-big": gettext_noop("Unpacked, the package is bigger than %(limit)s MB."),
    # --- names
    "name-control-characters": gettext_noop(
        "%(file)s: the name has characters that cannot be seen."
    ),
    "name-backslash": gettext_noop("%(file)s: the name has a backslash."),
    "name-too-long": gettext_noop("%(file)s: the name is too long."),
    "name-unsafe": gettext_noop("%(file)s: the name leads out of the package."),
    "name-twice": gettext_noop("%(file)s is in the package twice."),
    "name-collides": gettext_noop("%(file)s and %(other)s have the same name on some computers."),
    # --- files
    "file-encrypted": gettext_noop("%(file)s is protected with a password."),
    "file-compression": gettext_noop("%(file)s is packed in a way that H5P does not use."),
    "file-link": gettext_noop("%(file)s is a link and not a file."),
    "file-too-big": gettext_noop("%(file)s is bigger than %(limit)s MB."),
    "file-bomb": gettext_noop("%(file)s grows far too much when it is unpacked."),
    "file-unreadable": gettext_noop("%(file)s cannot be read."),
    "file-damaged": gettext_noop("%(file)s is damaged."),
    "file-size-lies": gettext_noop("%(file)s is longer or shorter than the archive says."),
    "file-svg": gettext_noop(
        "%(file)s is an SVG drawing, which can carry a script. Use PNG or JPEG instead."
    ),
    "file-extension": gettext_noop("%(file)s: files of this kind are not allowed."),
    "file-not-what-it-says": gettext_noop(
        "%(file)s is not the kind of picture or video that its name says."
    ),
    "file-missing": gettext_noop("%(file)s is missing."),
    # --- JSON
    "json-too-big": gettext_noop("%(file)s is too big."),
    "json-not-utf8": gettext_noop("%(file)s is not written in UTF-8."),
    "json-broken": gettext_noop("%(file)s cannot be read: it is not valid JSON."),
    "json-too-deep": gettext_noop("%(file)s is nested too deep."),
    "json-number": gettext_noop("%(file)s contains an invalid number."),
    "json-characters": gettext_noop("%(file)s contains invalid characters."),
    "json-no-object": gettext_noop("%(file)s must hold a JSON object."),
    # --- h5p.json and library.json
    "field-missing": gettext_noop("%(file)s: “%(field)s” is missing."),
    "field-wrong": gettext_noop("%(file)s: “%(field)s” has a value that H5P does not know."),
    "main-library-not-listed": gettext_noop(
        "h5p.json: the main library %(library)s is not among the preloadedDependencies."
    ),
    "library-folder": gettext_noop("The folder %(folder)s holds another library: %(library)s."),
    "library-twice": gettext_noop("The library %(library)s is in the package twice."),
    "preloaded-path": gettext_noop("%(library)s loads %(file)s, which leads out of the library."),
    "preloaded-missing": gettext_noop("%(library)s loads %(file)s, which is missing."),
    "core-too-old": gettext_noop(
        "%(library)s needs H5P %(needed)s. This site has H5P %(present)s."
    ),
    # --- content.json
    "path-scheme": gettext_noop(
        "content.json: “%(path)s” is no address of a picture, sound or video."
    ),
    "path-host": gettext_noop("content.json: media must not be loaded from “%(path)s”."),
    "path-unsafe": gettext_noop("content.json: “%(path)s” leads out of the package."),
    "path-missing": gettext_noop("content.json: the file “%(path)s” is missing."),
    # --- waiting
    "library-missing": gettext_noop(
        "The library %(library)s is not in the package and not on this site."
    ),
    "library-new": gettext_noop("The library %(library)s is new here and must be approved first."),
    # --- uploading
    "upload-too-big": gettext_noop("The file is bigger than %(limit)s MB."),
    "upload-too-big-here": gettext_noop(
        "This file has more than %(limit)s MB, which is too much for this screen. Upload it as H5P "
        "content: there it is read in the background, and lessons can have it as a module."
    ),
    "upload-failed": gettext_noop(
        "Reading the package stopped half-way, and nothing of it was kept. Upload it again."
    ),
    "upload-unreadable": gettext_noop("The file cannot be opened: %(reason)s."),
}


def describe(problem: Problem) -> str:
    """Return the sentence for ``problem`` in the reader's language."""
    return gettext(SENTENCES[problem.code]) % problem.values


def describe_all(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Return ``{"code", "message"}`` for each problem."""
    return [{"code": one.code, "message": describe(one)} for one in problems]
