"""What answers are worth. Arithmetic alone: no framework, no database."""

PASS_MARK = 1.0
"""Where an exercise says nothing else, everything in it must be right to pass it."""


def score_choices(
    *, chosen: frozenset[str], right: frozenset[str], offered: frozenset[str]
) -> float:
    """Return the score of a multiple choice, from 0 to 1.

    1 for exactly the right answers. Otherwise the partial rule: each right answer chosen earns
    one point, each wrong one costs a point, the sum is divided by the number of right answers
    and is never below 0. So ticking everything earns nothing unless most answers are right, and
    with a single right answer the score is 0 or 1.

    :raises ValueError: if nothing is right, or something was chosen that was not offered.
    """
    if not right or not right <= offered:
        raise ValueError("A question needs at least one right answer among those offered.")
    if not chosen <= offered:
        raise ValueError("An answer was chosen that the question does not offer.")
    points = len(chosen & right) - len(chosen - right)
    return max(0, points) / len(right)


def score_true_false(*, answer: bool, is_true: bool) -> float:
    """Return 1 if ``answer`` says what the statement is, else 0."""
    return float(answer == is_true)


def is_pass(score: float, *, mark: float = PASS_MARK) -> bool:
    """Return whether ``score`` passes an exercise with the pass mark ``mark`` (both 0 to 1).

    A mark is given in per cent: a score that differs from it by less than rounding passes.
    """
    return score >= mark - 1e-9
