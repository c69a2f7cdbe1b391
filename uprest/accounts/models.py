"""People, their consents, and the codes that carry a visit to another phone."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users who are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password only codes and passkeys let them in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a platform administrator."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. Everybody is a learner; other roles are given elsewhere."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name shown"), max_length=80, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    minutes_a_week = models.PositiveSmallIntegerField(_("minutes a week"), default=30)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Return the name shown, or the e-mail address where none was given."""
        return self.display_name or self.email

    def get_public_name(self) -> str:
        """Return the name that a business sees: never the whole e-mail address."""
        return self.display_name or self.email.split("@")[0]

    def get_short_name(self) -> str:
        """Return the first word of the name shown."""
        return self.get_full_name().split(" ")[0].split("@")[0]


class ConsentText(models.Model):
    """One version of a text that people are asked to agree to; never edited, only followed."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    introduced_at = models.DateTimeField(_("introduced at"), default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_text_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Consent(models.Model):
    """Somebody's yes to one version of a text, and when it was taken back.

    ``subject_key`` says what it is about where that is narrower than the person, for example
    the id of an organisation. A consent is never deleted, only withdrawn.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="consents", null=True, blank=True)
    visitor_id = models.UUIDField(null=True, blank=True, db_index=True)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    subject_key = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text", "subject_key"],
                condition=models.Q(withdrawn_at__isnull=True, user__isnull=False),
                name="one_open_consent_a_user",
            ),
            models.UniqueConstraint(
                fields=["visitor_id", "text", "subject_key"],
                condition=models.Q(withdrawn_at__isnull=True, visitor_id__isnull=False),
                name="one_open_consent_a_visitor",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) ^ models.Q(visitor_id__isnull=False),
                name="consent_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_at:%Y-%m-%d}"


class HandoverCode(models.Model):
    """A short-lived code that continues a visit or an account on another phone.

    Only the code's hash is stored. It works once, for ten minutes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", null=True, blank=True)
    visitor_id = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) ^ models.Q(visitor_id__isnull=False),
                name="handover_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
