"""How the figures come about, in sentences: for every file that leaves the site."""

from django.utils.translation import gettext

from uprest.reporting.models import Release
from uprest.reporting.reports.sureness import tell_weights
from uprest.reporting.types import MIN_BUSINESSES, MIN_CHANGED, MIN_PEOPLE, Row


def explain_method(*, release: Release, total: Row, months: int) -> list[tuple[str, str]]:
    """Return pairs of a heading and a text, in the language of the request.

    ``total`` is the row of the whole city in ``release``, ``months`` how long an answer counts.
    """
    return [
        (
            gettext("Where the answers come from"),
            gettext(
                "People in the city's tourism businesses rate their own skills in a check of "
                "situations from their working day, on levels from 0 to 5. An answer counts for "
                "%(months)s months, and of each person, job and business the newest one counts."
            )
            % {"months": months},
        ),
        (
            gettext("Which businesses count"),
            gettext(
                "Businesses count once they are matched to the city's register or approved by a "
                "platform administrator, never by who reads the figures."
            ),
        ),
        (
            gettext("Gap"),
            gettext(
                "The gap counts only what is missing: who can more than the job needs does not "
                "make up for somebody else."
            ),
        ),
        (
            gettext("Questions that were not asked"),
            gettext(
                "Most people are asked only the questions that matter for their job. Three more "
                "are drawn at random, and count more the smaller their chance was, so that the "
                "averages stay right."
            ),
        ),
        (gettext("Weights"), " ".join(tell_weights(release, total))),
        (
            gettext("Interval"),
            gettext(
                "Where two ends are given beside a figure, the true one lies between them in nine "
                "of ten cases. The ends cannot make up for businesses that did not answer for a "
                "reason that the register does not know."
            ),
        ),
        (
            gettext("Small groups"),
            gettext(
                "No figure is of fewer than %(businesses)s businesses or %(people)s people: "
                "smaller groups are merged with their nearest. Where everybody or nobody would be "
                "meant, it says nearly all or almost none."
            )
            % {"businesses": MIN_BUSINESSES, "people": MIN_PEOPLE},
        ),
        (
            gettext("Dates"),
            gettext(
                "A figure is published again only when at least %(businesses)s of its businesses "
                "joined, left or answered anew. Until then it keeps its older value and day."
            )
            % {"businesses": MIN_CHANGED},
        ),
        (
            gettext("Change over time"),
            gettext(
                "A figure is compared with an older one only where both were measured in the same "
                "way: against the same levels that jobs need, both weighted to the register or "
                "both not, and by the same calculation."
            ),
        ),
        (gettext("Version of the calculation"), release.method),
    ]
