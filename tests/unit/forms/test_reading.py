"""The read-model: lines under headings, masks, changes."""

import pytest

from formserver.forms import reading
from formserver.forms.reading import Change
from tests.unit.forms.making import holder, identity, options, part_of, spec

NAME, PHONE = spec("text", title="姓名"), spec("phone", title="电话")
NUMBER = identity("19400302")
ROW = holder({"name": NAME, "phone": PHONE})
CARD = {"card": spec("disability_card", title="残疾证号")}
KINDS = spec("multi_choice", title="类别", x_options=options("空巢", "重残（残疾证号：{card}）", b={"blanks": CARD}))
CONTACT = spec("sentence", title="联系人", x_text="姓名{name}电话{phone}", properties=ROW["properties"])
PART = part_of(
    {
        "name": NAME,
        "number": spec("identity_number", title="身份证号", x_none=["none"]),
        "kinds": KINDS,
        "contact": CONTACT,
        "family": spec("table", title="家庭", items=ROW, x_rows={"head": "户主"}, x_none=["none"]),
        "rooms": spec("fixed_table", title="用房", items=ROW, x_rows={"rows": [{"code": "k", "label": "厨房"}]}),
        "children": spec("block", title="子女", items=ROW, x_rows={"title": "子女（{n}）"}),
        "file": spec("section", title="档案", **ROW),
        "photos": spec("photos", title="照片"),
        "secret": spec("multi_choice", title="病史", x_options=options("甲类传染病", "无"), x_sensitive=True),
        "home": spec(
            "sentence",
            x_text="{where}",
            x_spoken="住处",
            properties={"where": spec("address", x_tiers=["village"], x_sensitive=True)},
        ),
    },
    x_sections=[
        {"code": "one", "title": "一、基本", "fields": ["name", "number", "kinds", "contact"]},
        {
            "code": "two",
            "title": "二、家庭",
            "fields": ["family", "rooms", "children", "file", "photos", "secret", "home"],
        },
    ],
)
DATA = {
    "name": "王兰",
    "number": NUMBER,
    "kinds": ["b"],
    "kinds__b__card": NUMBER + "32",
    "contact": {"name": "李明", "phone": "10000000001"},
    "family": [{"name": "赵云", "phone": "1234567"}],
    "rooms": {"k": {"name": "灶"}},
    "children": [{"name": "王小"}],
    "file": {"phone": "10000000002"},
    "photos": ["f1", "f2"],
    "secret": ["a"],
    "home": {"where": {"village": "三江村"}},
}


def lines(*, masked: bool) -> dict[str, str]:
    chapters = reading.read(PART, DATA, masked=masked)
    return {f"{chapter.title}/{line.label}": line.text for chapter in chapters for line in chapter.lines}


def test_answers_read_under_their_headings_in_paper_order() -> None:
    assert lines(masked=False) == {
        "一、基本/姓名": "王兰",
        "一、基本/身份证号": NUMBER,
        "一、基本/类别": f"重残（残疾证号：{NUMBER}32）",
        "一、基本/联系人": "姓名李明电话10000000001",
        "二、家庭/照片": "2张",
        "二、家庭/病史": "甲类传染病",
        "二、家庭/住处": "三江村",
        "家庭 第2行/姓名": "赵云",
        "家庭 第2行/电话": "1234567",
        "用房 厨房/姓名": "灶",
        "子女（1）/姓名": "王小",
        "档案/电话": "10000000002",
    }


def test_no_number_escapes_its_mask() -> None:
    assert lines(masked=True) == lines(masked=False) | {
        "一、基本/身份证号": reading.mask(NUMBER),
        "一、基本/类别": f"重残（残疾证号：{reading.mask(NUMBER + '32')}）",
        "一、基本/联系人": "姓名李明电话100****0001",
        "二、家庭/病史": "*****",
        "二、家庭/住处": "",
        "家庭 第2行/电话": "*****67",
        "档案/电话": "100****0002",
    }


def test_masked_lines_are_marked() -> None:
    marked = [line.label for c in reading.read(PART, DATA, masked=True) for line in c.lines if line.is_masked]
    assert marked == ["身份证号", "类别", "联系人", "病史", "住处", "电话", "电话"]


def test_rows_inside_a_table_are_masked_where_they_read_inline() -> None:
    masked = reading._masked_at({"t": [{"phone": "10000000001"}], "f": {"k": {"phone": "x"}}}, ("t", "*", "phone"))
    assert masked["t"] == [{"phone": "100****0001"}]
    assert reading._masked_at(masked, ("f", "*", "phone"))["f"] == {"k": {"phone": "*"}}


@pytest.mark.parametrize(
    ("text", "masked"),
    [("123456", "******"), ("1234567", "*****67"), ("10000000001", "100****0001"), ("", "")],
)
def test_a_mask_hides_most_of_a_number(text: str, masked: str) -> None:
    assert reading.mask(text) == masked


def test_none_reads_as_the_answer() -> None:
    chapters = reading.read(PART, {"number__none": "none", "family__none": "none"}, masked=True)
    assert [(line.label, line.text, line.is_masked) for c in chapters for line in c.lines] == [
        ("身份证号", "无", False),
        ("家庭", "无", False),
    ]


def test_photos_bring_their_files() -> None:
    files = [line.files for c in reading.read(PART, DATA) for line in c.lines if line.label == "照片"]
    assert files == [("f1", "f2")]


def test_changes_are_listed_with_both_texts() -> None:
    after = DATA | {"name": "王岚", "family": [{"name": "赵云"}], "number": identity("19400402")}
    assert reading.changes(PART, DATA, after, masked=True) == [
        Change(("name",), "姓名", "王兰", "王岚"),
        Change(("number",), "身份证号", reading.mask(NUMBER), reading.mask(identity("19400402"))),
        Change(("family", 0, "phone"), "家庭 第2行 电话", "*****67", ""),
    ]


def test_numbers_that_differ_are_listed_even_when_their_masks_are_alike() -> None:
    changed = reading.changes(
        PART, {"contact": {"phone": "10000010001"}}, {"contact": {"phone": "10000020001"}}, masked=True
    )
    assert [(change.before, change.after) for change in changed] == [("姓名 电话100****0001",) * 2]


def test_equal_data_have_no_changes() -> None:
    assert reading.changes(PART, DATA, DATA) == []
