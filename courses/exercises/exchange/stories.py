"""A story with consequences."""

from collections.abc import Mapping, Sequence

from courses.exercises.base import Json, list_items
from courses.exercises.branching import Branching
from courses.exercises.exchange.base import (
    Converter,
    Exported,
    Imported,
    Losses,
    OutgoingFiles,
    Package,
    Value,
    as_dict,
    as_list,
    as_number,
    make_items,
    make_part,
)
from courses.exercises.exchange.html import to_html, to_line, to_plain
from courses.exercises.exchange.whole import ask_for_skill, lose_pass_mark, lose_skill
from uprest.h5p.types import LibraryName

END = -1
QUESTION = "H5P.BranchingQuestion 1.0"


def branching_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a BranchingScenario: a question for each situation.

    What comes of a choice is its feedback; points are those of the end that a path comes to.
    """
    losses = Losses()
    lose_skill(value, losses)
    lose_pass_mark(value, losses)
    situations = [item for _, item in list_items(value["situations"])]
    outcomes = [item for _, item in list_items(value["outcomes"])]
    losses.add("path-points")
    losses.add_if(len(outcomes) > 1, "outcomes")
    content = [
        {
            "type": make_part(
                QUESTION,
                {
                    "branchingQuestion": {
                        "question": to_html(f"{situation['title']}\n{situation['text']}"),
                        "alternatives": [
                            _write_choice(choice) for _, choice in list_items(situation["choices"])
                        ],
                    }
                },
                name=str(place),
                title=situation["title"],
            ),
            "showContentTitle": False,
            "proceedButtonText": "",
            "forceContentFinished": "useBehavioural",
            "feedback": {"subtitle": ""},
            "contentBehaviour": "useBehavioural",
        }
        for place, situation in enumerate(situations)
    ]
    scenario = {
        "title": to_html(value["introduction"]),
        "content": content,
        "startScreen": {"startScreenTitle": to_html(value["introduction"])},
        "endScreens": [
            {
                "endScreenTitle": to_html(outcomes[-1]["text"] if outcomes else ""),
                "endScreenSubtitle": "",
                "contentId": END,
                "endScreenScore": 0,
            }
        ],
        "scoringOptionGroup": {
            "scoringOption": "dynamic-score",
            "includeInteractionsScores": False,
        },
        "behaviour": {"enableBackwardsNavigation": True, "randomizeBranchingQuestions": False},
    }
    return Exported({"branchingScenario": scenario}, losses.all)


def _write_choice(choice: Mapping[str, Json]) -> Value:
    following = choice.get("next")
    return {
        "text": choice["text"],
        "nextContentId": following - 1 if following else END,
        "feedback": {
            "title": "",
            "subtitle": to_html(choice["consequence"]),
            "endScreenScore": choice.get("points") or 0,
        },
        "addFeedback": bool(choice["consequence"]),
    }


def branching_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a story. Contents that ask nothing, and ways back, are left out."""
    losses = Losses()
    value = ask_for_skill(losses)
    scenario = as_dict(params.get("branchingScenario"))
    contents = [as_dict(one) for one in as_list(scenario.get("content"))]
    asked = [place for place, one in enumerate(contents) if _find_question(one)]
    losses.add_if(len(asked) < len(contents), "no-question")
    numbers = {place: number for number, place in enumerate(asked, start=1)}
    situations = [
        _read_situation(contents[place], numbers[place], contents, numbers, losses)
        for place in asked
    ]
    ends = [as_dict(one) for one in as_list(scenario.get("endScreens"))]
    texts = [_join(end, "endScreenTitle", "endScreenSubtitle", losses) for end in ends]
    losses.add_if(len(ends) > 1, "outcomes")
    losses.add("labels")
    losses.add_if(
        not any(choice["value"]["points"] for one in situations for choice in one["choices"]),
        "give-points",
    )
    introduction = to_line(scenario.get("title"), losses) or package.title
    start = as_dict(scenario.get("startScreen"))
    before = (
        to_line(start.get(name), losses) for name in ("startScreenTitle", "startScreenSubtitle")
    )
    losses.add_if(any(text not in ("", introduction) for text in before), "introduction")
    value |= {
        "pass_percentage": None,
        "introduction": introduction,
        "situations": make_items(situations),
        "outcomes": make_items(
            [{"from_percent": 0, "text": next((text for text in texts if text), "")}]
        ),
    }
    return Imported(value, losses.all)


def _find_question(content: Mapping[str, Json]) -> Mapping[str, Json]:
    params = as_dict(as_dict(content.get("type")).get("params"))
    return as_dict(params.get("branchingQuestion"))


def _read_situation(
    content: Mapping[str, Json],
    number: int,
    contents: Sequence[Mapping[str, Json]],
    numbers: Mapping[int, int],
    losses: Losses,
) -> Value:
    question = _find_question(content)
    title, _, text = to_plain(question.get("question"), losses).partition("\n")
    choices = []
    for one in as_list(question.get("alternatives")):
        choice = as_dict(one)
        feedback = as_dict(choice.get("feedback"))
        consequence = _join(feedback, "title", "subtitle", losses)
        following = _follow(choice.get("nextContentId"), contents, numbers)
        losses.add_if(following is not None and following <= number, "way-back")
        losses.add_if(not consequence, "add-consequences")
        points = as_number(feedback.get("endScreenScore"))
        losses.add_if(points > MOST_POINTS, "most-points", str(MOST_POINTS))
        choices.append(
            {
                "text": to_line(choice.get("text"), losses),
                "consequence": consequence,
                "next": following if following is not None and following > number else None,
                "points": int(min(max(points, 0), MOST_POINTS)),
            }
        )
    return {"title": title, "text": text or title, "choices": make_items(choices)}


MOST_POINTS = 10


def _join(screen: Mapping[str, Json], title: str, subtitle: str, losses: Losses) -> str:
    """Return both texts of a screen, each on lines of its own."""
    words = (to_plain(screen.get(name), losses) for name in (title, subtitle))
    return "\n".join(word for word in words if word)


def _follow(
    place: Json, contents: Sequence[Mapping[str, Json]], numbers: Mapping[int, int]
) -> int | None:
    """Return the number of the next situation from ``place`` on; contents between are passed."""
    seen: set[int] = set()
    while isinstance(place, int) and not isinstance(place, bool) and place not in seen:
        if place in numbers:
            return numbers[place]
        if not 0 <= place < len(contents):
            return None
        seen.add(place)
        place = contents[place].get("nextContentId")
    return None


CONVERTERS = (
    Converter(
        kind=Branching.kind,
        library=LibraryName("H5P.BranchingScenario", 1, 8),
        to_h5p=branching_to_h5p,
        from_h5p=branching_from_h5p,
    ),
)
