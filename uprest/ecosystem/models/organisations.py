"""Tourism businesses, the register they are matched to, and who works there."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from uprest.accounts.types import CODE_ALPHABET, CODE_LENGTH
from uprest.ecosystem.models.cities import Municipality


class Sector(models.TextChoices):
    """Sectors of tourism; the values are the codes of the import format."""

    ACCOMMODATION = "accommodation", _("Accommodation")
    FOOD = "food", _("Restaurants and cafés")
    ACTIVITIES = "activities", _("Activities and guiding")
    ATTRACTION = "attraction", _("Attractions and museums")
    TRANSPORT = "transport", _("Transport")
    RETAIL = "retail", _("Shops")
    DESTINATION = "destination", _("Destination services")


class SizeClass(models.TextChoices):
    """People employed in the season; the values are the codes of the import format."""

    MICRO = "1-9", _("1–9 people")
    SMALL = "10-49", _("10–49 people")
    LARGE = "50+", _("50 people or more")


class PresentEntries(models.Manager["RegisterEntry"]):
    """Entries that are in their register today."""

    def get_queryset(self) -> models.QuerySet["RegisterEntry"]:
        """Leave out those that a later file did not have any more."""
        return super().get_queryset().filter(removed_at=None)


class RegisterEntry(models.Model):
    """One business of a city's own register: the frame that answers are compared with.

    An entry that is in the register no longer stays in the table: a business may be matched to
    it, and neither its going nor its staying may tell who reads the register which one that is.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="register", verbose_name=_("city")
    )
    number = models.CharField(_("register number"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True, editable=False)

    objects = PresentEntries()
    everything = models.Manager["RegisterEntry"]()

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        base_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "number"],
                condition=models.Q(removed_at__isnull=True),
                name="one_entry_a_register_number",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A tourism business. It counts in its city's figures once somebody vouches for it.

    That is: it is matched to the city's register, or a platform administrator (never the
    officer who reads the figures) approved it.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="organisations", verbose_name=_("city")
    )
    name = models.CharField(_("name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass)
    register_entry = models.OneToOneField(
        RegisterEntry,
        models.SET_NULL,
        related_name="organisation",
        verbose_name=_("register entry"),
        null=True,
        blank=True,
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name=_("approved by"),
        null=True,
        blank=True,
    )
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    season_starts_on = models.DateField(_("season starts on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("business")
        verbose_name_plural = _("businesses")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="one_business_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether the business counts in its city's figures."""
        return self.register_entry_id is not None or self.approved_at is not None


class Membership(models.Model):
    """Somebody's place in a business. Sharing is theirs to give and to take back."""

    class Role(models.TextChoices):
        OWNER = "OWNER", pgettext_lazy("role in a business", "Owner")
        MANAGER = "MANAGER", pgettext_lazy("role in a business", "Manager")
        STAFF = "STAFF", pgettext_lazy("role in a business", "Staff")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("business")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.STAFF)
    shares_readiness = models.BooleanField(_("shares readiness"), default=False)
    joined_at = models.DateTimeField(_("joined at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(left_at__isnull=True),
                name="one_membership_a_business",
            )
        ]

    def __str__(self) -> str:
        return self.get_role_display()


def new_token() -> str:
    """Return a token for a link on a staff-room wall: short enough to type, too many to guess."""
    return secrets.token_urlsafe(12)


def new_code() -> str:
    """Return a code that says the same as the link, for those who type: no 0/O, 1/I/L, U/V."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Invitation(models.Model):
    """A link (and QR code) that opens the skills check for a business and lets people join."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("business")
    )
    token = models.CharField(_("token"), max_length=40, unique=True, default=new_token)
    code = models.CharField(
        _("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(_("created at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_link_a_business",
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"
