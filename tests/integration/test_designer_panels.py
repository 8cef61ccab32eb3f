"""The designer's panels of every kind of field, and of tables, without scripts."""

import re

from formserver.forms.designing.palette import KINDS
from tests.integration.test_designer_pages import begun, chosen, refused, said, shown, step, typed_text
from tests.pages import CheckingClient


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
    assert "从哪一份清单里选 " in said(gaofei, at)
    assert re.search(r'<option value="urn:formserver:list:ethnic_group:v[0-9]+" selected>', shown(gaofei, at))


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


def test_the_columns_to_add_up_are_ticked_and_stay_so_after_a_refusal(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="table", label="费用"))
    cost, times = (
        chosen(step(gaofei, url, "add", cell="1.1.1", kind=kind, label=label)).rpartition(".")[2]
        for kind, label in (("money", "金额"), ("integer", "次数"))
    )
    step(gaofei, url, "totals", field=place, row="合计", of=["", times])

    def ticked(page: str) -> list[str]:
        return re.findall(r'name="of" value="(\w+)" checked', page)

    assert ticked(shown(gaofei, f"{url}?field={place}")) == [times]
    page = refused(gaofei, url, "totals", field=place, row="合计" * 20, of=["", cost])
    assert ticked(page) == [cost]
    page = refused(gaofei, url, "totals", field=place, row="合计", of=[""])
    assert "请至少选一列来合计" in page
    assert ticked(page) == []


def test_the_cells_of_a_grid_have_a_unit_and_limits(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="grid", label="收入"))
    at = step(gaofei, url, "change", field=place, **{"to.cell": "integer"})
    assert "各格最大" in said(gaofei, at)
    at = step(gaofei, url, "change", field=place, **{"to.each_most": "31", "to.each_unit": "次"})
    page = shown(gaofei, at)
    assert 'name="to.each_most" value="31"' in page
    assert 'name="to.each_unit" value="次"' in page


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


# computed values ------------------------------------------------------------------------------------------------------
def test_a_score_and_its_bands_are_built_choice_by_choice(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    grade = chosen(step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="程度"))
    total = chosen(step(gaofei, url, "add", cell="0.1.1", kind="integer", label="总分"))
    eats = chosen(step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="吃饭"))
    page = said(gaofei, f"{url}?field={total}")
    assert "怎样算 （请选择）几项相加" in page
    page = said(gaofei, f"{url}?field={total}&how=score")
    assert "用哪几项 吃饭 程度 全部答完才算总分" in page
    page = refused(gaofei, url, "compute", field=total, how="score", fixed="")
    assert "请选好用哪几项来算。" in page
    at = step(gaofei, url, "compute", field=total, how="score", of=eats.partition(".")[2], fixed="1", is_whole="1")
    assert "现在：按选项的分数加总分：吃饭；不用填 改算法" in said(gaofei, at)
    assert 'value="1" maxlength' not in shown(gaofei, at)
    page = shown(gaofei, f"{url}?field={total}&how=score")
    assert f'value="{eats.partition(".")[2]}" checked' in page
    page = said(gaofei, f"{url}?field={grade}&how=band")
    assert "各档 选项一从 到 选项二从 到" in page
    codes = [one for one in _codes(gaofei, f"{url}?field={grade}")]
    bands = {f"bands.{codes[0]}.from": "0", f"bands.{codes[0]}.to": "x", f"bands.{codes[1]}.from": "1"}
    asked = {"field": grade, "how": "band", "first": total.partition(".")[2], "fixed": "1"}
    assert 'value="x"' in refused(gaofei, url, "compute", **asked, **bands)
    at = step(gaofei, url, "compute", **asked, **bands | {f"bands.{codes[0]}.to": "0"})
    assert "按分数分档：总分" in said(gaofei, at)
    at = step(gaofei, url, "drop_compute", field=grade)
    assert "现在：" not in said(gaofei, at)


def _codes(client: CheckingClient, url: str) -> list[str]:
    return re.findall(r'name="labels\.([a-z0-9_]+)"', shown(client, url))


def test_one_grade_worse_asks_for_the_answers_first_of_all(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    overall = chosen(step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="总的"))
    body = chosen(step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="身体"))
    alone = chosen(step(gaofei, url, "add", cell="0.1.1", kind="yes_no", label="独居")).partition(".")[2]
    assert "照抄哪一项" in said(gaofei, f"{url}?field={body}")
    step(gaofei, url, "copy_options", field=body, source=overall)
    assert "看哪一项的答案" in said(gaofei, f"{url}?field={overall}&how=worse")
    page = said(gaofei, f"{url}?field={overall}&how=worse&on={alone}")
    assert "“独居”是哪些答案时 是 否 选项是从差到好排的" in page
    words = {"how": "worse", "on": alone, "second": alone, "first": body.partition(".")[2], "options": "yes"}
    at = step(gaofei, url, "compute", field=overall, **words)
    assert "某种情况时降一档：身体、独居" in said(gaofei, at)


def test_an_expression_of_another_shape_leads_to_the_experts_page(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="integer", label="年龄"))
    text = typed_text(gaofei, url)
    number = '"title": "年龄",'
    assert number in text
    typed = text.replace(number, number + ' "x-computed": {"cel": "1 + 2"},')
    assert gaofei.send(f"{url}/text", {"_revision": "1", "text": typed}).status_code == 303
    page = said(gaofei, f"{url}?field={place}")
    assert "现在由算式算出：1 + 2" in page
    assert "去专家页" in page


# opinions and paper ---------------------------------------------------------------------------------------------------
def test_an_opinion_box_names_the_steps_of_the_adopted_workflow(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="opinion", label="民政部门意见"))
    assert "办理流程里哪一步的意见 乡镇（街道）审核县（区）民政审批" in said(gaofei, f"{url}?field={place}")
    step(gaofei, url, "change", field=place, **{"to.step": "county"})
    page = shown(gaofei, f"{url}?field={place}")
    assert '<option value="county" selected>' in page


def test_the_paper_and_its_blocks_are_changed(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    page = refused(gaofei, url, "page", left="99")
    assert 'value="99"' in page
    step(gaofei, url, "page", top="20", left="20", right="20", bottom="20", font_pt="10", title_pt="16", box="circle")
    page = said(gaofei, url)
    assert "选项前印 方框 □圆圈 ○" in page
    step(gaofei, url, "add_table", cell="0.1.1", rows="2", columns="3", where="below")
    step(gaofei, url, "add_words", cell="1.0.0", text="填表说明", where="above")
    assert "填表说明" in said(gaofei, f"{url}?cell=1")
    step(gaofei, url, "move_block", cell="1", way="down")
    assert "填表说明" in said(gaofei, f"{url}?cell=2")


# conditions -----------------------------------------------------------------------------------------------------------
def test_statements_are_added_changed_and_joined(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="text", label="备注"))
    ill, poor, age = (
        chosen(step(gaofei, url, "add", cell="0.1.1", kind=kind, label=label)).partition(".")[2]
        for kind, label in (("multi_choice", "患病"), ("yes_no", "低保"), ("integer", "年龄"))
    )
    asked = {"field": place, "effect": "show"}
    at = step(gaofei, url, "rule", **asked, on=poor, test="is", values="yes")
    building = f"{url}?field={place}&effect=show&at=&mode=add"
    assert "再加一句 不加了看哪一项" in said(gaofei, building)
    page = said(gaofei, f"{building}&on={ill}")
    assert "至少几项、最多几项（看“选了几项”时写）" in page
    assert "与原来的一句 都满足 满足任何一句" in page
    step(gaofei, url, "rule", **asked, on=ill, test="chosen", at="", mode="add", join="any", limits=["2", ""])
    page = said(gaofei, at)
    assert "下面几句" in page
    assert "患病选了至少2项" in page
    assert "与它合成一组" in page
    page = shown(gaofei, f"{url}?field={place}&effect=show&at=1&mode=set&on={ill}")
    assert 'name="limits" maxlength="12" value="2"' in page
    assert re.search(r'value="chosen" checked', page)
    given = {"at": "1", "mode": "set", "on": age, "test": "between", "limits": ["60", ""]}
    page = refused(gaofei, url, "rule", **asked, **given)
    assert "“在两者之间”要写两个。" in page
    assert 'maxlength="12" value="60"' in page
    step(gaofei, url, "rule", **asked, **given | {"limits": ["60", "79"]})
    step(gaofei, url, "join", **asked, at="", how="none")
    page = said(gaofei, at)
    assert "年龄在60到79之间" in page
    step(gaofei, url, "drop_rule", **asked, at="0")
    assert "低保选了" not in said(gaofei, at)
    assert "先点表上的一格" in said(gaofei, f"{url}?effect=show&at=9.9&mode=set")


def test_rows_of_a_table_and_what_is_around_them_are_asked(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="table", label="成员"))
    column = chosen(step(gaofei, url, "add", cell="1.1.1", kind="yes_no", label="患病"))
    table, code = place.partition(".")[2], column.rpartition(".")[2]
    assert "至少几行、最多几行" in said(gaofei, f"{url}?field=main.item_1&on={table}")
    asked = {"field": "main.item_1", "effect": "show"}
    at = step(gaofei, url, "rule", **asked, on=table, test="rows", limits=["1", ""])
    assert "只数某样的行" in said(gaofei, at)
    assert "患病" in said(gaofei, f"{url}?field=main.item_1&effect=show&at=w&mode=add")
    step(gaofei, url, "rule", **asked, at="w", mode="add", on=code, test="is", values="yes")
    assert "只数这样的行：患病选了“是”" in said(gaofei, at)
    assert "（表格外的）姓名" in said(gaofei, f"{url}?field={column}")
    assert "看“（表格外的）姓名”" in said(gaofei, f"{url}?field={column}&on=^item_1")


def test_a_jump_and_a_reminder(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    for label in ("喝酒", "几支"):
        step(gaofei, url, "add", cell="0.1.1", kind="text", label=label)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="yes_no", label="吸烟"))
    own = place.partition(".")[2]
    page = said(gaofei, f"{url}?field={place}&on={own}")
    assert "看“吸烟（这一项自己）”" in page
    assert "跳到哪里" in page
    page = shown(gaofei, f"{url}?field={place}&on={own}")
    to = re.findall(r'value="([a-z0-9_]+)"', page.partition('id="rule-to"')[2])[0]
    at = step(gaofei, url, "rule", field=place, on=own, effect="jump", test="is", values="no", to=to)
    assert "跳到“喝酒”" in said(gaofei, at)
    step(gaofei, url, "change", field=place, **{"to.required": "1"})
    step(gaofei, url, "soft", field=place, level="tell")
    page = said(gaofei, at)
    assert "一直：必填" in page
    assert "必填而没有填时" in page


# checks ---------------------------------------------------------------------------------------------------------------
def test_a_check_is_added_softened_and_taken_out(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    visit = chosen(step(gaofei, url, "add", cell="0.1.1", kind="date", label="走访日期"))
    page = said(gaofei, f"{url}?field={visit}")
    assert "加一条核对 （请选择）日期不晚于今天 下一步" in page
    born = chosen(step(gaofei, url, "add", cell="0.1.1", kind="date", label="出生日期"))
    page = said(gaofei, f"{url}?field={born}&check=not_after")
    assert "一个日期不晚于另一个 换一种" in page
    given = {"check": "not_after", "level": "must", "earlier": born.partition(".")[2]}
    assert "“晚的”还没有选好。" in refused(gaofei, url, "check", field=born, **given)
    at = step(gaofei, url, "check", field=born, **given, later=visit.partition(".")[2])
    assert "“出生日期”不应晚于“走访日期”。" in said(gaofei, at)
    step(gaofei, url, "check_level", field=born, number="0", level="tell")
    assert "“出生日期”不应晚于“走访日期”。" in said(gaofei, f"{url}?field={visit}")
    step(gaofei, url, "drop_check", field=born, number="0")
    assert "删除这条核对" not in said(gaofei, at)


def test_answers_that_go_together_are_chosen_field_by_field(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    poor, needy = (
        chosen(step(gaofei, url, "add", cell="0.1.1", kind="yes_no", label=label)) for label in ("低保", "特困")
    )
    first, second = poor.partition(".")[2], needy.partition(".")[2]
    at = f"{url}?field={poor}&check=chosen_together"
    assert "哪一项" in said(gaofei, at)
    assert "选了哪个答案时 是 否 另一项只能是 是 否" in said(gaofei, f"{at}&on={first}&number={second}")
    given = {"check": "chosen_together", "first_field": first, "with_field": second, "on": first, "number": second}
    at = step(gaofei, url, "check", field=poor, **given, level="ask", option="yes", options="no")
    assert "“低保”选了“是”时，“特困”应是“否”。" in said(gaofei, at)
