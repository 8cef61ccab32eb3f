"""The entry page in a real browser, with and without scripts, against a real server."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.e2e.filling import SAVED, Served, begin, leave
from tests.e2e.site import opened, press, sign_in
from tests.factories import COUNTY

pytestmark = pytest.mark.e2e


def test_a_conditional_field_appears_when_its_option_is_ticked(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    expect(page.locator("#f-disability_grade")).to_be_hidden()
    page.get_by_label("残疾", exact=True).check()
    expect(page.locator("#f-disability_grade")).to_be_visible()
    expect(page.locator("#f-disability_grade-must")).to_have_text("必填")


def test_an_exclusive_option_takes_the_others_back(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    page.get_by_label("残疾", exact=True).check()
    page.locator("[name=physical_condition][value=healthy]").check()
    expect(page.get_by_label("残疾", exact=True)).not_to_be_checked()


def test_an_identity_number_proposes_sex_and_age_band(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    leave(page, "#f-identity_number-in", factories.identity_number(8, "19400316"))
    expect(page.locator("input[name=sex][value=female]")).to_be_checked()
    expect(page.locator("input[name=age_range][value=over_80]")).to_be_checked()


def test_an_identity_number_proposes_the_month_of_birth(page: Page, served: Served) -> None:
    begin(page, served, "registration/jiangsu")
    leave(page, "#f-file-identity_number-in", factories.identity_number(8, "19480316"))
    expect(page.locator("#f-file-birth_month-in")).to_have_value("1948-03")


def test_a_wrong_number_is_told_on_leaving_and_the_caret_stays_where_it_went(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    page.fill("#f-identity_number-in", "12345")
    page.locator("#f-phone-in").focus()
    expect(page.locator("#f-identity_number-problem")).to_contain_text("应为18位")
    expect(page.locator("#f-phone-in")).to_be_focused()
    expect(page.locator("#f-name-problem")).to_be_empty()
    leave(page, "#f-identity_number-in", factories.identity_number(9))
    expect(page.locator("#f-identity_number-problem")).to_be_empty()


def test_typing_into_a_blank_ticks_its_option(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    page.locator("input[name=guardian_relation__other__note]").fill("邻居")
    expect(page.locator("input[name=guardian_relation][value=other]")).to_be_checked()


def test_what_was_typed_is_there_after_a_reload_without_pressing_anything(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    leave(page, "#f-name-in", "陈秀兰")
    expect(page.locator("#entry-state")).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("#f-name-in")).to_have_value("陈秀兰")


def test_saves_follow_one_another_and_none_is_stale(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    for number in range(5):
        page.fill("#f-name-in", f"陈秀兰{number}")
        page.locator("#f-name-in").blur()
    page.locator("#f-remarks-in").fill("住在村口")
    page.get_by_role("button", name="暂存").last.click()
    expect(page.locator("#f-name-in")).to_have_value("陈秀兰4")
    expect(page.locator("#notices")).to_contain_text("已暂存")


def test_a_row_is_added_in_place_and_the_caret_is_in_it(page: Page, served: Served) -> None:
    begin(page, served, "registration/fujian")
    page.fill("#f-name-in", "陈秀兰")
    page.click("#f-family .row-add button")
    expect(page.locator("#f-family-1-name-in")).to_be_focused()
    expect(page.locator("#f-name-in")).to_have_value("陈秀兰")
    page.click("#f-family-0 .row-remove")
    expect(page.locator("#f-family .row-card")).to_have_count(1)


def test_without_a_network_the_page_says_so_and_saves_later(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    page.context.set_offline(True)
    page.fill("#f-name-in", "陈秀兰")
    page.locator("#f-name-in").blur()
    expect(page.locator("#entry-state")).to_contain_text("未保存（没有网络）")
    page.context.set_offline(False)
    expect(page.locator("#entry-state")).to_contain_text(SAVED)


def test_who_was_signed_out_signs_in_beside_and_loses_nothing(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    page.context.clear_cookies()
    page.fill("#f-name-in", "陈秀兰")
    page.locator("#f-name-in").blur()
    expect(page.locator("#entry-state")).to_contain_text("您已被退出登录")
    expect(page.locator("#notices")).to_be_empty()
    with page.expect_popup() as beside:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in(beside.value)
    expect(page.locator("#entry-state")).to_contain_text(SAVED, timeout=30_000)
    page.reload()
    expect(page.locator("#f-name-in")).to_have_value("陈秀兰")


def test_a_problem_above_does_not_move_the_field_being_typed_in(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    page.fill("#f-identity_number-in", "12345")
    page.locator("#f-phone-in").focus()
    before = page.locator("#f-phone-in").bounding_box()
    expect(page.locator("#f-identity_number-problem")).to_contain_text("应为18位")
    after = page.locator("#f-phone-in").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


def test_a_refused_submission_leads_to_the_problems(page: Page, served: Served) -> None:
    begin(page, served, "registration/ezhou")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#problems")).to_be_focused()
    page.get_by_role("link", name="请填写姓名").click()
    expect(page.locator("#f-name-in")).to_be_focused()


def test_everything_works_without_scripts(browser: Browser, cookies: object, served: Served) -> None:
    with opened(browser, cookies=cookies, scripts=False) as page:
        begin(page, served, "registration/ezhou")
        expect(page.locator("#f-disability_grade")).to_be_visible()
        expect(page.locator("#f-disability_grade")).to_contain_text("身体情况选了“残疾”时填写")
        page.fill("[name=name]", "周明")
        press(page.locator("#f-children_away .row-add button"))
        expect(page.locator("#f-children_away .row-card")).to_have_count(2)
        page.fill("[name=identity_number]", factories.identity_number(11))
        press(page.get_by_role("button", name="暂存").last)
        expect(page.locator("[name=name]")).to_have_value("周明")
        press(page.get_by_role("button", name="提交"))
        assert f"/{COUNTY}/records/" in page.url
