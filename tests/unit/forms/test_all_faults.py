"""A document with several faults of different depth: all are told at once."""

import json

import pytest

from formserver.forms import document
from formserver.forms.document import Json
from formserver.forms.lint import contradictions
from tests.unit.forms.making import DIALECT, spec, written

ROWS = [{"cells": [{"text": "样{a}"}]}]


def told(form: Json) -> list[tuple[str, str]]:
    """Place and reason of every fault."""
    text = json.dumps(form, ensure_ascii=False)
    return [(one.path, one.reason) for one in document.faults(text, file="sample", dialect=DIALECT, shared={})]


def faulty() -> Json:
    """A condition and an expression that name nothing, an expression that gives no number, a table too narrow."""
    fields = {
        "a": spec("integer", x_when={"show": {"field": "nowhere", "is": "yes"}}),
        "b": spec("integer", x_computed={"cel": "'words'"}),
        "c": spec("integer", x_computed={"cel": "nothing + 1"}),
    }
    form = written(fields, rows=ROWS)
    form["x-paper"]["blocks"][0]["columns_mm"] = [100]
    return form


def test_faults_of_structure_expressions_and_paper_are_told_at_once() -> None:
    places = [path for path, _ in told(faulty())]
    main = "$.properties.main.properties"
    assert places == [f"{main}.a.x-when.show", f"{main}.b.x-computed.cel", "$.x-paper.blocks[0].columns_mm"]


def test_a_name_that_leads_nowhere_is_told_once() -> None:
    reasons = [reason for _, reason in told(faulty())]
    assert [reason.count("nothing") for reason in reasons] == [1, 0, 0]


def test_mending_the_first_fault_brings_no_new_one() -> None:
    form, before = faulty(), dict(told(faulty()))
    del form["properties"]["main"]["properties"]["a"]["x-when"]
    left = [path for path, _ in told(form)]
    assert set(left) - {"$.properties.main.properties.c.x-computed.cel"} <= set(before)


def test_what_cannot_be_searched_because_of_other_faults_does_not_hide_them() -> None:
    form = faulty()
    form["properties"]["main"]["x-order"] = ["a", "b"]  # without c no part can be made
    assert told(form)[0][0] == "$.properties.main.x-order"


def test_no_more_faults_are_told_than_anybody_reads() -> None:
    form = written({f"f{at}": spec("integer", x_computed={"cel": "'words'"}) for at in range(30)}, rows=ROWS)
    assert len(told(form)) == document.MOST_FAULTS


def test_a_search_that_fails_on_a_good_document_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: object) -> list[tuple[str, str]]:
        raise LookupError

    monkeypatch.setattr(contradictions, "_SEARCHES", (broken,))
    with pytest.raises(LookupError):
        told(written({"a": spec("integer")}, rows=ROWS))


def test_a_search_that_fails_on_a_document_with_other_faults_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: object) -> list[tuple[str, str]]:
        raise LookupError

    before = told(faulty())
    monkeypatch.setattr(contradictions, "_SEARCHES", (contradictions._structure, broken))
    assert told(faulty()) == before[:1]
