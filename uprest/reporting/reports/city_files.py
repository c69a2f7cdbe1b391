"""The files that officers take along: one release as CSV or Excel, in one language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from uprest.ecosystem.models import Municipality
from uprest.reporting.exports.changes import write_change_rows
from uprest.reporting.exports.observations import (
    CELL_TABLE,
    TABLE_WORDS,
    Line,
    Statistic,
)
from uprest.reporting.exports.tables import write_csv
from uprest.reporting.exports.workbooks import (
    ChangeSheet,
    SheetWords,
    TableSheet,
    TextSheet,
    write_workbook,
)
from uprest.reporting.models import Release
from uprest.reporting.reports.change_files import build_change_sheet, iterate_changes
from uprest.reporting.reports.labels import Labels, name_statistics, read_labels
from uprest.reporting.reports.method import explain_method
from uprest.reporting.reports.observed import write
from uprest.reporting.selectors.open_data import iterate_lines
from uprest.reporting.selectors.releases import get_total
from uprest.reporting.types import Table

LEVELS = (Statistic.MEAN_LEVEL, Statistic.MEAN_REQUIRED)
GAPS = (Statistic.MEAN_GAP, Statistic.SHARE_WITH_GAP)


@dataclass(frozen=True, slots=True)
class NamedStream:
    """A file to download, as pieces."""

    name: str
    pieces: Iterable[str]


def _name(municipality: Municipality, release: Release | None, ending: str) -> str:
    day = f"-{release.as_of.isoformat()}" if release else ""
    return f"uprest-{municipality.slug}{day}.{ending}"


def write_city_csv(
    *, municipality: Municipality, release: Release | None, language: str
) -> NamedStream:
    """Return a release of a city from the gate as CSV, with names in ``language``.

    Without a release the file has its column names alone. Lines are read as they are sent; those
    of the changes over time come last.
    """
    labels = read_labels([language])
    lines: Iterator[Line] = iterate_lines(release_id=release.pk) if release else iter(())
    pieces = write_csv(lines, name_line=labels.name_line, languages=[language])
    if release:
        changes = iterate_changes(release=release, labels=labels, language=language)
        pieces = chain(pieces, write_change_rows(changes))
    return NamedStream(_name(municipality, release, "csv"), pieces)


def write_city_workbook(
    *, municipality: Municipality, release: Release, language: str
) -> tuple[str, IO[bytes]]:
    """Return the name and content of a release of a city from the gate as an Excel file."""
    target = TemporaryFile()  # noqa: SIM115  # the answer closes it when it is sent
    labels = read_labels([language])
    with override(language):
        write_workbook(
            target,
            sheets=_list_sheets(municipality, release, labels, language),
            words=_list_words(),
            name_line=lambda line: labels.name_group(line, language),
        )
    target.seek(0)
    return _name(municipality, release, "xlsx"), target


def _list_words() -> SheetWords:
    return SheetWords(
        code=gettext("Code"),
        low=gettext("Lower end (90 %)"),
        high=gettext("Upper end (90 %)"),
        businesses=gettext("Businesses"),
        people=gettext("People"),
        published_on=gettext("As of"),
        write=write,
    )


def _list_sheets(
    municipality: Municipality, release: Release, labels: Labels, language: str
) -> Iterator[TextSheet | TableSheet | ChangeSheet]:
    yield TextSheet(gettext("About"), _tell_about(municipality, release))
    names = name_statistics()

    def sheet(word: str, title: str, head: str, statistics: Sequence[Statistic]) -> TableSheet:
        is_cell = word == CELL_TABLE
        return TableSheet(
            title=title,
            head=head,
            lines=iterate_lines(release_id=release.pk, table=word),
            statistics=[(one, names[one]) for one in statistics],
            name_area=(lambda line: labels.name_area(line, language)) if is_cell else None,
            area_head=gettext("Area"),
        )

    whole = (*LEVELS, *GAPS)
    yield sheet(TABLE_WORDS[Table.TOTAL], gettext("The whole city"), gettext("Group"), whole)
    yield sheet(TABLE_WORDS[Table.SKILLS], gettext("Skills"), gettext("Skill"), whole)
    yield sheet(TABLE_WORDS[Table.OCCUPATIONS], gettext("Jobs"), gettext("Job"), GAPS)
    yield sheet(CELL_TABLE, gettext("Jobs by area"), gettext("Job"), GAPS[:1])
    yield sheet(TABLE_WORDS[Table.SECTORS], gettext("Sectors"), gettext("Sector"), GAPS)
    yield sheet(TABLE_WORDS[Table.SIZES], gettext("Sizes"), gettext("Size of business"), GAPS)
    yield sheet(
        TABLE_WORDS[Table.AREAS],
        gettext("Areas"),
        gettext("Area"),
        (*GAPS, Statistic.IMPORTANT_LOW_SHARE),
    )
    yield build_change_sheet(release=release, labels=labels, language=language)
    method = explain_method(
        release=release, total=get_total(release=release), months=settings.UPREST_COUNTED_MONTHS
    )
    yield TextSheet(gettext("Method"), method)


def _tell_about(municipality: Municipality, release: Release) -> list[tuple[str, str]]:
    rows = [
        (gettext("City"), municipality.name),
        (gettext("As of"), date_format(release.as_of, "DATE_FORMAT", use_l10n=True)),
        (
            gettext("Older figures"),
            gettext(
                "A figure with an older day is repeated: since then too few of its businesses "
                "have changed."
            ),
        ),
        (gettext("Version of the calculation"), release.method),
    ]
    if municipality.is_sample:
        rows.append(
            (gettext("Sample data"), gettext("This is sample data: everything in it is invented."))
        )
    return rows
