"""What the demo site remembers of its own building."""

from django.db import models


class BuiltStage(models.Model):
    """A stage of the demo site that stands. Written in the same transaction as the stage itself.

    ``inputs`` is a hash of the files that it was built from.
    """

    name = models.SlugField(max_length=40, unique=True)
    inputs = models.CharField(max_length=64, blank=True)
    built_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name
