"""The form in which a package is handed in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from uprest.h5p.conf import READ_AT_ONCE, get_largest_upload
from uprest.h5p.types import MEGABYTE, Problem
from uprest.h5p.wording import describe


class UploadForm(forms.Form):
    """One ``.h5p`` file."""

    file = forms.FileField(label=_("H5P file"), max_length=255)
    too_big = "upload-too-big"
    """The code of the problem with a file that is bigger than it may be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.widget.attrs["accept"] = ".h5p,application/zip"
        field.help_text = _("At most %(size)s.") % {"size": filesizeformat(self.get_largest())}

    def get_largest(self) -> int:
        """Return how many bytes the file may have."""
        return get_largest_upload()

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is too big before anybody looks into it."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        limit = self.get_largest()
        if (file.size or 0) > limit:
            problem = Problem(self.too_big, {"limit": limit // MEGABYTE})
            raise forms.ValidationError(describe(problem), code=problem.code)
        return file


class SmallUploadForm(UploadForm):
    """One ``.h5p`` file that is read at once."""

    too_big = "upload-too-big-here"

    def get_largest(self) -> int:
        """Return how many bytes the file may have."""
        return min(READ_AT_ONCE, super().get_largest())


class UpgradeForm(forms.Form):
    """Whether content moves along."""

    with_content = forms.BooleanField(
        label=_("Also move the activities that run the version before"),
        help_text=_("What learners have saved in them stays."),
        required=False,
    )
