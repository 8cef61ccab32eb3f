"""The designer's pages: a paper built step by step without scripts; refusals that lose nothing; trying it out."""

import json
import re
from typing import Any

from flask import Flask

from formserver.web.locale import COOKIE
from tests.factories import COUNTY, REGISTRATION
from tests.offering import administrator, offered
from tests.pages import CheckingClient, parse, words

NEW = f"/{COUNTY}/designs/new"


def begun(client: CheckingClient, category: str = "registration") -> str:
    """Begin a new form; gives the address of its design."""
    answer = client.send(NEW, {"category": category, "title": "独居老人走访表", "section": "基本情况"})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def main_of(text: str) -> str:
    return words(next(parse(text).iter("main")))


def said(client: CheckingClient, url: str) -> str:
    return main_of(client.get(url).get_data(as_text=True))


def apart(page: str) -> str:
    """A page as scripts see it: each form by itself, not all as one."""
    return re.sub(r' form="steps"(?: formnovalidate formaction="[^"]*")?', "", re.sub(r'name="[^"~]*~', 'name="', page))


def shown(client: CheckingClient, url: str) -> str:
    return apart(client.get(url).get_data(as_text=True))


def revision(client: CheckingClient, url: str) -> str:
    return str(re.findall(r'name="_revision" value="(\d+)"', client.get(url).get_data(as_text=True))[0])


def step(client: CheckingClient, url: str, do: str, **given: Any) -> str:
    """Take a step on the newest state; gives the address it leads to."""
    base = url.partition("?")[0]
    answer = client.send(base, {"_revision": revision(client, base), "do": do, **given})
    assert answer.status_code == 303, main_of(answer.get_data(as_text=True))
    return str(answer.headers["Location"])


def refused(client: CheckingClient, url: str, do: str, **given: Any) -> str:
    """A step that is refused; gives the page."""
    base = url.partition("?")[0]
    answer = client.send(base, {"_revision": revision(client, base), "do": do, **given})
    assert answer.status_code == 422
    return apart(answer.get_data(as_text=True))


def typed_text(client: CheckingClient, url: str) -> str:
    """What stands on the expert's page."""
    area = next(parse(client.get(f"{url}/text").get_data(as_text=True)).iter("textarea"))
    return "".join(area.itertext())


def chosen(url: str) -> str:
    """The place of the field that an address has chosen."""
    return url.partition("field=")[2].partition("&")[0]


def test_a_paper_is_begun_from_nothing_and_grows_step_by_step(gaofei: CheckingClient) -> None:
    assert "从空白表开始设计" in said(gaofei, f"/{COUNTY}/forms")
    url = begun(gaofei)
    assert "先点表上的一格" in said(gaofei, url)
    at = step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="身体情况")
    assert "“身体情况” 多选" in said(gaofei, at)
    assert "已保存：加了一项“身体情况”。" in said(gaofei, url)
    place = chosen(at)
    codes = re.findall(r'name="labels\.([a-z0-9_]+)"', shown(gaofei, at))
    labels = {f"labels.{code}": word for code, word in zip(codes, ("健康", "残疾（____级）"), strict=True)}
    at = step(gaofei, url, "options", field=place, list="options", exclusive=codes[0], act="", **labels)
    assert "□健康" in said(gaofei, at)
    at = step(gaofei, url, "change", field=place, **{"to.label": "身体状况", "to.required": "1"})
    assert "改了“身体情况”的几处。" in said(gaofei, at)
    for do, given in (("undo", {}), ("redo", {"field": place}), ("move_row", {"cell": "0.2.0", "way": "up"})):
        at = step(gaofei, url, do, **given)
    assert at.endswith("cell=0.1.0")
    assert "“身体状况”" in said(gaofei, at)
    at = step(gaofei, url, "put", field=place, cell=_empty(gaofei, url))
    assert "把“身体状况”移到了别的格。" in said(gaofei, at)
    assert step(gaofei, url, "remove", field=place) == url


def _empty(client: CheckingClient, url: str) -> str:
    """An empty cell of a new row."""
    step(client, url, "add_row", cell="0.2.1")
    page = said(client, f"{url}?cell=0.3.1")
    assert "在这一格加一项" in page
    assert "把已有的一项放到这一格" in page
    return "0.3.1"


def test_a_condition_is_chosen_field_by_field(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    other = chosen(step(gaofei, url, "add", cell="0.1.1", kind="yes_no", label="低保"))
    place = chosen(step(gaofei, url, "add", cell="0.2.1", kind="text", label="低保证号"))
    code = other.partition(".")[2]
    page = said(gaofei, f"{url}?field={place}&on={code}")
    assert "看“低保” 换一项 怎样时 选了 填了 没有填 哪些答案 是 否" in page
    assert "那么“低保证号” 才显示 必填 不能填 只读" in page
    assert "看“姓名” 换一项 怎样时 填了 没有填" in said(gaofei, f"{url}?field={other}&on=item_1")
    page = refused(gaofei, url, "rule", field=place, on=code, effect="require", test="is")
    assert "请选好或写好要看的答案。" in page
    at = step(gaofei, url, "rule", field=place, on=code, effect="show", test="is", values="yes")
    assert "时：才显示 改这一句 再加一句 删除这个条件" in said(gaofei, at)
    step(gaofei, url, "drop_rule", field=place, effect="show")
    assert "删除这个条件" not in said(gaofei, at)


def test_what_was_typed_stands_in_the_page_after_a_refusal(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    page = refused(gaofei, url, "add", cell="0.1.1", kind="text", label="写了{一半")
    assert "文字里不能有大括号。" in page
    assert 'value="写了{一半"' in page
    page = refused(gaofei, url, "change", field="main.item_1", **{"to.longest": "二十", "to.help": "照身份证写"})
    assert "要写整数" in page
    assert "照身份证写</textarea>" in page
    page = refused(gaofei, url, "widths", cell="0.1.1", widths=["30", "59", "30", "60"])
    assert 'value="60"' in page


def test_an_older_window_is_told_and_keeps_what_was_typed(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "title", title="走访表")
    answer = gaofei.send(url, {"_revision": "0", "do": "add", "cell": "0.1.1", "kind": "text", "label": "电话"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "这张表刚刚在别处改过" in page
    assert 'value="电话"' in page
    assert gaofei.send(url, {"_revision": "x", "do": "undo"}).status_code == 400
    assert gaofei.send(f"/{COUNTY}/designs/nothing", {"_revision": "1", "do": "undo"}).status_code == 404


def test_every_cell_of_a_shipped_paper_can_be_chosen(gaofei: CheckingClient) -> None:
    assert "设计新版本" in said(gaofei, f"/{COUNTY}/forms/{REGISTRATION}")
    url = str(gaofei.send(NEW, {"form": REGISTRATION}).headers["Location"])
    page = gaofei.get(url).get_data(as_text=True)
    cells = re.findall(r"\?cell=([0-9.]+)", page)
    assert len(cells) > 40
    for cell in cells[::7]:
        assert "aria-current" in gaofei.get(f"{url}?cell={cell}").get_data(as_text=True)
    for place in re.findall(r"\?field=([a-z0-9_.]+)", page)[::5]:
        assert "填写说明" in said(gaofei, f"{url}?field={place}")
    assert "先点表上的一格" in said(gaofei, f"{url}?cell=9.9.9&field=main.nothing")


def test_a_line_and_a_table_have_panels_of_their_own(gaofei: CheckingClient) -> None:
    url = begun(gaofei, "visit_record")
    step(gaofei, url, "add_line", text="填报单位：", where="top")
    place = chosen(step(gaofei, url, "add", cell="0", kind="text", label="编号"))
    page = said(gaofei, f"{url}?cell=0")
    assert "这一行字" in page
    assert "“编号” 一行文字" in page
    assert "“编号”" in said(gaofei, f"{url}?field={place}")
    step(gaofei, url, "add", cell="1.1.1", kind="table", label="家庭成员")
    step(gaofei, url, "add", cell="1.1.1", kind="matrix", label="打分")
    for key in ("2.0.1", "3.1.1", "3.1.0"):
        assert "格和行" in said(gaofei, f"{url}?cell={key}")
    assert "“第一列” 一行文字" in said(gaofei, f"{url}?cell=3.1.1")
    assert "“家庭成员” 可增行的表格" in said(gaofei, f"{url}?cell=3.1.0")


def test_rows_are_counted_as_they_stand_when_one_came_in_between(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "add", cell="", kind="block", label="家庭成员")
    step(gaofei, url, "add", cell="", kind="text", label="备注")
    where = re.compile(r"备注（第(\d+)行第1格）")
    before = where.findall(said(gaofei, url))
    step(gaofei, url, "add", cell="1.0.0.0", kind="text", label="关系")
    assert [int(row) - 1 for row in where.findall(said(gaofei, url))] == [int(row) for row in before] == [4]


def test_the_experts_page_lists_what_is_wrong_and_keeps_the_text(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    text = f"{url}/text"
    assert "文件内容（JSON）" in said(gaofei, text)
    answer = gaofei.send(text, {"_revision": "0", "text": '{"title": "写了一半'})
    assert answer.status_code == 422
    assert "还有1处问题，所以没有用上" in answer.get_data(as_text=True)
    assert "这里有一份还没有用上的文字" in said(gaofei, text)
    assert "写了一半" in gaofei.get(text).get_data(as_text=True)
    answer = gaofei.send(text, {"_revision": "9", "text": "{}"})
    assert "这张表刚刚在别处改过" in answer.get_data(as_text=True)
    assert gaofei.send(text, {"_revision": "0", "do": "forget"}).status_code == 303
    typed = typed_text(gaofei, url).replace("独居老人走访表", "专家的表")
    assert gaofei.send(text, {"_revision": "0", "text": typed}).status_code == 303
    assert "专家的表" in said(gaofei, url)


def test_the_form_is_tried_out_empty_and_filled_in(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "add", cell="0.1.1", kind="table", label="家庭成员")
    step(gaofei, url, "add", cell="0.1.1", kind="photos", label="照片")
    page = gaofei.get(f"{url}/preview").get_data(as_text=True)
    assert "这里填的不会保存" in page
    assert 'name="item_1" value=""' in page
    assert 'name="item_1" value=""' not in gaofei.get(f"{url}/preview?sample=1").get_data(as_text=True)
    for query in ("", "?sample=1"):
        sheet = gaofei.get(f"{url}/sheet.pdf{query}")
        assert sheet.data.startswith(b"%PDF")


def test_only_the_designer_frames_what_is_tried_and_nothing_else_of_it(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    framed, whole = gaofei.get(f"{url}/preview?framed=1"), gaofei.get(f"{url}/preview")
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert gaofei.get(f"{url}/sheet.pdf?framed=1").headers["X-Frame-Options"] == "SAMEORIGIN"
    for page in (whole, gaofei.get(url), gaofei.get(f"{url}?framed=1")):
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "designer-head" not in framed.get_data(as_text=True)
    assert "designer-head" in whole.get_data(as_text=True)


def test_a_form_nobody_can_fill_in_says_so(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    document = json.loads(typed_text(gaofei, url))
    part = document["properties"]["main"]
    part["properties"]["item_1"]["pattern"], part["required"] = "^x{3}$", ["item_1"]
    assert gaofei.send(f"{url}/text", {"_revision": "0", "text": json.dumps(document)}).status_code == 303
    assert "无法为“登记”生成有效的演示内容" in said(gaofei, f"{url}/preview?sample=1")


def test_it_is_handed_in_and_gone_on_with_from_there(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    at = step(gaofei, url, "hand_in", comment="新的走访表")
    assert "独居老人走访表" in said(gaofei, at)
    again = gaofei.send(NEW, {"draft": at.rpartition("/")[2]})
    assert again.headers["Location"] == url
    page = refused(gaofei, url, "hand_in", comment="长" * 600)
    assert f"{'长' * 600}</textarea>" in page
    assert step(gaofei, url, "drop") == f"/{COUNTY}/forms"
    assert gaofei.get(url).status_code == 404


def test_a_design_that_is_behind_says_so_and_two_pages_lead_to_it(site: Flask, gaofei: CheckingClient) -> None:
    with site.app_context():
        draft_id = offered(administrator())
    url = str(gaofei.send(NEW, {"form": REGISTRATION}).headers["Location"])
    assert "正在设计 1" in said(gaofei, f"/{COUNTY}/forms")
    assert "在设计页里改" in said(gaofei, f"/{COUNTY}/editions/{draft_id}")
    gaofei.send(f"/{COUNTY}/editions/{draft_id}", {"_action": "publish", "remark": "备注必填"})
    assert "开始设计以后，这张表发布了别的版本" in said(gaofei, url)


def test_a_new_form_needs_its_words_and_keeps_those_that_were_typed(gaofei: CheckingClient) -> None:
    answer = gaofei.send(NEW, {"category": "visit_record", "title": "只写了标题", "section": ""})
    assert answer.status_code == 422
    assert 'value="只写了标题"' in answer.get_data(as_text=True)
    assert "从空白表开始设计" in said(gaofei, NEW)
    assert gaofei.send(NEW, {"form": "registration/nothing"}).status_code == 404


def test_htmx_gets_the_designer_alone(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    part = gaofei.get(f"{url}?cell=0.1.1", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert part.lstrip().startswith('<div id="designer"')


def test_the_designer_speaks_english_too(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="性别")
    gaofei.set_cookie(COOKIE, "en")
    page = said(gaofei, f"{url}?cell=0.2.1")
    assert "Single choice" in page
    assert "Saved: Added" in page
