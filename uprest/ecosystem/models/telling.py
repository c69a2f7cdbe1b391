"""What a city uploads, what a business lets its city know, and whom it has written to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models.cities import Municipality
from uprest.ecosystem.models.organisations import Organisation


class RegisterImport(models.Model):
    """A file on its way into a city's register.

    Between the steps its lines are kept here, private to whoever uploaded it; they go when it is
    imported or cancelled, at the latest a day later. What it changed stays as counts.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("Not imported yet")
        DONE = "DONE", _("Imported")
        CANCELLED = "CANCELLED", _("Cancelled")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="register_imports", verbose_name=_("city")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    columns = models.JSONField(null=True)
    words = models.JSONField(null=True)
    result = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of a register")
        verbose_name_plural = _("imports of registers")

    def __str__(self) -> str:
        return f"{self.uploaded_at:%Y-%m-%d}"


class CityContact(models.Model):
    """Whom a city may write to or call at a business. It goes when the consent goes."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="city_contact", verbose_name=_("business")
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    given_at = models.DateTimeField(_("given at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contact for the city")
        verbose_name_plural = _("contacts for the city")

    def __str__(self) -> str:
        return f"{self.given_at:%Y-%m-%d}"


class InvitationMailing(models.Model):
    """How many invitations a business has sent on a day; the addresses are not kept here."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="mailings", verbose_name=_("business")
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    sent_at = models.DateTimeField(_("sent at"))
    addresses = models.PositiveSmallIntegerField(_("addresses"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mailing of invitations")
        verbose_name_plural = _("mailings of invitations")

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d}"
