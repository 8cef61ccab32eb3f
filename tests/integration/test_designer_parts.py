"""The designer's panels of parts, groups of options, blanks and checks that are changed, without scripts."""

from tests.integration.test_designer_pages import begun, chosen, refused, revision, said, shown, step
from tests.pages import CheckingClient


def test_a_second_part_is_added_named_tried_and_taken_out(gaofei: CheckingClient) -> None:
    url = begun(gaofei, "visit_record")
    page = refused(gaofei, url, "add_part", title="关爱服务情况", follows="")
    assert "请选好接在哪一部分之后填。" in page
    assert 'value="关爱服务情况"' in page
    step(gaofei, url, "add_part", title="关爱服务情况", follows="main")
    page = said(gaofei, url)
    assert "加了一个部分“关爱服务情况”。" in page
    assert "第2部分" in page
    assert gaofei.get(f"{url}/sheet.pdf").data.startswith(b"%PDF")
    assert "探访日期" in said(gaofei, f"{url}/preview")
    drawn = shown(gaofei, url)
    part = drawn.partition('name="part" value="part_')[2].partition('"')[0]
    step(gaofei, url, "name_part", part=f"part_{part}", title="服务情况", follows="main")
    assert "改了“服务情况”这一部分。" in said(gaofei, url)
    step(gaofei, url, "drop_part", part=f"part_{part}")
    assert "第2部分" not in said(gaofei, url)


def test_options_are_put_into_groups_and_blanks_may_stay_empty(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="情况"))
    at = step(gaofei, url, "options", field=place, list="options", act="add", new="其他____", exclusive="")
    drawn = shown(gaofei, at)
    codes = [one.partition('"')[0] for one in drawn.split('name="groups.')[1:]]
    assert len(codes) == 3
    grouped = {f"groups.{code}": "group_1" for code in codes[:2]}
    step(gaofei, url, "options", field=place, list="options", exclusive="", **grouped)
    drawn = shown(gaofei, at)
    assert drawn.count('<option value="group_1" selected>') == 2
    assert "第2组" in said(gaofei, at)
    blank = drawn.partition('name="blank" value="')[2].partition('"')[0]
    asked = {"option": codes[2], "blank": blank, "kind": "text", "spoken": "其他", "optional": "1"}
    step(gaofei, url, "blank", field=place, **asked)
    assert 'name="optional" value="1" checked' in shown(gaofei, at)


def test_a_check_is_changed_in_its_place(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    labels = ("应付", "已付", "起付")
    due, paid, least = (
        chosen(step(gaofei, url, "add", cell="0.1.1", kind="integer", label=label)).partition(".")[2]
        for label in labels
    )
    at = f"{url}?field=main.{paid}"
    given = {"field": f"main.{paid}", "check": "at_most", "level": "must", "first": paid, "second": due}
    step(gaofei, url, "check", **given)
    assert "已付应不大于应付。" in said(gaofei, at)
    given = {"field": f"main.{paid}", "number": "0", "first": paid, "second": least}
    page = refused(gaofei, url, "change_check", **given, message=" ")
    assert "请写好不对时说什么。" in page
    step(gaofei, url, "change_check", **given, message="已付【已付】元，超过了起付")
    assert "已付已付元，超过了起付。" in said(gaofei, at)
    drawn = shown(gaofei, at)
    assert 'value="已付【已付】元，超过了起付"' in drawn
    assert f'<option value="{least}" selected>' in drawn


def test_answers_that_go_together_and_sums_are_changed_in_their_place(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    first, second = (
        chosen(step(gaofei, url, "add", cell="0.1.1", kind="yes_no", label=label)).partition(".")[2]
        for label in ("低保", "特困")
    )
    asked = {"field": f"main.{first}", "first_field": first, "with_field": second}
    step(gaofei, url, "check", **asked, check="chosen_together", level="tell", option="yes", options="no")
    step(gaofei, url, "change_check", **asked, number="0", option="no", options="yes")
    assert "“低保”选了“否”时，“特困”应是“是”。" in said(gaofei, f"{url}?field=main.{first}")
    total, one = (
        chosen(step(gaofei, url, "add", cell="0.1.1", kind="integer", label=label)).partition(".")[2]
        for label in ("合计", "男")
    )
    at = f"{url}?field=main.{total}"
    step(gaofei, url, "check", field=f"main.{total}", check="sum_is", level="must", total=total, of=one)
    assert f'name="of" value="{one}" checked' in shown(gaofei, at)


def test_of_forms_that_look_alike_only_the_one_that_was_sent_says_why_it_was_refused(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    field = chosen(step(gaofei, url, "add", cell="0.1.1", kind="date", label="走访日期"))
    for level in ("must", "ask"):
        code = field.partition(".")[2]
        step(gaofei, url, "check", field=field, check="not_in_future", first_field=code, level=level)
    words = {"do": "check_level", "field": field, "_revision": revision(gaofei, url), "level": "never"}
    answer = gaofei.send(url, {**words, "number": "1"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert page.count("data-refusal") == 1
    first, said_at, second = (page.index(one) for one in ('id="check-level-0"', "data-refusal", 'id="check-level-1"'))
    assert first < said_at < second
