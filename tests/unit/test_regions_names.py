"""Names of divisions as papers and people write them."""

import pytest

from formserver.regions.codes import Tier
from formserver.regions.names import display_name, spellings


@pytest.mark.parametrize(
    ("official", "shown"),
    [
        ("三江村委会", "三江村"),
        ("三江村民委员会", "三江村"),
        ("三江村村民委员会", "三江村"),
        ("许村村委会", "许村"),
        ("三江村", "三江村"),
        ("三江社区居委会", "三江社区"),
        ("牛山社区居民委员会", "牛山社区"),
        ("华容居委会", "华容社区"),
        ("华容居民委员会", "华容社区"),
        ("东村社区居委会", "东村社区"),
        ("虚拟社区", "虚拟社区"),
        ("四份村委会（含移民新区）", "四份村（含移民新区）"),
        ("蒲团农场生活区", "蒲团农场生活区"),
        ("漓东街道办事处", "漓东街道"),
        ("段店镇", "段店镇"),
        ("葛店开发区", "葛店开发区"),
        ("华容区", "华容区"),
        ("村委会", "村委会"),
    ],
)
def test_a_name_is_shown_as_papers_write_it(official: str, shown: str) -> None:
    assert display_name(official) == shown


@pytest.mark.parametrize("written", ["三江", "三江村", "三江村委会", "三江村民委员会", "三江村村民委员会"])
@pytest.mark.parametrize("official", ["三江村委会", "三江村村民委员会", "三江村"])
def test_a_village_answers_to_every_way_of_writing_it(official: str, written: str) -> None:
    assert written in spellings(official, "village")


@pytest.mark.parametrize("written", ["牛山", "牛山社区", "牛山居委会", "牛山社区居民委员会"])
def test_a_community_answers_to_every_way_of_writing_it(written: str) -> None:
    assert written in spellings("牛山社区居委会", "village")


def test_a_community_never_answers_to_the_name_of_a_village() -> None:
    assert "牛山村" not in spellings("牛山社区居委会", "village")


@pytest.mark.parametrize(
    ("official", "tier", "written"),
    [
        ("段店镇", "township", {"段店镇", "段店"}),
        ("临江乡", "township", {"临江乡", "临江"}),
        ("临城街道", "township", {"临城街道", "临城街道办事处", "临城"}),
        ("临城街道办事处", "township", {"临城街道", "临城街道办事处", "临城"}),
        ("葛店开发区", "township", {"葛店开发区"}),
        ("镇", "township", {"镇"}),
        ("蒲团农场生活区", "village", {"蒲团农场生活区"}),
        ("华容区", "county", {"华容区"}),
    ],
)
def test_a_name_answers_to_its_spellings_only(official: str, tier: Tier, written: set[str]) -> None:
    assert spellings(official, tier) == written


def test_full_width_brackets_and_spaces_make_no_other_name() -> None:
    assert "四份村(含移民新区)" in spellings("四份 村委会（含移民新区）", "village")
