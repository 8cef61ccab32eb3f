"""Steps as no page of ours posts them, and on fields that have no place of their own: refused in words."""

from typing import Any

import pytest

from tests.designs import Design, shipped_text

STRANGE = ["x", ["x"]]
NOT_DONE = "这一步没有做成，请再试一次。"


@pytest.mark.parametrize("given", STRANGE)
def test_arguments_that_belong_together_are_not_taken_for_one_text(given: Any) -> None:
    design = Design()
    choice, score = design.add("multi_choice", "身体情况"), design.add("single_choice", "等级")
    assert design.refused("change", field=choice, to=given) == NOT_DONE
    for name in ("labels", "points", "groups"):
        assert design.refused("options", field=choice, list="options", act="", **{name: given}) == NOT_DONE
    design.take("change", field=score, to={"concept": "risk_grade"})
    assert design.refused("values", field=score, values=given) == NOT_DONE
    assert design.refused("compute", field=score, how="score_band", source="age", bands=given)


@pytest.mark.parametrize(
    "step", [{"do": "remove"}, {"do": "move", "way": "up"}, {"do": "field_to"}, {"do": "section", "title": "联系人"}]
)
def test_blanks_of_a_sentence_stand_where_its_words_put_them(step: dict[str, str]) -> None:
    design = Design(shipped_text("registration/jiangsu"))
    do, words = step["do"], {name: value for name, value in step.items() if name != "do"}
    reason = design.refused(do, field="main.file.collector.name", **words)
    assert reason.startswith("句子里不能另起一节。" if do == "section" else "这是“上门信息采集员情况”里的一个空")
    assert "“上门信息采集员情况”" in design.take("remove", field="main.file.collector")
