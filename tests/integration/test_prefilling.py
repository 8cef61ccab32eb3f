"""What a new page begins with: the register, one's own last record, the village; on both databases."""

import json

import pytest
from flask import Flask

from formserver.forms.origins import LAST, PRESET, REGISTER
from formserver.forms.pairs import Pairs
from formserver.services import drafting, editions, filling
from formserver.services.filling import Filling
from formserver.store import records
from tests.factories import COUNTY, approve_fully, furnish, hand_in, person, register
from tests.unit.forms.making import loaded, options, spec, written

CODE = "visit_record/sample"
REGISTERED = {"x-prefill": {"from": "register"}}
SEX = {"name": "sex", "map": {"a": "male", "b": "female"}}
FIELDS = {
    "elder": spec("text", **{"x-concept": "name"}, **REGISTERED),
    "sex": spec("single_choice", x_options=options("男", "女"), **{"x-concept": SEX}, **REGISTERED),
    "home": spec("address", x_tiers=["village"], **{"x-concept": "residence"}, **REGISTERED),
    "kin": spec("text", **{"x-concept": "contact_name"}, **REGISTERED),
    "village": spec("text", **{"x-prefill": {"constant": "village_name"}}),
    "post": spec("text", **{"x-prefill": {"from": "last"}}),
    "found": spec("text"),
}


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """A registered elder, and a visit paper that begins with what is known."""
    furnish()
    form = written(FIELDS) | {"$id": f"urn:formserver:form:{CODE}:v1.0"}
    editions.load_shipped([loaded(json.dumps(form, ensure_ascii=False))], [])
    editions.adopt(COUNTY, CODE)
    record_id = register(person("liuyang"))
    approve_fully(record_id)
    return records.get(person("liuyang").scope, record_id).elder_id or ""


def begun(elder_id: str, user_name: str = "liuyang") -> Filling:
    author = person(user_name)
    return filling.opened(author, drafting.start(author, CODE, elder_id=elder_id).id)


def test_a_new_page_begins_with_what_is_known_and_says_where_from(elder_id: str) -> None:
    opened = begun(elder_id)
    known = {"elder": "李桂芳", "sex": "a", "home.village": "三江", "village": "三江村"}
    assert dict(opened.pairs.items()) == known
    codes = {name: one.code for name, one in opened.origins.items()}
    assert codes == dict.fromkeys(("elder", "sex", "home"), REGISTER) | {"village": PRESET}


def test_only_ones_own_last_record_is_written_into_a_page(elder_id: str) -> None:
    visit = hand_in(person("liuyang"), CODE, Pairs([("post", "网格员"), ("found", "平安")]), elder_id=elder_id)
    approve_fully(visit)
    own = begun(elder_id)
    assert (own.pairs.raw("post"), own.origins["post"].code) == ("网格员", LAST)
    other = begun(elder_id, "heping")
    assert other.previous is not None
    assert "post" not in other.pairs
