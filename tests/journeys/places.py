"""Every address of the site, and what stands behind it in another city and another business.

``list_addresses`` walks all URL patterns, so that a new one is tried as soon as it is there. What
a new one needs:

- An address below ``city/<slug>/`` or ``team/<organisation_id>/`` needs nothing if it has no more
  parts. Each further part that names an object needs a line in ``OBJECTS`` that makes one in the
  other city and business; a part that names none (a step, a format) a line in ``WORDS``.
- Any other address needs a line in ``PUBLIC`` (for everybody) or in ``OWN`` (for whoever is
  signed in, about themselves alone) with the reason, or it must refuse whoever has no business
  with the object that it names.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from skills_gap.models import AssignedCourse, AssignedPerson, Assignment
from tests.factories.accounts import ConsentFactory
from tests.factories.campaigns import ActionFactory, NeedFactory, RunningCampaignFactory
from tests.factories.ecosystem import (
    JOINED,
    AdministratorFactory,
    ApprovedOrganisationFactory,
    InvitationFactory,
    MembershipFactory,
    MunicipalityFactory,
    OfficerRoleFactory,
    PersonFactory,
    TrainerFactory,
)
from tests.factories.events import add_part, make_event
from tests.factories.practices import AdaptationFactory, PlanRoundFactory
from tests.factories.reporting import ReleaseFactory
from tests.factories.skills_gap import begin_check
from uprest.accounts.types import Learner
from uprest.ecosystem.models import RegisterImport
from uprest.events.models import AgendaItem, Event, Material, Place, Speaker
from uprest.events.services.programme import add_speaker
from uprest.practices.models import PlanAction, PlanRound
from uprest.reporting.models import CouncilReport


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name with namespaces, its route, and its parts by name."""

    name: str
    route: str
    parts: tuple[str, ...]

    @property
    def is_wagtails(self) -> bool:
        """Whether it belongs to the editors' and administrators' screens."""
        return self.route.startswith("admin/")

    @property
    def place(self) -> str:
        """The part that says whose page it is, of those below a city or a business."""
        _language, _, route = self.route.partition("/")
        if route.startswith("city/<slug:slug>/"):
            return "slug"
        if route.startswith(("team/<int:organisation_id>/", "account/businesses/<int:organ")):
            return "organisation_id"
        return ""

    def fill(self, values: dict[str, object]) -> str:
        """Return the path with these values for its parts."""
        return reverse(self.name, kwargs={part: values[part] for part in self.parts})


def list_addresses() -> list[Address]:
    """Return all named addresses; those written as a regular expression are in ``PATHS``."""
    return [one for one in _walk(get_resolver(), "", ()) if one.name not in PATHS]


def _walk(resolver, prefix: str, names: tuple[str, ...]) -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if not isinstance(one, URLPattern):
            yield from _walk(one, route, (*names, one.namespace) if one.namespace else names)
            continue
        name = ":".join((*names, one.name or ""))
        parts = tuple(one.pattern.regex.groupindex)
        whole = tuple(part for part in _list_parts(route) if part not in parts)
        is_route = isinstance(one.pattern, RoutePattern)
        yield Address(name, route, (*whole, *parts) if is_route else parts)


def _list_parts(route: str) -> list[str]:
    return [piece.split(">")[0].split(":")[-1] for piece in route.split("<")[1:] if ">" in piece]


PATHS = {
    "wagtaildocs_serve": "/documents/1/secret.pdf",
    "h5p:library_file": "/h5p/files/x/libraries/H5P.Text-1.0/x.js",
    "courses:page": "/en/courses/no-course/",
    "wagtail_serve": "/en/no-page/",
    "": "/media/secret/register.csv",
}
"""Addresses written as regular expressions, or without a name. All are public: editors' pages,
documents by Wagtail's own rule, and files by a ticket that says whose they are."""

TICKET = "a ticket that cannot be guessed says what it opens"
LEARNING = "learning of one's own; the page or course is the same for all"
SIGNING_IN = "signing in, up and out"
PUBLISHED = "published for everybody"
OPEN_DATA = "figures of cities that have opened them, and of no other"
PUBLIC = {
    "wagtaildocs_authenticate_with_password": "asks for the password of a document",
    "wagtailcore_authenticate_with_password": "asks for the password of a page",
    "wagtailcore_login": "leads to signing in",
    "theme": "a stylesheet",
    "did_document": "public keys",
    "credentials:issuer": "public keys",
    "credentials:badge": "whoever has a certificate's address may check it",
    "credentials:picture": "whoever has a certificate's address may check it",
    "credentials:status_list": "whoever has a certificate's address may check it",
    "credentials:achievement": "what a course teaches",
    "courses:certificate": "whoever has a certificate's address may check it",
    "courses:certificate_pdf": "whoever has a certificate's address may check it",
    "h5p:play": TICKET,
    "h5p:content_file": TICKET,
    "xapi:statements": "asks whoever comes for their own key; tests/xapi/test_reading.py",
    "xapi:about": "says which version of xAPI is spoken",
    "accounts:erased": "says that an account is gone",
    "accounts:keep": "keeps the visit of this browser",
    "accounts:handover": "a code for the visit of this browser",
    "accounts:handover_enter": "a code of one's own other phone",
    "accounts:handover_done": "says that it worked",
    "accounts:forget_visit": "forgets the visit of this browser",
    "ecosystem:enter_code": "whoever has the code of a poster may come in",
    "ecosystem:join": "whoever has the link may come in",
    "ecosystem:participants": "names businesses that agreed to it",
    "skills_gap:start": "the check needs no account",
    "demo:mails": "a demo site shows its mails; any other has no such page",
    "pages:switch_language": "changes the language of this browser",
    "pages:courses": PUBLISHED,
    "practices:library": PUBLISHED,
    "practices:adapted": PUBLISHED,
    "reporting:open_data": OPEN_DATA,
    "api_schema": OPEN_DATA,
    **dict.fromkeys(
        (
            "open_data:home", "open_data:turtle", "open_data:json_ld", "open_data:city",
            "open_data:release", "open_data:csv", "open_data:csvw", "open_data:table_schema",
            "open_data:cube", "api:cities", "api:releases", "api:lines",
        ),
        OPEN_DATA,
    ),
    "events:events": PUBLISHED,
    "events:event": PUBLISHED,
    "events:calendar": PUBLISHED,
    "events:material": "of events whose material is published",
    "events:captions": "of events whose material is published",
    "campaigns:page": "a campaign that runs is for everybody",
    "notifications:stop": TICKET,
    **dict.fromkeys(
        (
            "account_login", "account_logout", "account_inactive", "account_signup",
            "account_reset_password", "account_confirm_login_code", "account_request_login_code",
            "account_confirm_password_reset_code", "account_complete_password_reset",
            "account_password_reset_completed", "account_signup_by_passkey",
            "account_email_verification_sent", "mfa_authenticate", "mfa_login_webauthn",
            "mfa_signup_webauthn",
        ),
        SIGNING_IN,
    ),
}  # fmt: skip
OWN = {
    "ecosystem:new_business": "registers a business of one's own",
    "ecosystem:my_businesses": "one's own businesses",
    "ecosystem:leave": "leaving a business that one is not in changes nothing",
    "reporting:cities": "leads to the cities that one reads",
    "ecosystem:become_member": "whoever has the link may join",
    "skills_gap:home": LEARNING,
    "skills_gap:my_skills": LEARNING,
    "skills_gap:path": LEARNING,
    "skills_gap:accept": LEARNING,
    "courses:recap": LEARNING,
    "courses:answer_recap": LEARNING,
    "courses:enrol": LEARNING,
    "courses:renew": LEARNING,
    "courses:answer": LEARNING,
    "courses:mark_done": LEARNING,
    "courses:h5p_results": LEARNING,
    "courses:h5p_state": LEARNING,
    "courses:ask_for_certificate": LEARNING,
    "courses:transcript": "one's own transcript",
    "courses:transcript_pdf": "one's own transcript",
    "practices:transfer": "leads to a city that one reads",
    "events:my_events": "one's own registrations",
    "events:my_calendar": "one's own registration",
    "events:register": "everybody with an account may come to a published event",
    "events:leave": "one's own registration",
    "events:check_in": "one's own attendance, with the code of the room",
    "campaigns:my_city": "leads to the business that one leads",
    "campaigns:my_board": "leads to the business that one leads",
    "xapi:my_statements": "one's own statements",
    "accounts:account": "one's own account",
    "accounts:my_data": "one's own data",
    "accounts:erase": "one's own account",
    "accounts:claim_visit": "the visit of this browser",
    "notifications:messages": "one's own messages",
    "notifications:read": "one's own messages",
    "notifications:choose": "one's own choices",
    **dict.fromkeys(
        (
            "account_reauthenticate", "account_email", "account_change_password",
            "account_set_password", "mfa_index", "mfa_reauthenticate", "mfa_activate_totp",
            "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
        ),
        "how one signs in oneself",
    ),
}  # fmt: skip
"""Visitors without an account may learn too, so nobody's answer to these is not looked at for
``LEARNING``; everybody else on the list asks visitors to sign in."""


TRAINERS = dict.fromkeys(
    (
        "campaigns:trainer_board", "campaigns:take_need", "campaigns:give_back_need",
        "campaigns:answer_need", "campaigns:decline_need",
    ),
    "trainers answer the needs of all cities",
)  # fmt: skip
"""What trainers may do for every city; it must refuse everybody else."""


class World:
    """A city with a business of ours, and another city with a business of theirs."""

    def __init__(self) -> None:
        self.our_city = MunicipalityFactory(slug="our-city")
        self.their_city = MunicipalityFactory(slug="their-city")
        self.ours = ApprovedOrganisationFactory(municipality=self.our_city)
        self.theirs = ApprovedOrganisationFactory(municipality=self.their_city)
        self.their_member = MembershipFactory(organisation=self.theirs)
        self.their_owner = MembershipFactory(organisation=self.theirs, role="OWNER").user
        self.their_officer = OfficerRoleFactory(municipality=self.their_city).user

    @cached_property
    def people(self) -> dict[str, object]:
        """Who tries, by role. None of them has anything to do with the other city."""
        here = {"organisation": self.ours}
        return {
            "nobody": None,
            "learner": PersonFactory(),
            "staff": MembershipFactory(**here).user,
            "manager": MembershipFactory(**here, role="MANAGER").user,
            "owner": MembershipFactory(**here, role="OWNER").user,
            "former owner": MembershipFactory(
                organisation=self.theirs, role="OWNER", left_at=JOINED
            ).user,
            "officer": OfficerRoleFactory(municipality=self.our_city).user,
            "trainer": TrainerFactory(),
        }

    @cached_property
    def administrator(self):
        return AdministratorFactory()


def make_import(world: World) -> int:
    return RegisterImport.objects.create(
        municipality=world.their_city,
        uploaded_by=world.their_officer,
        uploaded_at=JOINED,
        file_name="theirs.csv",
        headings=["a", "b"],
        rows=[[2, "1", "Theirs"]],
    ).pk


def make_response(world: World) -> uuid.UUID:
    return begin_check(learner=Learner(user_id=world.their_member.user_id)).pk


def make_campaign(world: World) -> int:
    return RunningCampaignFactory(municipality=world.their_city).pk


def make_need(world: World) -> int:
    return NeedFactory(municipality=world.their_city).pk


def make_action(world: World) -> int:
    return ActionFactory(municipality=world.their_city).pk


def make_event_id(world: World) -> int:
    """An event of theirs, always the same one, with a part, a speaker, a place and material."""
    found = Event.objects.filter(municipality=world.their_city).first()
    if found:
        return found.pk
    event = make_event(city=world.their_city, by=world.their_officer)
    add_part(event)
    add_speaker(event_id=event.pk, name="Theirs", role="", email="")
    Material.objects.create(
        event=event, kind="LINK", title="Theirs", language="en", added_at=JOINED
    )
    return event.pk


def make_round(world: World) -> int:
    """A self-check of theirs, always the same one, with an action."""
    found = PlanRound.objects.filter(municipality=world.their_city).first()
    if found:
        return found.pk
    made = PlanRoundFactory(municipality=world.their_city)
    PlanAction.objects.create(
        municipality=world.their_city, round=made, title="Theirs", updated_at=JOINED
    )
    return made.pk


def make_plan_action(world: World) -> int:
    return PlanAction.objects.filter(round_id=make_round(world)).earliest("pk").pk


def make_report(world: World) -> uuid.UUID:
    release = ReleaseFactory(municipality=world.their_city)
    return CouncilReport.objects.create(release=release, language="sv", ordered_at=JOINED).pk


def make_assignment(world: World) -> uuid.UUID:
    """A path that their business asks their member for, always the same one."""
    made, _ = Assignment.objects.get_or_create(
        organisation=world.theirs, defaults={"due_on": JOINED.date(), "created_at": JOINED}
    )
    AssignedCourse.objects.get_or_create(
        assignment=made, position=0, course_key=uuid.UUID(int=1), minutes=10
    )
    AssignedPerson.objects.get_or_create(
        assignment=made, user=world.their_member.user, defaults={"asked_at": JOINED}
    )
    return made.pk


def make_piece(model) -> Callable[[World], object]:
    return lambda world: model.objects.filter(event_id=make_event_id(world)).earliest("pk").pk


OBJECTS: dict[str, Callable[[World], object]] = {
    "accounts:withdraw_consent consent_id": lambda world: ConsentFactory(user=world.their_owner).pk,
    **{
        f"campaigns:{name} pk": make_campaign
        for name in (
            "campaign", "edit_campaign", "start_campaign", "end_campaign", "cancel_campaign",
            "answer",
        )
    },
    **{
        f"campaigns:{name} pk": make_need
        for name in (
            "hide_need", "support", "take_need", "give_back_need", "answer_need", "decline_need",
        )
    },
    "campaigns:action pk": make_action,
    "campaigns:edit_action pk": make_action,
    "courses:name_certificate certificate_id": lambda world: uuid.uuid4(),
    "ecosystem membership_id": lambda world: world.their_member.pk,
    "ecosystem import_id": make_import,
    "ecosystem token": lambda world: InvitationFactory(organisation=world.theirs).token,
    "events event_id": make_event_id,
    "events part_id": make_piece(AgendaItem),
    "events speaker_id": make_piece(Speaker),
    "events place_id": make_piece(Place),
    "events material_id": make_piece(Material),
    "practices adaptation_id": lambda world: AdaptationFactory(municipality=world.their_city).pk,
    "practices round_id": make_round,
    "practices action_id": make_plan_action,
    "reporting report_id": make_report,
    "skills_gap assignment_id": make_assignment,
    "skills_gap response_id": make_response,
}  # fmt: skip
"""Makes an object of the other city or business: by address or namespace, and part."""

WORDS: dict[str, object] = {
    "ecosystem code": "name-as-participant",
    "practices code": "leadership",
    "skills_gap code": "receptionist",
    "practices key": uuid.UUID(int=1),
}
"""Values of parts that name no object of anybody's."""

ANYTHING = {"int": 1, "uuid": uuid.UUID(int=1), "slug": "x", "str": "x", "path": "x", "": 1}


def find_value(address: Address, part: str, world: World, made: dict[str, object]) -> object:
    """Return a value for a part: an object of theirs, or a word; anything for open addresses.

    :raises KeyError: for a part that nobody has thought of yet.
    """
    namespace = address.name.rpartition(":")[0]
    for key in (f"{address.name} {part}", f"{namespace} {part}"):
        if key in WORDS:
            return WORDS[key]
        if key in made:
            return made[key]
        if key in OBJECTS:
            made[key] = OBJECTS[key](world)
            return made[key]
    if address.name in PUBLIC or address.name in OWN or address.is_wagtails:
        return ANYTHING[_converter(address, part)]
    raise KeyError(
        f"{address.name}: nobody has said what <{part}> is. Add it to OBJECTS or WORDS in "
        "tests/journeys/places.py."
    )


def _converter(address: Address, part: str) -> str:
    before, found, _ = address.route.partition(f":{part}>")
    kind = before.rpartition("<")[2] if found else ""
    return kind if kind in ANYTHING else "slug"


def is_object(address: Address, part: str) -> bool:
    """Whether a part names an object of somebody's."""
    namespace = address.name.rpartition(":")[0]
    return part not in ("slug", "organisation_id") and any(
        key in OBJECTS for key in (f"{address.name} {part}", f"{namespace} {part}")
    )
