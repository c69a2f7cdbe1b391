"""How a figure of a line is written for people: the same as on the screen."""

from django.utils.translation import gettext

from uprest.reporting.exports.observations import TOPS, Figure, Line, Statistic, Status, Unit
from uprest.reporting.reports.formats import write_level, write_share


def write_figure(line: Line, statistic: Statistic) -> str:
    """Return a figure of a line for people, or "" where it has none."""
    figure = line.get(statistic)
    return write(figure) if figure else ""


def write_ends(line: Line, statistic: Statistic) -> str:
    """Return the interval of a figure for people, or "" where it has none."""
    figure = line.get(statistic)
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return gettext("%(low)s to %(high)s") % {
        "low": _write_number(figure.low, figure.unit),
        "high": _write_number(figure.high, figure.unit),
    }


def write(figure: Figure) -> str:
    """Return a figure for people; at the end of its scale it is "nearly all" or ">4.9"."""
    value = figure.value
    if figure.status != Status.SHOWN or value is None:
        value = TOPS[figure.unit] if figure.status == Status.NEARLY_ALL else 0.0
    return _write_number(value, figure.unit)


def _write_number(value: float, unit: Unit) -> str:
    if unit == Unit.LEVELS:
        return write_level(value)
    share = write_share(value)
    return share.text if share else ""
