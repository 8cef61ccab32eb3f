"""What only scripts say comes in a file that browsers keep; what the frame says of its reader is nobody else's."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from formserver.store import forms
from formserver.web.locale import COOKIE
from formserver.web.static import FOLDER
from tests.factories import COUNTY, furnish, looking_as
from tests.pages import CheckingClient

ASKED = re.compile(r"(?:words|spoken)\(?\[?'([a-z-]+)'")


def address_of(client: CheckingClient) -> str:
    found = re.search(r'src="(/spoken/[^"]+)"', client.get("/about").get_data(as_text=True))
    assert found is not None
    return found[1]


def sentences(client: CheckingClient, address: str) -> dict[str, str]:
    text = client.get(address).get_data(as_text=True)
    return dict(json.loads(text.removeprefix("window.spoken = ").removesuffix(";\n")))


def test_every_sentence_that_a_script_asks_for_is_there(client: CheckingClient) -> None:
    scripts = "".join(file.read_text("utf-8") for file in [FOLDER / "app.js", *Path(FOLDER / "entry").glob("*.js")])
    asked = set(ASKED.findall(scripts))
    assert {"saving", "search", "also-open"} <= asked
    put_together = {"offline", "offline-copied", "failed", "failed-copied"}  # in keep.js
    assert asked | put_together <= set(sentences(client, address_of(client)))


def test_each_language_has_its_own_file(client: CheckingClient) -> None:
    chinese = sentences(client, address_of(client))
    client.set_cookie(COOKIE, "en")
    english = sentences(client, address_of(client))
    assert (chinese["saving"], english["saving"]) == ("正在保存…", "Saving…")
    assert chinese.keys() == english.keys()


def test_the_file_is_kept_for_ever_and_under_an_old_address_not_at_all(client: CheckingClient) -> None:
    address = address_of(client)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    old = client.get("/spoken/000000000000/" + address.rpartition("/")[2])
    assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-store")
    assert client.get("/spoken/000000000000/fr.js").status_code == 404


def test_a_long_list_is_searched_by_words_that_come_when_they_are_wanted(site: Flask, client: CheckingClient) -> None:
    with site.app_context():
        furnish()
        edition_id = forms.active_edition("registration/zaozhuang").id
    address = f"/lists/{edition_id}/main/ethnic_group"
    reader = looking_as(site, "liuyang")
    answer = reader.get(address)
    assert answer.get_json()["04"] == "zang"
    assert "immutable" in answer.headers["Cache-Control"]
    wrong = (
        f"/lists/{edition_id}/main/name",
        f"/lists/{edition_id}/main/x.1.y",
        f"/lists/{edition_id}/x/sex",
        "/lists/x/main/sex",
    )
    assert [reader.get(other).status_code for other in wrong] == [404] * 4
    assert client.get(address).status_code == 303  # to signing in


@pytest.mark.parametrize("url", ["/about", f"/{COUNTY}/work"])
def test_readers_of_one_sort_have_their_own_names_and_tokens(site: Flask, url: str) -> None:
    with site.app_context():
        furnish()
    pages = [looking_as(site, name).get(url).get_data(as_text=True) for name in ("zhaomin", "sunli")]
    for pattern in (
        'class="user-name">([^<]+)',
        'name="_csrf" value="([^"]+)',
        'name="copy-owner" content="([^"]+)',
    ):
        first, second = (re.findall(pattern, page)[0] for page in pages)
        assert first != second
