"""Forms of the steps from a file to a city's register."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files import File
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Sector, SizeClass
from uprest.ecosystem.register_files.lines import FoundWord
from uprest.ecosystem.register_files.types import MAX_BYTES, Columns, Fault, Words
from uprest.ecosystem.reports.register import explain_fault

FOR_ALL = "all:"


class UploadForm(forms.Form):
    """The file with the register."""

    file = forms.FileField(
        label=_("File with the register"),
        max_length=255,
        allow_empty_file=True,
        help_text=_("CSV or Excel (.xlsx), up to 5 MB and 20,000 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> File[bytes]:
        """Refuse what is too big before anybody reads it."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(explain_fault(Fault.TOO_BIG))
        return file


class ColumnsForm(forms.Form):
    """Which column holds what. A sector or a size can be one for all lines instead."""

    number = forms.ChoiceField(
        label=_("Register number"),
        help_text=_("It stays the same from file to file, so that a business is known again."),
    )
    name = forms.ChoiceField(label=_("Name of the business"))
    sector = forms.ChoiceField(
        label=_("What the business does"), help_text=_("Words, or codes such as NACE.")
    )
    size = forms.ChoiceField(
        label=_("Size"), help_text=_("A class of size, or how many people work there.")
    )

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [
            (str(column), heading or gettext("Column %(number)d") % {"number": column + 1})
            for column, heading in enumerate(headings)
        ]
        nothing = ("", gettext("Choose a column"))
        for name in ("number", "name"):
            self._choose(name, [nothing, *columns])
        for name, codes in (("sector", Sector.choices), ("size", SizeClass.choices)):
            for_all = [(f"{FOR_ALL}{code}", label) for code, label in codes]
            groups = [
                (gettext("Columns of the file"), columns),
                (gettext("No such column: the same for all lines"), for_all),
            ]
            self._choose(name, [nothing, *groups])

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two things."""
        data = self.cleaned_data
        seen: set[str] = set()
        for name in ("number", "name", "sector", "size"):
            chosen = data.get(name, "")
            if chosen in seen:
                self.add_error(name, gettext("This column was chosen above for something else."))
            elif chosen and not chosen.startswith(FOR_ALL):
                seen.add(chosen)
        return data

    def get_columns(self) -> Columns:
        """Return what was chosen in a valid form."""
        data = self.cleaned_data
        sector, sector_for_all = _read_choice(data["sector"])
        size, size_for_all = _read_choice(data["size"])
        return Columns(
            number=int(data["number"]),
            name=int(data["name"]),
            sector=sector,
            sector_for_all=sector_for_all,
            size=size,
            size_for_all=size_for_all,
        )


def _read_choice(value: str) -> tuple[int | None, str]:
    if value.startswith(FOR_ALL):
        return None, value.removeprefix(FOR_ALL)
    return int(value), ""


def write_choices(columns: Columns) -> dict[str, str]:
    """Return the initial values of ``ColumnsForm`` for what was chosen before."""
    return {
        "number": str(columns.number),
        "name": str(columns.name),
        "sector": f"{FOR_ALL}{columns.sector_for_all}"
        if columns.sector is None
        else str(columns.sector),
        "size": f"{FOR_ALL}{columns.size_for_all}" if columns.size is None else str(columns.size),
    }


class WordsForm(forms.Form):
    """What each word of the file means, or that its lines are left out."""

    left_out = gettext_lazy("Leave these lines out")
    ask = gettext_lazy("Choose what this is")
    out = "out"

    def __init__(
        self,
        *args: Any,
        sectors: Sequence[FoundWord],
        sizes: Sequence[FoundWord],
        was_said: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.words = {"sector": sectors, "size": sizes}
        codes = {"sector": Sector.choices, "size": SizeClass.choices}
        for kind, words in self.words.items():
            for number, found in enumerate(words):
                self.fields[f"{kind}-{number}"] = forms.ChoiceField(
                    label=found.word,
                    choices=[("", self.ask), *codes[kind], (self.out, self.left_out)],
                    initial=found.guess or (self.out if was_said else ""),
                    error_messages={
                        "required": gettext("Choose what this is, or leave these lines out.")
                    },
                )

    def list_fields(self, kind: str) -> list[tuple[forms.BoundField, int]]:
        """Return the fields of one kind, each with the number of lines that have the word."""
        return [
            (self[f"{kind}-{number}"], found.count) for number, found in enumerate(self.words[kind])
        ]

    def get_words(self) -> Words:
        """Return what was chosen in a valid form."""
        return Words(sector=self._read("sector"), size=self._read("size"))

    def _read(self, kind: str) -> dict[str, str]:
        return {
            found.word: "" if said == self.out else said
            for number, found in enumerate(self.words[kind])
            for said in [self.cleaned_data[f"{kind}-{number}"]]
        }


class ConfirmForm(forms.Form):
    """That what was shown may be done, and whether entries that the file has not are removed."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    removes = forms.BooleanField(required=False, label=_("Remove those that are not in the file"))
