"""What an erased person typed as answers goes, unless it is a word of the exercise itself."""

from collections.abc import Iterable
from uuid import UUID

from courses.exercises.fill_blanks import FillBlanks, forget_words
from courses.exercises.kinds import TYPED
from courses.models import Activity, Attempt, LessonPage, RecapAnswer
from courses.selectors.exercises import find_exercise


def forget_typed_words(*, user_id: int) -> None:
    """Take out of somebody's answers what they typed and no author has written.

    Scores stay. 3 queries, and one for each answer in which something is taken out.
    """
    theirs = {"user_id": user_id, "activity__exercise_kind__in": TYPED}
    rows: list[Attempt | RecapAnswer] = [
        *Attempt.objects.filter(**theirs).select_related("activity"),
        *RecapAnswer.objects.filter(**theirs).select_related("activity"),
    ]
    versions = _read_versions({row.activity for row in rows}) if rows else {}
    for row in rows:
        left = forget_words(row.answer, versions[row.activity_id])
        if left != row.answer:
            row.forget(answer=left)


def _read_versions(activities: Iterable[Activity]) -> dict[int, list[FillBlanks]]:
    """Return, by activity, the exercise as it is in each language; nothing where it is gone."""
    pages: dict[UUID, list[LessonPage]] = {}
    keys = {activity.lesson_key for activity in activities}
    for page in LessonPage.objects.filter(translation_key__in=keys):
        pages.setdefault(page.translation_key, []).append(page)
    return {
        activity.pk: [
            exercise.spec
            for page in pages.get(activity.lesson_key, ())
            if activity.block_id
            and (exercise := find_exercise(page.body, activity.block_id))
            and isinstance(exercise.spec, FillBlanks)
        ]
        for activity in activities
    }
