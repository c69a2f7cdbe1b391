"""Which rows and cells a table has: small ones are merged in a declared order, never blanked.

Every function is given a ``Measure``: it says how many businesses and people contribute to a
set of units, so that the order can be tried without any answers. The declared orders:

- An occupation joins its nearest occupation (``Occupation.nearest``), a sector its nearest
  sector, the first in the framework's order first, until every row is large enough. A merged row
  goes by the nearest ones of all that are in it. All occupations and sectors take part, also those
  of which nobody answered, and of those that are too small none comes first because it is smaller:
  otherwise the name of a row would tell whether the only business of a kind has answered.
- The small skills of an area become one row. While that is too small, the area's next skill
  in the framework's order joins it; an area that is too small as a whole goes with the next one.
- The small cell of an occupation joins the cell of the next area in the framework's order (the
  last one that of the area before).

As the rows of a table hold every answer once, whatever some of them leave of the whole is other
rows, each of them large enough.
"""

from collections.abc import Callable, Collection, Sequence

from uprest.reporting.types import Crowd, Group, NearUnit, SkillUnit

Measure = Callable[[Group], Crowd]


def merge_nearest(
    *,
    units: Sequence[NearUnit],
    measure: Measure,
    refused: Collection[Group] = (),
) -> list[Group]:
    """Return the rows of occupations or sectors, in the order of their first units.

    Every unit is in one of them. ``refused`` are rows that may not be shown although they are
    large enough. The list is empty where all units together are too few.
    """
    rows: list[Group] = [(unit,) for unit in range(len(units))]
    crowds: dict[Group, Crowd] = {}
    while rows:
        for row in rows:
            crowds[row] = crowds.get(row) or measure(row)
        small = [row for row in rows if not crowds[row].is_enough or row in refused]
        if not small:
            break
        if len(rows) == 1:
            return []
        row = small[0]
        partner = find_nearest(units=units, row=row, others=[one for one in rows if one != row])
        joined = tuple(sorted((*row, *partner)))
        rows = sorted([one for one in rows if one not in (row, partner)] + [joined])
    return rows


def find_nearest(*, units: Sequence[NearUnit], row: Group, others: Sequence[Group]) -> Group:
    """Return the one of ``others`` that is nearest to ``row``; in a tie the earliest in order."""

    def distance(other: Group) -> tuple[int, Group]:
        ranks = [_rank(units[near], units[far].code) for near in row for far in other]
        return min(ranks), other

    return min(others, key=distance)


def _rank(unit: NearUnit, code: str) -> int:
    return unit.nearest.index(code) if code in unit.nearest else len(unit.nearest)


def merge_skills(*, skills: Sequence[SkillUnit], present: Group, measure: Measure) -> list[Group]:
    """Return the rows of skills: most of them alone, the small ones merged inside their area.

    ``present`` are the skills that anybody answered. The list is empty where all of them
    together are too few.
    """
    areas = sorted({skills[skill].area for skill in present})
    rows: list[Group] = []
    waiting: list[int] = []
    for position, area in enumerate(areas):
        waiting += [skill for skill in present if skills[skill].area == area]
        found = _merge_small(tuple(waiting), measure)
        if found is None and position + 1 < len(areas):
            continue
        rows, waiting = rows + (found or []), [] if found else waiting
    return _append_rest(rows, tuple(waiting), measure)


def _merge_small(members: Group, measure: Measure) -> list[Group] | None:
    """Return the rows of ``members``, or nothing where even all of them are too few."""
    small = tuple(skill for skill in members if not measure((skill,)).is_enough)
    rest = [skill for skill in members if skill not in small]
    if not small:
        return [(skill,) for skill in members]
    while not measure(small).is_enough:
        if not rest:
            return None
        small = tuple(sorted((*small, rest.pop(0))))
    return sorted([small, *((skill,) for skill in rest)])


def _append_rest(rows: list[Group], rest: Group, measure: Measure) -> list[Group]:
    """Add the last area's skills, too few for themselves, to the rows before, last row first."""
    while rest and rows:
        rest = tuple(sorted((*rows.pop(), *rest)))
        if measure(rest).is_enough:
            return sorted([*rows, rest])
    return rows if not rest else []


def merge_areas(*, areas: Group, measure: Measure) -> list[Group]:
    """Return the cells of one occupation row: neighbouring areas, merged until large enough.

    ``areas`` are those of which the occupation asks for a skill. The list is empty where all of
    them together are too few.
    """
    cells: list[Group] = [(area,) for area in areas]
    position = 0
    while position < len(cells):
        if measure(cells[position]).is_enough:
            position += 1
        elif len(cells) == 1:
            return []
        else:
            first = min(position, len(cells) - 2)
            cells[first : first + 2] = [cells[first] + cells[first + 1]]
            position = first
    return cells
