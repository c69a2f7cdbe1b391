"""A file that came into a sample city's register, and a business that its city may know."""

import csv
from datetime import datetime, timedelta
from io import StringIO

from uprest.accounts.models import User
from uprest.demo.building.accounts import find_user, get_team_business
from uprest.demo.building.cities import get_sample_city
from uprest.demo.samples import read_people
from uprest.ecosystem.models import Municipality, RegisterEntry
from uprest.ecosystem.register_files.types import Columns, Words
from uprest.ecosystem.selectors.register_imports import check_import, find_words
from uprest.ecosystem.services.register import (
    import_register,
    keep_upload,
    save_columns,
    save_words,
)
from uprest.ecosystem.services.telling import give_contact, name_as_participant

CITY, FILE = "vanersborg", "turismregister-vanersborg.csv"
HEADINGS = ("Registernummer", "Företagets namn", "Bransch", "Anställda")
CORRECTED = 2
UPLOADED, NAMED = timedelta(days=40), timedelta(days=25)


def import_a_register(*, at: datetime) -> None:
    """Import a register as its officer would, and let a business be named and reached."""
    people = read_people()
    officer = next(one.account for one in people.officers if CITY in one.cities)
    _import(get_sample_city(CITY), find_user(officer), at - UPLOADED)
    business, owner = get_team_business(), find_user(people.team.owner)
    name_as_participant(organisation=business, user=owner, language=owner.language, at=at - NAMED)
    give_contact(
        organisation=business,
        user=owner,
        name=owner.display_name,
        email=owner.email,
        phone="",
        language=owner.language,
        at=at - NAMED,
    )


def _import(city: Municipality, officer: User, at: datetime) -> None:
    """Import the city's own entries, of which two were written in capitals before."""
    file = _write_file(city)
    for entry in RegisterEntry.objects.filter(municipality=city).order_by("number")[:CORRECTED]:
        entry.name = entry.name.upper()
        entry.save(update_fields=["name"])
    upload = keep_upload(
        municipality=city, user=officer, file_name=FILE, content=file.encode("cp1252"), at=at
    )
    save_columns(upload=upload, columns=Columns(number=0, name=1, sector=2, size=3), at=at)
    upload.refresh_from_db()
    sectors, sizes = find_words(upload)
    words = Words(
        sector={one.word: one.guess for one in sectors}, size={one.word: one.guess for one in sizes}
    )
    save_words(upload=upload, words=words, at=at)
    upload.refresh_from_db()
    import_register(upload=upload, digest=check_import(upload).digest, removes=True, at=at)


def _write_file(city: Municipality) -> str:
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    entries = RegisterEntry.objects.filter(municipality=city).order_by("number")
    writer.writerows(entries.values_list("number", "name", "sector", "size_class"))
    return text.getvalue()
