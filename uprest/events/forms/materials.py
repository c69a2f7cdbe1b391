"""The form of recordings, files and links."""

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from uprest.events.models import Material
from uprest.events.services.programme import NewMaterial

MEGABYTE = 1024 * 1024
FILE_MEGABYTES, VIDEO_MEGABYTES, CAPTIONS_MEGABYTES = 20, 300, 1
FILE_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
VIDEO_TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}
CONTENT_TYPES = FILE_TYPES | VIDEO_TYPES
"""What may be kept, and as what it is handed out: never as what its sender said it were."""


class MaterialForm(forms.Form):
    """Something that is there afterwards. A recording needs captions, wherever it lies."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Material.Kind, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=160)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    url = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": _("Write an address that begins with https://")},
        help_text=_("For a link, or for a recording that lies on another site."),
    )
    has_captions = forms.BooleanField(
        label=_("The recording at this link has captions"), required=False
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "PDF, documents, slides, tables, pictures: up to 20 MB. Videos as MP4 or WebM: up to "
            "300 MB."
        ),
    )
    captions = forms.FileField(
        label=_("Captions of the video"),
        required=False,
        help_text=_("A WebVTT file (.vtt). Without captions many people cannot follow."),
    )
    for_registered = forms.BooleanField(
        label=_("Only for people who were registered"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Check that what was handed in belongs to the kind."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        checks = {
            Material.Kind.LINK.value: self._check_link,
            Material.Kind.FILE.value: self._check_file,
            Material.Kind.RECORDING.value: self._check_recording,
        }
        if kind in checks:
            checks[kind](data)
        return data

    def _check_link(self, data: dict[str, Any]) -> None:
        if not data.get("url") and "url" not in self.errors:
            self.add_error("url", gettext("Give the link."))

    def _check_file(self, data: dict[str, Any]) -> None:
        file = data.get("file")
        if file is None:
            if "file" not in self.errors:
                self.add_error("file", gettext("Choose a file."))
            return
        self._check_type(file, FILE_TYPES, FILE_MEGABYTES)

    def _check_recording(self, data: dict[str, Any]) -> None:
        file = data.get("file")
        if file is None:
            self._check_hosted(data)
            return
        self._check_type(file, VIDEO_TYPES, VIDEO_MEGABYTES)
        captions = data.get("captions")
        if captions is None:
            self.add_error("captions", gettext("Add the captions of the video as a .vtt file."))
        elif not _is_captions(captions):
            self.add_error("captions", gettext("This is no WebVTT file: it begins with “WEBVTT”."))

    def _check_hosted(self, data: dict[str, Any]) -> None:
        if not data.get("url"):
            if "url" not in self.errors:
                self.add_error("url", gettext("Give the link of the recording, or choose a video."))
        elif not data.get("has_captions"):
            self.add_error(
                "has_captions",
                gettext("A recording needs captions. Add them there, then confirm it here."),
            )

    def _check_type(
        self, file: "UploadedFile[bytes]", types: dict[str, str], megabytes: int
    ) -> None:
        suffix = PurePosixPath(file.name or "").suffix.lower()
        if suffix not in types:
            self.add_error(
                "file",
                gettext("This kind of file cannot be kept. These can: %(kinds)s.")
                % {"kinds": ", ".join(sorted(types))},
            )
        elif (file.size or 0) > megabytes * MEGABYTE:
            self.add_error(
                "file",
                gettext("The file is too large: at most %(size)d MB.") % {"size": megabytes},
            )

    def read_new(self) -> NewMaterial:
        """Return what was handed in; the form must be valid."""
        data = self.cleaned_data
        kind, file = data["kind"], data["file"]
        keeps_file = kind != Material.Kind.LINK and file is not None
        is_video = kind == Material.Kind.RECORDING and keeps_file
        return NewMaterial(
            kind=kind,
            title=data["title"],
            language=data["language"],
            url="" if keeps_file else data["url"],
            file=file if keeps_file else None,
            captions=data["captions"] if is_video else None,
            for_registered=data["for_registered"],
        )


def _is_captions(file: "UploadedFile[bytes]") -> bool:
    if (file.size or 0) > CAPTIONS_MEGABYTES * MEGABYTE:
        return False
    start: bytes = file.read(32)
    file.seek(0)
    return start.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")
