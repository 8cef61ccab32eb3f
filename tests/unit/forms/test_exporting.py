"""Records of several editions as one table: columns, their order, what stands in them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from formserver.forms.editions import lineage
from formserver.forms.exporting import Export
from formserver.forms.kinds import flat
from tests import generated_editions
from tests.unit.forms.making import holder, identity, options, part_of, spec

Json = dict[str, Any]
NAME = spec("text", title="姓名")


def export_of(*editions: Json, occurring: Sequence[int] = (), **more: Any) -> Export:
    """Of editions given by their fields, the newest first."""
    groups = [part_of(fields).group for fields in editions]
    return Export(groups, occurring or range(len(groups)), **more)


def headings(export: Export) -> list[str]:
    return [column.title for column in export.columns]


def line(export: Export, at: int, data: Json, **more: Any) -> list[Any]:
    """What stands in each column, in their order."""
    cells = export.cells(at, data, **more)
    return [cells.get(column.key) for column in export.columns]


# one edition ----------------------------------------------------------------------------------------------------------
def test_numbers_money_and_days_are_no_words() -> None:
    export = export_of({"age": spec("integer", x_unit="岁"), "paid": spec("money"), "on": spec("date")})
    data = {"age": 81, "paid": "150.50", "on": "2025-01-08"}
    assert line(export, 0, data) == [81, Decimal("150.50"), date(2025, 1, 8)]


def test_a_code_stands_beside_a_choice_only_where_it_is_asked_for() -> None:
    fields = {"sex": spec("single_choice", title="性别", x_options=options("男", "女"))}
    plain, coded = export_of(fields), export_of(fields, coded=True)
    assert (headings(plain), line(plain, 0, {"sex": "b"})) == (["性别"], ["女"])
    assert (headings(coded), line(coded, 0, {"sex": "b"})) == (["性别", "性别（编码）"], ["女", "b"])


def test_what_is_said_instead_of_an_answer_stands_in_its_column() -> None:
    export = export_of({"age": spec("integer", x_none=["refused"])})
    assert line(export, 0, {"age__none": "refused"}) == ["拒答"]


def test_columns_with_one_heading_are_told_apart_by_section_and_by_number() -> None:
    phones = {code: spec("text", title="电话") for code in "abc"}
    sections = [
        {"code": "own", "title": "本人", "fields": ["a"]},
        {"code": "kin", "title": "亲属", "fields": ["b", "c"]},
    ]
    export = Export([part_of(phones, x_sections=sections).group], [0])
    assert headings(export) == ["本人 电话", "亲属 电话", "亲属 电话（2）"]
    bare = export_of(phones)
    assert headings(bare) == ["电话", "电话（2）", "电话（3）"]


def test_blanks_with_one_heading_are_told_apart_by_their_fields() -> None:
    other = {"code": "other", "label": "其他{note}", "blanks": {"note": spec("text", title="备注")}}
    titles = {"a": "收入", "b": "关系"}
    ask = {code: spec("single_choice", title=title, x_options=[other]) for code, title in titles.items()}
    assert headings(export_of(ask)) == ["收入", "收入 备注", "关系", "关系 备注"]


# masks ----------------------------------------------------------------------------------------------------------------
SECRETS: Json = {
    "number": spec("identity_number"),
    "phone": spec("text", x_sensitive=True),
    "age": spec("integer", x_sensitive=True, x_unit="岁"),
    "way": spec("single_choice", x_options=[{"code": "a", "label": "打{no}", "blanks": {"no": spec("phone")}}]),
    "file": holder({"card": spec("integer", x_sensitive=True)}) | spec("section"),
    "kin": spec("table", items=holder({"phone": spec("phone"), "years": spec("integer", x_sensitive=True)})),
}
TOLD: Json = {
    "number": identity("19480316"),
    "phone": "10000000002",
    "age": 81,
    "way": "a",
    "way__a__no": "10000000003",
    "file": {"card": 123456},
    "kin": [{"phone": "10000000004", "years": 12}],
}


def test_sensitive_answers_of_every_shape_are_masked_wherever_they_stand() -> None:
    number = TOLD["number"]
    assert line(export_of(SECRETS), 0, TOLD) == [
        f"{number[:3]}{'*' * 11}{number[-4:]}",
        "100****0002",
        "**",
        "打100****0003",
        "100****0003",
        "******",
        "第1行　问题：100****0004",
    ]


def test_a_row_of_a_table_is_masked_alike() -> None:
    export = export_of(SECRETS, apart=True)
    [[name, cells]] = export.tables[0].rows(0, TOLD, masked=True)
    assert (name, cells) == ("第1行", {"phone": "100****0004", "years": "**"})


def test_nothing_is_masked_where_the_whole_is_asked_for() -> None:
    shown = line(export_of(SECRETS), 0, TOLD, masked=False)
    assert shown[:6] == [TOLD["number"], "10000000002", 81, "打10000000003", "10000000003", 123456]
    assert "10000000004" in shown[6]


# several editions -----------------------------------------------------------------------------------------------------
def asked(*codes: str, **fields: Json) -> Json:
    return {code: fields.get(code, spec("integer", title=code.upper())) for code in codes}


def test_the_newest_edition_gives_the_order_and_what_it_left_out_stands_where_it_was() -> None:
    export = export_of(asked("d", "a", "e"), asked("a", "b", "c", "d"))
    assert headings(export) == ["D", "A", "B（旧版）", "C（旧版）", "E"]
    assert line(export, 1, {"a": 1, "b": 2, "c": 3, "d": 4}) == [4, 1, 2, 3, None]
    assert line(export, 0, {"d": 4, "a": 1, "e": 5}) == [4, 1, None, None, 5]


def test_what_stood_first_and_was_left_out_stands_first() -> None:
    assert headings(export_of(asked("b"), asked("a", "b"))) == ["A（旧版）", "B"]


def test_a_renamed_field_is_one_column_under_its_newest_heading() -> None:
    newest = asked("kin", kin=spec("integer", title="亲属数", x_was=["family"]))
    export = export_of(newest, asked("family"))
    assert headings(export) == ["亲属数"]
    assert line(export, 1, {"family": 3}) == [3]


def test_a_code_changed_twice_is_followed_through_an_edition_without_records() -> None:
    newest = asked("c", c=spec("integer", title="现在", x_was=["b"]))
    between = asked("b", b=spec("integer", title="以前", x_was=["a"]))
    export = export_of(newest, between, asked("a"), occurring=[0, 2])
    assert headings(export) == ["现在"]
    assert line(export, 2, {"a": 3}) == [3]


def test_a_field_that_was_left_out_under_its_second_name_is_one_column() -> None:
    between = asked("b", b=spec("integer", title="以前", x_was=["a"]))
    export = export_of(asked("z"), between, asked("a"))
    assert headings(export) == ["以前（旧版）", "Z"]
    assert (line(export, 2, {"a": 3}), line(export, 1, {"b": 4})) == ([3, None], [4, None])


def test_a_field_that_was_away_for_an_edition_is_one_column() -> None:
    export = export_of(asked("a", "b"), asked("b"), asked("a", "b"))
    assert headings(export) == ["A", "B"]


def test_a_code_given_to_another_field_is_another_column() -> None:
    newest = asked("b", "a", b=spec("integer", title="原来的", x_was=["a"]), a=spec("integer", title="新的"))
    between = asked("b", b=spec("integer", title="原来的", x_was=["a"]))
    export = export_of(newest, between, asked("a"))
    assert (headings(export), line(export, 2, {"a": 1})) == (["原来的", "新的"], [1, None])


def test_of_two_fields_whose_codes_met_each_has_a_column() -> None:
    newest = asked("b", b=spec("integer", title="现在的", x_was=["a"]))
    export = export_of(newest, asked("a"), asked("a", "b"))
    assert headings(export) == ["现在的", "B（旧版）"]
    assert (line(export, 2, {"a": 1, "b": 2}), line(export, 0, {"b": 3})) == ([1, 2], [3, None])


def ways(code: str, blank: str, was: Json) -> Json:
    asked_for = spec("text", title="哪里") | was.get("blank", {})
    one = {"code": code, "label": f"其他{{{blank}}}", "blanks": {blank: asked_for}, **was.get("option", {})}
    return spec("single_choice", title="方式", x_options=[one], **was.get("field", {}))


def test_blanks_of_renamed_options_of_renamed_fields_are_one_column() -> None:
    was = {"field": {"x_was": ["way"]}, "option": {"x-was": ["other"]}, "blank": {"x-was": ["place"]}}
    newest = {"manner": ways("else", "where", was)}
    export = export_of(newest, {"way": ways("other", "place", {})})
    assert headings(export) == ["方式", "哪里"]
    assert line(export, 1, {"way": "other", "way__other__place": "村部"}) == ["其他村部", "村部"]


@pytest.mark.parametrize("newest", [ways("a", "at", {}), ways("other", "at", {})])
def test_a_blank_that_is_gone_has_a_column_of_its_own(newest: Json) -> None:
    export = export_of({"way": newest}, {"way": ways("other", "place", {})})
    assert headings(export) == ["方式", "哪里", "哪里（旧版）"] or headings(export) == ["方式", "哪里（旧版）", "哪里"]
    assert line(export, 1, {"way": "other", "way__other__place": "村部"}).count("村部") == 1


def test_renamed_fields_inside_sections_and_printed_tables_are_one_column() -> None:
    def paper(**fields: Json) -> Json:
        rows = {"rows": [{"code": "eye", "label": "视力"}]}
        return {
            "file": holder(fields) | spec("section"),
            "test": spec("fixed_table", x_rows=rows, items=holder(fields)),
        }

    export = export_of(paper(b=spec("text", title="名字", x_was=["a"])), paper(a=NAME))
    assert headings(export) == ["问题 名字", "问题 视力 名字"]
    assert line(export, 1, {"file": {"a": "王兰"}, "test": {"eye": {"a": "李明"}}}) == ["王兰", "李明"]


# growing tables -------------------------------------------------------------------------------------------------------
KIN = spec("table", title="家庭成员", items=holder({"who": NAME, "age": spec("integer", title="年龄")}))
ROWS = {"kin": [{"who": "王兰", "age": 12}, {"who": "李明"}]}


def test_a_growing_table_is_one_column_of_words_or_a_sheet_of_its_own() -> None:
    together, apart = export_of({"kin": KIN}), export_of({"kin": KIN}, apart=True)
    assert (headings(together), together.tables) == (["家庭成员"], [])
    assert line(together, 0, ROWS) == ["第1行　姓名：王兰；年龄：12\n第2行　姓名：李明"]
    assert (headings(apart), line(apart, 0, ROWS)) == (["家庭成员（行数）"], [2])
    [table] = apart.tables
    assert (table.title, [column.title for column in table.sheet.columns]) == ("家庭成员", ["姓名", "年龄"])
    assert list(table.rows(0, ROWS, masked=True)) == [("第1行", {"who": "王兰", "age": 12}), ("第2行", {"who": "李明"})]
    assert (line(apart, 0, {}), list(table.rows(0, {}, masked=True))) == ([None], [])


def test_a_table_inside_a_section_is_found_and_renamed_with_its_fields() -> None:
    named = holder({"name": spec("text", title="名字", x_was=["who"])})
    new = {"file": holder({"family": spec("table", title="亲属", x_was=["kin"], items=named)}) | spec("section")}
    printed = spec("fixed_table", x_rows={"rows": []}, items=holder({"a": NAME}))
    old = {"file": holder({"kin": KIN}) | spec("section"), "printed": printed}
    export = export_of(new, {}, old, apart=True)
    [table] = export.tables
    assert (table.title, [column.title for column in table.sheet.columns]) == ("亲属", ["名字", "年龄（旧版）"])
    assert list(table.rows(2, {"file": ROWS}, masked=True))[1] == ("第2行", {"name": "李明"})
    assert list(table.rows(1, {}, masked=True)) == []
    assert list(table.rows(0, {}, masked=True)) == []


# whatever the papers --------------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(generated_editions.pairs())
def test_every_column_of_both_editions_has_one_place(pair: Any) -> None:
    before, after = (document.first_part.group for document in pair)
    export = Export([after, before], [0, 1], coded=True)
    keys = [column.key for column in export.columns]
    assert len(set(keys)) == len(keys)
    for group, names in zip((after, before), lineage.columns([after, before]), strict=True):
        columns = flat.columns(group.members.values())
        assert {names[code] for code in columns} <= set(keys)
        assert len({names[code] for code in columns}) == len(columns)
    assert [c.key for c in export.columns if not c.is_former] == [
        c.key for c in Export([after], [0], coded=True).columns
    ]
