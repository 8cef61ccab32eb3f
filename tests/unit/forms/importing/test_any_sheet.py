"""Whatever cells stand beside each other: the draft loads through every check, and is the same each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from formserver.forms.importing.drafting import draft
from formserver.forms.importing.sheet import Line, Loose, Sheet, cleaned, closed
from formserver.services import documents

WORDS = [
    *(
        "",
        "",
        "",
        "姓名",
        "性别",
        "身份证号",
        "备注：",
        "序号",
        "1",
        "2",
        "户主",
        "照片",
        "意见",
        "一、情况",
        "1.信息",
        "（",
        "）",
    ),
    *(
        "□是 □否",
        "□A □B",
        "□",
        "□其他（备注：   ）",
        "□无变化  □增加  人  □减少  人",
        "□是\n签字：\n年 月 日",
        "是  否",
    ),
    *("年 月 日", "  年  月", "月\n日", "签字：", "服务人员（签字）", "村委会意见：\n签字（盖章）  年 月 日", "第  次"),
    *(
        "家庭住址",
        "  乡镇  村",
        "xx市xx县",
        "____",
        "姓名  电话  ",
        "每月   元",
        "   元",
        "增加   人",
        "子女（1）",
        "子女（2）",
    ),
    *("{x}", "A__B__C", "row", "name", "\u200b", "！@#", "2、", "长" * 250, "说明" * 300, "□" + "很长" * 150),
]
CELLS = st.builds(Loose, st.sampled_from(WORDS), st.integers(1, 3), st.integers(1, 3))
ROWS = st.tuples(st.lists(CELLS, max_size=7), st.sampled_from([0.0, 5.0, 40.0]))
TABLES = st.integers(1, 7).flatmap(
    lambda columns: st.lists(ROWS, min_size=1, max_size=7).map(lambda rows: closed(rows, [1.0] * columns))
)
LINES = st.sampled_from([*WORDS, "登记表", "此表一式两份，甲、乙各存一份"]).map(lambda text: Line(cleaned(text)))


@st.composite
def sheets(pick: st.DrawFn) -> Sheet:
    return (*pick(st.lists(LINES, max_size=3)), pick(TABLES), *pick(st.lists(st.one_of(LINES, TABLES), max_size=3)))


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_the_draft_of_any_sheet_is_a_whole_document(sheet: Sheet) -> None:
    made = draft(sheet, code="registration/any")
    documents.read(made.text, file="draft")
    assert draft(sheet, code="registration/any") == made
