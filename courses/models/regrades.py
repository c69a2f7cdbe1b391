"""A trainer's order to score stored answers again, carried out in the background."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.activities import Activity


class RegradeOrder(models.Model):
    """Score one exercise again. With ``lowers`` whoever loses by it loses, for the ``reason``."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waits")
        DONE = "DONE", _("done")
        FAILED = "FAILED", _("Failed")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="regrade_orders")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True
    )
    ordered_at = models.DateTimeField()
    lowers = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    judged = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order to score answers again")
        verbose_name_plural = _("orders to score answers again")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["activity"],
                condition=models.Q(state="WAITING"),
                name="one_waiting_regrade_an_activity",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ordered_at:%Y-%m-%d}"

    @property
    def progress(self) -> int:
        """Per cent of the attempts that were judged."""
        return 100 * self.judged // self.attempts if self.attempts else 0
