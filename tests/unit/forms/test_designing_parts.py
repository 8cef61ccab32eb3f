"""Steps of the designer: further parts of a paper, filled in after another one."""

import json

from formserver.forms.designing.blank import new_paper
from formserver.forms.designing.parts import before, parts
from tests.designs import Design, read


def titles(design: Design) -> list[tuple[str, str]]:
    return [(one["title"], one.get("follows", "")) for one in parts(design.sketch)]


def test_a_part_follows_another_one_with_a_table_of_its_own() -> None:
    design = Design(new_paper("visit_record/own", "探访记录表", "探访情况"))
    assert design.take("add_part", title="关爱服务情况", follows="main") == "加了一个部分“关爱服务情况”。"
    document = read(design.text)
    care = document.parts["part_s1"]
    assert (care.follows, care.title) == ("main", "关爱服务情况")
    assert design.rows(1) == [["关爱服务情况"], ["日期", "{item_s1_2|ymd}"]]
    assert care.concepts({"item_s1_2": "2025-03-01"}) == {"care_date": "2025-03-01"}
    design.take("add", cell="1.1.1", kind="text", label="服务内容")
    assert "item_s2" in read(design.text).parts["part_s1"].group.fields


def test_a_part_of_a_registration_means_nothing_yet() -> None:
    design = Design()
    design.take("add_part", title="复核", follows="main")
    assert read(design.text).parts["part_s1"].concepts({"item_s1_2": "2025-03-01"}) == {}


def test_parts_are_named_and_follow_others() -> None:
    design = Design()
    design.take("add_part", title="复核", follows="main")
    design.take("add_part", title="回访", follows="main")
    assert before(design.sketch, "part_s2") == [("main", "登记"), ("part_s1", "复核")]
    assert design.take("name_part", part="part_s2", title="再次回访", follows="part_s1") == "改了“再次回访”这一部分。"
    design.take("name_part", part="main", title="建档")
    assert titles(design) == [("建档", ""), ("复核", "main"), ("再次回访", "part_s1")]
    reason = design.refused("name_part", part="part_s1", title="复核", follows="part_s2")
    assert reason == "请选好接在哪一部分之后填。"


def test_a_part_goes_with_all_that_prints_it() -> None:
    design = Design()
    text = design.text
    design.take("add_part", title="复核", follows="main")
    design.take("add_part", title="回访", follows="part_s1")
    assert design.refused("drop_part", part="part_s1") == "“回访”接在它之后填，请先改那里。"
    assert design.refused("drop_part", part="main") == "第一部分不能删除。"
    assert design.take("drop_part", part="part_s2") == "删除了“回访”这一部分。"
    design.take("drop_part", part="part_s1")
    assert json.loads(design.text) == json.loads(text)
    assert design.refused("drop_part", part="part_s1") == "这一部分已经没有了，请看最新的样子。"


def test_what_makes_no_part_is_refused() -> None:
    design = Design()
    assert design.refused("add_part", title="复核", follows="care") == "请选好接在哪一部分之后填。"
    assert design.refused("add_part", title="{x}", follows="main") == "文字里不能有大括号。"
    for number in range(4):
        design.take("add_part", title=f"复核{number}", follows="main")
    assert design.refused("add_part", title="复核", follows="main") == "一张表最多5个部分。"
