"""What a business asks its people to learn, by a day. Nobody is forced, and nothing is enrolled."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from uprest.ecosystem.models import Organisation
from uprest.skills.models import Occupation


class Assignment(models.Model):
    """Courses that a business asks for, and the day by which.

    ``id`` comes with the form, so that a form sent twice makes one. ``occupation`` is set where
    the courses are what that job must have; ``jobs`` are ids of occupations whose people are asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="assignments", verbose_name=_("business")
    )
    occupation = models.ForeignKey(
        Occupation, models.SET_NULL, related_name="+", null=True, blank=True
    )
    jobs = models.JSONField(default=list)
    due_on = models.DateField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("assigned path")
        verbose_name_plural = _("assigned paths")

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d}"


class AssignedCourse(models.Model):
    """A course of an assigned path."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="courses")
    position = models.PositiveSmallIntegerField()
    course_key = models.UUIDField()
    minutes = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("assigned course")
        verbose_name_plural = _("assigned courses")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "course_key"], name="one_course_an_assignment"
            )
        ]

    def __str__(self) -> str:
        return str(self.course_key)


class AssignedPerson(models.Model):
    """Somebody who is asked. That they declined is theirs to know, and nobody else's."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "user"], name="one_assignment_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"
