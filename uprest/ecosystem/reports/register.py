"""The words of a city's register: why a file was refused, what is wrong on a line, the counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext

from uprest.ecosystem.models import Municipality, Sector, SizeClass
from uprest.ecosystem.register_files.types import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_NAME,
    MAX_NUMBER,
    MAX_ROWS,
    MEGABYTE,
    Fault,
    LineProblem,
    Problem,
)
from uprest.ecosystem.selectors.register_imports import count_entries
from uprest.ecosystem.selectors.telling import (
    Count,
    Participant,
    Participation,
    count_participation,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SectorRow:
    """One sector of a register: entries by size, and businesses that did something, in words."""

    label: str
    sizes: list[int]
    total: int
    did: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterReport:
    """A city's register in counts. ``finding`` says what they mean in a sentence."""

    has_register: bool
    finding: str
    size_labels: list[str]
    did_labels: list[str]
    rows: list[SectorRow]
    total: SectorRow


def build_register_report(*, municipality: Municipality) -> RegisterReport:
    """Return the register of a city in counts, and who takes part in steps of five."""
    counts = count_entries(municipality=municipality)
    done = count_participation(municipality=municipality)
    rows = [_build_row(counts, done, code, str(label)) for code, label in Sector.choices]
    total = sum(counts.values())
    return RegisterReport(
        has_register=total > 0,
        finding=_write_finding(total, done[0].total),
        size_labels=[str(label) for label in SizeClass.labels],
        did_labels=[one.label for one in done],
        rows=rows,
        total=SectorRow(
            label=gettext("All sectors"),
            sizes=[
                sum(counts.get((sector, size), 0) for sector in Sector.values)
                for size in SizeClass.values
            ],
            total=total,
            did=[write_count(one.total) for one in done],
        ),
    )


def _build_row(
    counts: dict[tuple[str, str], int], done: list[Participation], sector: str, label: str
) -> SectorRow:
    sizes = [counts.get((sector, size), 0) for size in SizeClass.values]
    return SectorRow(
        label=label,
        sizes=sizes,
        total=sum(sizes),
        did=[write_count(one.by_sector[sector]) for one in done],
    )


def _write_finding(total: int, taking_part: Count) -> str:
    if not total:
        return gettext(
            "Without a register, figures are not weighted: nobody knows whom the answers stand for."
        )
    if not taking_part.at_least:
        return gettext(
            "%(total)s businesses are in the register. Fewer than five take part so far."
        ) % {"total": number_format(total)}
    return gettext("%(total)s businesses are in the register, and at least %(part)s take part.") % {
        "total": number_format(total),
        "part": number_format(taking_part.at_least),
    }


def write_count(count: Count) -> str:
    """Return a count in steps of five in words."""
    if not count.at_least:
        return gettext("fewer than 5")
    return gettext("at least %(number)s") % {"number": number_format(count.at_least)}


def explain_fault(fault: Fault) -> str:
    """Return why a file cannot be read, and what to do."""
    limits = {
        "megabytes": MAX_BYTES // MEGABYTE,
        "rows": number_format(MAX_ROWS, force_grouping=True),
        "columns": MAX_COLUMNS,
    }
    texts = {
        Fault.EMPTY: gettext("The file is empty. Choose the file with the register in it."),
        Fault.TOO_BIG: gettext(
            "The file is too big. Up to %(megabytes)s MB are possible: leave out columns that are "
            "not needed, or pictures."
        ),
        Fault.TOO_MANY_ROWS: gettext(
            "The file has more than %(rows)s lines. Keep only the tourism businesses of this city."
        ),
        Fault.TOO_MANY_COLUMNS: gettext(
            "The file has more than %(columns)s columns. Keep those with number, name, sector and "
            "size."
        ),
        Fault.NO_TABLE: gettext(
            "There is no table in the file. It needs a line with headings, at least two columns, "
            "and one line for each business below."
        ),
        Fault.LOCKED: gettext(
            "The file is protected by a password. Save it without one, and choose it again."
        ),
        Fault.MACROS: gettext(
            "The file has macros in it. Save it as an Excel workbook (.xlsx) without macros, and "
            "choose it again."
        ),
        Fault.OLD_EXCEL: gettext(
            "This is a file of an old Excel. Open it and save it as .xlsx or as CSV, then choose "
            "it again."
        ),
        Fault.OTHER_KIND: gettext(
            "This is neither a CSV file nor an Excel workbook (.xlsx), whatever its name says. "
            "Save the table as one of these two, and choose it again."
        ),
        Fault.DAMAGED: gettext(
            "The file is damaged. Open it in your spreadsheet program, save it again, and choose "
            "it again."
        ),
    }
    return texts[fault] % limits


def explain_problem(problem: LineProblem) -> str:
    """Return what is wrong on a line, and what to do."""
    values = {
        "value": problem.value,
        "line": problem.other_line,
        "number_limit": MAX_NUMBER,
        "name_limit": MAX_NAME,
    }
    texts = {
        Problem.NUMBER_MISSING: gettext(
            "The register number is missing. Write the number that the register knows it by."
        ),
        Problem.NUMBER_LONG: gettext(
            "The register number is longer than %(number_limit)s characters. Look whether the "
            "right column was chosen."
        ),
        Problem.NUMBER_TWICE: gettext(
            "The number %(value)s is on line %(line)s too, with something else beside it. Only "
            "that line counts. Two places of one business need a number each."
        ),
        Problem.NAME_MISSING: gettext("The name is missing. Write the name of the business."),
        Problem.NAME_LONG: gettext(
            "The name is longer than %(name_limit)s characters. Write a shorter one."
        ),
        Problem.SECTOR_MISSING: gettext("The sector is missing. Write what the business does."),
        Problem.SIZE_MISSING: gettext(
            "The size is missing. Write how many people work there in the season."
        ),
    }
    return texts[problem.problem] % values


def list_participant_rows(participants: Iterable[Participant]) -> Iterator[Sequence[str]]:
    """Yield the rows of a file of businesses that agreed to be known, its header first."""
    yield (
        gettext("Name"),
        gettext("Sector"),
        gettext("Contact"),
        gettext("E-mail address"),
        gettext("Phone number"),
    )
    for one in participants:
        yield one.name, one.sector, one.contact_name, one.contact_email, one.contact_phone
