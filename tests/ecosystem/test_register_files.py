"""Registers as files: read whatever they are, understood, compared. No database."""

import csv
import string
from contextlib import suppress
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.ecosystem.registers import HEADINGS, LINES, change_parts, save, write_csv, write_xlsx
from uprest.ecosystem.models import Sector, SizeClass
from uprest.ecosystem.register_files.guessing import (
    fold,
    guess_columns,
    guess_sector,
    guess_size,
)
from uprest.ecosystem.register_files.lines import compare, list_words, read_lines
from uprest.ecosystem.register_files.sheets import read_sheet
from uprest.ecosystem.register_files.types import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    SECTORS,
    SIZES,
    Columns,
    Entry,
    Fault,
    Problem,
    RegisterFileError,
    Row,
    Words,
)

ALL = Columns(number=0, name=1, sector=2, size=3)


def fault_of(content):
    with pytest.raises(RegisterFileError) as caught:
        read_sheet(content)
    return caught.value.fault


def test_the_codes_are_those_of_the_models():
    assert tuple(Sector.values) == SECTORS
    assert tuple(SizeClass.values) == SIZES


# --- Reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_the_same_however_it_was_saved(delimiter, coding):
    sheet = read_sheet(write_csv(delimiter=delimiter, coding=coding))
    assert list(sheet.headings) == HEADINGS
    assert [list(row.cells) for row in sheet.rows] == LINES
    assert [row.line for row in sheet.rows] == [2, 3, 4]


def test_a_workbook_is_the_same_table():
    sheet = read_sheet(write_xlsx())
    assert list(sheet.headings) == HEADINGS
    assert [list(row.cells) for row in sheet.rows] == LINES
    assert [row.line for row in sheet.rows] == [2, 3, 4]


def test_what_stands_above_the_headings_is_passed_over_and_lines_keep_their_numbers():
    content = 'Register 2026\r\n\r\nnr;namn\r\n1;"Två\r\nrader"\r\n\r\n2;Hotell\r\n'.encode()
    sheet = read_sheet(content)
    assert sheet.headings == ("nr", "namn")
    assert sheet.rows == (Row(4, ("1", "Två rader")), Row(7, ("2", "Hotell")))


def test_excel_may_say_what_separates():
    sheet = read_sheet(b"sep=,\r\nnr,name\r\n1,a;b\r\n")
    assert sheet.rows == (Row(3, ("1", "a;b")),)


def test_uneven_lines_are_filled_up():
    sheet = read_sheet(b"a;b;c\n1\n1;2;3;4\n")
    assert sheet.headings == ("a", "b", "c", "")
    assert [row.cells for row in sheet.rows] == [("1", "", "", ""), ("1", "2", "3", "4")]


def test_formulas_are_not_run_and_numbers_are_written_as_they_look():
    workbook = Workbook()
    workbook.active.append(["nr", "name", "formula"])
    workbook.active.append([5560.0, "=1+1", "=cmd|'/c calc'!A1"])
    sheet = read_sheet(save(workbook))
    assert sheet.rows[0].cells == ("5560", "", "")


def test_the_first_sheet_with_something_in_it_counts_and_hidden_ones_do_not():
    workbook = Workbook()
    workbook.active.title = "secret"
    workbook.active.append(["no", "no"])
    workbook.active.sheet_state = "hidden"
    workbook.create_sheet("empty")
    last = workbook.create_sheet("list")
    last.append(["nr", "name"])
    last.append([1, "Hotel"])
    assert read_sheet(save(workbook)).sheet_name == "list"


def test_a_cell_a_million_lines_down_costs_nothing():
    workbook = Workbook()
    workbook.active.append(["nr", "name"])
    workbook.active.append([1, "Hotel"])
    workbook.active.cell(row=1_048_576, column=1, value="lost")
    assert len(read_sheet(save(workbook)).rows) == 1


WRONG = {
    "nothing": (b"", Fault.EMPTY),
    "spaces": (b" \r\n\t\r\n", Fault.EMPTY),
    "commas": (b",,,\n,,,\n", Fault.NO_TABLE),
    "one word": (b"hello", Fault.NO_TABLE),
    "headings alone": (b"nr;name\n", Fault.NO_TABLE),
    "one column": (b"name\nHotel\nCafe\n", Fault.NO_TABLE),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, Fault.OTHER_KIND),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n", Fault.OTHER_KIND),
    "a web page": (b"<html><table><tr><td>a</td></tr></table>", Fault.OTHER_KIND),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Fault.OLD_EXCEL),
    "a locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        Fault.LOCKED,
    ),
    "half a package": (write_xlsx()[:-200], Fault.DAMAGED),
    "another package": (
        change_parts(write_xlsx(), replace=[]).replace(b"xl/workbook.xml", b"xl/textbook.xml"),
        Fault.OTHER_KIND,
    ),
    "macros": (change_parts(write_xlsx(), add=[("xl/vbaProject.bin", b"x")]), Fault.MACROS),
    "entities": (
        change_parts(write_xlsx(), replace=[(b"<worksheet", b"<!DOCTYPE a><worksheet")]),
        Fault.DAMAGED,
    ),
    "entities in letters of two bytes": (
        change_parts(
            write_xlsx(), replace=[(b"<worksheet", b"<!DOCTYPE a><worksheet")], coding="utf-16"
        ),
        Fault.DAMAGED,
    ),
    "broken parts": (change_parts(write_xlsx(), replace=[(b"<row", b"<rowe")]), Fault.DAMAGED),
    "a bomb": (
        change_parts(write_xlsx(), add=[("xl/media/a.xml", b"\0" * 50_000_000)]),
        Fault.TOO_BIG,
    ),
    "many parts": (
        change_parts(write_xlsx(), add=[(f"x/{number}", b"") for number in range(2_100)]),
        Fault.TOO_BIG,
    ),
    "too many bytes": (b"a;b\n" * (MAX_BYTES // 4 + 1), Fault.TOO_BIG),
    "too many lines": (b"a;b\n" * (MAX_ROWS + 2), Fault.TOO_MANY_ROWS),
    "too many columns": (b";".join([b"a"] * (MAX_COLUMNS + 1)), Fault.TOO_MANY_COLUMNS),
    "a million columns": (b"a" + b"," * 1_000_000, Fault.TOO_MANY_COLUMNS),
    "a field without an end": (b'a;b\n1;"' + b"x" * 200_000, Fault.DAMAGED),
    "half a letter": ("nr;namn".encode("utf-16")[:-1], Fault.DAMAGED),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_register_is_named(name):
    content, fault = WRONG[name]
    assert fault_of(content) == fault


def test_a_workbook_in_letters_of_two_bytes_is_read():
    sheet = read_sheet(change_parts(write_xlsx(), coding="utf-16"))
    assert [list(row.cells) for row in sheet.rows] == LINES


@pytest.mark.parametrize("letters", [MAX_TEXT, 100])
def test_a_small_workbook_that_names_a_long_text_too_often_is_too_big(letters):
    """The text is in the file once; 50 cells of 800 lines point at it."""
    lines = [["x" * letters] * 50] * 800
    content = write_xlsx(lines, headings=[str(number) for number in range(50)])
    assert len(content) < MAX_BYTES // 10
    if letters == MAX_TEXT:
        assert fault_of(content) == Fault.TOO_BIG
    else:
        assert len(read_sheet(content).rows) == len(lines)


def test_a_field_without_an_end_is_named_whatever_limit_the_process_has():
    content, fault = WRONG["a field without an end"]
    limit = csv.field_size_limit(10_000_000)
    try:
        assert fault_of(content) == fault
    finally:
        csv.field_size_limit(limit)


@pytest.mark.parametrize("number", [MAX_ROWS, MAX_ROWS - 1])
def test_as_many_lines_as_promised_are_read(number):
    assert len(read_sheet(b"nr;name\n" + b"1;a\n" * number).rows) == number


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_named_fault(content):
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"):
        with suppress(RegisterFileError):
            sheet = read_sheet(start + content)
            assert sheet.rows
            assert {len(row.cells) for row in sheet.rows} == {len(sheet.headings)}


WORKBOOK = write_xlsx()


@settings(max_examples=60)
@given(st.data())
def test_a_workbook_with_bytes_changed_is_a_table_or_a_named_fault(data):
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RegisterFileError):
        assert read_sheet(bytes(content)).rows


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=MAX_TEXT + 20)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_what_comes_out_is_short_one_line_and_fit_for_a_database(rows):
    text = StringIO()
    csv.writer(text).writerows([("nr", "name"), *rows])
    try:
        sheet = read_sheet(text.getvalue().encode("utf-8-sig"))
    except RegisterFileError:
        return
    for row in sheet.rows:
        for cell in row.cells:
            assert len(cell) <= MAX_TEXT
            assert cell == cell.strip()
            assert not set(cell) & {"\n", "\r", "\x00", "\t"}


# --- Understanding ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        ("Number", "Name", "Sector", "Number of employees"),
        ("Org.nr", "Företagsnamn", "SNI-kod", "Antal anställda"),
        ("Partita IVA", "Ragione sociale", "Codice ATECO", "Numero dipendenti"),
        ("OIB", "Naziv tvrtke", "Djelatnost", "Broj zaposlenih"),
        ("number", "name", "sector", "size_class"),
    ],
)
def test_headings_are_understood_in_any_order(headings):
    wanted = ("number", "name", "sector", "size")
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)):
        found = guess_columns([headings[place] for place in order])
        assert found == {wanted[place]: column for column, place in enumerate(order)}


@given(st.lists(st.text(max_size=30), max_size=12))
def test_no_column_is_guessed_twice(headings):
    found = guess_columns(headings)
    assert len(set(found.values())) == len(found)
    assert all(0 <= column < len(headings) for column in found.values())


@pytest.mark.parametrize(
    ("value", "sector"),
    [
        ("55.10", "accommodation"), ("55101", "accommodation"), ("I 56.1", "food"),
        ("79.11.0", "destination"), ("93.21", "attraction"), ("93.29", "activities"),
        ("91", "attraction"), ("49.39", "transport"), ("47.78", "retail"), ("10.71", ""),
        ("90.03", "activities"), ("Albergo", "accommodation"), ("Bed & Breakfast", "accommodation"),
        ("Agriturismo", "accommodation"), ("Smještaj", "accommodation"),
        ("Vandrarhem", "accommodation"),
        ("Restaurang", "food"), ("Konoba", "food"), ("bar", "food"), ("barnkläder", ""),
        ("Stabilimento balneare", "activities"), ("Guidning", "activities"),
        ("muzej", "attraction"),
        ("Taxi", "transport"), ("Gårdsbutik", "retail"), ("Turistbyrå", "destination"),
        ("Agenzia di viaggi", "destination"), ("food", "food"), (" FOOD ", "food"), ("", ""),
        ("xyz", ""),
    ],
)  # fmt: skip
def test_words_and_codes_of_sectors(value, sector):
    assert guess_sector(value) == sector


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("0", "1-9"), ("9", "1-9"), ("9,5", "10-49"), ("10", "10-49"), ("49", "10-49"),
        ("50", "50+"), ("1 200", "50+"), ("1.200", "50+"), ("1-9", "1-9"), ("10–49", "10-49"),
        ("20-49 anställda", "10-49"), ("5-19", ""), ("50+", "50+"), (">49", "50+"), ("<10", "1-9"),
        ("<50", ""), ("10+", ""), ("fler än 200", "50+"), ("mikro", "1-9"), ("piccola", "10-49"),
        ("velika", "50+"), ("Små företag", "10-49"), ("", ""), ("?", ""),
    ],
)  # fmt: skip
def test_numbers_ranges_and_words_of_sizes(value, size):
    assert guess_size(value) == size


@given(st.integers(0, 5_000))
def test_every_number_has_the_size_it_is_in(people):
    expected = "1-9" if people < 10 else "10-49" if people < 50 else "50+"
    assert guess_size(str(people)) == expected
    assert guess_size(f"{people} {string.ascii_lowercase[:3]}") == expected


@given(st.text(max_size=60))
def test_guesses_are_our_codes_or_nothing(value):
    assert guess_sector(value) in ("", *SECTORS)
    assert guess_size(value) in ("", *SIZES)
    assert fold(fold(value)) == fold(value)


# --- Lines and what would change --------------------------------------------------------------


def rows(*lines):
    return [Row(number, cells) for number, cells in enumerate(lines, start=2)]


WORDS = Words(sector={"Hotell": "accommodation", "Bank": ""}, size={"5": "1-9", "60": "50+"})


def test_lines_become_entries_and_mistakes_are_named_with_their_line():
    lines = read_lines(
        rows(
            ("1", "Hotell Ett", "Hotell", "5"),
            ("", "Utan nummer", "Hotell", "5"),
            ("2", "", "", ""),
            ("3", "Banken", "Bank", "5"),
            ("1", "Hotell Ett", "Hotell", "5"),
            ("1", "Hotell Två", "Hotell", "5"),
            ("n" * 61, "x" * 201, "Hotell", "60"),
        ),
        ALL,
        WORDS,
    )
    assert lines.entries == (Entry("1", "Hotell Ett", "accommodation", "1-9"),)
    assert (lines.left_out, lines.repeated) == (1, 1)
    assert [(one.line, one.problem) for one in lines.problems] == [
        (3, Problem.NUMBER_MISSING),
        (4, Problem.NAME_MISSING),
        (4, Problem.SECTOR_MISSING),
        (4, Problem.SIZE_MISSING),
        (7, Problem.NUMBER_TWICE),
        (8, Problem.NUMBER_LONG),
        (8, Problem.NAME_LONG),
    ]
    assert lines.problems[4].other_line == 2


def test_a_sector_and_a_size_can_be_one_for_all():
    columns = Columns(number=0, name=1, sector_for_all="food", size_for_all="1-9")
    lines = read_lines(rows(("1", "Kafé", "whatever", "")), columns, Words())
    assert lines.entries == (Entry("1", "Kafé", "food", "1-9"),)
    assert list_words(rows(("1", "Kafé", "x", "y")), columns) == ([], [])


def test_words_come_with_a_guess_the_most_frequent_first():
    sectors, sizes = list_words(
        rows(("1", "a", "Bank", "5"), ("2", "b", "Hotell", "5"), ("3", "c", "Hotell", "")), ALL
    )
    assert [(one.word, one.count, one.guess) for one in sectors] == [
        ("Hotell", 2, "accommodation"),
        ("Bank", 1, ""),
    ]
    assert [(one.word, one.count) for one in sizes] == [("5", 2)]


ENTRIES = st.lists(
    st.builds(
        Entry, st.sampled_from("abcdef"), st.sampled_from("xy"), st.just("food"), st.just("1-9")
    ),
    unique_by=lambda entry: entry.number,
)


@given(ENTRIES, ENTRIES)
def test_the_difference_leads_from_one_register_to_the_other(present, wanted):
    found = compare(present, wanted)
    register = {entry.number: entry for entry in present}
    for entry in found.gone:
        del register[entry.number]
    for before, after in found.changed:
        assert register[before.number] == before != after
        register[after.number] = after
    for entry in found.new:
        assert entry.number not in register
        register[entry.number] = entry
    assert register == {entry.number: entry for entry in wanted}
    assert found.unchanged + len(found.changed) + len(found.new) == len(wanted)
    assert compare(wanted, wanted).unchanged == len(wanted)
