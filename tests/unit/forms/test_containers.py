"""Fields that hold fields: sentences, sections, tables with growing rows, with a head's row, with printed rows."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formserver.forms import entry
from formserver.forms.group import Container
from formserver.forms.kinds.rows import FixedTable, Table
from formserver.forms.kinds.sentence import Section, Sentence
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, Words
from tests.unit.forms.making import field_of, holder, messages, part_of, spec

ROW = holder({"name": spec("text", title="姓名"), "phone": spec("phone", title="电话")}, required=["name"])
COUNTS = spec(
    "sentence",
    title="子女情况",
    x_text="男{male}个，女{female}个",
    x_none=["none"],
    properties={"female": spec("integer", title="女", x_unit="个"), "male": spec("integer", title="男")},
)
FAMILY = spec("table", title="家庭成员", items=ROW, x_rows={"head": "户主", "maximum": 3, "printed": 2})
PLAIN = spec("table", title="家庭成员", items=ROW, x_rows={"maximum": 2, "labels": ["甲", "2"]})
FIXED = spec("fixed_table", title="用房", items=ROW, x_rows={"rows": [{"code": "k", "label": "厨房"}]})
FILE = spec("section", title="登记信息", **ROW)
HEAD = {"role": "head", "name": "王兰"}


def made(definition: dict[str, Any]) -> Container:
    field = part_of({"answer": definition}).group.fields["answer"]
    assert isinstance(field, Container)
    return field


def test_blanks_of_a_sentence_follow_its_text() -> None:
    sentence = made(COUNTS)
    assert isinstance(sentence, Sentence)
    assert list(sentence.group.fields) == ["male", "female"]
    assert sentence.text({"answer": {"male": 1, "female": 2}}) == "男1个，女2个"
    assert sentence.text({"answer": {"male": 1}}) == "男1个，女 个"
    assert sentence.text({}) == ""
    assert sentence.text({"answer__none": "none"}) == "无"


def test_a_sentence_prints_its_words_and_blanks_or_none() -> None:
    drawn = [Words("男"), Answer("1", 3), Words("个，女"), Answer("", 3), Words("个")]
    assert made(COUNTS).pieces({"answer": {"male": 1}}) == drawn
    assert made(COUNTS).pieces({"answer__none": "none"}) == [Words("无")]


def test_a_section_reads_as_its_labels_and_answers() -> None:
    assert made(FILE).text({"answer": {"name": "王兰", "phone": "10000000001"}}) == "姓名：王兰；电话：10000000001"


def test_a_frozen_section_is_neither_typed_nor_posted() -> None:
    field = made(FILE | {"x-frozen": {"form": "registration/jiangsu", "field": "file"}})
    assert isinstance(field, Section)
    assert field.frozen_from == {"form": "registration/jiangsu", "field": "file"}
    assert not [*field.inputs("answer", Pairs()), *field.places("answer", Pairs())]
    assert list(field.encode("answer", {"name": "王兰"})) == []
    assert field.decode("answer", Pairs([("answer.name", "王兰")])) is None


@pytest.mark.parametrize("definition", [COUNTS | {"properties": ROW["properties"], "x-text": "{name}{phone}"}, FILE])
def test_an_object_of_fields_survives_the_page(definition: dict[str, Any]) -> None:
    part, data = part_of({"answer": definition}), {"answer": {"name": "王兰", "phone": "10000000001"}}
    assert entry.to_data(part, entry.to_pairs(part, data)) == data


ROWS = st.lists(st.fixed_dictionaries({"name": st.sampled_from(["王兰", "李明", "赵云"])}), min_size=1, max_size=2)


@given(ROWS, st.booleans())
@settings(max_examples=20)
def test_rows_survive_the_page_with_and_without_a_head(rows: list[dict[str, str]], with_head: bool) -> None:
    part, data = part_of({"answer": FAMILY}), {"answer": [HEAD, *rows] if with_head else rows}
    assert entry.to_data(part, entry.to_pairs(part, data)) == data
    assert messages(part, data) == []


def test_printed_rows_survive_the_page() -> None:
    part, data = part_of({"answer": FIXED}), {"answer": {"k": {"name": "王兰"}}}
    assert entry.to_data(part, entry.to_pairs(part, data)) == data
    assert entry.to_data(part, Pairs([("answer.k.name", " ")])) == {}


@pytest.mark.parametrize(
    ("definition", "value", "sentence"),
    [
        (PLAIN, [{"name": "王"}] * 3, "家庭成员最多填写2行"),
        (PLAIN, "王", "请填写家庭成员"),
        (PLAIN, ["王"], "请填写家庭成员"),
        (FAMILY, [HEAD, HEAD], "家庭成员里“户主”只能有一行"),
        (FAMILY, [{"name": "王"}, HEAD], "家庭成员里“户主”应是第一行"),
        (FIXED, {"x": {}}, "请填写用房"),
        (FIXED, [], "请填写用房"),
        (FILE, [], "请填写登记信息"),
        (COUNTS, {}, "请填写这一行"),
    ],
)
def test_a_wrong_shape_is_explained(definition: dict[str, Any], value: Any, sentence: str) -> None:
    assert messages(part_of({"answer": definition}), {"answer": value}) == [sentence]


def test_a_head_without_any_answer_is_no_row() -> None:
    assert messages(part_of({"answer": FAMILY}), {"answer": [{"role": "head"}]})[0] == "请填写这一行"


def test_role_is_known_beside_a_name_that_is_not() -> None:
    assert messages(part_of({"answer": FAMILY}), {"answer": [HEAD | {"x": "1"}]}) == ["这张表没有“x”这一项"]


def test_role_is_unknown_where_there_is_no_head() -> None:
    assert messages(part_of({"answer": PLAIN}), {"answer": [HEAD]}) == ["这张表没有“role”这一项"]


def test_rows_are_named_as_the_paper_prints_them() -> None:
    family, plain = made(FAMILY), made(PLAIN)
    assert isinstance(family, Table)
    assert isinstance(plain, Table)
    assert [family.row_title(i) for i in range(3)] == ["户主", "第2行", "第3行"]
    assert [plain.row_title(i) for i in range(3)] == ["甲", "第2行", "第3行"]
    block = field_of("block", items=ROW, x_rows={"title": "子女（{n}）"})
    assert isinstance(block, Table)
    assert (block.row_title(1), block.printed, block.maximum, block.head) == ("子女（2）", 1, 20, "")


def test_the_row_of_the_head_is_always_on_the_page() -> None:
    family = made(FAMILY)
    assert [place.prefix for place in family.places("answer", Pairs())] == ["answer.0."]
    posted = Pairs([("answer.0.row", "1"), ("answer.3.name", "李明")])
    assert [(p.index, p.title) for p in family.places("answer", posted)] == [("0", "户主"), ("3", "第2行")]


def test_a_page_shows_at_most_twice_the_rows_accepted() -> None:
    plain = made(PLAIN)
    assert isinstance(plain, Table)
    assert plain.page_rows("answer", Pairs((f"answer.{i}.name", "王") for i in range(9))) == [0, 1, 2, 3]


def test_what_tables_say_in_one_line() -> None:
    assert made(PLAIN).text({"answer": [{"name": "王"}]}) == "1行"
    assert made(PLAIN | {"x-none": ["none"]}).text({"answer__none": "none"}) == "无"
    assert made(FIXED).text({"answer": {"k": {"name": "王"}}}) == "厨房"
    assert made(FIXED).text({}) == ""


def test_printed_rows_have_their_order_and_unknown_ones_come_first() -> None:
    fixed = made(FIXED)
    assert isinstance(fixed, FixedTable)
    assert (fixed.rank("k"), fixed.rank("x"), fixed.page_indexes("answer", Pairs())) == (0, -1, ())


def test_sensitive_answers_inside_are_found() -> None:
    part = part_of({"a": FAMILY, "b": FIXED, "c": FILE})
    assert list(part.group.sensitive_paths()) == [("a", "*", "phone"), ("b", "*", "phone"), ("c", "phone")]


def test_a_container_without_places_is_unfinished() -> None:
    with pytest.raises(NotImplementedError):
        Container("a", FILE, field_of("text").make).places("a", Pairs())
