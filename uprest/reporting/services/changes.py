"""Changes of people and businesses measured twice: computed and stored with a release."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from courses.selectors import list_modules
from skills_gap.services.completers import find_completers
from uprest.ecosystem.models import Municipality
from uprest.reporting.changes import (
    Pairs,
    Shift,
    build_shift,
    estimate_difference,
    match_businesses,
    match_people,
    measure_change,
    print_changes,
    print_members,
)
from uprest.reporting.changes import (
    list_changes as list_unit_changes,
)
from uprest.reporting.models import ChangeBasis, Release, ReleasedChange
from uprest.reporting.releases.leaks import Basis, Vector
from uprest.reporting.releases.packing import Packed, pack_basis
from uprest.reporting.releases.pairs import (
    GROUPS,
    OTHERS,
    TAKEN,
    CourseEntry,
    Entry,
    choose_courses,
    choose_entries,
)
from uprest.reporting.rows import merge_areas
from uprest.reporting.selectors.answers import read_vocabulary
from uprest.reporting.selectors.changes import (
    StoredChange,
    build_change,
    list_changes,
    list_earlier_changes,
    read_bases,
)
from uprest.reporting.selectors.measurements import Measurements, read_measurements
from uprest.reporting.types import (
    ChangeRow,
    ChangeTable,
    Crowd,
    Flags,
    Frame,
    Group,
    Ints,
    Prints,
)

SALT = "reporting.changes"
TABLES = (ChangeTable.PEOPLE, ChangeTable.BUSINESSES)
CourseRows = tuple[ChangeRow, ChangeRow]
Known = tuple[StoredChange, Packed]
"""A published change and the prints by which new ones are compared with it."""


@dataclass(frozen=True)
class Changes:
    """What could be published at one moment: rows of areas and of courses, with their prints."""

    rows: Mapping[ChangeTable, tuple[ChangeRow, ...]]
    courses: Mapping[str, CourseRows]
    basis: Packed
    areas: tuple[str, ...]


def draw_up_changes(*, municipality: Municipality, at: dt.datetime) -> Changes:
    """Return the changes of this moment; nothing is stored. It may take seconds."""
    vocabulary = read_vocabulary(municipality=municipality)
    on = localdate(at)
    areas = vocabulary.frame.areas
    found = read_measurements(municipality=municipality, vocabulary=vocabulary, on=on)
    if found is None:
        return Changes(rows={}, courses={}, basis={}, areas=areas)
    return _compute(found, frame=vocabulary.frame, on=on)


def store_changes(*, release: Release, before: Release | None, new: Changes) -> None:
    """Store what may be published of ``new`` with a release, and what was published before.

    ``before`` is the city's release before it. Called inside the transaction of the release.
    """
    city, check = release.municipality, _make_check()
    old = list_changes(release=before) if before else ()
    bases = read_bases(municipality=city, key_check=check)
    if bases is None:
        _repeat(release, old)
        return
    earlier = list_earlier_changes(release=before) if before else []
    past = [_know(rows, bases) for rows in (old, *earlier)]
    chosen = sorted(_choose(past[0], past[1:], new), key=lambda one: _order(one[0], new.areas))
    stored = None
    if any(basis_id is None for _, basis_id in chosen):
        packed = pack_basis(new.basis)
        stored = ChangeBasis.objects.create(municipality=city, key_check=check, packed=packed).pk
    ids = [stored if basis_id is None else basis_id for _, basis_id in chosen]
    ReleasedChange.objects.bulk_create(
        build_change(release=release, position=position, row=row, basis_id=basis_id)
        for position, ((row, _), basis_id) in enumerate(zip(chosen, ids, strict=True))
    )


def _make_check() -> str:
    """Return what tells one secret key from another."""
    return salted_hmac(SALT, "check", secret=_make_key(), algorithm="sha256").hexdigest()[:16]


def _make_key() -> bytes:
    """Return the secret that prints are made with, so that nobody tries out whose they are."""
    return salted_hmac(SALT, "prints", algorithm="sha256").digest()


def _repeat(release: Release, old: Sequence[StoredChange]) -> None:
    ReleasedChange.objects.bulk_create(
        build_change(release=release, position=position, row=one.row, basis_id=one.basis_id)
        for position, one in enumerate(old)
    )


def _order(row: ChangeRow, areas: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
    """Return where a row stands: areas in the framework's order, courses by key, both groups."""
    if row.table in TABLES:
        first = areas.index(row.units[0]) if row.units else -1
        return TABLES.index(row.table), first, ()
    return len(TABLES), 0, (*row.units, "0" if row.table == ChangeTable.TAKEN else "1")


# --- What could be published ----------------------------------------------------------------------


def _compute(found: Measurements, *, frame: Frame, on: dt.date) -> Changes:
    ids = np.array(found.business_ids, dtype=np.int64)
    work = _Work(found=found, frame=frame, ids=ids, key=_make_key(), on=on)
    people = match_people(old=found.people_before, new=found.people_now, frame=frame)
    businesses = match_businesses(
        old=found.businesses_before,
        new=found.businesses_now,
        counted=found.people_now,
        frame=frame,
    )
    pairs = dict(zip(TABLES, (people, businesses), strict=True))
    courses = work.compare_courses(people)
    return Changes(
        rows={table: work.build_rows(table, one) for table, one in pairs.items()},
        courses={name: rows for name, (rows, _) in courses.items()},
        basis={
            **{table: work.print_areas(one) for table, one in pairs.items()},
            **{name: basis for _, bases in courses.values() for name, basis in bases.items()},
        },
        areas=frame.areas,
    )


@dataclass(frozen=True)
class _Work:
    """What all rows of one moment are computed from."""

    found: Measurements
    frame: Frame
    ids: Ints
    key: bytes
    on: dt.date

    def build_rows(self, table: ChangeTable, pairs: Pairs) -> tuple[ChangeRow, ...]:
        """Return the row of all areas, then those of areas, the small ones merged."""
        if not pairs.unit.size:
            return ()

        def measure(areas: Group) -> Crowd:
            return measure_change(pairs, skills=self.frame.skills_of(areas))

        present = np.unique([self.frame.skills[skill].area for skill in pairs.skill.tolist()])
        everything = tuple(range(len(self.frame.areas)))
        groups = merge_areas(areas=tuple(present.tolist()), measure=measure)
        whole = measure_change(pairs, skills=self.frame.skills_of(everything))
        chosen = ([everything] if whole.is_enough else []) + (groups if len(groups) > 1 else [])
        rows = []
        for number, areas in enumerate(chosen):
            shift = build_shift(pairs, skills=self.frame.skills_of(areas))
            if shift:
                is_whole = number == 0 and whole.is_enough
                codes = () if is_whole else tuple(self.frame.areas[area] for area in areas)
                rows.append(_build_row(table, codes, shift, self.on))
        return tuple(rows)

    def print_areas(self, pairs: Pairs) -> Basis:
        """Return the prints of every area."""
        areas = {
            code: print_changes(pairs, skills=self.frame.skills_of((area,)), key=self.key)
            for area, code in enumerate(self.frame.areas)
        }
        return {code: self._vector(*found) for code, found in areas.items() if found[0].size}

    def _vector(self, businesses: Ints, prints: Prints) -> Vector:
        order = np.argsort(self.ids[businesses])
        return Vector(businesses=self.ids[businesses][order], prints=prints[order])

    # --- Courses

    def compare_courses(self, pairs: Pairs) -> dict[str, tuple[CourseRows, dict[str, Basis]]]:
        """Return both groups of each course with enough people, and their prints, by course."""
        completers = find_completers(organisation_ids=self.found.business_ids)
        if not completers or not pairs.unit.size:
            return {}
        places = {skill.code: index for index, skill in enumerate(self.frame.skills)}
        names = np.array([int(key[:12], 16) for _, key in self.found.people], dtype=np.int64)
        compared = {}
        for module in list_modules(language="en"):
            taught = [places[one.skill_code] for one in module.teaches if one.skill_code in places]
            skills = tuple(sorted(set(taught)))
            groups = self._split(pairs, completers, module.course_key)
            rows = self._build_course(pairs, str(module.course_key), skills, groups)
            if rows:
                bases = self._print_course(pairs, skills, groups, names)
                compared[str(module.course_key)] = (
                    rows,
                    {f"{kind} {module.course_key}": basis for kind, basis in bases.items()},
                )
        return compared

    def _split(
        self,
        pairs: Pairs,
        completers: Mapping[tuple[int, str], Mapping[UUID, dt.date]],
        course: UUID,
    ) -> dict[str, Flags]:
        """Return which units took the course between their measurements, and which did not.

        Who had completed it before the first one is in neither group.
        """
        taken = np.zeros(pairs.unit_person.size, dtype=bool)
        others = np.ones_like(taken)
        for unit, (person, job) in enumerate(
            zip(pairs.unit_person.tolist(), pairs.unit_job.tolist(), strict=True)
        ):
            day = completers.get(self.found.people[person], {}).get(course)
            if day is not None:
                first, second = self.found.days[person, job]
                taken[unit] = first <= day <= second
                others[unit] = day > second
        return {TAKEN: taken, OTHERS: others}

    def _build_course(
        self, pairs: Pairs, course: str, skills: Group, groups: Mapping[str, Flags]
    ) -> CourseRows | None:
        if not skills or not all(
            measure_change(pairs, skills=skills, chosen=groups[group]).is_enough for group in GROUPS
        ):
            return None
        shifts = [build_shift(pairs, skills=skills, chosen=groups[group]) for group in GROUPS]
        (values, clusters), (others, other_clusters) = (
            list_unit_changes(pairs, pairs.change, skills=skills, chosen=groups[group])
            for group in GROUPS
        )
        difference = estimate_difference(
            values=values, clusters=clusters, others=others, other_clusters=other_clusters
        )
        if shifts[0] is None or shifts[1] is None or difference is None:
            return None
        taken = _build_row(ChangeTable.TAKEN, (course,), shifts[0], self.on)
        compared = replace(
            taken, difference=difference.mean, difference_interval=difference.interval
        )
        return compared, _build_row(ChangeTable.OTHERS, (course,), shifts[1], self.on)

    def _print_course(
        self, pairs: Pairs, skills: Group, groups: Mapping[str, Flags], names: Ints
    ) -> dict[str, Basis]:
        """Return prints of what the groups put in, and of who is in them."""
        put_in = {
            group: self._vector(*print_changes(pairs, skills=skills, chosen=chosen, key=self.key))
            for group, chosen in groups.items()
        }
        members = {
            group: self._vector(
                *print_members(pairs, skills=skills, chosen=chosen, key=self.key, names=names)
            )
            for group, chosen in groups.items()
        }
        return {PUT_IN: put_in, MEMBERS: members}


PUT_IN, MEMBERS = "COURSE", "MEMBERS"


def _build_row(table: ChangeTable, units: tuple[str, ...], shift: Shift, on: dt.date) -> ChangeRow:
    return ChangeRow(
        table=table,
        units=units,
        businesses=shift.crowd.businesses,
        people=shift.crowd.people,
        published_on=on,
        change=shift.level.mean,
        change_interval=shift.level.interval,
        gap_change=shift.gap.mean,
        gap_interval=shift.gap.interval,
    )


# --- What is published ----------------------------------------------------------------------------


def _know(rows: Sequence[StoredChange], bases: Mapping[int, Packed]) -> list[Known]:
    """Return the published changes whose prints are kept, with these."""
    return [(one, bases[key]) for one in rows if (key := one.basis_id) is not None and key in bases]


def _choose(
    old: Sequence[Known], earlier: Sequence[Sequence[Known]], new: Changes
) -> list[tuple[ChangeRow, int | None]]:
    """Return the rows to show, each with the key of its stored basis, or None for the new one.

    ``old`` are those of the last release, ``earlier`` those of each one before it.
    """
    shown: list[tuple[ChangeRow, int | None]] = []
    for table in TABLES:
        entries = choose_entries(
            old=_list_old_rows(old, table),
            new=[_enter(row, None, new.basis[table]) for row in new.rows.get(table, ())],
            earlier=[_list_old_rows(known, table) for known in earlier],
        )
        shown += [one.row for one in entries]
    courses = choose_courses(
        old=_list_old_courses(old),
        new=_list_new_courses(new),
        earlier=[_list_old_courses(known) for known in earlier],
    )
    for entry in courses.values():
        rows, basis_id = entry.row
        shown += [(row, basis_id) for row in rows]
    return shown


def _list_old_rows(
    known: Sequence[Known], table: ChangeTable
) -> list[Entry[tuple[ChangeRow, int | None]]]:
    return [
        _enter(one.row, one.basis_id, basis[table])
        for one, basis in known
        if one.row.table == table
    ]


def _enter(
    row: ChangeRow, basis_id: int | None, basis: Basis
) -> Entry[tuple[ChangeRow, int | None]]:
    return Entry(
        row=(row, basis_id),
        units=frozenset(row.units),
        basis=basis,
        businesses=row.businesses,
    )


def _list_old_courses(
    known: Sequence[Known],
) -> dict[str, CourseEntry[tuple[CourseRows, int | None]]]:
    groups: dict[str, dict[ChangeTable, tuple[StoredChange, Packed]]] = {}
    for one, basis in known:
        if one.row.table not in TABLES:
            groups.setdefault(one.row.units[0], {})[one.row.table] = one, basis
    found = {}
    for course, group in groups.items():
        (taken, basis), (others, _) = group[ChangeTable.TAKEN], group[ChangeTable.OTHERS]
        found[course] = _enter_course(course, (taken.row, others.row), taken.basis_id, basis)
    return found


def _list_new_courses(new: Changes) -> dict[str, CourseEntry[tuple[CourseRows, int | None]]]:
    return {
        course: _enter_course(course, rows, None, new.basis) for course, rows in new.courses.items()
    }


def _enter_course(
    course: str, rows: CourseRows, basis_id: int | None, basis: Packed
) -> CourseEntry[tuple[CourseRows, int | None]]:
    return CourseEntry(
        row=(rows, basis_id),
        basis=basis[f"{PUT_IN} {course}"],
        members=basis[f"{MEMBERS} {course}"],
        people=rows[0].people,
    )
