"""Files of regions, and the five counties of the demonstration."""

from functools import cache
from pathlib import Path

import pytest

import formserver
from formserver.regions.codes import covers
from formserver.regions.files import load_tree, read_counties, read_regions
from formserver.regions.tree import County, Region, RegionsRejected, RegionTree

DEMO = Path(formserver.__file__).parent / "demo" / "regions"


@cache
def demo() -> RegionTree:
    return load_tree(DEMO)


def test_rows_become_regions_whatever_the_order_of_columns() -> None:
    rows = ["name,parent,code,note\n", " 段店镇 ,420703,420703103,x,left over\n"]
    assert read_regions(rows) == [Region("420703103", "段店镇")]


def test_a_file_without_parents_is_read_too() -> None:
    assert read_regions(["code,name\n", "420703103,段店镇\n"]) == [Region("420703103", "段店镇")]


def test_a_county_may_have_no_city() -> None:
    rows = ["code,name,province,city\n", "500230,丰都县,重庆市,\n"]
    assert read_counties(rows) == [County("500230", "丰都县", "重庆市", "")]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "缺少列：code、name。"),
        (["code,parent\n"], "缺少列：name。"),
        (["code,name\n", "420703,华容区\n", "42070,华容\n"], "第 3 行：“42070”不是 6、9 或 12 位数字的区划编码。"),
        (["code,name\n", "420703, \n"], "第 2 行：420703 没有名称。"),
        (["code,name\n", "420703\n"], "第 2 行：420703 没有名称。"),
        (["code,name,parent\n", "420703103,段店镇,420704\n"], "第 2 行：420703103 的上级不能是 420704。"),
        (["code,name,parent\n", "420703,华容区,4207\n"], "第 2 行：420703 的上级不能是 4207。"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(rows: list[str], reason: str) -> None:
    with pytest.raises(RegionsRejected) as refusal:
        read_regions(rows)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("420703103,段店镇,湖北省,鄂州市", "第 2 行：420703103 不是县级编码。"),
        ("420703,华容区,,鄂州市", "第 2 行：420703 没有省份名称。"),
        (",华容区,湖北省,鄂州市", "第 2 行：“”不是 6、9 或 12 位数字的区划编码。"),
    ],
)
def test_a_wrong_county_is_named_by_its_line(row: str, reason: str) -> None:
    with pytest.raises(RegionsRejected) as refusal:
        read_counties(["code,name,province,city\n", row])
    assert str(refusal.value) == reason


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    # utf-8-sig: spreadsheets write a mark at the beginning.
    (tmp_path / "counties.csv").write_text(
        "code,name,province,city\n420703,华容区,湖北省,鄂州市\n", encoding="utf-8-sig"
    )
    return tmp_path


def test_a_folder_saved_by_a_spreadsheet_is_read(folder: Path) -> None:
    (folder / "420703.csv").write_text("code,name\r\n420703,华容区\r\n", encoding="utf-8-sig", newline="")
    assert load_tree(folder).address("420703") == "湖北省鄂州市华容区"


def test_a_wrong_row_is_named_with_its_file(folder: Path) -> None:
    (folder / "420703.csv").write_text("code,name\n4207,鄂州市\n", encoding="utf-8")
    with pytest.raises(RegionsRejected, match=r"^文件 420703\.csv：第 2 行"):
        load_tree(folder)


def test_a_file_in_another_encoding_is_refused_by_name(folder: Path) -> None:
    (folder / "420703.csv").write_text("code,name\n420703,华容区\n", encoding="gb18030")
    with pytest.raises(RegionsRejected, match=r"^文件 420703\.csv：不是 UTF-8 文本。$"):
        load_tree(folder)


@pytest.mark.parametrize(
    ("county", "address", "townships", "villages"),
    [
        ("420703", "湖北省鄂州市华容区", 7, 100),
        ("350581", "福建省泉州市石狮市", 10, 129),
        ("500230", "重庆市丰都县", 30, 338),
        ("370403", "山东省枣庄市薛城区", 10, 294),
        ("320722", "江苏省连云港市东海县", 21, 373),
    ],
)
def test_the_demonstration_has_every_place_of_its_counties(
    county: str, address: str, townships: int, villages: int
) -> None:
    below = [region.tier for region in demo() if covers(county, region.code)]
    assert (demo().address(county), below.count("township"), below.count("village")) == (address, townships, villages)


def test_the_place_of_the_filled_sample_is_found_as_it_was_written() -> None:
    township = demo().find("段店", within="420703")
    assert township is not None
    village = demo().find("三江", within=township.code)
    assert village is not None
    assert demo().address(village.code) == "湖北省鄂州市华容区段店镇三江村"


def test_every_shown_name_leads_back_to_its_region() -> None:
    lost = [r for r in demo() if r.parent and r not in demo().candidates(r.display_name, r.parent)]
    assert lost == []


def test_in_one_township_no_two_places_are_shown_alike() -> None:
    parents = {region.parent for region in demo() if region.parent}
    alike = [p for p in parents if len({r.display_name for r in demo().children(p)}) < len(demo().children(p))]
    assert alike == []


def test_the_licence_of_the_data_lies_beside_it() -> None:
    assert "PUBLIC LICENSE" in (DEMO / "LICENSE.china-division.txt").read_text(encoding="utf-8")
