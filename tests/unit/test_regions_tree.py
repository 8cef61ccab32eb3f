"""The tree of regions: look-ups by code and by name."""

import pytest

from formserver.errors import NotFound
from formserver.regions.codes import NotARegionCode
from formserver.regions.tree import County, Region, RegionsRejected, RegionTree, UnknownRegion

HUARONG, DUANDIAN, GEDIAN = "420703", "420703103", "420703101"
SANJIANG = "420703103205"

REGIONS = [
    Region(SANJIANG, "三江村委会"),
    Region("420703103206", "段店村委会"),
    Region("420703101200", "新建村委会"),
    Region("420703103207", "新建村委会"),
    Region("420703101201", "东湖村委会"),
    Region("420703101002", "东湖社区居委会"),
    Region("420703101202", "东湖"),
    Region("420703101203", "葛店（东）村委会"),
    Region(DUANDIAN, "段店镇"),
    Region(GEDIAN, "葛店镇"),
    Region(HUARONG, "华容区"),
    Region("500230", "丰都县"),
    Region("500230101", "三江镇"),
]
COUNTIES = [County("420703", "华容区", "湖北省", "鄂州市"), County("500230", "丰都县", "重庆市", "")]


@pytest.fixture
def tree() -> RegionTree:
    return RegionTree(REGIONS, COUNTIES)


def codes(regions: tuple[Region, ...]) -> list[str]:
    return [region.code for region in regions]


def test_a_region_knows_its_tier_its_parent_and_its_shown_name() -> None:
    region = Region(SANJIANG, "三江村委会")
    assert (region.tier, region.parent, region.display_name) == ("village", DUANDIAN, "三江村")


def test_a_region_without_a_right_code_is_refused() -> None:
    with pytest.raises(NotARegionCode):
        Region("42070310", "三江村委会")


def test_a_region_is_found_by_its_code(tree: RegionTree) -> None:
    assert tree.get(DUANDIAN) == Region(DUANDIAN, "段店镇")


def test_an_unknown_code_reads_like_anything_that_is_not_there(tree: RegionTree) -> None:
    with pytest.raises(UnknownRegion) as refusal:
        tree.get("999999")
    assert str(refusal.value) == NotFound.message_key
    assert refusal.value.status == 404


def test_the_tree_knows_which_codes_it_holds(tree: RegionTree) -> None:
    assert DUANDIAN in tree
    assert "420703999" not in tree
    assert len(tree) == len(REGIONS)


def test_counties_come_by_code(tree: RegionTree) -> None:
    assert codes(tree.counties()) == [HUARONG, "500230"]


def test_children_are_the_next_tier_by_code(tree: RegionTree) -> None:
    assert codes(tree.children(HUARONG)) == [GEDIAN, DUANDIAN]


def test_a_village_has_no_children(tree: RegionTree) -> None:
    assert tree.children(SANJIANG) == ()


def test_children_of_an_unknown_region_are_refused(tree: RegionTree) -> None:
    with pytest.raises(UnknownRegion):
        tree.children("420703999")


def test_path_names_go_from_the_county_down(tree: RegionTree) -> None:
    assert tree.path_names(SANJIANG) == ("华容区", "段店镇", "三江村")


def test_an_address_begins_with_province_and_city(tree: RegionTree) -> None:
    assert tree.address(SANJIANG) == "湖北省鄂州市华容区段店镇三江村"


def test_an_address_under_a_municipality_has_no_city(tree: RegionTree) -> None:
    assert tree.address("500230101") == "重庆市丰都县三江镇"


def test_without_a_list_of_counties_an_address_begins_with_the_county() -> None:
    assert RegionTree(REGIONS).address(DUANDIAN) == "华容区段店镇"


@pytest.mark.parametrize("written", ["段店镇", "段店", " 段 店 "])
def test_a_township_is_found_by_its_short_name_before_a_village_of_that_name(tree: RegionTree, written: str) -> None:
    assert tree.find(written, within=HUARONG) == Region(DUANDIAN, "段店镇")


def test_the_village_of_that_name_is_found_when_a_village_is_asked_for(tree: RegionTree) -> None:
    assert tree.find("段店", within=HUARONG, tier="village") == Region("420703103206", "段店村委会")


@pytest.mark.parametrize("written", ["三江", "三江村", "三江村委会", "三江村村民委员会"])
def test_a_village_is_found_however_it_is_written(tree: RegionTree, written: str) -> None:
    assert tree.find(written, within=HUARONG) == Region(SANJIANG, "三江村委会")


def test_a_name_in_two_townships_is_found_only_inside_one(tree: RegionTree) -> None:
    assert tree.find("新建", within=HUARONG) is None
    assert tree.find("新建", within=GEDIAN) == Region("420703101200", "新建村委会")


def test_both_meanings_of_an_ambiguous_name_are_offered(tree: RegionTree) -> None:
    assert codes(tree.candidates("新建村", within=HUARONG)) == ["420703101200", "420703103207"]


def test_the_whole_official_name_goes_before_other_spellings(tree: RegionTree) -> None:
    assert tree.find("东湖", within=GEDIAN) == Region("420703101202", "东湖")


def test_the_shown_names_of_a_village_and_a_community_tell_them_apart(tree: RegionTree) -> None:
    assert tree.find("东湖村", within=GEDIAN) == Region("420703101201", "东湖村委会")
    assert tree.find("东湖社区", within=GEDIAN) == Region("420703101002", "东湖社区居委会")


def test_a_name_typed_with_other_brackets_is_found(tree: RegionTree) -> None:
    assert tree.find("葛店(东)村", within=HUARONG) == Region("420703101203", "葛店（东）村委会")


@pytest.mark.parametrize("written", ["", "  ", "三", "三江镇", "华容区"])
def test_what_no_region_below_is_called_finds_nothing(tree: RegionTree, written: str) -> None:
    assert tree.find(written, within=HUARONG) is None


def test_the_region_itself_is_not_below_itself(tree: RegionTree) -> None:
    assert tree.candidates("段店镇", within=DUANDIAN) == ()


def test_looking_in_an_unknown_region_is_refused(tree: RegionTree) -> None:
    with pytest.raises(UnknownRegion):
        tree.find("三江", within="420799")


def test_a_code_may_come_only_once() -> None:
    with pytest.raises(RegionsRejected, match="420703 重复"):
        RegionTree([Region(HUARONG, "华容区"), Region(HUARONG, "华容县")])


def test_a_region_needs_its_parent() -> None:
    with pytest.raises(RegionsRejected, match="420703103205 缺少上级 420703103"):
        RegionTree([Region(HUARONG, "华容区"), Region(SANJIANG, "三江村委会")])
