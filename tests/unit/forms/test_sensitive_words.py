"""What is stored encrypted is not written anywhere else: not by an expression, not in a warning that is kept."""

from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms import carrying
from formserver.forms.answers import without_sensitive
from tests.unit.forms.making import field_of, holder, loaded, options, part_of, spec, written

FIELDS = {
    "number": spec("identity_number"),
    "income": spec("integer", **{"x-sensitive": True}),
    "parts": spec("integer"),
    "kin": spec("table", items=holder({"phone": spec("phone"), "name": spec("text")})),
    "aid": spec("single_choice", x_options=options("有：{whom}", a={"blanks": {"whom": spec("phone")}})),
}
COUNTED = {"check": "sum_is", "total": "income", "of": ["parts"], "level": "warning"}
SAID = {"check": "holds", "cel": "parts > 0", "at": "parts", "level": "warning"}


def reason_of(form: dict[str, Any]) -> str:
    with pytest.raises(DocumentInvalid) as refusal:
        loaded(form)
    return str(refusal.value.params["reason"])


@pytest.mark.parametrize("cel", ["number", "previous.number", 'number + "x"', "parts > 0 ? number : string(parts)"])
def test_words_made_of_a_sensitive_answer_are_sensitive_themselves(cel: str) -> None:
    computed = {"x-computed": {"cel": cel}}
    assert "x-sensitive" in reason_of(written({**FIELDS, "copy": spec("text", **computed)}))
    assert loaded(written({**FIELDS, "copy": spec("text", **computed, **{"x-sensitive": True})})).parts


def test_a_date_may_be_read_from_a_sensitive_number() -> None:
    assert loaded(written({**FIELDS, "born": spec("date", **{"x-computed": {"cel": "birth_of(number)"}})})).parts


@pytest.mark.parametrize(
    "check",
    [
        {**SAID, "message": "{number}不对"},
        {**SAID, "message": "{aid}不对"},
        {**SAID, "message": "{kin}不对"},
        COUNTED,
        {**COUNTED, "total": "parts", "of": ["income"]},
        {"check": "count_at_most", "rows": "kin", "limit": "income", "level": "warning"},
    ],
)
def test_a_warning_that_is_kept_with_its_reason_quotes_no_sensitive_answer(check: dict[str, Any]) -> None:
    assert "加密保存" in reason_of(written(FIELDS, x_checks=[check]))
    assert loaded(written(FIELDS, x_checks=[{**check, "reason": False}])).parts
    assert loaded(written(FIELDS, x_checks=[{**check, "level": "error"}])).parts


def test_data_are_shown_without_what_is_sensitive_in_them_wherever_it_stands() -> None:
    part = part_of(
        {
            **FIELDS,
            "rooms": spec(
                "fixed_table", x_rows={"rows": [{"code": "one", "label": "一"}]}, items=holder({"phone": spec("phone")})
            ),
        }
    )
    data = {
        "number": "9",
        "parts": 1,
        "kin": [{"phone": "1", "name": "李明"}, {"name": "李红"}],
        "aid": "a",
        "aid__a__whom": "1",
        "rooms": {"one": {"phone": "1"}},
    }
    shown = {"parts": 1, "kin": [{"name": "李明"}, {"name": "李红"}], "aid": "a", "rooms": {"one": {}}}
    assert without_sensitive(part.group, data) == shown
    assert without_sensitive(part.group, {"kin": None}) == {"kin": None}


def test_an_answer_that_was_sensitive_in_the_edition_before_is_not_offered_to_others() -> None:
    before, now = (part_of({"pay": spec("text", **{"x-sensitive": hidden})}) for hidden in (True, False))
    assert carrying.offers(now, before, {"pay": "每月三百元"}, hides=True) == []
    assert carrying.offers(now, before, {"pay": "每月三百元"})


def test_a_pattern_that_would_take_for_ever_elsewhere_judges_a_former_answer_at_once() -> None:
    assert not carrying.is_allowed(field_of("text", pattern="^(a+)+$"), "a" * 60 + "!")
