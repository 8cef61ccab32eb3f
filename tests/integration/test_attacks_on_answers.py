"""What somebody posts to change answers he may not change, or to learn what he may not read; on both databases."""

import json
from typing import Any, Final

import pytest
from flask import Flask

from formserver.forms import document
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.resources import root
from formserver.services import drafting, editions, filling, submission
from formserver.services.filling import Filling
from formserver.store import records
from tests.factories import COUNTY, approve_fully, furnish, hand_in, person, register
from tests.unit.forms.making import holder, spec, written

CODE: Final = "visit_record/trap"
LOCKED: Final = {"x-when": {"read_only": {"field": "^agreed", "is": "yes"}}}
ROW: Final = holder({"who": spec("text", **LOCKED), "age": spec("integer")})
FIELDS: Final = {
    "agreed": spec("yes_no"),
    "open": spec("table", items=ROW),
    "shut": spec("table", items=ROW, **{"x-when": {"read_only": {"field": "agreed", "is": "yes"}}}),
    "phone": spec("phone", **{"x-concept": "phone", "x-prefill": {"from": "register"}}),
    "copied": spec("text", **{"x-concept": "phone", "x-prefill": {"from": "register"}}),
    "card": spec("text", **{"x-concept": "name", "x-prefill": {"from": "register"}}),
    "before": spec("text", **{"x-sensitive": True, "x-computed": {"cel": "previous.phone", "fixed": True}}),
}
KEPT: Final = {
    "agreed": "yes",
    **{f"{table}.0.{name}": text for table in ("open", "shut") for name, text in (("who", "李明"), ("age", "9"))},
}


def trap() -> FormDocument:
    """A visit paper with answers that are shut, and others taken from what is known."""
    source = written(FIELDS) | {"$id": f"urn:formserver:form:{CODE}:v1.0"}
    dialect = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))
    return document.load(json.dumps(source, ensure_ascii=False), file="trap.v1.json", dialect=dialect, shared={})


@pytest.fixture
def elder_id(storage: Flask) -> str:
    """李桂芳, whom 刘洋 has registered with her phone number."""
    furnish()
    editions.load_shipped([trap()], [])
    editions.adopt(COUNTY, CODE)
    registration = register(person("liuyang"))
    approve_fully(registration)
    return records.get(person("liuyang").scope, registration).elder_id or ""


def begun(elder_id: str, user_name: str = "liuyang") -> Filling:
    author = person(user_name)
    return filling.opened(author, drafting.start(author, CODE, elder_id=elder_id).id)


def agreed(elder_id: str) -> Filling:
    """A draft whose shut answers are typed and shut."""
    opened = begun(elder_id)
    return filling.keep(opened.reader, opened.draft.id, Pairs(KEPT.items()), revision=opened.draft.revision)


def answers(opened: Filling) -> dict[str, Any]:
    return {name: value for name, value in opened.data.items() if name in ("open", "shut")}


# what is read-only ----------------------------------------------------------------------------------------------------
def test_a_row_is_not_added_to_a_table_that_takes_none(elder_id: str) -> None:
    opened = agreed(elder_id)
    revision = opened.draft.revision
    longer = filling.add_row(opened.reader, opened.draft.id, opened.pairs, "shut", revision=revision)
    assert longer.pairs.rows("shut") == [0]
    assert len(longer.pairs.rows("open")) == 1


def test_a_row_is_not_taken_out_of_a_table_that_takes_no_answers(elder_id: str) -> None:
    opened = agreed(elder_id)
    revision = opened.draft.revision
    shorter = filling.remove_row(opened.reader, opened.draft.id, opened.pairs, "shut", 0, revision=revision)
    assert answers(shorter) == answers(opened)


def test_a_shut_answer_is_not_removed_with_the_row_around_it(elder_id: str) -> None:
    opened = agreed(elder_id)
    revision = opened.draft.revision
    shorter = filling.remove_row(opened.reader, opened.draft.id, opened.pairs, "open", 0, revision=revision)
    assert answers(shorter)["open"] == [{"who": "李明"}]


@pytest.mark.parametrize("mark", [{}, {"open.7.row": "1"}])
def test_a_shut_question_of_a_new_row_takes_no_answer_either(elder_id: str, mark: dict[str, str]) -> None:
    opened = agreed(elder_id)
    posted = opened.pairs.merged({**mark, "open.7.who": "李四", "open.7.age": "8"}.items())
    kept = filling.keep(opened.reader, opened.draft.id, posted, revision=opened.draft.revision)
    assert answers(kept)["open"] == [{"who": "李明", "age": 9}, {"age": 8}]


# what others told -----------------------------------------------------------------------------------------------------
def test_a_number_of_the_register_is_proposed_to_who_told_it_and_only_where_it_is_stored_encrypted(
    elder_id: str,
) -> None:
    pairs = begun(elder_id).pairs
    assert (pairs.raw("phone"), pairs.raw("copied"), pairs.raw("card")) == ("10000000002", "", "李桂芳")


@pytest.mark.parametrize("other", ["heping", "fanyu"])
def test_a_number_of_the_register_is_proposed_to_nobody_who_sees_it_masked(elder_id: str, other: str) -> None:
    assert "10000000002" not in str(begun(elder_id, other).pairs.items())


@pytest.mark.parametrize(("user_name", "said"), [("liuyang", "10000000003"), ("heping", "")])
def test_a_number_of_the_last_record_is_computed_with_only_for_who_wrote_it(
    elder_id: str, user_name: str, said: str
) -> None:
    first = {"agreed": "no", "phone": "10000000003"}
    approve_fully(hand_in(person("liuyang"), CODE, Pairs(first.items()), elder_id=elder_id))
    opened = begun(elder_id, user_name)
    pairs = Pairs({"agreed": "no"}.items())
    kept = filling.keep(opened.reader, opened.draft.id, pairs, revision=opened.draft.revision)
    assert kept.pairs.raw("before") == said


def test_a_computed_value_that_is_posted_is_thrown_away(elder_id: str) -> None:
    opened = begun(elder_id)
    posted = Pairs({"agreed": "no", "before": "10000000009"}.items())
    revision = opened.draft.revision
    done = submission.submit(opened.reader, opened.draft.id, posted, revision=revision, act_id=new_id())
    assert "before" not in records.get(opened.reader.scope, done.record_id).data
