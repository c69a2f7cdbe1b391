"""Stored changes between two measurements: figures like the rows, with a release and dated.

They are computed only when a release is taken, and protected as the rows are
(``uprest.reporting.releases.pairs``).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Municipality
from uprest.reporting.models.releases import Release
from uprest.reporting.types import ChangeTable


class ChangeBasis(models.Model):
    """The private side of stored changes: prints by which all later ones are compared, never shown.

    ``key_check`` says with which secret key the prints were made: those of another one cannot be
    compared.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    key_check = models.CharField(max_length=16)
    packed = models.BinaryField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("basis of changes")
        verbose_name_plural = _("bases of changes")

    def __str__(self) -> str:
        return str(self.pk)


class ReleasedChange(models.Model):
    """One published change in full precision, with the day of its figures.

    ``units`` are codes of areas (none: all areas), or of a course its key. ``change`` is in levels,
    ``gap_change`` in levels missing; ``difference`` is how much more the level of those who took a
    course changed than that of the others. ``intervals`` gives the two ends by the name of the
    figure.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="changes")
    position = models.PositiveSmallIntegerField()
    table = models.CharField(
        max_length=12, choices=[(table.value, table.value) for table in ChangeTable]
    )
    units = models.JSONField(default=list)
    businesses = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    change = models.FloatField()
    gap_change = models.FloatField()
    difference = models.FloatField(null=True)
    intervals = models.JSONField(default=dict)
    published_on = models.DateField()
    basis = models.ForeignKey(ChangeBasis, models.SET_NULL, related_name="+", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change in a release")
        verbose_name_plural = _("changes in releases")
        constraints = [
            models.UniqueConstraint(fields=["release", "position"], name="one_change_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.published_on:%Y-%m-%d}"
