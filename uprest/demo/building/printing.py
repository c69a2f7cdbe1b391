"""What the command says at the end: who can sign in, and where to look."""

from collections.abc import Iterator

from django.conf import settings

from uprest.demo.building.accounts import get_team_business
from uprest.demo.samples import SampleAccount, read_cities, read_people
from uprest.ecosystem.models import Organisation

OTHERS = ", ".join(f"/{code}/" for code, _ in settings.LANGUAGES[1:])


def describe_site() -> Iterator[str]:
    """Yield the lines: accounts by role, password, addresses."""
    base = settings.BASE_URL.rstrip("/")
    yield "The demo site stands. Everything in it is invented and marked as sample data."
    yield ""
    yield f"{base}/en/  (also {OTHERS})"
    yield f"Sign in:  {base}/en/account/login/"
    if settings.UPREST_DEMO:
        yield f"Password: {read_people().password}  (of all these accounts)"
        yield f"Mails:    {base}/en/demo/mails/  (none is sent)"
    else:
        yield "Password: none is known here. Set one: manage.py changepassword E-MAIL"
    yield ""
    for role, account, note in _list_accounts(get_team_business()):
        yield f"  {role:<25}{account.email:<34}{account.name}, {note}"
    yield ""
    for city in read_cities():
        yield f"  {city.name:<25}{base}/{city.language}/{city.slug}/"
    yield f"  {'Editing':<25}{base}/admin/"


def _list_accounts(business: Organisation) -> Iterator[tuple[str, SampleAccount, str]]:
    people = read_people()
    names = {city.slug: city.name for city in read_cities()}
    learner = people.team.members[0]
    yield "Learner", learner.account, f"{learner.occupation} at {business.name}"
    yield "Owner of a business", people.team.owner, business.name
    yield "Trainer", people.trainer, "writes and translates courses"
    for officer in people.officers:
        yield "City officer", officer.account, " and ".join(names[slug] for slug in officer.cities)
    yield "Platform administrator", people.administrator, "SERN"
    yield "Owner, not yet approved", people.waiting.owner, people.waiting.name
