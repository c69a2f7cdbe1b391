"""The forms in which courses and lessons are written."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError, StreamValue, StructBlockValidationError

from courses.exercises.kinds import SCORED


class Range(NamedTuple):
    """From which level to which a course raises a skill."""

    name: str
    from_level: int
    to_level: int


class CourseForm(WagtailAdminPageForm):
    """Checks that the latest attempt counts only where a course expires.

    What completes a course has a default: a form that does not ask leaves it as it is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _let_defaults_stand(self, "done_when", "retake_rule")

    def clean(self) -> dict[str, Any]:
        """Put the fault at the choice."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("retake_rule") == "LATEST" and not cleaned.get("validity_months"):
            self.add_error(
                "retake_rule",
                _(
                    "The latest attempt can only count in a course that expires. "
                    "Say for how many months it is valid, or let the best attempt count."
                ),
            )
        return cleaned


class LessonForm(WagtailAdminPageForm):
    """Checks, before a lesson is published, that its exercises are about what its course teaches.

    A draft may be saved half finished.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _let_defaults_stand(self, "change_kind")

    def clean(self) -> dict[str, Any]:
        """Put each fault at the exercise where it is."""
        cleaned: dict[str, Any] = super().clean()
        body = cleaned.get("body")
        if body and not self.is_deferred_validation:
            errors = find_exercise_errors(body, self._read_taught_skills())
            if errors:
                self.add_error("body", StreamBlockValidationError(block_errors=errors))
        return cleaned

    def _read_taught_skills(self) -> dict[str, Range]:
        course = self.parent_page.specific
        return {
            row.skill.code: Range(row.skill.name, row.from_level, row.to_level)
            for row in course.taught_skills.select_related("skill")
        }


def _let_defaults_stand(form: WagtailAdminPageForm, *names: str) -> None:
    for name in names:
        if name in form.fields:
            form.fields[name].required = False


def find_exercise_errors(
    body: StreamValue, taught: dict[str, Range]
) -> dict[int, StructBlockValidationError]:
    """Return, by position in ``body``, what is wrong with the skill or level of an exercise."""
    errors = {}
    for index, block in enumerate(body):
        if block.block_type in SCORED:
            fault = _find_fault(block.value["skill"], int(block.value["level"]), taught)
            if fault:
                field, message = fault
                errors[index] = StructBlockValidationError(
                    block_errors={field: ValidationError(message)}
                )
    return errors


def _find_fault(code: str, level: int, taught: dict[str, Range]) -> tuple[str, str] | None:
    if code not in taught:
        names = ", ".join(row.name for row in taught.values())
        return "skill", _("This course does not teach that skill. It teaches: %(names)s.") % {
            "names": names
        }
    row = taught[code]
    if not row.from_level < level <= row.to_level:
        return "level", _(
            "This course raises “%(name)s” from level %(from)d to %(to)d. "
            "Choose a level above %(from)d and up to %(to)d."
        ) % {"name": row.name, "from": row.from_level, "to": row.to_level}
    return None
