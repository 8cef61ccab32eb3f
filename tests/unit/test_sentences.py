"""Printed sentences on a screen: which words stay with their blank."""

import pytest

from formserver.forms.kinds.base import Field
from formserver.forms.kinds.registry import make_field
from formserver.web.sentences import Run, runs_of

BLANK = make_field("men", {"x-kind": "integer", "title": "男"})


@pytest.mark.parametrize(
    ("parts", "runs"),
    [
        (["家庭人口共", BLANK, "人，其中：男", BLANK, "人。"], [("", "家庭人口共", "人，"), ("其中：", "男", "人。")]),
        ([BLANK, "岁以上的老人"], [("", "", "")]),
        (["姓名", BLANK, " 与探访对象关系", BLANK], [("", "姓名", ""), (" ", "与探访对象关系", "")]),
        (["姓名：", BLANK], [("", "姓名：", "")]),
        (["本年度上门探访的总次数", BLANK], [("本年度上门探访", "的总次数", "")]),
        (["年", BLANK, "月", BLANK, "日"], [("", "年", "月"), ("", "", "日")]),
    ],
)
def test_a_blank_keeps_the_word_before_and_the_unit_behind(
    parts: list[str | Field], runs: list[tuple[str, str, str]]
) -> None:
    assert [(run.words, run.before, run.behind) for run in runs_of(parts) if run.blank] == runs


def test_the_runs_of_a_sentence_say_what_it_says() -> None:
    parts: list[str | Field] = ["家庭人口共", BLANK, "人，其中：男", BLANK, "人，均已满六十周岁（含）。"]
    said = "".join(f"{run.words}{run.before}{'__' if run.blank else ''}{run.behind}" for run in runs_of(parts))
    assert said == "家庭人口共__人，其中：男__人，均已满六十周岁（含）。"


def test_words_without_a_blank_are_one_run() -> None:
    assert list(runs_of(["以上情况属实。"])) == [Run("以上情况属实。")]
