"""The library: an index and its practices, as Wagtail pages."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from uprest.core.models import BasePage
from uprest.ecosystem.models import Sector
from uprest.practices.panels import list_countries
from uprest.skills.models import Skill

TEXT_FEATURES = ["h3", "bold", "italic", "ul", "ol", "link"]


class Kind(models.TextChoices):
    """What a practice is."""

    ORGANISATION = "organisation", _("Organisational solution")
    TOOL = "tool", _("Digital tool")
    FORMAT = "format", pgettext_lazy("kind of practice", "Format")


class CostBand(models.TextChoices):
    """What a practice costs in its first year, besides working time."""

    NONE = "none", _("Working time only")
    LOW = "low", _("Up to €1,000")
    MEDIUM = "medium", _("€1,000 to €10,000")
    HIGH = "high", _("More than €10,000")


class EffortBand(models.TextChoices):
    """The working days of all who take part, until it runs."""

    DAYS = "days", _("Up to 5 working days")
    WEEKS = "weeks", _("6 to 20 working days")
    MONTHS = "months", _("21 to 60 working days")
    MORE = "more", _("More than 60 working days")


class Evidence(models.TextChoices):
    """How strong the evidence of an effect is."""

    TOLD = "told", pgettext_lazy("strength of evidence", "Told")
    COUNTED = "counted", pgettext_lazy("strength of evidence", "Counted")
    COMPARED = "compared", pgettext_lazy("strength of evidence", "Compared")


class Licence(models.TextChoices):
    """What others may do with the text or the tool."""

    CC_BY = "CC-BY-4.0", _("CC BY 4.0: use and change it, and name the source")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0: name the source, and share under the same terms")
    CC0 = "CC0-1.0", _("CC0: use it freely")
    EUPL = "EUPL-1.2", _("EUPL 1.2: open-source software")
    ASK = "ask", _("Ask the contact first")


class PracticeIndexPage(BasePage):
    """The library of practices in one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["practices.PracticePage"]
    max_count_per_parent = 1
    template = "practices/library.html"

    class Meta:
        verbose_name = _("library of practices")


class PracticePage(BasePage):
    """Something that worked elsewhere, told so that another city can take it over."""

    summary = models.TextField(
        _("summary"), max_length=300, help_text=_("One or two sentences for the list.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    problem = RichTextField(_("the problem"), features=TEXT_FEATURES)
    solution = RichTextField(_("the solution"), features=TEXT_FEATURES)
    place = models.CharField(
        _("place"), max_length=120, help_text=_("The town or region where it was tried.")
    )
    country = models.CharField(_("country"), max_length=2, choices=list_countries)

    cost_band = models.CharField(_("cost in the first year"), max_length=10, choices=CostBand)
    cost_words = models.CharField(_("what the money is for"), max_length=300, blank=True)
    effort_band = models.CharField(_("effort until it runs"), max_length=10, choices=EffortBand)
    weeks_to_start = models.PositiveSmallIntegerField(
        _("weeks until it runs"), validators=[MinValueValidator(1), MaxValueValidator(260)]
    )

    effect = RichTextField(_("what it changed"), features=TEXT_FEATURES)
    evidence = models.CharField(
        _("strength of the evidence"),
        max_length=10,
        choices=Evidence,
        default=Evidence.TOLD,
        help_text=_(
            "Told: those involved say so. Counted: there are figures, without anything to compare "
            "them with. Compared: figures from before and after, or from with and without."
        ),
    )
    measured = models.CharField(_("what was measured"), max_length=300, blank=True)
    measured_how = models.CharField(_("how it was measured"), max_length=300, blank=True)
    source_url = models.URLField(_("source on the web"), blank=True, max_length=500)

    contact_name = models.CharField(
        _("contact"),
        max_length=200,
        blank=True,
        help_text=_("An office rather than a person: people move on."),
    )
    contact_email = models.EmailField(_("contact's e-mail address"), blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.CC_BY)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
        null=True,
        blank=True,
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=250,
        blank=True,
        help_text=_("For those who cannot see it. Needed where there is a picture."),
    )
    is_sample = models.BooleanField(
        _("sample"),
        default=False,
        help_text=_("An invented example of a well-known kind of solution. It is marked as such."),
    )

    # What is no text is the same in every language; so is the address.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "slug", "kind", "country", "cost_band", "effort_band", "weeks_to_start", "evidence",
            "contact_email", "licence", "picture", "is_sample",
        )
    ]  # fmt: skip

    content_panels = [
        *BasePage.content_panels,
        HelpPanel(
            _(
                "Write for a colleague in another town: what was wrong, what you did, what it took "
                "and how you know that it worked. What did not work is worth a sentence too."
            )
        ),
        FieldPanel("summary"),
        FieldPanel("kind"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("country")], heading=_("Where")),
        FieldPanel("problem"),
        FieldPanel("solution"),
        MultiFieldPanel(
            [
                FieldPanel("cost_band"),
                FieldPanel("cost_words"),
                FieldPanel("effort_band"),
                FieldPanel("weeks_to_start"),
            ],
            heading=_("What it takes"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("effect"),
                FieldPanel("evidence"),
                FieldPanel("measured"),
                FieldPanel("measured_how"),
                FieldPanel("source_url"),
            ],
            heading=_("What it changed, and how we know"),
        ),
        InlinePanel(
            "needed_skills", label=_("skill"), max_num=6, heading=_("Skills that it needs")
        ),
        InlinePanel("sectors", label=_("sector"), heading=_("Whom it concerns")),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_email"), FieldPanel("licence")],
            heading=_("Contact and licence"),
        ),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("is_sample"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
        index.SearchField("problem"),
        index.SearchField("solution"),
        index.SearchField("effect"),
        index.SearchField("place"),
    ]
    parent_page_types = ["practices.PracticeIndexPage"]
    subpage_types: list[str] = []
    template = "practices/practice.html"

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")


class PracticeSkill(Orderable):
    """A skill that a practice needs, and the level from which it works."""

    page = ParentalKey(PracticePage, on_delete=models.CASCADE, related_name="needed_skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(
        _("level needed"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        default=3,
    )

    panels = [FieldPanel("skill"), FieldPanel("level")]

    class Meta(Orderable.Meta):
        verbose_name = _("skill needed")

    def __str__(self) -> str:
        return str(self.level)


class PracticeSector(Orderable):
    """A sector that a practice concerns."""

    page = ParentalKey(PracticePage, on_delete=models.CASCADE, related_name="sectors")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)

    panels = [FieldPanel("sector")]

    class Meta(Orderable.Meta):
        verbose_name = _("sector")

    def __str__(self) -> str:
        return str(self.get_sector_display())
