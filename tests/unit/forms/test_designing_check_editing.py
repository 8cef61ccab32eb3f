"""Steps of the designer: a check is changed in its place, its fields, its answers and its sentence."""

import json
from typing import Any

from formserver.forms.designing.check_editing import kind_of, named, sentence
from formserver.forms.designing.checking import checks
from tests.designs import Design, read

NAME = "main.item_1"


def numbers(design: Design, *labels: str) -> list[str]:
    return [design.add("integer", label).partition(".")[2] for label in labels]


def check(design: Design) -> dict[str, Any]:
    found: dict[str, Any] = design.part["x-checks"][0]
    return found


def test_a_check_names_other_fields_and_tells_the_sentence_of_them() -> None:
    design = Design()
    paid, due, least = numbers(design, "已付", "应付", "起付")
    design.take("check", field=NAME, check="at_most", level="ask", first=paid, second=due)
    assert named(check(design)) == {"first": paid, "second": due}
    told = sentence(design.sketch, NAME, check(design))
    said = design.take("change_check", field=NAME, number="0", first=paid, second=least, message=told)
    assert said == "改了一条核对。"
    assert check(design) | {} == {
        **{"check": "holds", "cel": f"{paid} <= {least}", "message": "已付应不大于起付", "at": paid, "level": "warning"}
    }
    assert design.refused("change_check", field=NAME, number="0", first=paid, second=paid, message=told)


def test_the_sentence_is_written_anew_with_answers_in_it() -> None:
    design = Design()
    paid, due = numbers(design, "已付", "应付")
    design.take("check", field=NAME, check="at_most", level="must", first=paid, second=due)
    typed = "已付【已付】元，多于应付的【应付】元，请核对【单据】"
    design.take("change_check", field=NAME, number="0", first=paid, second=due, message=typed)
    assert check(design)["message"] == f"已付{{{paid}}}元，多于应付的{{{due}}}元，请核对【单据】"
    assert sentence(design.sketch, NAME, check(design)) == typed
    assert read(design.text).code == "registration/own"
    asked = {"field": NAME, "number": "0", "first": paid, "second": due}
    assert design.refused("change_check", **asked, message=" ") == "请写好不对时说什么。"
    assert design.refused("change_check", **asked, message="{x}") == "文字里不能有大括号。"


def test_answers_that_go_together_are_chosen_anew() -> None:
    design = Design()
    first, second = (design.add("yes_no", label).partition(".")[2] for label in ("低保", "特困"))
    slots = {"first_field": first, "with_field": second}
    design.take("check", field=NAME, check="chosen_together", level="tell", **slots, option="yes", options=["no"])
    design.take("change_check", field=NAME, number="0", **slots, option="no", options=["yes", "no"])
    assert (check(design)["option"], check(design)["one_of"], check(design)["reason"]) == ("no", ["yes", "no"], False)
    assert design.refused("change_check", field=NAME, number="0", **slots, option="no").startswith("请选好哪个答案")


def test_sums_and_dates_name_other_fields() -> None:
    design = Design()
    total, one, other = numbers(design, "合计", "男", "女")
    design.take("check", field=NAME, check="sum_is", level="must", total=total, of=[one])
    design.take("change_check", field=NAME, number="0", total=total, of=[one, other])
    assert check(design) == {"check": "sum_is", "total": total, "of": [one, other], "level": "error"}
    before = design.text
    design.take("change_check", field=NAME, number="0", total=total, of=[one, other])
    assert design.text == before


def test_of_what_an_expert_wrote_the_sentence_alone_is_changed() -> None:
    design = Design()
    paid, due = numbers(design, "已付", "应付")
    table = design.add("table", "家庭成员").partition(".")[2]
    document = json.loads(design.text)
    written = {"check": "holds", "cel": f"{paid} + {due} > 0", "message": "都没有写{x}", "at": paid, "level": "error"}
    inner = {"check": "sum_is", "total": paid, "of": [f"{due}"], "level": "error"}
    document["properties"]["main"]["x-checks"] = [written | {"message": "都没有写"}, inner]
    design.text = read(json.dumps(document, ensure_ascii=False)).text
    design.take("change_check", field=NAME, number="0", message="两项都没有写")
    assert check(design) == written | {"message": "两项都没有写"}
    assert kind_of(check(design)) is None
    assert named(check(design)) == {}
    assert table
    assert [number for number, _ in checks(design.sketch, f"main.{paid}")] == [0, 1]
