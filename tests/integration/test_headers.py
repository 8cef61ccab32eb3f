"""The headers of every answer, and the addresses of static files."""

from pathlib import Path

import pytest
from flask import Flask

from formserver.web import static
from formserver.web.headers import FIXED
from tests.pages import CheckingClient, parse

PAGES = ["/", "/sign-in", "/about", "/healthz", "/account/password", "/nothing-here"]


@pytest.mark.parametrize("url", PAGES)
def test_every_answer_has_the_fixed_headers(client: CheckingClient, url: str) -> None:
    headers = client.get(url).headers
    assert {name: headers.get(name) for name in FIXED} == FIXED


@pytest.mark.parametrize("url", PAGES)
def test_no_answer_of_the_application_is_kept(client: CheckingClient, url: str) -> None:
    assert client.get(url).headers["Cache-Control"] == "no-store"


def test_a_page_and_its_block_are_told_apart_by_caches(client: CheckingClient) -> None:
    assert "HX-Request" in client.get("/sign-in").headers["Vary"]


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = FIXED["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "script-src 'self';" in policy


@pytest.mark.parametrize("url", ["/sign-in", "/about", "/account/password", "/nothing-here"])
def test_pages_hold_no_inline_script_or_style(reader: CheckingClient, url: str) -> None:
    tree = parse(reader.get(url, follow_redirects=True).get_data(as_text=True))
    assert not list(tree.iter("style"))
    assert all(node.get("src") for node in tree.iter("script"))
    for node in tree.iter():
        assert not [name for name in node.attrib if str(name).startswith("on") or name == "style"]


def test_every_static_address_on_a_page_is_kept_for_ever(client: CheckingClient) -> None:
    tree = parse(client.get("/sign-in").get_data(as_text=True))
    addresses = [node.get("href") or node.get("src") for node in tree.iter() if node.tag in ("link", "script")]
    assert len(addresses) >= 6
    for address in addresses:
        assert address
        response = client.get(address)
        assert response.status_code == 200, address
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_static_address_changes_with_the_content(site: Flask) -> None:
    with site.test_request_context():
        address = site.url_for("static", filename="app.css")
    assert address.split("/")[2] != "app.css"


def test_a_static_file_that_is_not_there_is_not_found(client: CheckingClient, site: Flask) -> None:
    with site.test_request_context():
        address = site.url_for("static", filename="../app.py")
    assert client.get(address).status_code == 404


def test_a_static_file_that_changes_under_a_running_server_is_served_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "app.css"
    file.write_text("body { color: black }")
    monkeypatch.setattr(static, "FOLDER", tmp_path)
    app = Flask("static only", static_folder=None)
    static.init_static(app)
    with app.test_request_context():
        address = app.url_for("static", filename="app.css")
    client = app.test_client()
    for change in (lambda: file.write_text("body { color: black; background: white }"), file.unlink):
        change()
        response = client.get(address)
        assert (response.text, response.content_length) == ("body { color: black }", 21)
        assert client.head(address).content_length == 21
        assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
        assert client.post(address).status_code == 405


def test_production_insists_on_https(site: Flask, client: CheckingClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/about").headers
