"""Exercises of several questions, and a text to write."""

from collections.abc import Callable, Mapping
from uuid import NAMESPACE_URL, uuid5

from courses.exercises.base import Json, list_items
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
    as_text,
    make_items,
)
from courses.exercises.exchange.choices import (
    multiple_choice_from_h5p,
    multiple_choice_to_h5p,
    true_false_from_h5p,
    true_false_to_h5p,
)
from courses.exercises.exchange.html import to_html, to_line, to_plain
from courses.exercises.exchange.whole import (
    ALL_RIGHT,
    ask_for_skill,
    lose_overall,
    lose_settings,
    lose_skill,
)
from courses.exercises.free_texts import MAX_LENGTH, ShortText
from courses.exercises.quiz import Quiz
from courses.exercises.video_questions import VideoQuestions
from uprest.h5p.types import LibraryName

WRITERS: dict[str, tuple[str, str, Callable[[Mapping[str, Json], OutgoingFiles], Exported]]] = {
    "multiple_choice": ("H5P.MultiChoice 1.16", "Multiple Choice", multiple_choice_to_h5p),
    "true_false": ("H5P.TrueFalse 1.8", "True/False Question", true_false_to_h5p),
}
READERS: dict[str, tuple[str, Callable[[Mapping[str, Json], Package], Imported]]] = {
    "H5P.MultiChoice": ("multiple_choice", multiple_choice_from_h5p),
    "H5P.TrueFalse": ("true_false", true_false_from_h5p),
}
# What a question among others does not need: the whole asks for it.
OF_THE_WHOLE = {"skill", "level", "pass_percentage"}
LONGEST = 7200  # seconds
TOLD_ONCE = {"skill", "choose-skill", "labels", "pass-mark"}


def _write_question(kind: str, question: Mapping[str, Json], name: str, losses: Losses) -> Value:
    """Return a question as content inside other content."""
    library, content_type, write = WRITERS[kind]
    out = write(question, OutgoingFiles())
    for loss in out.losses:
        losses.add(loss.code, loss.detail)
    return {
        "library": library,
        "params": out.params,
        "subContentId": str(uuid5(NAMESPACE_URL, f"h5p {library} {name}")),
        "metadata": {"contentType": content_type, "license": "U", "title": content_type},
    }


def _read_question(content: Json, losses: Losses) -> tuple[str, Value] | None:
    """Return kind and value of a question; nothing where it is of a kind that has no place."""
    found = as_dict(content)
    library = as_text(found.get("library"))
    machine_name = library.split(" ")[0]
    if machine_name not in READERS:
        losses.add("other-questions", machine_name or "?")
        return None
    kind, read = READERS[machine_name]
    back = read(as_dict(found.get("params")), Package())
    for loss in back.losses:
        if loss.code not in TOLD_ONCE:
            losses.add(loss.code, loss.detail)
    return kind, {name: one for name, one in back.value.items() if name not in OF_THE_WHOLE}


def _read_mark(mark: Json) -> int | None:
    is_mark = isinstance(mark, int) and not isinstance(mark, bool) and 0 < mark < ALL_RIGHT
    return mark if is_mark else None


# --- Quiz -----------------------------------------------------------------------------------------


def quiz_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a QuestionSet that draws as many questions."""
    losses = Losses()
    lose_skill(value, losses)
    losses.add_if(value.get("attempt_limit"), "attempt-limit")
    questions = [
        _write_question(item["type"], item["value"], str(place), losses)
        for place, item in enumerate(value["questions"])
    ]
    params = {
        "introPage": {"showIntroPage": True, "title": value["heading"], "introduction": ""},
        "progressType": "textual",
        "passPercentage": value.get("pass_percentage") or ALL_RIGHT,
        "questions": questions,
        "poolSize": value["draw"] or len(questions),
        "randomQuestions": True,
        "disableBackwardsNavigation": False,
    }
    return Exported(params, losses.all)


def quiz_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a quiz with those questions that have a place here."""
    losses = Losses()
    value = ask_for_skill(losses)
    found = [_read_question(one, losses) for one in as_list(params.get("questions"))]
    questions = [{"type": one[0], "value": one[1]} for one in found if one]
    pool = params.get("poolSize")
    is_pool = isinstance(pool, int) and not isinstance(pool, bool) and 0 < pool <= len(questions)
    intro = as_dict(params.get("introPage"))
    losses.add_if(to_plain(intro.get("introduction"), losses), "introduction")
    _lose_end(as_dict(params.get("endGame")), losses)
    losses.add_if(params.get("randomQuestions") is not True and is_pool, "order")
    losses.add("labels")
    value |= {
        "pass_percentage": _read_mark(params.get("passPercentage")),
        "heading": to_line(intro.get("title"), losses) or package.title,
        "draw": pool if is_pool else max(1, len(questions)),
        "attempt_limit": None,
        "questions": questions,
    }
    return Imported(value, losses.all)


def _lose_end(end: Mapping[str, Json], losses: Losses) -> None:
    """Note what a QuestionSet says and shows at its end; older ones have four texts."""
    lose_overall(end, losses)
    for name in ("successGreeting", "successComment", "failGreeting", "failComment"):
        text = to_plain(end.get(name), losses)
        losses.add_if(text, "overall-feedback", text)
    losses.add_if(any(end.get(name) for name in ("successVideo", "failVideo")), "end-videos")


# --- Video with questions -------------------------------------------------------------------------


def video_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of an InteractiveVideo: its questions with their times."""
    losses = Losses()
    lose_skill(value, losses)
    video = files.documents.get(value.get("video") or 0)
    captions = files.documents.get(value.get("captions") or 0)
    losses.add_if(video is None or captions is None, "video")
    losses.add_if(value.get("transcript"), "transcript")
    losses.add_if(value.get("pass_percentage"), "pass-mark")
    interactions = []
    for place, (_, question) in enumerate(list_items(value["questions"])):
        second = question["second"] or 0
        interactions.append(
            {
                "x": 5,
                "y": 5,
                "width": 30,
                "height": 20,
                "duration": {"from": second, "to": second + 10},
                "pause": True,
                "displayType": "button",
                "buttonOnMobile": False,
                "label": "",
                "libraryTitle": "Multiple Choice",
                "action": _write_question("multiple_choice", question, str(place), losses),
                "adaptivity": {"correct": {}, "wrong": {}, "requireCompletion": False},
            }
        )
    params = {
        "interactiveVideo": {
            "video": {
                "startScreenOptions": {"title": value["title"], "hideStartTitle": False},
                "files": [video] if video else [],
                "textTracks": {"videoTrack": _write_captions(value, captions)},
            },
            "assets": {"interactions": interactions, "bookmarks": [], "endscreens": []},
            "summary": {"task": {"library": "", "params": {}}, "displayAt": 3},
        },
        "override": {"autoplay": False, "loop": False},
    }
    return Exported(params, losses.all)


def _write_captions(value: Mapping[str, Json], file: Json | None) -> list[Json]:
    if file is None:
        return []
    code = value.get("captions_language") or "en"
    return [{"label": code, "kind": "captions", "srcLang": code, "track": file}]


def list_video_files(value: Mapping[str, Json]) -> tuple[int, ...]:
    """Return the ids of the video and its captions."""
    return tuple(value[name] for name in ("video", "captions") if value.get(name))


def video_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a video with questions. The video itself has to be chosen."""
    losses = Losses()
    value = ask_for_skill(losses)
    losses.add("choose-video")
    whole = as_dict(params.get("interactiveVideo"))
    start = as_dict(as_dict(whole.get("video")).get("startScreenOptions"))
    losses.add_if(to_plain(start.get("shortStartDescription"), losses), "introduction")
    assets = as_dict(whole.get("assets"))
    losses.add_if(as_list(assets.get("endscreens")), "submit-screens")
    losses.add_if(as_list(assets.get("bookmarks")), "bookmarks")
    questions = []
    for one in as_list(assets.get("interactions")):
        interaction = as_dict(one)
        _lose_jumps(as_dict(interaction.get("adaptivity")), losses)
        found = _read_question(interaction.get("action"), losses)
        if found is None:
            continue
        if found[0] != "multiple_choice":
            losses.add("other-questions", "H5P.TrueFalse")
            continue
        questions.append({"second": _read_second(interaction), **found[1]})
    summary = as_dict(as_dict(whole.get("summary")).get("task"))
    losses.add_if(as_dict(summary.get("params")).get("summaries"), "other-questions", "H5P.Summary")
    losses.add("labels")
    value |= {
        "pass_percentage": None,
        "title": to_line(start.get("title"), losses) or package.title,
        "video": None,
        "captions": None,
        "captions_language": "",
        "transcript": "",
        "questions": make_items(questions),
    }
    return Imported(value, losses.all)


def _lose_jumps(adaptivity: Mapping[str, Json], losses: Losses) -> None:
    """Note what happens in the video after a right or a wrong answer, or without one."""
    for name in ("correct", "wrong"):
        then = as_dict(adaptivity.get(name))
        losses.add_if(then.get("seekTo") or to_plain(then.get("message"), losses), "jumps")
    losses.add_if(adaptivity.get("requireCompletion") is True, "must-be-right")


def _read_second(interaction: Mapping[str, Json]) -> int:
    start = as_dict(interaction.get("duration")).get("from")
    if not isinstance(start, int | float) or isinstance(start, bool):
        return 0
    return round(start) if 0 <= start <= LONGEST else 0


# --- Short text -----------------------------------------------------------------------------------


def short_text_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of an Essay that nobody scores: criteria stand above its model answer."""
    losses = Losses()
    criteria = [text for _, text in list_items(value["criteria"])]
    params = {
        "taskDescription": to_html(value["question"]),
        "solution": {
            "introduction": "".join(map(to_html, criteria)),
            "sample": to_html(value["model_answer"]),
        },
        "keywords": [],
        "behaviour": {
            "enableRetry": True,
            "ignoreScoring": True,
            "inputFieldSize": "10",
            "minimumLength": 1,
            "maximumLength": MAX_LENGTH,
        },
    }
    losses.add_if(criteria, "criteria-as-text")
    return Exported(params, losses.all)


def short_text_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of a short text: keywords, or else the introduction, become criteria."""
    losses = Losses()
    solution = as_dict(params.get("solution"))
    keywords = [
        to_line(as_dict(one).get("keyword"), losses) for one in as_list(params.get("keywords"))
    ]
    above = to_plain(solution.get("introduction"), losses)
    losses.add_if(keywords, "keywords")
    losses.add_if(keywords and above, "introduction")
    losses.add_if(to_plain(params.get("placeholderText"), losses), "placeholder")
    lose_overall(params, losses)
    known = ("ignoreScoring", "inputFieldSize", "minimumLength", "maximumLength")
    lose_settings(params, losses, *known)
    criteria = keywords or [line for line in above.split("\n") if line]
    losses.add_if(not criteria, "add-criteria")
    return Imported(
        {
            "question": to_plain(params.get("taskDescription"), losses),
            "model_answer": to_plain(solution.get("sample"), losses),
            "criteria": make_items(criteria),
        },
        losses.all,
    )


CONVERTERS = (
    Converter(
        kind=Quiz.kind,
        library=LibraryName("H5P.QuestionSet", 1, 20),
        to_h5p=quiz_to_h5p,
        from_h5p=quiz_from_h5p,
    ),
    Converter(
        kind=VideoQuestions.kind,
        library=LibraryName("H5P.InteractiveVideo", 1, 22),
        to_h5p=video_to_h5p,
        from_h5p=video_from_h5p,
        list_documents=list_video_files,
    ),
    Converter(
        kind=ShortText.kind,
        library=LibraryName("H5P.Essay", 1, 5),
        to_h5p=short_text_to_h5p,
        from_h5p=short_text_from_h5p,
    ),
)
