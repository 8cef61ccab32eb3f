"""The guard: half, unmeasured and oversized bodies, foreign origins and hosts, and who may open what."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, request
from werkzeug.test import TestResponse

from formserver.app import create_app
from formserver.config import Settings
from formserver.web.guard import public, requires, signed_in
from formserver.web.pages import render
from tests.databases import settings_for
from tests.pages import COUNTY, CheckingClient, add_person, client_of, enter, parse, watch

Server = Callable[[str], tuple[int, Path]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Server]:
    """Start gunicorn with the program's settings on a site of bodies_site.py; gives its port and the file of notes."""
    running: list[subprocess.Popen[bytes]] = []

    def start(site: str) -> tuple[int, Path]:
        notes = tmp_path / "notes"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        command = (
            "from formserver.cli.serving import Server\n"
            f"Server('tests.integration.bodies_site:{site}()', host='127.0.0.1', port={port}, workers=1).run()"
        )
        environ = {**os.environ, "BODIES_NOTES": str(notes), "PYTHONPATH": str(ROOT)}
        running.append(subprocess.Popen([sys.executable, "-c", command], env=environ, cwd=ROOT))
        _wait_for(port)
        return port, notes

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            assert b"ready" in _send(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


def _send(port: int, raw: bytes, *, hang_up: bool = False) -> bytes:
    """Send raw bytes; with ``hang_up`` say that nothing more comes (FIN), as a phone does that loses its line."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(raw)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def _form(body: bytes, length: int | None) -> bytes:
    head = b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    head += b"Transfer-Encoding: chunked\r\n" if length is None else b"Content-Length: %d\r\n" % length
    return head + b"\r\n" + body


BODY = b"name=zhang&village=wusheng&note=" + b"x" * 60


def test_a_form_cut_off_on_the_way_never_reaches_a_view(serve: Server) -> None:
    port, notes = serve("guarded")
    for end in range(0, len(BODY), 9):
        answer = _send(port, _form(BODY[:end], len(BODY)), hang_up=True)
        assert answer.startswith(b"HTTP/1.1 400"), (end, answer)
        assert answer.endswith(b"BodyIncomplete")
    assert not notes.exists()


def test_without_the_guard_half_a_form_would_be_taken_for_a_whole_one(serve: Server) -> None:
    port, notes = serve("bare")
    assert b"taken" in _send(port, _form(BODY[:20], len(BODY)), hang_up=True)
    assert notes.read_text() == "['name', 'village']\n"


def test_a_whole_form_is_taken(serve: Server) -> None:
    port, notes = serve("guarded")
    assert b"taken" in _send(port, _form(BODY, len(BODY)))
    assert notes.read_text() == "['name', 'note', 'village']\n"


def test_a_body_in_chunks_is_refused_for_want_of_a_length(serve: Server) -> None:
    port, notes = serve("guarded")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    assert _send(port, _form(chunks, None)).startswith(b"HTTP/1.1 411")
    assert _send(port, _form(b"1_0\r\n", None), hang_up=True).startswith(b"HTTP/1.1 411")
    assert not notes.exists()


def test_a_body_too_large_is_refused_before_it_is_sent(serve: Server) -> None:
    port, notes = serve("guarded")
    assert _send(port, _form(b"", 5000)).startswith(b"HTTP/1.1 413")
    assert not notes.exists()


def test_a_body_too_large_gets_the_page_that_says_so(client: CheckingClient, site_settings: Settings) -> None:
    response = client.post("/sign-in", environ_overrides={"CONTENT_LENGTH": str(site_settings.max_body + 1)})
    assert response.status_code == 413
    assert "内容太大" in response.get_data(as_text=True)


def test_a_form_of_thousands_of_fields_is_refused(client: CheckingClient) -> None:
    body = "&".join(f"f{number}=1" for number in range(5000))
    response = client.post("/sign-in", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_an_address_of_thousands_of_parameters_is_refused(client: CheckingClient) -> None:
    assert client.get("/about?" + "a&" * 5000).status_code == 413


def test_a_document_nested_too_deep_is_refused(site: Flask, client: CheckingClient) -> None:
    @public
    def take() -> Response:
        return render("home/about.html", nested=request.get_json())

    site.add_url_rule("/nested", view_func=take, methods=["GET"])
    response = client.get("/nested", data="[" * 100_000, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize(("site_header", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 303)])
def test_a_post_from_another_site_is_refused_even_with_the_token(
    reader: CheckingClient, site_header: str, status: int
) -> None:
    assert reader.send("/sign-out", headers={"Sec-Fetch-Site": site_header}).status_code == status


def test_a_foreign_host_name_is_refused(site_settings: Settings) -> None:
    known = settings_for(
        site_settings.database_url, site_settings.instance, FORMSERVER_TRUSTED_HOSTS="forms.example,localhost"
    )
    app = create_app(known)
    watch(app)
    client = client_of(app)
    assert client.get("/about", headers={"Host": "forms.example"}).status_code == 200
    response = client.get("/about", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response.get_data(as_text=True)
    assert response.get_data(as_text=True).startswith("这个网址不是本系统的，请用单位给您的网址打开。")


def test_a_name_that_the_site_does_not_have_is_told_with_its_setting(
    site_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    known = settings_for(site_settings.database_url, site_settings.instance, FORMSERVER_TRUSTED_HOSTS="forms.example")
    app = create_app(known)
    watch(app)
    client_of(app).get("/about", headers={"Host": "forgotten.example"})
    assert caplog.messages == ["host 'forgotten.example' is not in FORMSERVER_TRUSTED_HOSTS"]


@pytest.fixture
def county_page(site: Flask) -> str:
    """The address of a page of the test county for which one needs the right to approve there."""

    @requires("approve_county")
    def view(county: str) -> Response:
        return render("home/nothing.html")

    site.add_url_rule("/<county>/approvals", "test.approvals", view)
    return f"/{COUNTY}/approvals"


def ways_of(response: TestResponse) -> set[str]:
    """Where the navigation of a page leads."""
    navigation = [
        node for node in parse(response.get_data(as_text=True)).iter("nav") if "主菜单" in node.attrib.values()
    ]
    return {link.get("href") or "" for nav in navigation for link in nav.iter("a")}


def test_a_page_opens_for_who_holds_the_right_there(county_page: str, reader: CheckingClient) -> None:
    assert reader.get(county_page).status_code == 200


def test_a_page_is_forbidden_to_who_works_there_without_the_right(
    county_page: str, site: Flask, client: CheckingClient
) -> None:
    enter(client, add_person(site, "zhaomin", grants={"visitor": COUNTY + "101201"}))
    response = client.get(county_page)
    assert response.status_code == 403
    assert "系统管理员" in response.get_data(as_text=True)
    assert f"/{COUNTY}/visits" in ways_of(response)


def test_the_pages_of_another_county_do_not_exist(county_page: str, site: Flask, client: CheckingClient) -> None:
    enter(client, add_person(site, "zhaomin", grants={"county_approver": "350581"}))
    response = client.get(county_page)
    assert response.status_code == 404
    # The navigation is that of the reader's own county.
    assert "/350581/visits" in ways_of(response)
    assert not any(COUNTY in way for way in ways_of(response))


def test_a_stranger_is_shown_no_ways_and_gets_no_token(client: CheckingClient) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert ways_of(response) == set()
    assert "_csrf" not in response.get_data(as_text=True)


def test_a_page_opened_without_signing_in_leads_there_and_back(county_page: str, client: CheckingClient) -> None:
    assert client.get(county_page + "?a=1&b=2").location == f"/sign-in?next={county_page}?a%3D1%26b%3D2"


def test_htmx_is_told_in_place_to_sign_in(county_page: str, client: CheckingClient) -> None:
    response = client.get(county_page, headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Retarget"]) == (401, "#notices")
    assert "<html" not in response.get_data(as_text=True)


def test_a_failure_shows_a_number_and_neither_its_text_nor_its_trace(
    site: Flask, client: CheckingClient, caplog: pytest.LogCaptureFixture
) -> None:
    @public
    def fail() -> Response:
        raise ValueError("999999194803120021")

    site.add_url_rule("/failing", "test.failing", fail)
    site.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.get("/failing")
    page = response.get_data(as_text=True)
    assert response.status_code == 500
    assert "编号：" in page
    assert "999999" not in page + caplog.text
    assert "ValueError at fail" in caplog.text


def test_a_page_of_two_languages_speaks_the_one_asked_for(client: CheckingClient) -> None:
    assert "Sign in" in client.get("/sign-in?lang=en").get_data(as_text=True)
    assert "登录" in client.get("/sign-in?lang=xx").get_data(as_text=True)


def test_large_text_stays_once_chosen(client: CheckingClient) -> None:
    assert client.send("/display", {"text": "large", "next": "/about"}).location == "/about"
    assert 'class="large-text"' in client.get("/about").get_data(as_text=True)
    client.send("/display", {"text": "normal", "next": "//evil.example"})
    assert 'class="large-text"' not in client.get("/about").get_data(as_text=True)


def test_who_holds_no_role_is_told_so(site: Flask, client: CheckingClient) -> None:
    enter(client, add_person(site, "zhaomin"))
    response = client.get("/", follow_redirects=True)
    assert "您还没有分到工作" in response.get_data(as_text=True)


def test_a_page_for_the_signed_in_is_closed_to_strangers_posting(site: Flask, client: CheckingClient) -> None:
    @signed_in
    def take() -> Response:
        return render("home/about.html")

    site.add_url_rule("/taking", "test.taking", take, methods=["POST"])
    assert client.send("/taking").status_code == 401
