"""How sure the figures are, in words: intervals, weights, and what weighting cannot mend."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from uprest.reporting.models import Release, ReleaseOrder
from uprest.reporting.reports.formats import (
    write_level,
    write_level_interval,
    write_share,
    write_share_interval,
    write_with_interval,
)
from uprest.reporting.selectors.releases import Standing
from uprest.reporting.selectors.words import Names
from uprest.reporting.types import Row


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaLine:
    """An area (or several merged) with the share of people with an important, low skill."""

    name: str
    figure: str
    interval: str
    people: str
    businesses: str
    dated: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a snapshot is that is being computed: step ``done`` of ``steps``."""

    done: int
    steps: int
    text: str


def write_gap(row: Row) -> str:
    """Return a mean gap with its interval, "1.4, between 1.1 and 1.7"."""
    return write_with_interval(
        write_level(row.mean_gap), write_level_interval(row.mean_gap_interval)
    )


def write_share_below(row: Row) -> str:
    """Return the share below the need with its interval, "62 %, between 50 % and 73 %"."""
    share = write_share(row.share_with_gap)
    return (
        write_with_interval(share.text, write_share_interval(row.share_interval)) if share else ""
    )


def write_important(row: Row) -> str:
    """Return the share with an important and low skill, without its interval."""
    share = write_share(row.important_low)
    return share.text if share else ""


def tell_areas(rows: Sequence[Row], names: Names) -> str:
    """Return the finding above the table of areas."""
    known = [row for row in rows if row.important_low is not None]
    if not known:
        return gettext("There are too few answers to tell the areas apart.")
    widest = max(known, key=lambda row: row.important_low or 0.0)
    return gettext(
        "Most often in %(area)s: share of people with an important skill below the need there: "
        "%(share)s."
    ) % {"area": names.name_row(widest), "share": write_important(widest)}


def tell_sizes(rows: Sequence[Row], names: Names) -> str:
    """Return the finding above the table of sizes."""
    known = [row for row in rows if row.mean_gap is not None]
    if len(known) < 2:
        return gettext("There are too few businesses to tell the sizes apart.")
    widest = max(known, key=lambda row: row.mean_gap or 0.0)
    return gettext("The widest gap: businesses with %(size)s, %(gap)s levels on average.") % {
        "size": names.name_row(widest),
        "gap": write_level(widest.mean_gap),
    }


def tell_weights(release: Release, total: Row) -> list[str]:
    """Return how sure the figures are, sentence by sentence."""
    sentences = [_tell_register(release, total)]
    if release.register_size and not release.converged:
        sentences.append(
            gettext(
                "Some sectors or sizes have so few answers that the weights could not make up for "
                "all who are missing."
            )
        )
    if total.effective is not None:
        count = int(total.effective)
        words = ngettext(
            "For an interval the answers count like those of %(count)s business drawn at random.",
            "For an interval the answers count like those of %(count)s businesses drawn at random.",
            count,
        )
        sentences.append(words % {"count": number_format(count, use_l10n=True)})
    return sentences


def tell_register(size: int) -> str:
    """Return what the figures of a release are weighted to, a register of ``size`` or none (0)."""
    if not size:
        return gettext("Unweighted: no register. Each business that answered counts the same.")
    return gettext(
        "Weighted: the businesses that answered stand for the %(size)s in the register, sector by "
        "sector and size by size."
    ) % {"size": number_format(size, use_l10n=True, force_grouping=True)}


def _tell_register(release: Release, total: Row) -> str:
    answering = number_format(total.businesses, use_l10n=True)
    if not release.register_size:
        return gettext(
            "Unweighted: no register. Each of the %(answering)s businesses counts the same, so a "
            "sector that answers more often counts for more."
        ) % {"answering": answering}
    return gettext(
        "Weighted: the %(answering)s businesses that answered stand for the %(size)s in the "
        "register, sector by sector and size by size."
    ) % {
        "answering": answering,
        "size": number_format(release.register_size, use_l10n=True, force_grouping=True),
    }


def tell_progress(standing: Standing) -> Progress | None:
    """Return how far the snapshot is that is being computed, if one is."""
    if standing.order_state != ReleaseOrder.State.WAITING:
        return None
    steps = max(ReleaseOrder.Step.values)
    text = gettext("Step %(done)s of %(steps)s: %(step)s") % {
        "done": number_format(standing.order_step, use_l10n=True),
        "steps": number_format(steps, use_l10n=True),
        "step": ReleaseOrder.Step(standing.order_step).label,
    }
    return Progress(done=standing.order_step, steps=steps, text=text)
