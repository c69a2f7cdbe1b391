"""What ``officer_report_bench`` measures, in a process of its own with its own database."""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from uprest.ecosystem.models import Municipality  # noqa: E402
from uprest.reporting.services.releases import compute, take_release  # noqa: E402
from uprest.skills.services import load_vocabulary  # noqa: E402

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "40000"))
BUSINESSES, ANSWERS_EACH, ROUNDS = PEOPLE // 20, 25, 5
NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
NOBODY = -1.0

FILL = f"""
INSERT INTO ecosystem_municipality
    (slug, name, country, language, brand_colour, theme_css, theme_hash, contact_email, is_sample)
    VALUES ('bench', 'Bench', 'SE', 'sv', '#1f5c4d', '', '', '', true);
INSERT INTO ecosystem_organisation
    (municipality_id, name, sector, size_class, approved_at, created_at)
    SELECT (SELECT max(id) FROM ecosystem_municipality), 'Business ' || n,
        (ARRAY['accommodation', 'food', 'activities', 'attraction', 'transport', 'retail',
            'destination'])[1 + n % 7], (ARRAY['1-9', '10-49', '50+'])[1 + n % 3], now(), now()
    FROM generate_series(1, {BUSINESSES}) n;
INSERT INTO skills_gap_countedresponse
    (organisation_id, occupation_id, person_key, answered_on, source, is_newest)
    SELECT business.id, jobs.ids[1 + (n * 7 + n / 13) % array_length(jobs.ids, 1)],
        encode(sha256(n::text::bytea), 'hex'), '2026-03-01', 'CHECK', true
    FROM generate_series(1, {PEOPLE}) n
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM ecosystem_organisation) business
        ON business.place = 1 + n % {BUSINESSES}
    CROSS JOIN (SELECT array_agg(job.id ORDER BY job.position) AS ids FROM skills_occupation job
        JOIN skills_framework frame ON frame.id = job.framework_id AND frame.code = 'uprest') jobs;
INSERT INTO skills_gap_countedanswer (response_id, skill_id, value, chance)
    SELECT response.id, skill.id,
        (ARRAY[0, 1, 2, 3, 4, 5, 1, 2, 3, 8, 9])
            [1 + abs(hashint8(response.id * 97 + skill.place)) % 11],
        CASE WHEN skill.place % 5 = 0 THEN 3.0 / 11 ELSE 1.0 END
    FROM skills_gap_countedresponse response
    JOIN (SELECT skill.id, row_number() OVER (ORDER BY skill.position) AS place
        FROM skills_skill skill JOIN skills_framework frame
        ON frame.id = skill.framework_id AND frame.code = 'uprest') skill
        ON (skill.place + response.id) % 36 < {ANSWERS_EACH};
ANALYZE;
"""  # noqa: S608

# The figures of three of the tables, without merging, without weights, intervals, sizes and areas,
# and without the private basis.
RAW = """
CREATE TEMP TABLE people ON COMMIT DROP AS
    SELECT response.id, response.organisation_id AS b, response.occupation_id AS o,
        dense_rank() OVER (ORDER BY response.organisation_id, response.person_key)::int AS person,
        business.sector AS sector
    FROM skills_gap_countedresponse response
    JOIN ecosystem_organisation business ON business.id = response.organisation_id
    WHERE business.municipality_id = %(city)s AND response.is_newest
        AND response.answered_on > '2024-05-12'
        AND (business.register_entry_id IS NOT NULL OR business.approved_at IS NOT NULL);
ANALYZE people;
CREATE TEMP TABLE cells ON COMMIT DROP AS
    SELECT people.b, people.o, people.sector, answer.skill_id AS s, skill.area_id AS area,
        need.level AS need,
        count(*) FILTER (WHERE value >= 8) AS outs,
        coalesce(sum(1 / chance) FILTER (WHERE value <= 5), 0) AS w,
        coalesce(sum(value / chance) FILTER (WHERE value <= 5), 0) AS level,
        coalesce(sum(greatest(0, need.level - value) / chance) FILTER (WHERE value <= 5), 0) AS gap,
        coalesce(sum(1 / chance) FILTER (WHERE value < need.level), 0) AS short
    FROM skills_gap_countedanswer answer
    JOIN people ON people.id = answer.response_id
    JOIN skills_skill skill ON skill.id = answer.skill_id
    LEFT JOIN skills_requirement need
        ON need.occupation_id = people.o AND need.skill_id = answer.skill_id
    GROUP BY people.b, people.o, people.sector, answer.skill_id, skill.area_id, need.level;
CREATE TEMP TABLE staff ON COMMIT DROP AS SELECT b, o, count(*) AS n FROM people GROUP BY b, o;
ANALYZE cells;
ANALYZE staff;
"""
SKILLS = """
WITH everybody AS (SELECT b, sum(n) AS n FROM staff GROUP BY b),
needing AS (SELECT staff.b, need.skill_id AS s, sum(n) AS n FROM staff
    JOIN skills_requirement need ON need.occupation_id = staff.o GROUP BY staff.b, need.skill_id),
levels AS (SELECT cells.b, s, sum(w) AS w, sum(level) AS level, sum(outs) AS outs FROM cells
    GROUP BY cells.b, s),
gaps AS (SELECT b, s, sum(w) AS w, sum(w * need) AS need, sum(gap) AS gap, sum(short) AS short,
    sum(outs) AS outs FROM cells WHERE need IS NOT NULL GROUP BY b, s),
level AS (SELECT s, sum(level / nullif(everybody.n - outs, 0))
        / sum(w / nullif(everybody.n - outs, 0)) AS mean
    FROM levels JOIN everybody USING (b) GROUP BY s),
gap AS (SELECT gaps.s, sum(need / nullif(n - outs, 0)) / sum(w / nullif(n - outs, 0)) AS need,
    sum(gap / nullif(n - outs, 0)) / sum(w / nullif(n - outs, 0)) AS gap,
    sum(short / nullif(n - outs, 0)) / sum(w / nullif(n - outs, 0)) AS short
    FROM gaps JOIN needing ON needing.b = gaps.b AND needing.s = gaps.s GROUP BY gaps.s),
crowd AS (SELECT skill_id AS s, count(DISTINCT people.person) AS people,
    count(DISTINCT people.b) AS businesses
    FROM skills_gap_countedanswer answer JOIN people ON people.id = answer.response_id
    GROUP BY skill_id)
SELECT s, businesses, people, mean, need, gap, short
    FROM crowd LEFT JOIN level USING (s) LEFT JOIN gap USING (s)
"""
OCCUPATIONS = """
WITH weighted AS (SELECT cells.o, area, gap / (n - outs) AS gap, w / (n - outs) AS w
    FROM cells JOIN staff ON staff.b = cells.b AND staff.o = cells.o
    WHERE need IS NOT NULL AND n > outs),
crowd AS (SELECT people.o, skill.area_id AS area, count(DISTINCT people.person) AS people,
    count(DISTINCT people.b) AS businesses
    FROM skills_gap_countedanswer answer JOIN people ON people.id = answer.response_id
    JOIN skills_skill skill ON skill.id = answer.skill_id
    GROUP BY GROUPING SETS ((people.o, skill.area_id), (people.o)))
SELECT crowd.o, crowd.area, crowd.people, crowd.businesses, mean.gap
    FROM crowd LEFT JOIN (SELECT o, area, sum(gap) / sum(w) AS gap FROM weighted
        GROUP BY GROUPING SETS ((o, area), (o))) mean
    ON mean.o = crowd.o AND mean.area IS NOT DISTINCT FROM crowd.area
"""
SECTORS = """
WITH needing AS (SELECT staff.b, need.skill_id AS s, sum(n) AS n FROM staff
    JOIN skills_requirement need ON need.occupation_id = staff.o GROUP BY staff.b, need.skill_id),
gaps AS (SELECT b, s, sector, sum(w) AS w, sum(gap) AS gap, sum(outs) AS outs
    FROM cells WHERE need IS NOT NULL GROUP BY b, s, sector),
crowd AS (SELECT sector, count(DISTINCT person) AS people, count(DISTINCT b) AS businesses
    FROM people GROUP BY sector)
SELECT sector, businesses, people, gap FROM crowd JOIN (
    SELECT sector, sum(gap / (n - outs)) / sum(w / (n - outs)) AS gap FROM gaps
    JOIN needing ON needing.b = gaps.b AND needing.s = gaps.s WHERE n > outs GROUP BY sector) mean
    USING (sector)
"""


def measure() -> list[dict[str, Any]]:
    """Fill the database of ``DATABASE_URL`` and time both ways, by turns."""
    call_command("migrate", verbosity=0)
    load_vocabulary()
    with connection.cursor() as cursor:
        cursor.execute(FILL)
    city = Municipality.objects.get(slug="bench")
    times: dict[str, list[float]] = {"raw": [], "compute": []}
    for _ in range(ROUNDS):
        times["raw"].append(_time(lambda: _run_raw(city.pk)))
        times["compute"].append(_time(lambda: compute(municipality=city, at=NOW)))
    _compare(_run_raw(city.pk), compute(municipality=city, at=NOW).report)
    release = _time(lambda: take_release(municipality=city, at=NOW, by=None))
    floor = statistics.median(times["raw"])
    names = {"raw": "raw SQL (floor)", "compute": "the figures with their private basis"}
    rows = [_row(names[way], measured, floor) for way, measured in times.items()]
    return [*rows, _row("take_release: figures, rule, stored rows", [release], floor)]


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _row(way: str, times: list[float], floor: float) -> dict[str, Any]:
    median = statistics.median(times)
    return {
        "way": way,
        "median_s": median,
        "worst_s": max(times),
        "times_floor": median / floor,
    }


def _run_raw(city: int) -> list[list[tuple[Any, ...]]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW, {"city": city})
        tables = []
        for query in (SKILLS, OCCUPATIONS, SECTORS):
            cursor.execute(query)
            tables.append(cursor.fetchall())
    return tables


def _compare(raw: list[list[tuple[Any, ...]]], report: Any) -> None:
    """Make sure that both ways give the same figures."""
    skills, occupations, sectors = raw
    ours = sorted(
        (row.businesses, row.people, *_rounded(row.mean_level, row.mean_required, row.mean_gap,
                                               row.share_with_gap))
        for row in report.skills
    )  # fmt: skip
    theirs = sorted((row[1], row[2], *_rounded(*row[3:])) for row in skills)
    assert ours == theirs, "the skills differ"
    ours = sorted(
        (cell.people, cell.businesses, *_rounded(cell.mean_gap))
        for row in report.occupations
        for cell in (row, *row.cells)
    )
    theirs = sorted(
        (row[2], row[3], *_rounded(row[4])) for row in occupations if row[4] is not None
    )
    assert [one for one in ours if one[2] != NOBODY] == theirs, "the occupations differ"
    ours = sorted((row.businesses, row.people, *_rounded(row.mean_gap)) for row in report.sectors)
    assert ours == sorted((row[1], row[2], *_rounded(row[3])) for row in sectors), "sectors differ"


def _rounded(*values: Any) -> list[float]:
    return [NOBODY if value is None else round(float(value), 9) for value in values]


if __name__ == "__main__":
    print(json.dumps(measure()))
