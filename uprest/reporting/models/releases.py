"""Stored snapshots of a city's figures. Screens and files read the newest one, never the answers.

A release holds every row in full, also those that repeat an older, dated value, so that it can be
read by itself. How small groups are protected is in ``uprest.reporting.rows`` and
``uprest.reporting.releases``.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Municipality
from uprest.reporting.types import Table


class Release(models.Model):
    """A snapshot of one city. ``as_of`` is the day of its new rows, ``people`` anyone counted.

    ``register_size`` is how many businesses the register had that the figures are weighted to, 0
    where they are unweighted; ``converged`` whether the weighted businesses match the register.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="releases")
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    as_of = models.DateField(_("as of"))
    method = models.CharField(_("method"), max_length=40)
    register_size = models.PositiveIntegerField(_("businesses in the register"), default=0)
    converged = models.BooleanField(default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release of figures")
        verbose_name_plural = _("releases of figures")
        get_latest_by = ("taken_at", "pk")
        indexes = [models.Index(fields=["municipality", "taken_at"], name="release_newest")]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d}"


class ReleaseBasis(models.Model):
    """The private side of a release: prints by which all later ones are compared, never shown.

    ``weights`` are what the businesses weighed, by code of sector and size; with what else is
    known they would tell who has answered. Releases from before bases were kept have none.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    packed = models.BinaryField()
    weights = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("basis of a release")
        verbose_name_plural = _("bases of releases")

    def __str__(self) -> str:
        return str(self.pk)


class ReleasedRow(models.Model):
    """One row of a release in full precision, with the day of its figures.

    ``units`` and ``areas`` are lists of codes; ``cells`` a list of objects with the fields of
    ``uprest.reporting.types.Cell``. ``intervals`` gives the two ends by the name of the figure,
    ``measured`` the fields of ``uprest.reporting.types.Yardstick``.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    table = models.CharField(max_length=12, choices=[(table.value, table.value) for table in Table])
    units = models.JSONField()
    areas = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    businesses = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    mean_level = models.FloatField(null=True)
    mean_required = models.FloatField(null=True)
    mean_gap = models.FloatField(null=True)
    share_with_gap = models.FloatField(null=True)
    effective = models.FloatField(null=True)
    important_low = models.FloatField(null=True)
    intervals = models.JSONField(default=dict)
    measured = models.JSONField(default=dict)
    published_on = models.DateField()
    basis = models.ForeignKey(ReleaseBasis, models.SET_NULL, related_name="+", null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("row of a release")
        verbose_name_plural = _("rows of releases")
        constraints = [
            models.UniqueConstraint(fields=["release", "position"], name="one_row_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.published_on:%Y-%m-%d}"


class ReleaseOrder(models.Model):
    """An officer's wish for a new release, how far it is, and what became of it.

    ``taken_up_at`` is when somebody last began to carry it out, ``attempts`` how often.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("Being computed")
        DONE = "DONE", _("Done")
        NOTHING_NEW = "NOTHING_NEW", _("Nothing may be published again yet")
        TOO_SMALL = "TOO_SMALL", _("Too few businesses or people")
        FAILED = "FAILED", _("Failed")

    class Step(models.IntegerChoices):
        QUEUED = 0, _("waiting for its turn")
        READING = 1, _("reading the answers")
        COMPUTING = 2, _("working out the figures")
        CHECKING = 3, _("checking that nobody can be recognised")
        STORING = 4, _("storing the snapshot")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="release_orders")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.QUEUED)
    taken_up_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    release = models.ForeignKey(Release, models.SET_NULL, related_name="+", null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order of a release")
        verbose_name_plural = _("orders of releases")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(state="WAITING"),
                name="one_waiting_order_a_city",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()
