"""Guesses of a paper in the designer: open until somebody confirms or changes them, and fields asked in another way."""

import itertools
import json
import re
from typing import Any

import pytest

from formserver.forms.designing.base import Refused, Sketch
from formserver.forms.designing.guessing import Open, confirmed, still_open
from formserver.forms.designing.retyping import can_change, kinds
from formserver.forms.designing.whole import fields_in_order
from formserver.forms.importing.guesses import Because
from formserver.services.from_paper import from_text
from tests.designs import SHIPPED, Design, shipped_text

PAPER = "高龄津贴登记表\n姓名\t\n籍贯\t\n身体\t□好 □差\n说明\t请写清楚。\t照章办理。\n一式两份，县民政局、乡镇各一份。"


class Read(Design):
    """A paper as it was read, and its guesses as they are kept."""

    def __init__(self, paper: str = PAPER) -> None:
        draft = from_text(paper)
        super().__init__(draft.text)
        self.guesses = [
            {word: getattr(one, word) for word in ("words", "field", "label", "taken_for")}
            | {"sure": one.sure.value, "because": one.because.value}
            for one in draft.guesses
        ]

    def open(self, settled: Any = (), retyped: Any = ()) -> list[Open]:
        return still_open(self.sketch, self.guesses, settled, retyped)

    def labels(self, **done: Any) -> list[str]:
        return [one.said["label"] or one.said["words"] for one in self.open(**done)]


def test_what_is_not_sure_is_open_the_least_sure_first() -> None:
    read = Read()
    assert read.labels() == ["籍贯", "照章办理。", "高龄津贴登记表", "身体", "县民政局、乡镇"]
    (place,) = (one for one in read.open() if one.said["label"] == "籍贯")
    assert (place.field, place.cell, place.is_likely) == ("main.ji_guan", "0.1.1", False)


def test_what_was_confirmed_or_asked_in_another_way_is_open_no_more() -> None:
    read = Read()
    number = read.open()[0].number
    assert "籍贯" not in read.labels(settled={number})
    assert "籍贯" not in read.labels(retyped={"main.ji_guan"})


def test_the_history_says_what_was_confirmed() -> None:
    read = Read()
    assert confirmed(read.open()[:1]).message == "核对了“籍贯”，认得对。"
    assert confirmed(read.open()[:2]).message == "核对了认出来的2处，认得对。"


def test_a_guess_about_what_is_gone_is_gone() -> None:
    read = Read()
    read.take("remove", field="main.ji_guan")
    read.take("title", title="高龄津贴申请表")
    read.take("copies", holders="县民政局")
    (words,) = (one for one in read.open() if one.said["because"] == Because.NO_ANSWER)
    read.take("words", cell=words.cell, text="别的字")
    assert read.labels() == ["身体"]


def test_a_field_that_is_printed_nowhere_keeps_its_guess() -> None:
    read = Read()
    document = read.sketch.document
    document["x-paper"]["blocks"][0]["rows"][1]["cells"][1]["text"] = ""
    (found,) = (one for one in still_open(Sketch(document), read.guesses, (), ()) if one.field == "main.ji_guan")
    assert found.cell == ""


# asked in another way -------------------------------------------------------------------------------------------------
def test_a_choice_of_one_becomes_a_choice_of_several_with_its_options() -> None:
    read = Read()
    options = read.field("main.shen_ti")["x-options"]
    assert read.take("retype", field="main.shen_ti", kind="multi_choice") == "把“身体”改成了多选。"
    assert read.field("main.shen_ti") == {"title": "身体", "x-kind": "multi_choice", "x-options": options}


def test_what_excludes_the_others_does_so_only_among_several() -> None:
    design = Design()
    place = design.add("multi_choice", "困难")
    code = design.field(place)["x-options"][0]["code"]
    design.take("options", field=place, labels={}, exclusive=[code])
    design.take("retype", field=place, kind="single_choice")
    assert [one for one in design.field(place)["x-options"] if "exclusive" in one] == []


def test_yes_and_no_stay_options() -> None:
    design = Design()
    place = design.add("yes_no", "独居")
    design.take("retype", field=place, kind="single_choice")
    assert [one["label"] for one in design.field(place)["x-options"]] == ["是", "否"]


def test_a_concept_with_its_options_stays_as_the_name_alone() -> None:
    design = Design(shipped_text("visit_record/fujian"))
    design.take("retype", field="main.gas_safety", kind="multi_choice")
    assert set(design.field("main.gas_safety")["x-concept"]) == {"name", "map"}
    design.take("retype", field="main.gas_safety", kind="text")
    assert design.field("main.gas_safety") == {"title": "燃气安全", "x-kind": "text", "x-concept": "gas_safety"}


def test_a_field_that_a_condition_asks_keeps_the_sort_of_its_answer() -> None:
    design = Design(shipped_text("visit_record/fujian"))
    reason = design.refused("retype", field="main.visit_way", kind="multi_choice")
    assert reason == "“服务方式”还有别处在用：“关爱服务需求及落实情况：”必填的条件。请先改那里。"
    assert design.refused("retype", field="main.visit_way", kind="single_choice") == "“服务方式”已经是这一种了。"
    place = design.add("text", "备注", cell="1.0.2")
    design.take("rule", field="main.service_needs", effect="show", on=place.partition(".")[2], test="answered")
    design.take("retype", field=place, kind="long_text")


def test_what_the_new_kind_does_not_read_goes_and_what_people_are_told_stays() -> None:
    design = Design()
    place = design.add("integer", "人数")
    design.take("change", field=place, to={"help": "写整数", "unit": "人", "least": "1", "required": "1"})
    design.take("retype", field=place, kind="text")
    assert design.field(place) == {"title": "人数", "description": "写整数", "x-kind": "text", "x-unit": "人"}
    assert place.partition(".")[2] in design.part["required"]


def test_the_sheet_prints_the_new_kind_in_the_same_cell() -> None:
    design = Design()
    place = design.add("date", "日期")
    code = place.partition(".")[2]
    design.take("retype", field=place, kind="signature")
    assert design.rows()[2][1] == f"{{{code}|sign}}"
    design.take("retype", field=place, kind="yes_no")
    design.text = design.text.replace(f"{{{code}}}", f"□{{{code}#yes}}是{{{code}#no}}否")
    design.take("retype", field=place, kind="single_choice")
    assert design.rows()[2][1] == f"□{{{code}#yes}}是{{{code}#no}}否"
    design.take("retype", field=place, kind="text")
    assert design.rows()[2][1] == f"□{{{code}}}是否"


def test_marks_for_a_place_of_the_answer_stay_only_where_the_new_kind_has_it() -> None:
    design = Design()
    place = design.add("address", "住址")
    code = place.partition(".")[2]
    design.text = design.text.replace(
        f'"text": "{{{code}}}"', f'"lines": ["{{{code}.village}}村", "{{{code}.detail}}号"]'
    )
    design.take("retype", field=place, kind="text")
    assert design.rows()[2][1] == f"{{{code}}}村 / 号"


def test_a_line_outside_of_the_tables_prints_the_new_kind_too() -> None:
    design = Design()
    design.take("add_line", text="填表", where="top")
    place = design.add("date", "日期", cell="0")
    design.take("line", cell="0", left="填表", right="【日期】")
    design.take("retype", field=place, kind="text")
    assert design.sketch.document["x-paper"]["blocks"][0]["line"] == ["填表", f"{{{place.partition('.')[2]}}}"]


def test_what_holds_rows_stays_what_it_is() -> None:
    design = Design()
    table, note = design.add("table", "成员"), design.add("note", "说明")
    assert design.refused("retype", field=table, kind="text") == "这一种不能改成别的。请删除它，再加一项。"
    assert not can_change(design.field(note))
    assert design.refused("retype", field="main.item_1", kind="table") == "这一步没有做成，请再试一次。"
    assert design.refused("retype", field="main.item_1", kind="nothing") == "这一步没有做成，请再试一次。"


@pytest.mark.parametrize("pair", list(itertools.permutations([one.code for one in kinds()], 2)), ids="-".join)
def test_every_kind_becomes_every_other_one(pair: tuple[str, str]) -> None:
    design = Design()
    place = design.add(pair[0], "一项")
    design.take("retype", field=place, kind=pair[1])
    assert (design.field(place)["x-kind"], design.field(place)["title"]) == (pair[1], "一项")


@pytest.mark.parametrize("code", SHIPPED)
def test_fields_of_shipped_papers_become_other_ones_or_are_refused_with_a_reason(code: str) -> None:
    begun = shipped_text(code)
    places = [place for place, spec in fields_in_order(Sketch(json.loads(begun))) if can_change(spec)]
    for place, kind in itertools.product(places[:12], ("text", "multi_choice", "yes_no", "date")):
        design = Design(begun)
        try:
            design.take("retype", field=place, kind=kind)
        except Refused as refused:
            reason = str(refused)
        else:
            reason = design.field(place)["x-kind"]
        assert re.match(f"{kind}|这样改以后表不能用|“.*”(还有别处在用|已经是这一种)", reason)
