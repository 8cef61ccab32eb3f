"""A county at work: the shipped documents in force, its people, and records made the way people make them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from flask import Flask

from formserver import clock
from formserver.extensions import db
from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Grant, User
from formserver.regions.tree import Region as Place
from formserver.resources import root
from formserver.services import approval, drafting, editions, filling, looking, submission
from formserver.services.person import Person
from formserver.store import records, regions, roles, users
from formserver.workflow import definition
from tests.pages import CheckingClient, client_of, enter

COUNTY: Final = "420703"
OTHER_COUNTY: Final = "350581"
TOWNSHIP: Final = "420703103"
OTHER_TOWNSHIP: Final = "420703101"
VILLAGE: Final = "420703103201"
NEXT_VILLAGE: Final = "420703103202"
OTHER_TOWNSHIP_VILLAGE: Final = "420703101201"
OTHER_COUNTY_VILLAGE: Final = "350581101201"

REGISTRATION: Final = "registration/ezhou"
VISIT: Final = "visit_record/ezhou"
VISIT_WITH_CARE: Final = "visit_record/shuren"
LONG_AGO: Final = date(2020, 1, 1)

PLACES: Final = {
    COUNTY: "华容区",
    TOWNSHIP: "段店镇",
    OTHER_TOWNSHIP: "葛店镇",
    VILLAGE: "三江村委会",
    NEXT_VILLAGE: "四房村委会",
    OTHER_TOWNSHIP_VILLAGE: "大湾村委会",
    OTHER_COUNTY: "石狮市",
    "350581101": "灵秀镇",
    OTHER_COUNTY_VILLAGE: "彭田村委会",
}

# user name -> full name, role, where
PEOPLE: Final = {
    "liuyang": ("刘洋", "visitor", VILLAGE),
    "chenjie": ("陈洁", "visitor", NEXT_VILLAGE),
    "fanyu": ("范宇", "typist", VILLAGE),
    "heping": ("何平", "village_lead", VILLAGE),
    "zhaomin": ("赵敏", "township_approver", TOWNSHIP),
    "sunli": ("孙丽", "township_approver", TOWNSHIP),
    "xulei": ("徐磊", "township_approver", OTHER_TOWNSHIP),
    "wangfang": ("王芳", "county_approver", COUNTY),
    "gaofei": ("高飞", "form_admin", COUNTY),
    "luoying": ("罗英", "form_admin", COUNTY),
    "maying": ("马莹", "form_admin", TOWNSHIP),
    "qianhao": ("钱浩", "system_admin", COUNTY),
    "tangyu": ("唐宇", "department_reader", COUNTY),
    "luoyan": ("罗燕", "disability_reader", COUNTY),
    "weimin": ("魏敏", "health_reader", COUNTY),
    "yangfan": ("杨帆", "civil_affairs_reader", COUNTY),
    "huxin": ("胡欣", "disability_reader", NEXT_VILLAGE),
    "linqing": ("林青", "county_approver", OTHER_COUNTY),
}


@cache
def shipped() -> tuple[FormDocument, ...]:
    """The form documents of the checkout."""
    documents, failures = document.read_folder(root() / "schemas")
    assert not failures
    return tuple(documents)


def furnish() -> None:
    """Bring places, roles, documents and adoptions into an empty database; needs an application context."""
    regions.bring_in((Place(code, name) for code, name in PLACES.items()), LONG_AGO)
    roles.ship()
    editions.load_shipped(shipped(), definition.read_folder(root() / "workflows")[0])
    for code in (REGISTRATION, VISIT, VISIT_WITH_CARE):
        editions.adopt(COUNTY, code)
    db.session.commit()


def hire(user_name: str, *, password: str = "-") -> str:
    """Add one of PEOPLE with his role; gives the id. ``password`` is the stored hash."""
    full_name, role, region = PEOPLE[user_name]
    user = User(
        id=new_id(),
        username=user_name,
        full_name=full_name,
        password=password,
        fs_uniquifier=new_id(),
        created_at=clock.now(),
    )
    users.insert(user, phone="10000000001")
    users.grant(Grant(id=new_id(), user_id=user.id, role_name=role, region_code=region, valid_from=LONG_AGO))
    db.session.commit()
    return user.id


def person(user_name: str, county_id: str = COUNTY) -> Person:
    """One of PEOPLE as services know him, hired when first asked for; he outlives the session he was found in."""
    user = users.by_username(user_name)
    user_id = user.id if user else hire(user_name)
    columns = Grant.__table__.columns.keys()
    held = [Grant(**{name: getattr(one, name) for name in columns}) for one in users.grants_of(user_id)]
    return Person(user_id, PEOPLE[user_name][0], county_id, tuple(held))


def identity_number(serial: int = 1, birth: str = "19480316") -> str:
    """A number of nobody (area code 999999) with a right check digit."""
    digits = f"999999{birth}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def registration_pairs(name: str = "李桂芳", identity: str | None = None, **more: str) -> Pairs:
    """What the registration page posts."""
    typed = {
        "filled_on": "2025-01-08",
        "name": name,
        "identity_number": identity or identity_number(),
        "phone": "10000000002",
        "residence.township": "段店",
        "residence.village": "三江",
        "remarks": "住在村小学旁边。",
    }
    return Pairs((typed | more).items())


def visit_pairs(**more: str) -> Pairs:
    """What the visit page of Ezhou posts."""
    typed = {
        "visitor_name": "刘洋",
        "visited_on": "2025-02-10",
        "daily_supplies": "complete",
        "hygiene": "good",
        "risk_grade": "low",
    }
    return Pairs((typed | more).items())


def hand_in(
    author: Person, form_code: str, pairs: Pairs, *, elder_id: str | None = None, part: str | None = None, **more: Any
) -> str:
    """Start a draft, type the pairs and submit them; gives the record's id."""
    village = None if elder_id else VILLAGE if author.filling_regions == (COUNTY,) else author.filling_regions[0]
    draft = drafting.start(author, form_code, part, elder_id=elder_id, village_code=village, **more)
    return submission.submit(author, draft.id, pairs, revision=draft.revision, act_id=new_id()).record_id


def register(author: Person, name: str = "李桂芳", identity: str | None = None, **more: str) -> str:
    """A submitted registration; gives the record's id."""
    return hand_in(author, REGISTRATION, registration_pairs(name, identity, **more))


def ask(actor: Person, record_id: str, action: str, remark: str = "", target: str | None = None) -> approval.Request:
    """The request of a page drawn from the record as it stands now."""
    record = records.get(actor.scope, record_id)
    return approval.Request(action, new_id(), record.revision_number, record.state, remark, target)


def act(actor: Person, record_id: str, action: str, remark: str = "", target: str | None = None) -> approval.Done:
    """Do an act from a page drawn now."""
    return approval.act(actor, record_id, ask(actor, record_id, action, remark, target))


def approve_fully(record_id: str) -> None:
    """Township and county approve."""
    act(person("zhaomin"), record_id, "approve")
    act(person("wangfang"), record_id, "approve")


def resubmit(author: Person, record_id: str, pairs: Pairs) -> None:
    """Submit a record that waits for its author once more."""
    draft_id = looking.view(author, record_id).draft_id
    assert draft_id is not None
    draft = filling.opened(author, draft_id).draft
    submission.submit(author, draft_id, pairs, revision=draft.revision, act_id=new_id())


@dataclass(frozen=True)
class Village:
    """A site with a registered elder and one visit to her that waits for the township."""

    registration_id: str
    visit_id: str
    elder_id: str


def settle(app: Flask) -> Village:
    """Furnish a site, register 李桂芳 and hand in one visit."""
    with app.app_context():
        furnish()
        author = person("liuyang")
        registration_id = register(author)
        approve_fully(registration_id)
        elder_id = records.get(author.scope, registration_id).elder_id
        assert elder_id is not None
        visit_id = hand_in(author, VISIT, visit_pairs(), elder_id=elder_id)
        return Village(registration_id, visit_id, elder_id)


def looking_as(site: Flask, user_name: str) -> CheckingClient:
    """A browser in which one of PEOPLE has signed in."""
    with site.app_context():
        user_id = person(user_name).user_id
    client = client_of(site)
    enter(client, user_id)
    return client
