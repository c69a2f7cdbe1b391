"""Files for spreadsheets are written line by line, in the language of whoever asked."""

from itertools import count, islice

from django.utils.translation import gettext, override

from uprest.core.downloads import write_csv


def test_a_file_without_end_is_written_line_by_line():
    rows = ((str(number), '=a "b"') for number in count())
    assert list(islice(write_csv(rows, language="en"), 3)) == [
        "\ufeff",
        '"0","\'=a ""b"""\r\n',
        '"1","\'=a ""b"""\r\n',
    ]


def test_it_keeps_its_language_and_changes_nobody_elses():
    rows = ((gettext("Name"),) for _ in range(2))
    with override("sv"):
        lines = []
        for line in write_csv(rows, language="hr"):
            lines.append(line)
            assert gettext("Name") == "Namn"
    assert lines[1:] == ['"Ime"\r\n'] * 2
