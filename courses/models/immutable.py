"""Rows that are added and never changed, and who may own a row of the record."""

from typing import Any

from django.db import models


class ImmutableError(TypeError):
    """Somebody tried to change a row of the record that is only ever added."""


class Immutable(models.Model):
    """A row that is added once and never saved again."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.

        :raises ImmutableError: if it is there already.
        """
        if not self._state.adding:
            raise ImmutableError(f"{type(self).__name__} is never changed.")
        super().save(*args, **kwargs)


OWNED_BY_ONE = models.Q(user__isnull=False) ^ models.Q(visitor_id__isnull=False)
