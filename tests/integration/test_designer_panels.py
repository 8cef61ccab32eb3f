"""The designer's panels of every kind of field, and of tables, without scripts."""

import pytest
from flask import Flask

from formserver.forms.designing.palette import KINDS
from tests.factories import Village, looking_as, settle
from tests.integration.test_designer_pages import begun, chosen, refused, said, step
from tests.offering import administrator
from tests.pages import CheckingClient


@pytest.fixture(autouse=True)
def village(site: Flask) -> Village:
    """A county at work that looks after its registration."""
    made = settle(site)
    with site.app_context():
        administrator()
    return made


@pytest.fixture
def gaofei(site: Flask) -> CheckingClient:
    return looking_as(site, "gaofei")


def test_every_kind_is_added_and_has_a_panel(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    page = said(gaofei, f"{url}?cell=0.1.1")
    for kind in KINDS.values():
        assert f"{kind.title} {kind.note}" in page
        at = step(gaofei, url, "add", cell="0.1.1", kind=kind.code, label=f"项{kind.title}")
        assert f"“项{kind.title}” {kind.title}" in said(gaofei, at)
    assert gaofei.get(f"{url}/sheet.pdf").data.startswith(b"%PDF")
    assert "项第几次" in said(gaofei, f"{url}/preview")


def test_a_list_is_chosen_by_its_title(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    at = step(gaofei, url, "add", cell="0.1.1", kind="lookup", label="民族")
    assert "从哪一份清单里选 民族" in said(gaofei, at)


def test_columns_of_a_grid_are_years_with_sums(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    day = chosen(step(gaofei, url, "add", cell="0.1.1", kind="date", label="填表日期")).partition(".")[2]
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="grid", label="收入"))
    at = step(gaofei, url, "change", field=place, **{"to.cell": "money"})
    assert "右边加一列，合计各行，叫做" in said(gaofei, at)
    page = refused(gaofei, url, "columns", field=place, way="years", count="99", ending=day)
    assert 'value="99"' in page
    at = step(gaofei, url, "columns", field=place, way="years", count="3", ending=day)
    step(gaofei, url, "totals", field=place, row="合计", column="小计")
    page = said(gaofei, at)
    assert "填表日期" in page
    assert "小计" in page
    at = step(gaofei, url, "columns", field=place, way="listed")
    assert "新的一列" in said(gaofei, at)


def test_columns_of_a_table_have_headings_and_change_places(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="table", label="成员"))
    inner = said(gaofei, f"{url}?cell=1.1.2")
    assert "另起一组" in inner
    column = chosen(step(gaofei, url, "add", cell="1.1.2", kind="phone", label="电话"))
    at = step(gaofei, url, "section", field=column, title="联系")
    assert "各组列的标题" in said(gaofei, f"{url}?field={place}")
    assert "另起一组" in said(gaofei, at)
    step(gaofei, url, "swap", cell="1.1.3", way="left")
    assert "换了位置" in said(gaofei, url)


def test_options_have_points(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="吃饭"))
    page = said(gaofei, f"{url}?field={place}")
    assert "各选项算几分" in page
