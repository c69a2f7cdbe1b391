"""Files with registers, as cities have them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

HEADINGS = ["Org.nr", "Företagsnamn", "Bransch", "Anställda"]
LINES = [
    ["556001", "Hotell Älven", "Hotell", "12"],
    ["556002", "Kafé Åsen", "56.10", "4"],
    ["556003", "Båtcharter", "Transport", "60"],
]


def write_csv(lines=LINES, *, headings=HEADINGS, delimiter=";", coding="utf-8"):
    rows = [delimiter.join(row) for row in [headings, *lines]]
    return "\r\n".join(rows).encode(coding)


def write_xlsx(lines=LINES, *, headings=HEADINGS):
    workbook = Workbook()
    for row in [headings, *lines]:
        workbook.active.append(row)
    return save(workbook)


def save(workbook):
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def change_parts(content, *, add=(), replace=(), coding=None):
    """Return a package with parts added, or text in all of its parts replaced.

    With a ``coding``, its sheets are written in that.
    """
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            for before, after in replace:
                text = text.replace(before, after)
            if coding and part.filename.startswith("xl/worksheets/"):
                text = text.decode().encode(coding)
            new.writestr(part.filename, text)
        for name, text in add:
            new.writestr(name, text)
    return file.getvalue()
