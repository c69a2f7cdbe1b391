"""The frame of every page: city, colours, navigation, language switch, account."""

import re
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, pgettext

from uprest.accounts.models import User
from uprest.core.addresses import find_url
from uprest.ecosystem.middleware import read_city, read_roles
from uprest.ecosystem.models import Municipality
from uprest.ecosystem.types import FooterLink, LanguageLink, NavItem, Place, Roles
from uprest.notifications.selectors import has_new_hint

DEEP_PANEL = re.compile(r"--brand-deep:(#[0-9a-f]{6})")
TABS = 4
FOOTER_SLUGS = ("about", "who-sees-what", "privacy", "accessibility")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables, each computed when a template first asks for it.

    A page that uses all of them costs at most four queries (three for the roles, one for the
    city), and none for a visitor for whom no city was chosen.
    """
    parts = Frame(request)
    return {name: _lazy(partial(getattr, parts, name)) for name in PARTS}


def _lazy(read: Callable[[], Any]) -> Any:
    return SimpleLazyObject(read)


def serve_url(path: str) -> str:
    """Return the address of the editors' page at ``path``, in the language of the request."""
    return find_url("wagtail_serve", path)


class Frame:
    """The frame of one request; see ``base.html`` for what each part is."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: User | AnonymousUser = getattr(request, "user", None) or AnonymousUser()

    # --- City -------------------------------------------------------------------------------

    @cached_property
    def city(self) -> Municipality | None:
        """The city the page is shown for."""
        return read_city(self.request)

    @cached_property
    def place_name(self) -> str:
        """What stands under the logo."""
        return self.city.name if self.city else ""

    @cached_property
    def theme_css_url(self) -> str:
        """The city's colours; without a city those of the stylesheet hold and no file is needed."""
        return get_theme_url(self.city) if self.city else ""

    @cached_property
    def theme_colour(self) -> str:
        """The dark panel of the city's theme, for the frame of the browser."""
        found = DEEP_PANEL.search(self.city.theme_css) if self.city else None
        return found[1] if found else ""

    @cached_property
    def is_sample(self) -> bool:
        """Whether the city's figures are sample data."""
        return bool(self.city and self.city.is_sample)

    @cached_property
    def site_notice(self) -> str:
        """A word to everybody on every page."""
        return gettext("You are looking at sample data.") if self.is_sample else ""

    # --- Places -----------------------------------------------------------------------------

    @cached_property
    def home_url(self) -> str:
        """Where the logo leads."""
        return serve_url("") or "/"

    @cached_property
    def places(self) -> list[Place]:
        """Where the navigation leads for whoever asks."""
        return [place for place in self._list_places() if place.url]

    @cached_property
    def current_url(self) -> str:
        """The place of this page; of two places on one way the nearer one."""
        path = self.request.path
        here = [place.url for place in self.places if path.startswith(place.url)]
        return max(here, key=len, default="")

    @cached_property
    def nav_items(self) -> list[NavItem]:
        """The places of the top bar."""
        return [
            NavItem(place.url, place.label, place.icon, place.url == self.current_url)
            for place in self.places
        ]

    @cached_property
    def tab_items(self) -> list[NavItem]:
        """The four places at the thumb of somebody signed in.

        Who has more keeps Home, Courses and the places of their roles: Home leads to the skills,
        and nobody authors on a phone.
        """
        places = self.places if self.user.is_authenticated else []
        for url in (reverse("wagtailadmin_home"), find_url("skills_gap:my_skills")):
            if len(places) > TABS:
                places = [place for place in places if place.url != url]
        return [
            NavItem(place.url, place.short, place.icon, place.url == self.current_url)
            for place in places[:TABS]
        ]

    def _list_places(self) -> list[Place]:
        courses = Place(
            find_url("pages:courses"), gettext("Courses"), gettext("Courses"), "book-open"
        )
        if not self.user.is_authenticated:
            check = gettext("Skills check")
            return [courses, Place(find_url("skills_gap:start"), check, check, "list-checks")]
        home = pgettext("place in the navigation", "Home")
        return [
            Place(find_url("skills_gap:home"), home, home, "house"),
            courses,
            Place(
                find_url("skills_gap:my_skills"),
                gettext("My skills"),
                pgettext("place in the navigation", "Skills"),
                "chart-no-axes-column-increasing",
            ),
            *self._list_role_places(self.roles),
        ]

    def _list_role_places(self, roles: Roles) -> list[Place]:
        places = []
        if led := roles.led_organisations:
            url = (
                find_url("reporting:team", led[0].organisation_id)
                if len(led) == 1
                else find_url("ecosystem:my_businesses")
            )
            places.append(Place(url, gettext("Team"), gettext("Team"), "users"))
        if read := roles.municipalities:
            url = (
                find_url("reporting:city", read[0].slug)
                if len(read) == 1
                else find_url("reporting:cities")
            )
            short = pgettext("place in the navigation", "City")
            places.append(Place(url, gettext("City figures"), short, "building-2"))
        if roles.is_trainer or roles.is_administrator:
            authoring = gettext("Authoring")
            places.append(Place(reverse("wagtailadmin_home"), authoring, authoring, "pencil"))
        return places

    @cached_property
    def roles(self) -> Roles:
        """The roles of whoever asks."""
        return read_roles(self.request)

    @cached_property
    def footer_links(self) -> list[FooterLink]:
        """Events, practices and the standing pages, at the same addresses in every language."""
        labels = {
            "about": gettext("About UPREST"),
            "who-sees-what": gettext("Who sees what"),
            "privacy": gettext("Privacy notice"),
            "accessibility": gettext("Accessibility"),
        }
        first = [
            FooterLink(find_url("events:events"), gettext("Events")),
            FooterLink(find_url("practices:library"), gettext("Good practices")),
            FooterLink(find_url("reporting:open_data"), gettext("Open data")),
        ]
        standing = [FooterLink(serve_url(f"{slug}/"), labels[slug]) for slug in FOOTER_SLUGS]
        return [link for link in first if link.url] + standing

    # --- Language and account -----------------------------------------------------------------

    @cached_property
    def language_links(self) -> list[LanguageLink]:
        """The languages, each leading to this very page in it."""
        here = self.request.get_full_path()
        present = get_language()
        return [
            LanguageLink(code, name, get_switch_url(code, to=here), code == present)
            for code, name in settings.LANGUAGES
        ]

    @cached_property
    def account_url(self) -> str:
        """The account page of somebody signed in."""
        if not self.user.is_authenticated:
            return ""
        return find_url("accounts:account") or find_url("account_email")

    @cached_property
    def account_name(self) -> str:
        """The name shown of somebody signed in."""
        return self.user.get_full_name() if isinstance(self.user, User) else ""

    @cached_property
    def account_initials(self) -> str:
        """One or two letters of that name."""
        words = self.account_name.split("@")[0].split()
        letters = [words[0][0], *(words[-1][0] for _ in words[1:2])] if words else []
        return "".join(letters).upper()

    @cached_property
    def messages_url(self) -> str:
        """The page of messages of somebody signed in."""
        return find_url("notifications:messages") if self.user.is_authenticated else ""

    @cached_property
    def has_new_messages(self) -> bool:
        """Whether new messages wait there, as far as is known without asking the database."""
        return isinstance(self.user, User) and has_new_hint(self.user.pk)

    @cached_property
    def sign_in_url(self) -> str:
        """Where a visitor signs in, and comes back from."""
        if self.user.is_authenticated:
            return ""
        url = reverse("account_login")
        account = url.removesuffix("login/")
        if self.request.method != "GET" or self.request.path.startswith(account):
            return url
        return f"{url}?{urlencode({'next': self.request.get_full_path()})}"


PARTS = (
    "city", "place_name", "theme_css_url", "theme_colour", "is_sample", "site_notice", "home_url",
    "nav_items", "tab_items", "roles", "footer_links", "language_links", "account_url",
    "account_name", "account_initials", "messages_url", "has_new_messages", "sign_in_url",
)  # fmt: skip


def get_theme_url(city: Municipality) -> str:
    """Return the address of a city's colours, or nothing where they were never computed."""
    return find_url("theme", city.slug, city.theme_hash) if city.theme_hash else ""


def get_switch_url(code: str, *, to: str) -> str:
    """Return the address that changes the language to ``code`` and comes back to ``to``."""
    url = find_url("pages:switch_language", code)
    return f"{url}?{urlencode({'to': to})}" if url else translate_url(to, code)
