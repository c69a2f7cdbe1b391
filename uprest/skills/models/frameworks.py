"""Frameworks of skills: ours, and those of others imported beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.skills.types import LEVELS


class Framework(models.Model):
    """A published set of skills, such as UPREST's own, DigComp 3.0, ESCO or GreenComp."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    version = models.CharField(_("version"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A group of skills inside one framework, in the framework's own order."""

    framework = models.ForeignKey(
        Framework, models.CASCADE, related_name="areas", verbose_name=_("framework")
    )
    code = models.CharField(_("code"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    icon = models.CharField(_("icon"), max_length=60, default="shapes")
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    description = models.TextField(_("description"), blank=True)
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """Something a person can do at work, described at six levels from 0 to 5."""

    framework = models.ForeignKey(
        Framework, models.CASCADE, related_name="skills", verbose_name=_("framework")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="skills", verbose_name=_("area"), null=True, blank=True
    )
    code = models.CharField(_("code"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    icon = models.CharField(_("icon"), max_length=60, default="shapes")
    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(
        _("short name"), max_length=40, blank=True, help_text=_("For narrow table heads.")
    )
    description = models.TextField(_("description"), blank=True)
    level_0 = models.TextField(_("level 0"), blank=True)
    level_1 = models.TextField(_("level 1"), blank=True)
    level_2 = models.TextField(_("level 2"), blank=True)
    level_3 = models.TextField(_("level 3"), blank=True)
    level_4 = models.TextField(_("level 4"), blank=True)
    level_5 = models.TextField(_("level 5"), blank=True)
    esco_uri = models.URLField(_("ESCO URI"), blank=True)
    digcomp_id = models.CharField(_("DigComp 3.0 id"), max_length=20, blank=True)
    greencomp_id = models.CharField(_("GreenComp id"), max_length=20, blank=True)
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        indexes = [models.Index(fields=["framework", "position"], name="skill_in_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def levels(self) -> list[str]:
        """What a colleague would see at the levels 0 to 5, in the reader's language."""
        return [getattr(self, f"level_{level}") for level in LEVELS]


class Descriptor(models.Model):
    """A sentence that an imported framework says of a skill (statement or learning outcome)."""

    class Kind(models.TextChoices):
        STATEMENT = "STATEMENT", _("Competence statement")
        OUTCOME = "OUTCOME", _("Learning outcome")

    skill = models.ForeignKey(
        Skill, models.CASCADE, related_name="descriptors", verbose_name=_("skill")
    )
    code = models.CharField(_("code"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    level = models.CharField(_("level"), max_length=40, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("descriptor")
        verbose_name_plural = _("descriptors")

    def __str__(self) -> str:
        return self.code
