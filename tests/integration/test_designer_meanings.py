"""The designer's panel of what a field means in the register, without scripts."""

import re

from tests.integration.test_designer_pages import begun, chosen, refused, said, shown, step
from tests.pages import CheckingClient


def codes(client: CheckingClient, url: str) -> list[str]:
    """The codes of the options whose meaning the panel asks."""
    page = shown(client, url)
    return [part.partition('"')[0] for part in page.split('name="values.')[1:]]


def test_a_meaning_is_chosen_in_plain_words_and_told_what_it_is_for(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="风险"))
    page = said(gaofei, f"{url}?field={place}")
    assert "风险等级" in page
    assert "出生日期" not in page
    at = step(gaofei, url, "change", field=place, **{"to.concept": "risk_grade"})
    page = said(gaofei, at)
    assert "名册里的风险等级，用最近一次探访的。" in page
    assert re.search("表上的选项 ?名册里 ?选项一 ?（没有对应的） ?低 ?中 ?高", page), page
    first, second = codes(gaofei, at)
    at = step(gaofei, url, "values", field=place, **{f"values.{first}": "low", f"values.{second}": "high"})
    drawn = shown(gaofei, at)
    assert '<option value="high" selected>高</option>' in drawn
    step(gaofei, url, "undo", field=place)
    assert '<option value="high" selected>' not in shown(gaofei, at)


def test_what_the_region_says_is_offered_for_its_categories(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="对象类别"))
    at = step(gaofei, url, "change", field=place, **{"to.concept": "categories"})
    assert "独居" in said(gaofei, at)
    first = codes(gaofei, at)[0]
    step(gaofei, url, "values", field=place, **{f"values.{first}": "of_another_region"})
    assert "of_another_region" in said(gaofei, at)


def test_a_meaning_that_another_field_has_is_refused_and_stays_chosen(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="text", label="本人"))
    page = refused(gaofei, url, "change", field=place, **{"to.concept": "name"})
    assert "“姓名”已经是“老人姓名”，一张表里只能有一项。" in page
    assert '<option value="name" selected>' in page


def test_a_kind_that_tells_the_register_nothing_is_not_asked_for_a_meaning(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    assert "在名册里是什么" in said(gaofei, f"{url}?field=main.item_1")
    at = step(gaofei, url, "add", cell="0.1.1", kind="integer", label="共几人")
    assert "在名册里是什么" not in said(gaofei, at)
