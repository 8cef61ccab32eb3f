"""A site with every shipped paper in use, a visitor, and an elder whose papers can be filled in."""

from dataclasses import dataclass

from flask import Flask

from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.services import drafting, editions, submission
from formserver.store import records
from tests import factories
from tests.factories import COUNTY
from tests.pages import CheckingClient, client_of, enter


@dataclass(frozen=True)
class Office:
    """Who works there: a visitor (user id), and elders registered on the papers of Ezhou and of Jiangsu."""

    visitor_id: str
    elder_id: str
    jiangsu_elder_id: str


def open_office(app: Flask, password: str = "-") -> Office:
    """Furnish the site; ``password`` is the stored hash of the visitor 刘洋."""
    with app.app_context():
        factories.furnish()
        for document in factories.shipped():
            editions.adopt(COUNTY, document.code)
        visitor_id = factories.hire("liuyang", password=password)
        author = factories.person("liuyang")
        elder_id = _elder_of(factories.register(author))
        typed = {
            "file.name": "周秀英",
            "file.identity_number": factories.identity_number(2),
            "file.first_contact.name": "周明",
        }
        draft = drafting.start(author, "registration/jiangsu", village_code=factories.VILLAGE)
        draft_id, revision = draft.id, draft.revision
        db.session.rollback()
        record_id = _submitted(draft_id, revision, Pairs(typed.items()))
        factories.approve_fully(record_id)
        return Office(visitor_id, elder_id, _elder_of(record_id))


def begin_paper(app: Flask, document: FormDocument) -> tuple[CheckingClient, str]:
    """The visitor in the browser, with a draft of a further paper that the county now uses, and its address."""
    office = open_office(app)
    with app.app_context():
        editions.load_shipped([document], [])
        editions.adopt(COUNTY, document.code)
    client = client_of(app)
    enter(client, office.visitor_id)
    begun = client.send(f"/{COUNTY}/fill", {"form": document.code})
    assert begun.location is not None
    return client, begun.location


def _submitted(draft_id: str, revision: int, pairs: Pairs) -> str:
    author = factories.person("liuyang")
    return submission.submit(author, draft_id, pairs, revision=revision, act_id=new_id()).record_id


def _elder_of(record_id: str) -> str:
    elder_id = records.get(factories.person("liuyang").scope, record_id).elder_id
    assert elder_id is not None
    return elder_id
