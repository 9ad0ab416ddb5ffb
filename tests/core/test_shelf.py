import math
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import brotli
import pytest
from flask import Response, abort, request, session
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.test import create_environ, run_wsgi_app

from clinic import create_app
from clinic.core import shelf as shelves
from clinic.core.db import db
from clinic.core.shelf import Shelf
from tests.core.board import ENDPOINT, PATH, Board, wait_for_looks, watched
from tests.world import World

PAGES = ["/", "/privacy/"]


@pytest.fixture
def shelf(world: World) -> Shelf:
    kept: Shelf = world.app.extensions["shelf"]
    return kept


@pytest.fixture
def board(world: World, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    board = Board(world)
    monkeypatch.setitem(world.app.view_functions, ENDPOINT, board.view)
    monkeypatch.setattr(shelf, "queries", {})
    yield board
    wait_for_looks()
    shelf.empty()


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_with_cookies_is_given_none(world: World, path: str) -> None:
    client = world.client()
    with client.session_transaction() as kept:
        kept.permanent = True
        kept["seen"] = "something"
    for _ in range(2):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_reaches_neither_flask_nor_the_database(world: World, path: str) -> None:
    client = world.client()
    client.get(path)
    with watched() as seen:
        assert client.get(path).status_code == 200
        assert client.head(path, headers={"Accept-Encoding": "br"}).status_code == 200
    assert seen == []


def test_what_is_not_kept_does_reach_them(board: Board) -> None:
    with watched() as seen:
        board.read()
    assert seen.count("SELECT 1") == 2
    assert seen.count("Flask") == 2


@pytest.mark.parametrize("path", PAGES)
def test_the_first_answer_and_all_others_are_alike(world: World, shelf: Shelf, path: str) -> None:
    shelf.queries.clear()
    first, second = (world.client().get(path, headers={"Accept-Encoding": "br"}) for _ in range(2))
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers == second.headers
    assert first.data == second.data


@pytest.mark.parametrize("path", PAGES)
def test_a_copy_has_the_words_and_headers_that_flask_gives(world: World, shelf: Shelf, path: str) -> None:
    chunks, status, expected = run_wsgi_app(shelf.flask, create_environ(path), buffered=True)
    answer = world.client().get(path, headers={"Accept-Encoding": "br"})
    of_the_copy = ("ETag", "Vary", "Content-Encoding", "Content-Length")
    assert answer.headers["Content-Security-Policy"]
    for name in of_the_copy:
        del answer.headers[name], expected[name]
    assert sorted(answer.headers) == sorted(expected)
    assert (status, answer.status) == ("200 OK", "200 OK")
    assert brotli.decompress(answer.data) == b"".join(chunks)


def test_https_is_asked_for_on_copies_too(world: World) -> None:
    app = create_app(replace(world.app.extensions["settings"], secure_cookies=True))
    for _ in range(2):
        assert "max-age" in app.test_client().get("/").headers["Strict-Transport-Security"]


def test_a_page_is_rendered_once(board: Board) -> None:
    board.read()
    board.shelf.empty()
    board.renderings = 0
    for _ in range(5):
        board.read()
    assert board.renderings == 1


def test_a_head_request_may_be_the_first(board: Board) -> None:
    answer = board.world.client().head(PATH)
    assert not answer.data
    assert int(answer.headers["Content-Length"]) == len(board.read())


def test_nothing_of_the_first_visitor_gets_onto_the_shelf(board: Board) -> None:
    board.words = lambda: f"{request.host} {dict(request.cookies)} {request.query_string!r} {request.headers!r}"
    visitor = board.world.client()
    visitor.set_cookie("name", "canary")
    visitor.get(f"{PATH}?utm_source=canary", headers={"User-Agent": "canary", "Host": "canary.example.org"})
    assert "canary" not in board.read()
    assert "localhost" in board.read()


def test_a_query_that_the_page_does_not_know_renders_and_keeps_nothing(board: Board) -> None:
    board.read()
    before = board.renderings, dict(board.shelf.copies)
    for number in range(50):
        assert "first words" in board.read(f"utm_source=letter-{number}&sort=name")
    assert (board.renderings, board.shelf.copies) == before


def test_a_query_that_the_page_knows_has_a_copy_for_each_value(board: Board) -> None:
    board.query = {"sort": {"name", "visits"}}
    board.words = lambda: f"sorted by {request.args.get('sort', 'evidence')}"
    for _ in range(2):
        assert "sorted by name" in board.read("sort=name")
        assert "sorted by visits" in board.read("utm_source=letter&sort=visits&sort=name")
        assert "sorted by evidence" in board.read("sort=anything")
        assert "sorted by evidence" in board.read("&".join("sort=name" for _ in range(50)))
    assert len([path for path, _ in board.shelf.copies if path == PATH]) == 3


def test_a_path_that_looks_like_a_query_is_no_page(board: Board) -> None:
    board.query = {"sort": {"name"}}
    board.read("sort=name")
    assert board.world.client().get(f"{PATH}%3Fsort=name").status_code == 404


def test_what_is_no_good_answer_is_not_kept(board: Board) -> None:
    def gone() -> str:
        abort(410)

    def late(response: Response) -> Response:
        response.status_code = 503
        return response

    board.words = gone
    assert board.world.client().get(PATH).status_code == 410
    board.says("too late")
    board.dress = late
    assert board.world.client().get(PATH).status_code == 503
    assert board.shelf.copies == {}
    board.dress = lambda response: response
    assert "too late" in board.read()


def test_a_page_that_stopped_answering_is_asked_again(board: Board) -> None:
    board.read()
    board.shelf.empty()
    board.words = lambda: abort(503)
    assert board.world.client().get(PATH).status_code == 503
    board.says("back again")
    assert "back again" in board.read()


def test_an_answer_that_is_offered_no_more_is_kept_no_more(board: Board) -> None:
    board.read()
    board.shelf.empty()
    board.is_for_all = False
    board.says("for you alone")
    assert "for you alone" in board.read()
    assert board.shelf.copies == {}


def test_a_page_that_sets_a_cookie_is_kept_for_nobody(board: Board) -> None:
    def remember() -> str:
        session["visits"] = session.get("visits", 0) + 1
        return f"visit {session['visits']}"

    board.words = remember
    visitor = board.world.client()
    first = visitor.get(PATH)
    assert "visit 1" in first.text
    assert first.headers.getlist("Cache-Control") == ["no-store"]
    assert "visit 1" in board.read()
    assert board.shelf.copies == {}


def test_a_form_is_never_answered_from_the_shelf(board: Board) -> None:
    board.read()
    assert board.world.client().post(PATH).status_code == 405


def test_a_full_shelf_answers_and_keeps_no_more(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    board.world.client().get("/")
    monkeypatch.setattr(shelves, "MOST_COPIES", len(board.shelf.copies))
    for _ in range(2):
        assert "first words" in board.read()
    assert list(board.shelf.copies) == [("/", "")]


def test_a_shelf_filled_by_one_page_s_queries_keeps_no_more_either(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST_COPIES", 1)
    board.query = {"sort": {"name", "visits"}}
    for query in ("sort=name", "sort=visits", ""):
        assert "first words" in board.read(query)
    assert list(board.shelf.copies) == [(PATH, "sort=name")]


def test_a_strange_host_is_refused_before_and_after_a_page_is_kept(world: World) -> None:
    settings = replace(world.app.extensions["settings"], clinic_local=False, public_url="https://clinic.example.org")
    client = create_app(settings).test_client()
    for _ in range(2):
        assert client.get("/", base_url="http://clinic.example.org").status_code == 200
        for host in ("evil.example.com", "clinic.example.org:evil", "clinic.example.org.evil.example.com"):
            assert client.get("/", headers={"Host": host}).status_code == 400, host


def test_behind_a_proxy_the_host_is_the_one_that_was_asked(world: World) -> None:
    settings = replace(
        world.app.extensions["settings"], clinic_local=False, public_url="https://clinic.example.org", trusted_proxies=1
    )
    client = create_app(settings).test_client()
    inside = {"Host": "web-1:8000", "X-Forwarded-Host": "clinic.example.org"}
    client.get("/", headers=inside)
    with watched() as seen:
        assert client.get("/", headers=inside).status_code == 200
    assert seen == []


def test_a_new_edition_is_seen_after_a_look(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    reviews = ["not yet reviewed"]
    monkeypatch.setattr(shelves, "editions", [lambda: tuple(reviews)])
    board.shelf.look()
    board.read()
    board.says("reviewed")
    reviews.append("reviewed today")
    assert "first words" in board.read()
    board.shelf.look()
    assert "reviewed" in board.read()


def test_the_same_edition_leaves_the_pages_where_they_are(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "editions", [lambda: "the same"])
    board.shelf.look()
    board.read()
    board.shelf.look()
    board.says("new words")
    assert "first words" in board.read()


def test_a_doubted_page_is_kept_until_the_next_look_that_works(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> object:
        raise OperationalError("SELECT 1", {}, Exception())

    def best_just_now() -> str:
        shelves.doubt()
        return "nobody can tell just now"

    monkeypatch.setattr(shelves, "editions", [lambda: "the same"])
    board.shelf.look()
    board.words = best_just_now
    board.read()
    board.says("reviewed")
    assert "nobody can tell" in board.read()
    monkeypatch.setattr(shelves, "editions", [away])
    board.shelf.look()
    assert "nobody can tell" in board.read()
    monkeypatch.setattr(shelves, "editions", [lambda: "the same"])
    board.shelf.look()
    assert "reviewed" in board.read()


def test_a_page_that_was_being_rendered_while_the_edition_changed_is_not_kept(board: Board) -> None:
    board.read()
    board.shelf.empty()

    def old_words() -> str:
        board.shelf.empty()
        return "old words"

    board.words = old_words
    assert "old words" in board.read()
    board.says("new words")
    assert "new words" in board.read()


@pytest.mark.commits
def test_visitors_get_the_old_pages_at_once_while_one_look_is_under_way(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, looks = threading.Event(), []

    def slow() -> object:
        looks.append(db.session.scalar(text("SELECT 1")))
        assert may_end.wait(10)
        return len(looks)

    monkeypatch.setattr(shelves, "editions", [slow])
    board.read()
    board.says("new words")
    monkeypatch.setattr(board.shelf, "look_again_seconds", 0)
    for _ in range(20):
        assert "first words" in board.read()
    monkeypatch.setattr(board.shelf, "look_again_seconds", math.inf)
    may_end.set()
    wait_for_looks()
    assert looks == [1]
    assert "new words" in board.read()
    with board.world.context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a pool that counts


def test_nobody_looks_while_nobody_visits_or_a_look_was_lately(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[None] = []
    monkeypatch.setattr(shelves, "editions", [lambda: looks.append(None)])
    monkeypatch.setattr(board.shelf, "look_again_seconds", shelves.LOOK_AGAIN_SECONDS)
    board.shelf.look()
    for _ in range(3):
        board.read()
    wait_for_looks()
    assert len(looks) == 1


def test_the_old_pages_stay_while_the_database_is_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    away = replace(world.app.extensions["settings"], database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    app = create_app(away)
    shelf: Shelf = app.extensions["shelf"]
    monkeypatch.setattr(shelves, "editions", [lambda: db.session.scalar(text("SELECT 1"))])
    before = app.test_client().get("/").data
    shelf.look_again_seconds = 0
    assert app.test_client().get("/").data == before
    wait_for_looks()
    with watched() as seen:
        assert app.test_client().get("/").data == before
    wait_for_looks()
    assert "Flask" not in seen


@pytest.mark.commits
def test_many_visitors_at_once_get_the_same_page(board: Board) -> None:
    board.query = {"sort": {"name", "visits"}}
    board.words = lambda: f"sorted by {request.args.get('sort', 'evidence')}"
    ready = threading.Barrier(8)

    def visit(number: int) -> set[str]:
        ready.wait(10)
        expected = ["evidence", "name", "visits"][number % 3]
        found = {board.read(f"sort={expected}") for _ in range(25)}
        assert f"sorted by {expected}" in next(iter(found))
        return found

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(visit, range(8)))
    assert all(len(found) == 1 for found in pages)
    assert len([path for path, _ in board.shelf.copies if path == PATH]) == 3
