"""The form in which a package is handed in."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from uprest.h5p.conf import get_largest_upload
from uprest.h5p.types import MEGABYTE, Problem
from uprest.h5p.wording import describe


class UploadForm(forms.Form):
    """One ``.h5p`` file."""

    file = forms.FileField(label=_("H5P file"), max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.widget.attrs["accept"] = ".h5p,application/zip"
        field.help_text = _("At most %(size)s.") % {"size": filesizeformat(get_largest_upload())}

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is too big before anybody looks into it."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        limit = get_largest_upload()
        if (file.size or 0) > limit:
            problem = Problem("upload-too-big", {"limit": limit // MEGABYTE})
            raise forms.ValidationError(describe(problem), code=problem.code)
        return file


class UpgradeForm(forms.Form):
    """Whether content moves along."""

    with_content = forms.BooleanField(
        label=_("Also move the activities that run the version before"),
        help_text=_("What learners have saved in them stays."),
        required=False,
    )
