"""Rows that are added and never changed, and who may own a row of the record."""

from typing import Any

from django.db import models


class ImmutableError(TypeError):
    """Somebody tried to change a row of the record that is only ever added."""


class Immutable(models.Model):
    """A row that is added once and never saved again.

    Two things happen to it later, and only when its person acts. A row of a visitor gets another
    owner when the visit is claimed. When the person is erased, words go that may name somebody:
    what was typed as an answer (``forget``), reasons, and the names of those who gave them. What
    was shown by it, and what it counts for, stays.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.

        :raises ImmutableError: if it is there already.
        """
        if not self._state.adding:
            raise ImmutableError(f"{type(self).__name__} is never changed.")
        super().save(*args, **kwargs)

    def forget(self, **words: Any) -> None:
        """Put ``words`` in the place of those that go with an erased person: the one exception."""
        for name, left in words.items():
            setattr(self, name, left)
        super().save(update_fields=list(words))


OWNED_BY_ONE = models.Q(user__isnull=False) ^ models.Q(visitor_id__isnull=False)
