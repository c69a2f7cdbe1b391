"""Council reports that were ordered, and the files that were made of them."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.reporting.models.releases import Release


def name_file(order: "CouncilReport", _file_name: str) -> str:
    """Return where the file lies: below no folder that is public."""
    return f"reports/{order.pk}.pdf"


class CouncilReport(models.Model):
    """A report on one release in one language, from the order to the file.

    ``progress`` is in percent. ``begun_at`` is when a worker last took it on.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("Waiting to be drawn")
        DRAWING = "DRAWING", _("Being drawn")
        DONE = "DONE", _("Done")
        FAILED = "FAILED", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, models.CASCADE, related_name="council_reports")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(
        _("progress"), default=0, validators=[MaxValueValidator(100)]
    )
    file = models.FileField(_("file"), upload_to=name_file, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("council report")
        verbose_name_plural = _("council reports")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "language"],
                condition=models.Q(state__in=["WAITING", "DRAWING"]),
                name="one_open_report_a_language",
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.get_state_display()}"
