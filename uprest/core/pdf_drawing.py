"""Drawing a PDF file with WeasyPrint. Importing this fails where Pango is missing."""

from collections.abc import Mapping
from pathlib import Path

from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from uprest.core.finders import NodeModulesFinder
from uprest.core.pdf import ForeignFileError, OwnFile

# WeasyPrint lets Pillow take damaged pictures for whole ones, in all of the process. Ours are
# whole, and those that people upload are to be refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

SCHEME = "own:"
TYPEFACES = (
    ("Figtree", "figtree-latin-wght-normal.woff2"),
    ("Figtree", "figtree-latin-ext-wght-normal.woff2"),
    ("Bricolage", "bricolage-grotesque-latin-wght-normal.woff2"),
    ("Bricolage", "bricolage-grotesque-latin-ext-wght-normal.woff2"),
)


class OwnFiles(URLFetcher):
    """Hands out what it was given, and fails on everything else: network, disk, data."""

    def __init__(self, files: Mapping[str, OwnFile]) -> None:
        super().__init__(allowed_protocols=(), fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the file at ``own:<name>``.

        :raises KeyError: if there is none; WeasyPrint stops drawing then.
        """
        file = self.files[url.removeprefix(SCHEME)]
        return URLFetcherResponse(url, file.content, {"Content-Type": file.content_type})


def draw(*, html: str, css: str, pictures: Mapping[str, OwnFile]) -> bytes:
    """Return the page as a PDF file; see ``uprest.core.pdf.make_pdf``.

    :raises ForeignFileError: if the page asks for a file that is not its own.
    """
    typefaces = read_typefaces()
    fetcher = OwnFiles({**typefaces, **pictures})
    fonts = FontConfiguration()
    faces = "".join(_write_face(family, name) for family, name in TYPEFACES if name in typefaces)
    sheet = CSS(string=faces + css, url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=html, url_fetcher=fetcher, base_url=SCHEME)
    try:
        content: bytes = page.write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
        )
    except FatalURLFetchingError as error:
        raise ForeignFileError(str(error)) from error
    return content


def _write_face(family: str, name: str) -> str:
    suffix = " ext" if "-ext-" in name else ""
    return (
        f'@font-face {{ font-family: "{family}{suffix}"; '
        f' src: url("{SCHEME}{name}") format("woff2"); }}\n'
    )


def read_typefaces() -> dict[str, OwnFile]:
    """Return the site's typefaces by file name, those that are installed."""
    finder = NodeModulesFinder()
    found = {name: finder.find(f"vendor/fonts/{name}") for _, name in TYPEFACES}
    return {
        name: OwnFile(Path(path).read_bytes(), "font/woff2")
        for name, path in found.items()
        if isinstance(path, str)
    }
