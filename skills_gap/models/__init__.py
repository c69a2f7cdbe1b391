"""Models of surveys, responses, profiles, paths, assigned paths and the counted answers."""

from skills_gap.models.assignments import AssignedCourse, AssignedPerson, Assignment
from skills_gap.models.counted import CountedAnswer, CountedResponse
from skills_gap.models.needs import CityNeed
from skills_gap.models.profiles import GapProfile, PathStep, RecommendedPath, SkillGap
from skills_gap.models.responses import Answer, KnowledgeAttempt, Response
from skills_gap.models.surveys import AnswerOption, KnowledgeItem, KnowledgeOption, Question, Survey

__all__ = [
    "Answer",
    "AnswerOption",
    "AssignedCourse",
    "AssignedPerson",
    "Assignment",
    "CityNeed",
    "CountedAnswer",
    "CountedResponse",
    "GapProfile",
    "KnowledgeAttempt",
    "KnowledgeItem",
    "KnowledgeOption",
    "PathStep",
    "Question",
    "RecommendedPath",
    "Response",
    "SkillGap",
    "Survey",
]
