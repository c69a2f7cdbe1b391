"""The block with which an author puts H5P content into a lesson."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from uprest.h5p.viewsets.chooser import content_chooser

Chooser = content_chooser.get_block_class(name="H5PChooserBlock", module_path=__name__)


class H5PChooserBlock(Chooser):  # type: ignore[misc,valid-type]
    """Chooses content that is ready to be played."""

    def clean(self, value: Any) -> Any:
        """Refuse content that waits for its libraries.

        :raises ValidationError: if it cannot be played yet.
        """
        content = super().clean(value)
        if content is not None and content.status != content.Status.READY:
            raise ValidationError(gettext("This content waits for libraries and cannot be played."))
        return content
