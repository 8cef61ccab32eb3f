"""Papers typed in Word and drafted anew: each can be opened and filled in, and keeps what was typed."""

import pytest
from flask import Flask

from formserver.forms.document import FormDocument, read_folder
from formserver.resources import root
from formserver.services import documents, editions
from formserver.services.from_paper import from_sheet
from tests.entry_forms import answers, begin, filled, opened, pairs_of, press
from tests.entry_site import Office, open_office
from tests.factories import COUNTY
from tests.pages import CheckingClient, client_of, enter
from tests.paper_grids import as_typed

PAPERS = {one.code: one for one in read_folder(root() / "schemas")[0]}


def drafts() -> list[FormDocument]:
    made = (from_sheet(as_typed(one), code=f"{code}_again") for code, one in PAPERS.items())
    return [documents.read(draft.text, file=draft.code) for draft in made]


@pytest.fixture
def office(site: Flask) -> Office:
    """A county that uses the drafts of all papers."""
    office = open_office(site)
    with site.app_context():
        editions.load_shipped(drafts(), [])
        for code in PAPERS:
            editions.adopt(COUNTY, f"{code}_again")
    return office


@pytest.fixture
def visitor(site: Flask, office: Office) -> CheckingClient:
    client = client_of(site)
    enter(client, office.visitor_id)
    return client


@pytest.mark.parametrize("code", PAPERS)
def test_the_draft_of_a_paper_can_be_filled_in(visitor: CheckingClient, office: Office, code: str) -> None:
    url = begin(visitor, f"{code}_again", office)
    typed = filled(opened(visitor, url))
    assert press(visitor, url, typed).status_code in (303, 422)
    kept = dict(answers(pairs_of(opened(visitor, url))))
    lost = [name for name, text in answers(typed) if text == "甲" and name not in kept]
    assert lost == []
