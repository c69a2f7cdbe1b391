"""What the landing page and the language switch read."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from uprest.core.charts import Radar, SkillLevels, radar
from uprest.pages.models import CityPage
from uprest.skills.selectors import list_areas

# An invented receptionist in May: the shape that the landing page shows as an example.
EXAMPLE_LEVELS = ((3, 4), (1, 3), (2, 3), (3, 3), (4, 4), (2, 3))


@dataclass(frozen=True, slots=True)
class CityLink:
    """A city's door."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Landing:
    """What the landing page shows besides its own words."""

    example: Radar | None
    cities: tuple[CityLink, ...]


def get_landing(*, request: HttpRequest, language: str) -> Landing:
    """Return the example shape and the cities' doors in ``language``."""
    areas = list_areas()
    levels = [
        SkillLevels(name=area.short_name or area.name, icon=area.icon, now=now, required=required)
        for area, (now, required) in zip(areas, EXAMPLE_LEVELS, strict=False)
    ]
    pages = CityPage.objects.live().filter(locale__language_code=language).order_by("title")
    return Landing(
        example=radar(levels) if len(levels) >= 3 else None,
        cities=tuple(CityLink(page.title, page.get_url(request) or "") for page in pages),
    )


def find_page_in_language(*, path: str, language: str) -> str:
    """Return the address in ``language`` of what lies at ``path`` (with its query).

    A Wagtail page leads to its translation, or to the nearest of its parents that has one. Any
    other address is the same view in the other language. A path of another host is not followed.
    """
    try:
        parts = urlsplit(path)
    except ValueError:  # "//[" begins an IPv6 address that does not end
        return f"/{language}/"
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return f"/{language}/"
    page = _find_page(parts.path)
    if page is None:
        present = parts.path.split("/")[1]
        with override(present if present in dict(settings.LANGUAGES) else language):
            translated = translate_url(parts.path, language)
        address = translated if translated.startswith(f"/{language}/") else f"/{language}/"
    else:
        address = _translated_url(page, language)
    return f"{address}?{parts.query}" if parts.query else address


def _find_page(path: str) -> Page | None:
    """Return the live page at ``path`` such as ``/sv/courses/x/``, if it is one."""
    language, _, rest = path.lstrip("/").partition("/")
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    locale = Locale.objects.filter(language_code=language).first()
    if site is None or locale is None:
        return None
    root = site.root_page.get_translation_or_none(locale)
    if root is None:
        return None
    return Page.objects.live().filter(url_path=f"{root.url_path}{rest}").first()


def _translated_url(page: Page, language: str) -> str:
    locale = Locale.objects.filter(language_code=language).first()
    if locale is not None:
        for candidate in (page, *page.get_ancestors().order_by("-depth")):
            translation = candidate.get_translation_or_none(locale)
            if translation is not None and translation.live and translation.depth > 1:
                return translation.get_url() or f"/{language}/"
    return f"/{language}/"
