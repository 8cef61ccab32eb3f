"""What is refused in the designer is told at the input it stands in, with what was typed."""

from xml.etree.ElementTree import Element

import pytest

from tests.integration.test_designer_pages import begun, chosen, refused, step
from tests.pages import CheckingClient, parse, words

FIELD = "main.item_1"
LONG = "长" * 250


def told(page: str, id: str) -> tuple[str, str]:
    """What an input holds, and what is told at it; the summary leads there."""
    tree = parse(page)
    found: dict[str, Element] = {one.get("id") or "": one for one in tree.iter()}
    said = found[id].get("aria-describedby", "").split()[-1]
    assert found[id].get("aria-invalid") == "true"
    assert "refused" in found
    assert "看是哪一处" in words(found["designer-problem"])
    return found[id].get("value") or "".join(found[id].itertext()).strip(), words(found[said])


@pytest.mark.parametrize(
    ("do", "id", "given", "said"),
    [
        ("change", "p-label", {"field": FIELD, "to.label": LONG}, "写得太长，最多200个字。"),
        ("change", "p-label", {"field": FIELD, "to.label": "姓{名}"}, "文字里不能有大括号。"),
        ("change", "p-unit", {"field": FIELD, "to.unit": LONG, "to.label": "姓名"}, "写得太长，最多10个字。"),
        ("change", "p-longest", {"field": FIELD, "to.longest": "9999"}, "“最多几个字”要在1到5000之间。"),
        ("title", "title", {"title": LONG}, "写得太长，最多100个字。"),
        ("copies", "holders", {"holders": LONG}, "写得太长，每行最多200个字。"),
        ("words", "words-foot", {"cell": "0.1.0", "text": "姓名", "foot": "x"}, "靠下的行数要写0到10的整数。"),
        ("height", "height", {"cell": "0.1.0", "height": "1"}, "行高要写3到260之间的数，单位毫米。"),
        ("side", "side-rows", {"cell": "0.1.0", "text": "情况", "rows": "9"}, "从这一行往下只有1行，最多写1。"),
        ("add_table", "table-rows", {"cell": "0.1.0", "rows": "0", "columns": "4"}, "请写几行几列：最多60行、30列。"),
        ("page", "page-left", {"left": "1"}, "边距要在5到60毫米之间，正文字号7到16磅，标题10到30磅，最多一位小数。"),
    ],
)
def test_a_refusal_stands_at_its_input(
    gaofei: CheckingClient, do: str, id: str, given: dict[str, str], said: str
) -> None:
    url = begun(gaofei)
    held, reason = told(refused(gaofei, url, do, **given), id)
    assert held in given.values()
    assert reason == said


def test_the_option_that_is_too_long_is_told_among_many(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="身体情况"))
    tree = parse(gaofei.get(f"{url}?field={place}").get_data(as_text=True))
    codes = [code for one in tree.iter("li") if (code := one.get("data-item") or "").startswith("option_")]
    labels = {f"labels.{codes[0]}": "健康", f"labels.{codes[1]}": LONG}
    page = refused(gaofei, url, "options", field=place, list="options", act="", **labels)
    assert told(page, f"o-{codes[1]}") == (LONG, "写得太长，最多200个字。")
    assert 'value="健康"' in page
    page = refused(gaofei, url, "options", field=place, list="options", act="", **{f"points.{codes[0]}": "两分"})
    assert told(page, f"points-{codes[0]}") == ("两分", "分数要写整数，例如 2。")
    page = refused(gaofei, url, "options", field=place, list="options", act="add", new=LONG)
    assert told(page, "new-options") == (LONG, "写得太长，最多200个字。")


def test_a_property_that_is_folded_away_is_shown(gaofei: CheckingClient) -> None:
    page = refused(gaofei, begun(gaofei), "change", field=FIELD, **{"to.spoken": LONG})
    assert told(page, "p-spoken") == (LONG, "写得太长，最多200个字。")
    further = next(one for one in parse(page).iter("details") if one.get("id") == "further")
    assert further.get("open") is not None
