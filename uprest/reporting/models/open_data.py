"""Which cities publish their figures as open data, and on which terms."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Municipality
from uprest.reporting.models.releases import Release


class OpenData(models.Model):
    """A city's decision about open data. A city without one publishes nothing."""

    class Licence(models.TextChoices):
        CC_BY = "CC_BY", _("CC BY 4.0: free for every use, with the source named")
        CC0 = "CC0", _("CC0 1.0: free for every use, without conditions")

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="open_data", verbose_name=_("city")
    )
    is_open = models.BooleanField(_("published"), default=False)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence, default=Licence.CC_BY)
    publisher = models.CharField(_("publisher"), max_length=200)
    contact_email = models.EmailField(_("contact"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("open data of a city")
        verbose_name_plural = _("open data of cities")

    def __str__(self) -> str:
        return self.publisher


class Withdrawal(models.Model):
    """A release that a city has taken out of its open data. Its officers still read it."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="withdrawal")
    withdrawn_at = models.DateTimeField(_("withdrawn at"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawn release")
        verbose_name_plural = _("withdrawn releases")

    def __str__(self) -> str:
        return f"{self.withdrawn_at:%Y-%m-%d}"
