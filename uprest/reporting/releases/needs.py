"""A print of the levels that a row is measured against, which tells whether they are the same.

A city or its businesses may ask for other levels from one release to the next. Then a gap becomes
smaller or wider without anybody having learned anything, and must not be compared.
"""

import hashlib

from uprest.reporting.types import Frame, Group, Row, Table


def print_needs(frame: Frame, row: Row) -> str:
    """Return letters that stand for the levels that the row's jobs ask for in its skills.

    Levels of other jobs and skills may change. Importance counts for areas alone: a gap does not
    depend on it.
    """
    jobs = _find_jobs(frame, row)
    skills = _find_skills(frame, row)
    words = []
    for job in jobs:
        for skill in skills:
            level = int(frame.required[job, skill])
            if level:
                important = int(frame.importance[job, skill]) if row.table == Table.AREAS else ""
                codes = (frame.occupations[job].code, frame.skills[skill].code)
                words.append(f"{codes[0]}|{codes[1]}|{level}|{important}")
    return hashlib.blake2b("\n".join(sorted(words)).encode(), digest_size=8).hexdigest()


def _find_jobs(frame: Frame, row: Row) -> Group:
    return tuple(
        index
        for index, unit in enumerate(frame.occupations)
        if row.table != Table.OCCUPATIONS or unit.code in row.units
    )


def _find_skills(frame: Frame, row: Row) -> Group:
    if row.table == Table.AREAS:
        return frame.skills_of(tuple(frame.areas.index(code) for code in row.units))
    return tuple(
        index
        for index, unit in enumerate(frame.skills)
        if row.table != Table.SKILLS or unit.code in row.units
    )
