"""Models of surveys, responses, profiles, paths and the counted answers."""

from skills_gap.models.counted import CountedAnswer, CountedResponse
from skills_gap.models.profiles import GapProfile, PathStep, RecommendedPath, SkillGap
from skills_gap.models.responses import Answer, KnowledgeAttempt, Response
from skills_gap.models.surveys import AnswerOption, KnowledgeItem, KnowledgeOption, Question, Survey

__all__ = [
    "Answer",
    "AnswerOption",
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
