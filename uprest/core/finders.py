"""Static files from elsewhere than our own folders: the built stylesheet and npm's packages."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage

from uprest.core.stylesheet import build_stylesheet

PROJECT_DIR = Path(__file__).resolve().parents[2]
SOURCE_DIR = PROJECT_DIR / "uprest" / "static" / "uprest" / "css"
BUILD_DIR = PROJECT_DIR / ".build" / "static"
NODE_MODULES_DIR = PROJECT_DIR / "uprest" / "assets" / "node_modules"

INDEX = "index.css"
STYLESHEET = "uprest/css/uprest.css"


@dataclass(frozen=True, slots=True)
class PublishedFiles:
    """Files of one npm package that the site serves; nothing else of node_modules is public."""

    folder: str
    prefix: str
    names: tuple[str, ...]


INTER = "inter-v18-cyrillic_cyrillic-ext_greek_greek-ext_latin_latin-ext_vietnamese"
CUTS = ("regular", "italic", "600", "600italic")
OPEN_SANS = (
    "open-sans-v40-cyrillic_cyrillic-ext_greek_greek-ext_hebrew_latin_latin-ext_math_symbols"
    "_vietnamese"
)
PUBLISHED = (
    PublishedFiles(
        folder="@fontsource-variable/figtree/files",
        prefix="vendor/fonts",
        names=("figtree-latin-wght-normal.woff2", "figtree-latin-ext-wght-normal.woff2"),
    ),
    PublishedFiles(
        folder="@fontsource-variable/bricolage-grotesque/files",
        prefix="vendor/fonts",
        names=(
            "bricolage-grotesque-latin-wght-normal.woff2",
            "bricolage-grotesque-latin-ext-wght-normal.woff2",
        ),
    ),
    # H5P's core (GPL-3.0, see docs/decisions/0019): played in its own frame, never part of ours.
    PublishedFiles(
        folder="h5p-standalone/dist",
        prefix="vendor/h5p",
        names=(
            "frame.bundle.js",
            "styles/h5p.css",
            "images/h5p.svg",
            "images/throbber.gif",
            "fonts/h5p-core-30.woff2",
            "fonts/h5p-hub-publish.woff2",
            "fonts/h5p-theme.woff2",
            "fonts/inter/Inter-ExtraBold.woff2",
            "fonts/inter/Inter-ExtraBoldItalic.woff2",
            *(f"fonts/inter/{INTER}-{cut}.woff2" for cut in CUTS),
            *(f"fonts/open-sans/{OPEN_SANS}-{cut}.woff2" for cut in (*CUTS, "700", "700italic")),
        ),
    ),
)


class PrefixedStorage(FileSystemStorage):
    """A folder whose files are published below ``prefix`` (collectstatic asks for it by name)."""

    def __init__(self, *, location: Path, prefix: str) -> None:
        super().__init__(location=str(location))
        self.prefix = prefix


def write_if_changed(path: Path, text: str) -> None:
    """Write a file whole or not at all; leave it alone, date included, if it says the same."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    # mkstemp makes files for their owner alone, and a web server may read as another
    Path(temporary).chmod(0o644)
    Path(temporary).replace(path)


class StylesheetFinder(BaseFinder):
    """Finds ``uprest/css/uprest.css``, built from its parts whenever it is asked for."""

    def __init__(
        self,
        app_names: Iterable[str] | None = None,
        *,
        source_dir: Path = SOURCE_DIR,
        build_dir: Path = BUILD_DIR,
    ) -> None:
        self.source_dir = source_dir
        self.build_dir = build_dir

    def check(self, **kwargs: object) -> list[CheckMessage]:
        """Return no message: the parts lie in the repository."""
        return []

    def build(self) -> Path:
        """Build the stylesheet and return where it lies."""
        text = build_stylesheet(
            (self.source_dir / INDEX).read_text(encoding="utf-8"),
            read_part=lambda path: (self.source_dir / path).read_text(encoding="utf-8"),
        )
        built = self.build_dir / STYLESHEET
        write_if_changed(built, text)
        return built

    def find(  # type: ignore[override]
        self,
        path: str,
        find_all: bool = False,  # noqa: FBT001, FBT002 (Django's signature)
    ) -> str | list[str]:
        """Return the path of the built stylesheet if that is what is asked for."""
        if path != STYLESHEET:
            return []
        built = str(self.build())
        return [built] if find_all else built

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the stylesheet for collectstatic."""
        self.build()
        yield STYLESHEET, FileSystemStorage(location=str(self.build_dir))


class NodeModulesFinder(BaseFinder):
    """Finds the files of npm's packages that are declared in ``PUBLISHED``, and no others."""

    def __init__(
        self,
        app_names: Iterable[str] | None = None,
        *,
        node_modules_dir: Path = NODE_MODULES_DIR,
    ) -> None:
        self.node_modules_dir = node_modules_dir

    def _published(self) -> Iterator[tuple[PublishedFiles, str, Path]]:
        for files in PUBLISHED:
            for name in files.names:
                yield files, name, self.node_modules_dir / files.folder / name

    def check(self, **kwargs: object) -> list[CheckMessage]:
        """Warn if a published file is missing. The site works without: text uses system fonts."""
        missing = [path for _, _, path in self._published() if not path.is_file()]
        if not missing:
            return []
        return [
            Warning(
                f"{len(missing)} of the files that npm provides are not installed"
                f" (the first is {missing[0].name}).",
                hint="Run `make setup`. Until then fonts are the device's, and H5P does not play.",
                id="uprest.W001",
            )
        ]

    def find(  # type: ignore[override]
        self,
        path: str,
        find_all: bool = False,  # noqa: FBT001, FBT002 (Django's signature)
    ) -> str | list[str]:
        """Return where a published file lies."""
        found = [
            str(source)
            for files, name, source in self._published()
            if f"{files.prefix}/{name}" == path and source.is_file()
        ]
        return found if find_all or not found else found[0]

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every published file that is installed, for collectstatic."""
        for files, name, source in self._published():
            if source.is_file():
                folder = self.node_modules_dir / files.folder
                yield name, PrefixedStorage(location=folder, prefix=files.prefix)
