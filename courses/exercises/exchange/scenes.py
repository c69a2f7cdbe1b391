"""Items for zones and places on a picture."""

from collections.abc import Mapping

from courses.exercises.base import Json, list_items
from courses.exercises.drag_zones import DragZones, read_numbers
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
    as_text,
    make_items,
    make_part,
)
from courses.exercises.exchange.html import to_html, to_line, to_plain
from courses.exercises.exchange.whole import (
    ask_for_skill,
    lose_overall,
    lose_pass_mark,
    lose_settings,
    lose_skill,
)
from courses.exercises.image_hotspots import ImageHotspots
from uprest.h5p.types import LibraryName

TEXT = "H5P.AdvancedText 1.1"
# What H5P wants to know of a picture that is not sent along: an empty canvas of this size.
CANVAS = {"width": 1200, "height": 600}
ALL = 100


def list_scene_pictures(value: Mapping[str, Json]) -> tuple[int, ...]:
    """Return the id of the picture that an exercise is on."""
    image = as_dict(value.get("picture")).get("image")
    return (image,) if isinstance(image, int) else ()


def _find_picture(value: Mapping[str, Json], files: OutgoingFiles, losses: Losses) -> Json:
    """Return H5P's picture of an exercise, where it goes along."""
    scene = as_dict(value.get("picture"))
    losses.add_if(scene.get("alt_text"), "picture-text")
    found = files.pictures.get(scene.get("image") or 0)
    losses.add_if(found is None, "picture")
    return found


def _keep_picture(stored: Json, package: Package, losses: Losses) -> Value:
    """Return the picture of an exercise that comes from H5P. Its text has to be written."""
    path = as_text(as_dict(stored).get("path"))
    image = package.keep_picture(path) if path else None
    losses.add_if(not path, "choose-picture")
    losses.add_if(path and image is None, "lost-picture", path)
    losses.add("write-picture-text")
    return {"image": image, "alt_text": ""}


# --- Items for zones ------------------------------------------------------------------------------


def drag_zones_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of a DragQuestion: items lie on the right, zones where they are."""
    losses = Losses()
    lose_skill(value, losses)
    lose_pass_mark(value, losses)
    picture = _find_picture(value, files, losses)
    items = [item for _, item in list_items(value["items"])]
    losses.add_if(any(item.get("feedback") for item in items), "item-feedback")
    wanted = [read_numbers(item.get("zones") or "") for item in items]
    zones = [zone for _, zone in list_items(value["zones"])]
    every = [str(number) for number in range(len(zones))]
    elements = [
        {
            "type": make_part(TEXT, {"text": to_html(item["text"])}, name=str(place), title="Item"),
            "x": 2,
            "y": round(2 + place * (ALL - 4) / len(items), 2),
            "width": 10,
            "height": 2,
            "dropZones": every,
            "backgroundOpacity": ALL,
            "multiple": False,
        }
        for place, item in enumerate(items)
    ]
    places = [
        {
            "x": as_number(zone["x"]),
            "y": as_number(zone["y"]),
            "width": round(as_number(zone["width"]) * CANVAS["width"] / ALL / H5P_EM, 4),
            "height": round(as_number(zone["height"]) * CANVAS["height"] / ALL / H5P_EM, 4),
            "correctElements": [
                str(place) for place, numbers in enumerate(wanted) if number in numbers
            ],
            "showLabel": True,
            "backgroundOpacity": 50,
            "label": to_html(zone["label"]),
            "single": False,
            "autoAlign": True,
            "tipsAndFeedback": {"tip": "", "feedbackOnCorrect": "", "feedbackOnIncorrect": ""},
        }
        for number, zone in enumerate(zones, start=1)
    ]
    settings: Value = {"size": dict(CANVAS)}
    if picture is not None:
        settings["background"] = picture
    losses.add("title", as_text(value.get("instruction")))
    params = {
        "question": {"settings": settings, "task": {"elements": elements, "dropZones": places}},
        "behaviour": {
            "enableRetry": True,
            "enableCheckButton": True,
            "singlePoint": False,
            "applyPenalties": True,
            "showScorePoints": True,
            "showTitle": True,
        },
    }
    return Exported(params, losses.all)


H5P_EM = 16
"""H5P measures zones in em of its canvas, which has 16 pixels an em."""


def drag_zones_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of items for zones. Items that are pictures cannot be carried over."""
    losses = Losses()
    value = ask_for_skill(losses)
    question = as_dict(params.get("question"))
    settings, task = as_dict(question.get("settings")), as_dict(question.get("task"))
    size = as_dict(settings.get("size"))
    zones = [_read_zone(as_dict(one), size, losses) for one in as_list(task.get("dropZones"))]
    right = [
        [str(place) for place in as_list(as_dict(one).get("correctElements"))]
        for one in as_list(task.get("dropZones"))
    ]
    items = []
    for place, one in enumerate(as_list(task.get("elements"))):
        text = to_line(as_dict(as_dict(as_dict(one).get("type")).get("params")).get("text"), losses)
        if not text:
            losses.add("picture-items")
            continue
        numbers = [number for number, own in enumerate(right, start=1) if str(place) in own]
        items.append({"text": text, "zones": ", ".join(map(str, numbers)), "feedback": ""})
    lose_overall(params, losses)
    lose_settings({**params, "question": ""}, losses, "applyPenalties", "showTitle")
    losses.add_if(len(zones) < 2, "too-few-zones")
    value |= {
        "pass_percentage": None,
        "instruction": package.title,
        "picture": _keep_picture(settings.get("background"), package, losses),
        "zones": make_items(zones),
        "items": make_items(items),
    }
    return Imported(value, losses.all)


def _read_zone(zone: Mapping[str, Json], size: Mapping[str, Json], losses: Losses) -> Value:
    tips = as_dict(zone.get("tipsAndFeedback"))
    names = ("tip", "feedbackOnCorrect", "feedbackOnIncorrect")
    losses.add_if(any(to_plain(tips.get(name), losses) for name in names), "tips")
    losses.add_if(zone.get("single") is True, "single-zone")
    left, top = _as_share(zone.get("x")), _as_share(zone.get("y"))
    width = as_number(zone.get("width")) * H5P_EM * ALL / (as_number(size.get("width")) or 620)
    height = as_number(zone.get("height")) * H5P_EM * ALL / (as_number(size.get("height")) or 310)
    return {
        "label": to_line(zone.get("label"), losses),
        "x": left,
        "y": top,
        "width": round(min(max(width, 0), ALL - left), 2),
        "height": round(min(max(height, 0), ALL - top), 2),
    }


def _as_share(value: Json) -> float:
    return round(min(max(as_number(value), 0), ALL), 2)


# --- Places on a picture --------------------------------------------------------------------------


def image_hotspots_to_h5p(value: Mapping[str, Json], files: OutgoingFiles) -> Exported:
    """Return the params of an ImageHotspots."""
    losses = Losses()
    picture = _find_picture(value, files, losses)
    losses.add("title", as_text(value.get("heading")))
    hotspots = [
        {
            "position": {"x": as_number(spot["x"]), "y": as_number(spot["y"])},
            "alwaysFullscreen": False,
            "header": spot["heading"],
            "content": [
                make_part(
                    "H5P.Text 1.1", {"text": to_html(spot["text"])}, name=str(place), title="Text"
                )
            ],
        }
        for place, (_, spot) in enumerate(list_items(value["hotspots"]))
    ]
    params: Value = {"hotspots": hotspots, "color": "#1f5c4d", "hotspotNumberLabel": "#num"}
    if picture is not None:
        params["image"] = picture
    return Exported(params, losses.all)


def image_hotspots_from_h5p(params: Mapping[str, Json], package: Package) -> Imported:
    """Return the value of places on a picture. Of what a place holds, the texts are kept."""
    losses = Losses()
    hotspots = []
    for one in as_list(params.get("hotspots")):
        spot = as_dict(one)
        position = as_dict(spot.get("position"))
        contents = [as_dict(content) for content in as_list(spot.get("content"))]
        texts = [
            to_plain(as_dict(content.get("params")).get("text"), losses) for content in contents
        ]
        losses.add_if(not all(texts), "media")
        hotspots.append(
            {
                "x": _as_share(position.get("x")),
                "y": _as_share(position.get("y")),
                "heading": to_line(spot.get("header"), losses),
                "text": "\n".join(text for text in texts if text),
            }
        )
    losses.add_if(not all(spot["heading"] for spot in hotspots), "add-headings")
    losses.add("labels")
    return Imported(
        {
            "heading": package.title,
            "picture": _keep_picture(params.get("image"), package, losses),
            "hotspots": make_items(hotspots),
        },
        losses.all,
    )


CONVERTERS = (
    Converter(
        kind=DragZones.kind,
        library=LibraryName("H5P.DragQuestion", 1, 13),
        to_h5p=drag_zones_to_h5p,
        from_h5p=drag_zones_from_h5p,
        list_pictures=list_scene_pictures,
    ),
    Converter(
        kind=ImageHotspots.kind,
        library=LibraryName("H5P.ImageHotspots", 1, 9),
        to_h5p=image_hotspots_to_h5p,
        from_h5p=image_hotspots_from_h5p,
        list_pictures=list_scene_pictures,
    ),
)
