"""What a page costs on the wire: that of a new draft of every shipped paper stays below six kilobytes."""

import gzip
from typing import Final

import pytest
from flask import Flask

from tests import factories
from tests.entry_forms import begin, opened
from tests.entry_site import Office, open_office
from tests.pages import CheckingClient, client_of, enter

LIMIT: Final = 6 * 1024
PARTS = [(one.code, part.code) for one in factories.shipped() for part in one.parts.values() if not part.follows]


@pytest.fixture
def office(site: Flask) -> Office:
    return open_office(site)


@pytest.fixture
def visitor(site: Flask, office: Office) -> CheckingClient:
    made = client_of(site)
    enter(made, office.visitor_id)
    return made


def test_the_page_of_a_new_draft_of_every_paper_is_small(visitor: CheckingClient, office: Office) -> None:
    sizes = {
        code: len(gzip.compress(opened(visitor, begin(visitor, code, office, part=part)).encode(), 6))
        for code, part in PARTS
    }
    assert {code: size for code, size in sizes.items() if size > LIMIT} == {}


def test_so_it_is_with_the_last_answers_beside_the_questions(
    site: Flask, visitor: CheckingClient, office: Office
) -> None:
    with site.app_context():
        author = factories.person("liuyang")
        pairs = factories.visit_pairs(place="家中")
        factories.approve_fully(factories.hand_in(author, factories.VISIT, pairs, elder_id=office.elder_id))
    page = opened(visitor, begin(visitor, factories.VISIT, office))
    assert "与上次相同" in page
    assert len(gzip.compress(page.encode(), 6)) <= LIMIT
