"""Beginning a design: the same button pressed twice makes one."""

import re

from flask import Flask

from formserver.extensions import db
from formserver.ids import new_id
from formserver.store import designs, users
from tests.factories import COUNTY, REGISTRATION
from tests.integration.test_designer_pages import NEW
from tests.pages import CheckingClient

WORDS = {"category": "registration", "title": "独居老人走访表", "section": "基本情况"}


def count(site: Flask) -> int:
    with site.app_context():
        return len(designs.unpublished(COUNTY))


def begin(client: CheckingClient, **words: str) -> str:
    answer = client.send(NEW, words)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_new_form_is_begun_once_by_one_page(site: Flask, gaofei: CheckingClient) -> None:
    minted = re.findall(r'name="_design" value="([^"]+)"', gaofei.get(NEW).get_data(as_text=True))[0]
    first, again = (begin(gaofei, **WORDS, _design=minted) for _ in range(2))
    assert first == again
    assert count(site) == 1
    assert begin(gaofei, **WORDS, _design=new_id()) != first
    assert begin(gaofei, **WORDS, _design="x") != first
    assert count(site) == 3


def test_an_id_that_somebody_else_has_or_that_is_gone_begins_another(site: Flask, gaofei: CheckingClient) -> None:
    minted = new_id()
    first = begin(gaofei, **WORDS, _design=minted)
    gaofei.send(first, {"_revision": "0", "do": "drop"})
    again = begin(gaofei, **WORDS, _design=minted)
    assert again != first
    minted = again.rpartition("/")[2]
    with site.app_context():
        design, other = designs.find(minted), users.by_username("liuyang")
        assert design
        assert other
        design.by_user_id = other.id
        db.session.commit()
    assert begin(gaofei, **WORDS, _design=minted) != again


def test_what_was_refused_is_begun_by_the_same_page(gaofei: CheckingClient) -> None:
    minted = new_id()
    answer = gaofei.send(NEW, WORDS | {"title": "", "_design": minted})
    assert answer.status_code == 422
    assert f'value="{minted}"' in answer.get_data(as_text=True)


def test_the_next_edition_of_a_form_is_begun_once(site: Flask, gaofei: CheckingClient) -> None:
    first, again = (begin(gaofei, form=REGISTRATION) for _ in range(2))
    assert first == again
    assert count(site) == 1
