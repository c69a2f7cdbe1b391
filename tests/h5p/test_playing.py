"""The player's page and its files, at their addresses, with tickets."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories.h5p import PNG, library, make_package
from uprest.h5p.api import import_package
from uprest.h5p.models import Content, SavedState
from uprest.h5p.ranges import UnsatisfiableError, read_range
from uprest.h5p.services.states import (
    LARGEST_STATE,
    MOST_STATES,
    BadStateError,
    StateTooLargeError,
    delete_old_states,
    delete_states,
    move_states,
    save_state,
)
from uprest.h5p.tickets import BadTicketError, Ticket, choose_end, read_ticket, sign_ticket

AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
PART = "0f0e0d0c-0b0a-4908-8706-050403020100"


def allow(ticket, *, at):
    """Stand for a host project whose readers may open everything."""
    return True


def refuse(ticket, *, at):
    """Stand for a host project whose reader may open nothing any more."""
    return False


@pytest.fixture(autouse=True)
def guard(settings):
    settings.H5P_GUARD = "tests.h5p.test_playing.allow"


def add_content(**parts):
    result = import_package(file=make_package(**parts), may_install=True, at=AT)
    assert result.content is not None, result.verdict.problems
    return result.content


def make_ticket(content, **fields):
    values = {
        "content_id": content.pk,
        "page_id": 3,
        "block_id": PART,
        "learner": "u7",
        "place": "kitchen",
        "site": "https://site.example",
        "until": choose_end(timezone.now()),
    }
    return Ticket(**(values | fields))


def address(content, kind="play", path="", **fields):
    text = sign_ticket(make_ticket(content, **fields))
    return f"/h5p/{kind}/{text}/{path}"


def body_of(response):
    return b"".join(response.streaming_content)


def policy_of(response):
    parts = [part.strip().split(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


# --- tickets ------------------------------------------------------------------------------------


def test_a_ticket_says_what_was_signed():
    ticket = Ticket(1, 2, PART, "u7", "kitchen", "https://a.example", choose_end(AT), (4, 5), True)
    assert read_ticket(sign_ticket(ticket), at=AT) == ticket


def test_a_ticket_is_over_after_four_to_eight_hours():
    for minutes in range(0, 24 * 60, 17):
        issued = AT + timedelta(minutes=minutes)
        assert timedelta(hours=4) < choose_end(issued) - issued <= timedelta(hours=8)
    text = sign_ticket(Ticket(1, 2, PART, "", "", "", choose_end(AT)))
    with pytest.raises(BadTicketError):
        read_ticket(text, at=AT + timedelta(hours=8))


@pytest.mark.parametrize(
    "change", [lambda t: t + "x", lambda t: "x" + t, lambda t: t[:-1], lambda t: ""]
)
def test_a_changed_ticket_is_none(change):
    text = sign_ticket(Ticket(1, 2, PART, "u7", "kitchen", "", choose_end(AT)))
    with pytest.raises(BadTicketError):
        read_ticket(change(text), at=AT)


# --- the page -----------------------------------------------------------------------------------


def test_the_page_loads_the_core_then_libraries_in_order(client, db):
    libraries = {
        **library(
            needs=[("H5P.First",)], files={"look.css": "p {}"}, preloadedCss=[{"path": "look.css"}]
        ),
        **library("H5P.First", needs=[("H5P.Deepest",)]),
        **library("H5P.Deepest"),
    }
    content = add_content(libraries=libraries)
    page = client.get(address(content)).content.decode()
    order = [
        "boot-pre.js", "frame.bundle.js", "boot-mid.js", "H5P.Deepest-1.0/deepest.js",
        "H5P.First-1.0/first.js", "H5P.UprTest-1.0/uprtest.js", "boot-post.js",
    ]  # fmt: skip
    places = [page.index(f'{name}"></script>') for name in order]
    assert places == sorted(places)
    assert "H5P.UprTest-1.0/look.css" in page
    assert page.count("<script") == len(order) + 1, "one script of data, and none inline"


def test_what_the_page_may_do_is_said_in_full(client, db):
    response = client.get(address(add_content()))
    policy = policy_of(response)
    text = response.request["PATH_INFO"].split("/")[3]
    files = f"http://testserver/h5p/files/{text}/"
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["http://testserver/static/", files]
    assert policy["connect-src"] == [files]
    assert policy["frame-ancestors"] == ["https://site.example"]
    assert policy["sandbox"] == ["allow-scripts"]
    assert policy["form-action"] == ["'none'"]
    assert "frame-src" not in policy
    assert "X-Frame-Options" not in response
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


@pytest.mark.parametrize(
    ("script", "needs"),
    [
        ("H5P.UprTest = function () {};", False),
        ("var all = Function('return this')() || new Function('return this')();", False),
        ("H5P.UprTest = new Function('a', 'return a');", True),
        ("var x = eval('1');", True),
        ("setTimeout('again()', 250);", True),
        ("this.retrieval(1); jQuery.globalEval(2);", False),
    ],
)
def test_eval_is_allowed_only_where_a_library_needs_it(client, db, script, needs):
    content = add_content(libraries=library(files={"uprtest.js": script}))
    policy = policy_of(client.get(address(content)))
    assert ("'unsafe-eval'" in policy["script-src"]) == needs


def test_other_hosts_only_where_the_site_names_them(client, db, settings):
    params = {"text": "x", "video": {"path": "https://media.example/a.mp4", "mime": "video/mp4"}}
    content = add_content(params=params)
    assert content.hosts == ["media.example"]
    assert "https://media.example" not in policy_of(client.get(address(content)))["media-src"]
    for named in ("media.example", "example"):
        settings.H5P_MEDIA_HOSTS = [named, "other.example"]
        media = policy_of(client.get(address(content)))["media-src"]
        assert "https://media.example" in media
        assert "https://other.example" not in media
    settings.H5P_MEDIA_HOSTS = ["dia.example"]
    assert "https://media.example" not in policy_of(client.get(address(content)))["media-src"]


def test_the_page_knows_no_user_and_starts_where_the_learner_was(client, db):
    content = add_content()
    ticket = make_ticket(content)
    save_state(
        learner_key=ticket.state_key,
        content=content,
        data_type="state",
        part="0",
        data='{"a":1}',
        at=AT,
    )
    page = client.get(address(content)).content.decode()
    raw = page.split('<script id="h5p-integration" type="application/json">')[1].split("</script>")[
        0
    ]
    integration = json.loads(raw)
    assert "user" not in integration
    mine = integration["contents"][f"cid-{content.pk}"]
    assert mine["contentUserData"] == {"0": {"state": '{"a":1}'}}
    assert json.loads(mine["jsonContent"]) == content.params
    other = client.get(address(content, learner="u8")).content.decode()
    assert "contentUserData" in other
    assert '\\"a\\"' not in other


def test_content_that_waits_for_approval_is_not_played(client, db):
    result = import_package(file=make_package(), may_install=False, at=AT)
    assert result.content.status == Content.Status.WAITING
    assert client.get(address(result.content)).status_code == 403


# --- refusals -----------------------------------------------------------------------------------


def test_page_and_files_refuse_alike(client, db, settings):
    content = add_content(files={"images/a.png": PNG})
    places = [
        ("play", ""),
        ("files", "content/images/a.png"),
        ("files", "libraries/H5P.UprTest-1.0/uprtest.js"),
    ]
    for kind, path in places:
        assert client.get(address(content, kind, path)).status_code == 200
    old = {"until": timezone.now() - timedelta(seconds=1)}
    for kind, path in places:
        assert client.get(address(content, kind, path, **old)).status_code == 403
        assert client.get(f"/h5p/{kind}/nonsense/{path}").status_code == 403
    settings.H5P_GUARD = "tests.h5p.test_playing.refuse"
    for kind, path in places:
        assert client.get(address(content, kind, path)).status_code == 403


# --- files --------------------------------------------------------------------------------------


def test_only_what_was_recorded_is_handed_out(client, db):
    content = add_content(files={"images/a.png": PNG})
    other = add_content(files={"images/b.png": PNG + b"b"}, title="Other")
    assert body_of(client.get(address(content, "files", "content/images/a.png"))) == PNG
    for path in [
        "content/images/b.png", "content/../../../../etc/passwd", "content/content.json",
        "content/",
        "libraries/H5P.Other-1.0/uprtest.js", "libraries/H5P.UprTest-1.0/../../secret",
        "libraries/H5P.UprTest/uprtest.js", "h5p.json",
    ]:  # fmt: skip
        assert client.get(address(content, "files", path)).status_code == 404, path
    assert client.get(address(other, "files", "content/images/b.png")).status_code == 200


def test_a_file_is_what_our_own_table_says(client, db):
    libraries = library(files={"a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "b.swf": b"x"})
    content = add_content(libraries=libraries)
    drawing = client.get(address(content, "files", "libraries/H5P.UprTest-1.0/a.svg"))
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing["X-Content-Type-Options"] == "nosniff"
    assert drawing["Content-Security-Policy"] == "sandbox allow-scripts"
    assert drawing["Access-Control-Allow-Origin"] == "*"
    assert "immutable" in drawing["Cache-Control"]
    unknown = client.get(address(content, "files", "libraries/H5P.UprTest-1.0/b.swf"))
    assert unknown["Content-Type"] == "application/octet-stream"
    assert unknown["Content-Disposition"] == "attachment"


def test_a_file_that_is_known_is_not_sent_again(client, db):
    url = address(add_content(files={"a.png": PNG}), "files", "content/a.png")
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_parts_of_files(client, db):
    url = address(add_content(files={"a.png": PNG}), "files", "content/a.png")
    packed = {"Accept-Encoding": "gzip"}
    first = client.get(url, headers={"Range": "bytes=0-1", **packed})
    assert (first.status_code, first["Content-Range"]) == (206, f"bytes 0-1/{len(PNG)}")
    assert "Content-Encoding" not in first
    assert body_of(first) == PNG[:2]
    last = client.get(url, headers={"Range": "bytes=-3"})
    assert body_of(last) == PNG[-3:]
    rest = client.get(url, headers={"Range": "bytes=10-"})
    assert body_of(rest) == PNG[10:]
    outside = client.get(url, headers={"Range": f"bytes={len(PNG)}-"})
    assert (outside.status_code, outside["Content-Range"]) == (416, f"bytes */{len(PNG)}")
    tag = rest["ETag"]
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": tag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"old"'}).status_code == 200
    whole = client.get(url, headers={"Range": "bytes=0-1,4-5"})
    assert (whole.status_code, body_of(whole)) == (200, PNG)
    head = client.head(url)
    assert (head.status_code, head["Content-Length"], body_of(head)) == (200, str(len(PNG)), b"")


@pytest.mark.parametrize(
    ("header", "size", "expected"),
    [
        ("bytes=0-0", 10, (0, 0)),
        ("bytes=5-", 10, (5, 9)),
        ("bytes=5-100", 10, (5, 9)),
        ("bytes=-4", 10, (6, 9)),
        ("bytes=-40", 10, (0, 9)),
        ("bytes=-", 10, None),
        ("bytes=7-3", 10, None),
        ("items=0-1", 10, None),
        ("bytes=0-1, 3-4", 10, None),
        ("bytes=a-b", 10, None),
    ],
)
def test_ranges(header, size, expected):
    assert read_range(header, size) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=-5", 0)])
def test_ranges_that_cannot_be(header, size):
    with pytest.raises(UnsatisfiableError):
        read_range(header, size)


def test_scripts_may_ask_before_they_read(client, db):
    url = address(add_content(files={"a.png": PNG}), "files", "content/a.png")
    answer = client.options(
        url, headers={"Origin": "null", "Access-Control-Request-Headers": "range"}
    )
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Range" in answer["Access-Control-Allow-Headers"]
    assert client.post(url).status_code == 405


# --- a host of its own ----------------------------------------------------------------------------


@pytest.fixture
def own_host(settings):
    settings.UPREST_PLAYER_ORIGIN = "https://player.example:8443"
    settings.ALLOWED_HOSTS = ["testserver", "player.example"]
    return {"host": "player.example:8443"}


def test_the_players_host_knows_the_player_and_nothing_else(client, db, own_host):
    content = add_content(files={"a.png": PNG})
    page = client.get(address(content), headers=own_host)
    assert page.status_code == 200
    assert not page.cookies
    assert "https://player.example:8443/h5p/files/" in page.content.decode()
    assert policy_of(page)["script-src"][0] == "https://player.example:8443/static/"
    file = client.get(address(content, "files", "content/a.png"), headers=own_host)
    assert file.status_code == 200
    for path in ["/", "/en/", "/admin/", "/admin/login/", "/en/account/login/",
                 "/media/images/a.png",
                 "/documents/1/a.pdf", "/xapi/", "/h5p/", "/en/h5p/play/"]:  # fmt: skip
        answer = client.get(path, headers=own_host)
        assert answer.status_code == 404, path
        assert not answer.cookies


def test_with_a_host_of_its_own_the_site_hands_out_no_script_of_a_package(client, db, own_host):
    content = add_content(files={"a.png": PNG})
    assert client.get(address(content)).status_code == 404
    assert client.get(address(content, "files", "content/a.png")).status_code == 404


# --- states -------------------------------------------------------------------------------------


def keep(content, data, *, key="u7/kitchen", part="0", data_type="state", at=AT):
    save_state(learner_key=key, content=content, data_type=data_type, part=part, data=data, at=at)


def list_data(key="u7/kitchen"):
    rows = SavedState.objects.filter(learner_key=key).order_by("sub_content_id", "data_type")
    return list(rows.values_list("sub_content_id", "data_type", "data"))


def test_a_state_is_replaced_and_deleted(db):
    content = add_content()
    keep(content, "1")
    keep(content, "2", at=AT + timedelta(minutes=1))
    keep(content, "3", part=PART.upper())
    assert list_data() == [("0", "state", "2"), (PART, "state", "3")]
    keep(content, "0")
    keep(content, "0")
    assert list_data() == [(PART, "state", "3")]


@pytest.mark.parametrize("part", ["1", "-1", "", "x", PART[:-1], f"{PART}0", "0\n"])
def test_a_part_is_zero_or_a_uuid(db, part):
    with pytest.raises(BadStateError):
        keep(add_content(), "1", part=part)


@pytest.mark.parametrize("data_type", ["", "a b", "x" * 61, "å", "../x"])
def test_a_type_is_a_short_word(db, data_type):
    with pytest.raises(BadStateError):
        keep(add_content(), "1", data_type=data_type)


def test_states_have_an_end(db):
    content = add_content()
    with pytest.raises(StateTooLargeError):
        keep(content, "x" * (LARGEST_STATE + 1))
    keep(content, "x" * LARGEST_STATE)
    for number in range(MOST_STATES - 1):
        keep(content, "1", data_type=f"type{number}")
    with pytest.raises(StateTooLargeError):
        keep(content, "1", data_type="one-more")
    keep(content, "2", data_type="type0")
    assert SavedState.objects.count() == MOST_STATES


def test_a_changed_package_starts_anew_and_the_old_one_goes_on(client, db):
    old = add_content()
    keep(old, '"at-question-7"')
    new = add_content(params={"text": "changed"})
    assert "at-question-7" not in client.get(address(new)).content.decode()
    assert "at-question-7" in client.get(address(old)).content.decode()
    same = import_package(file=make_package(), may_install=True, at=AT).content
    assert same.pk == old.pk


def test_a_visits_states_move_with_it(db):
    content = add_content()
    keep(content, "visitor's, older", key="v1/kitchen")
    keep(content, "own", key="u7/kitchen", at=AT + timedelta(minutes=1))
    keep(content, "visitor's, newer", key="v1/desk", at=AT + timedelta(minutes=2))
    keep(content, "own", key="u7/desk")
    keep(content, "new", key="v1/bar")
    keep(content, "another's", key="v12/bar")
    move_states(learner="v1", to="u7")
    move_states(learner="v1", to="u7")
    assert list_data("u7/kitchen") == [("0", "state", "own")]
    assert list_data("u7/desk") == [("0", "state", "visitor's, newer")]
    assert list_data("u7/bar") == [("0", "state", "new")]
    assert list_data("v12/bar") == [("0", "state", "another's")]
    assert not SavedState.objects.filter(learner_key__startswith="v1/").exists()


def test_states_go_with_their_owner(db):
    content = add_content()
    keep(content, "mine")
    keep(content, "of 77", key="u77/kitchen")
    delete_states(learner="u7")
    assert list(SavedState.objects.values_list("data", flat=True)) == ["of 77"]
    keep(content, "old", key="v1/kitchen")
    keep(content, "young", key="v2/kitchen", at=AT + timedelta(days=1))
    delete_old_states(prefix="v", before=AT + timedelta(hours=1))
    assert set(SavedState.objects.values_list("data", flat=True)) == {"of 77", "young"}
