"""Pages that editors write: the landing page, a city's page, and standing pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from uprest.core.models import BasePage
from uprest.ecosystem.models import Municipality


class HomePage(BasePage):
    """The landing page of one language: one promise, one button."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    promise = models.TextField(_("promise"), max_length=300, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("headline"), FieldPanel("promise")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.CityPage",
        "pages.StandardPage",
        "courses.CourseIndexPage",
        "practices.PracticeIndexPage",
    ]
    template = "pages/landing.html"

    class Meta:
        verbose_name = _("home page")


class CityPage(BasePage):
    """The door of one city: its name and its colours."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("city")
    )
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    promise = models.TextField(_("promise"), max_length=300, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("municipality"),
        FieldPanel("headline"),
        FieldPanel("promise"),
    ]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.StandardPage"]
    template = "pages/landing.html"

    class Meta:
        verbose_name = _("city page")


class StandardPage(BasePage):
    """A standing page, such as the privacy notice."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("body"), features=["h2", "h3", "bold", "italic", "ul", "ol", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["pages.HomePage", "pages.CityPage"]
    subpage_types: list[str] = []
    template = "pages/standard.html"

    class Meta:
        verbose_name = _("standing page")
