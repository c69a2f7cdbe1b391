"""Blocks whose fields must fit each other."""

from wagtail import blocks


class CheckedBlock(blocks.StructBlock):
    """Fields that must fit each other when the lesson is published.

    A draft may be half finished: then any field may be empty, and nothing is compared.
    """

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse fields that are wrong by themselves, then those that do not fit each other."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            self.check_whole(cleaned)
        return cleaned

    def check_whole(self, value: blocks.StructValue) -> None:
        """Refuse fields that do not fit each other. What is required is there.

        :raises StructBlockValidationError: where they do not.
        """
