"""``import_h5p`` and ``export_h5p``: formats, one-line errors, exit codes."""

import json

import pytest
from django.core.management import ManagementUtility
from django.db import connections

from tests.factories.h5p import make_package
from uprest.h5p.models import Blob, Content, Library


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command as the shell does; return exit code, stdout and the lines of stderr."""
    # a command closes the connection at its end, which the test still needs
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def run_command(*arguments):
        code = 0
        try:
            ManagementUtility(["manage.py", *map(str, arguments)]).execute()
        except SystemExit as end:
            code = end.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err.splitlines()

    return run_command


@pytest.fixture
def file(tmp_path):
    def write(name="good.h5p", **parts):
        path = tmp_path / name
        path.write_bytes(make_package(**parts).getvalue())
        return path

    return write


def test_verdicts_as_json(db, run, file):
    good = file()
    waits = file("waits.h5p", libraries={}, main="H5P.Elsewhere")
    bad = file("bad.h5p", files={"a.svg": "<svg/>"})
    code, out, errors = run("import_h5p", good, waits, bad, "--format", "json")
    assert (code, errors) == (0, [])
    first, second, third = json.loads(out)
    assert first == {
        "file": str(good), "status": "accepted", "main_library": "H5P.UprTest", "problems": [],
    }  # fmt: skip
    assert (second["status"], second["main_library"]) == ("waiting", "H5P.Elsewhere")
    assert [one["code"] for one in second["problems"]] == ["library-missing"]
    assert third["status"] == "refused"
    assert third["problems"][0]["code"] == "file-svg"
    assert "content/a.svg" in third["problems"][0]["message"]
    assert Content.objects.count() == 2


def test_a_check_stores_nothing(db, run, file, stored):
    code, out, _errors = run("import_h5p", file(), "--check", "--format", "json")
    assert (code, json.loads(out)[0]["status"]) == (0, "accepted")
    assert not Content.objects.exists()
    assert not Library.objects.exists()
    assert not Blob.objects.exists()
    assert stored() == 0


def test_a_check_knows_the_libraries_of_the_site(db, run, file):
    run("import_h5p", file())
    alone = file("alone.h5p", libraries={}, params={"text": "Alone"})
    out = run("import_h5p", alone, "--check", "--format", "json")[1]
    assert json.loads(out)[0]["status"] == "accepted"


def test_what_is_no_package_gets_a_verdict_too(db, run, tmp_path):
    path = tmp_path / "no.h5p"
    path.write_bytes(b"")
    code, out, _errors = run("import_h5p", path, "--format", "json")
    row = json.loads(out)[0]
    assert (code, row["status"], row["main_library"]) == (0, "refused", None)
    assert [one["code"] for one in row["problems"]] == ["archive-no-zip"]


def test_a_file_that_cannot_be_opened_is_a_line_and_exit_code_2(db, run, file, tmp_path):
    gone = tmp_path / "gone.h5p"
    code, out, errors = run("import_h5p", gone, file(), tmp_path, "--format", "json")
    assert code == 2
    assert [one["status"] for one in json.loads(out)] == ["accepted"]
    assert len(errors) == 2
    assert "gone.h5p" in errors[0]


def test_verdicts_for_people(db, run, file):
    code, out, _errors = run("import_h5p", file(), file("bad.h5p", files={"a.svg": "<svg/>"}))
    lines = out.splitlines()
    assert code == 0
    assert lines[0].endswith(f"accepted as {Content.objects.get().pk} (H5P.UprTest)")
    assert "[file-svg]" in lines[2]


@pytest.mark.parametrize("arguments", [["import_h5p"], ["export_h5p", "x", "--out", "y"]])
def test_wrong_options_are_one_line_and_exit_code_2(db, run, arguments):
    code, out, errors = run(*arguments)
    assert (code, out, len(errors)) == (2, "", 1)


def test_what_was_imported_is_exported(db, run, file, tmp_path):
    run("import_h5p", file())
    out = tmp_path / "out.h5p"
    content = Content.objects.get()
    assert run("export_h5p", content.pk, "--out", out)[0] == 0
    assert json.loads(run("import_h5p", out, "--check", "--format", "json")[1])[0]["status"] == (
        "accepted"
    )
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.h5p"]


def test_an_unknown_id_and_a_place_that_is_not_there_are_one_line(db, run, file, tmp_path):
    code, _out, errors = run("export_h5p", 99, "--out", tmp_path / "x.h5p")
    assert (code, len(errors)) == (2, 1)
    run("import_h5p", file())
    place = tmp_path / "no" / "x.h5p"
    code, _out, errors = run("export_h5p", Content.objects.get().pk, "--out", place)
    assert (code, len(errors)) == (2, 1)


def test_cleaning_up_says_how_much_went(db, run):
    code, out, _errors = run("clean_up_h5p")
    assert (code, out) == (0, "0 contents, 0 libraries and 0 files deleted.\n")
