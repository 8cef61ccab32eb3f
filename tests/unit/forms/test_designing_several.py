"""Several options, lines or columns at once, one a line."""

from formserver.forms.designing.options import labelled
from tests.designs import Design, grid
from tests.unit.forms.test_designing_refusals import refusal


def words(design: Design, place: str, which: str = "options") -> list[str]:
    return [one.words for one in labelled(design.field(place), which)]


def choice() -> tuple[Design, str]:
    design = Design()
    return design, design.add("multi_choice", "病史")


def test_pasted_lines_become_options_those_without_a_name_first() -> None:
    design, place = choice()
    codes = [one.code for one in labelled(design.field(place), "options")]
    said = design.take("several", field=place, list="options", several="高血压\r\n\r\n 糖尿病\u200b \r\n其他____\r\n")
    assert said == "给“病史”写了3个。"
    assert words(design, place) == ["高血压", "糖尿病", "其他____"]
    assert [one.code for one in labelled(design.field(place), "options")][:2] == codes
    assert "blanks" in design.field(place)["x-options"][2]


def test_what_is_there_or_written_twice_is_told_and_not_added_again() -> None:
    design, place = choice()
    design.take("several", field=place, several="高血压\n糖尿病\n冠心病")
    said = design.take("several", field=place, several="糖尿病\n痛风\n痛风\n高血压\n糖尿病")
    assert said == "给“病史”写了1个；重复的没有再写：糖尿病、痛风、高血压。"
    assert words(design, place) == ["高血压", "糖尿病", "冠心病", "痛风"]
    assert refusal(design, "several", field=place, several="痛风\n 高血压") == ("写的都已经有了。", "several")


def test_lines_that_are_too_long_or_too_many_are_refused_by_number() -> None:
    design, place = choice()
    long = "高血压\n" + "长" * 201
    assert refusal(design, "several", field=place, several=long) == ("第2行写得太长，最多200个字。", "several")
    many = "\n".join(f"病{number}" for number in range(500))
    assert design.take("several", field=place, several=many) == "给“病史”写了500个。"
    said = "最多500个：已有500个，这次写了1个。"
    assert refusal(design, "several", field=place, several="痛风") == (said, "several")
    assert refusal(design, "options", field=place, act="add", new="痛风")[0] == said
    design, place = choice()
    assert refusal(design, "several", field=place, several="病{1}") == ("文字里不能有大括号。", "several")
    assert refusal(design, "several", field=place, several=" \n") == ("有一处没有写，请写好再试。", "several")


def test_fewer_lines_than_there_are_options_without_a_name_leave_the_rest() -> None:
    design, place = choice()
    design.take("several", field=place, several="高血压")
    assert words(design, place) == ["高血压", "选项二"]


def test_lines_and_columns_come_several_at_once_with_their_cells() -> None:
    design, place, _ = grid()
    design.take("several", field=place, list="lines", several="种植\n养殖\n打工")
    design.take("several", field=place, list="columns", several="上半年\n下半年\n全年")
    assert (words(design, place, "lines"), words(design, place, "columns")) == (
        ["种植", "养殖", "打工"],
        ["上半年", "下半年", "全年"],
    )
    assert [row[0] for row in design.rows(1)] == ["收入", "{row}"]
    assert [len(row) for row in design.rows(1)] == [4, 4]


def test_what_has_no_options_takes_none() -> None:
    design = Design()
    assert refusal(design, "several", field="main.item_1", several="甲")[0] == "这一步没有做成，请再试一次。"
