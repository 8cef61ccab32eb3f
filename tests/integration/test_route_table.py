"""Who gets in where: every route x every role, in the own county and in a foreign one, against one table."""

from collections.abc import Iterator
from typing import Final

import pytest
from flask import Flask
from werkzeug.routing import Rule

from formserver.ids import new_id
from formserver.web.guard import policy_of
from tests.factories import COUNTY, OTHER_COUNTY, Village, looking_as, settle
from tests.pages import CheckingClient, client_of, token

# One person for each role of the test county.
HOLDERS: Final = {
    "visitor": "liuyang",
    "typist": "fanyu",
    "village_lead": "heping",
    "township_approver": "zhaomin",
    "county_approver": "wangfang",
    "form_admin": "gaofei",
    "system_admin": "qianhao",
    "department_reader": "tangyu",
    "disability_reader": "luoyan",
    "health_reader": "weimin",
    "civil_affairs_reader": "yangfan",
}
EVERYBODY: Final = frozenset(HOLDERS)
FILLING: Final = frozenset({"visitor", "typist", "village_lead"})
PUBLISHING: Final = frozenset({"form_admin"})
ADOPTING: Final = PUBLISHING | {"county_approver"}
EXPORTING: Final = frozenset({"township_approver", "county_approver"})
DECIDING: Final = EXPORTING | {"village_lead"}
READING: Final = FILLING | EXPORTING
DEPARTMENTS: Final = frozenset({"disability_reader", "health_reader", "civil_affairs_reader"})
ASSIGNING: Final = frozenset({"village_lead", "township_approver"})
MOVING: Final = FILLING | {"township_approver", "county_approver"}

# Whom a route of a county lets in; what he sees of it then is the scope's matter.
TABLE: Final = {
    "GET work.show": EVERYBODY,
    "GET visits.index": READING,
    "POST visits.open_period": DECIDING,
    "GET visits.go_back": DECIDING,
    "GET visits.absence_page": READING - {"county_approver"},
    "POST visits.absent": READING - {"county_approver"},
    "GET assigning.index": ASSIGNING,
    "POST assigning.give": ASSIGNING,
    "POST assigning.stand_in": ASSIGNING,
    "POST assigning.end_stand_in": ASSIGNING,
    "GET assigning.hand_over_page": ASSIGNING,
    "POST assigning.hand_over": ASSIGNING,
    "POST assigning.undo": ASSIGNING,
    "GET assigning.go_back": ASSIGNING,
    "GET rounds.index": READING,
    "GET rounds.new": EXPORTING,
    "POST rounds.open_one": EXPORTING,
    "GET rounds.show": READING,
    "POST rounds.end": EXPORTING,
    "GET records.index": READING,
    "GET records.show": READING,
    "POST records.act": READING,
    "GET records.go_back": READING,
    "GET unseen.of_record": READING,
    "GET unseen.of_draft": FILLING,
    "POST prints.make": READING,
    "GET prints.go_back": READING,
    "POST signed_sheets.add": FILLING,
    "POST signed_sheets.remove": FILLING,
    "GET signed_sheets.go_back": FILLING,
    "GET prints.draft": FILLING,
    "GET months.index": DECIDING,
    "GET months.show_board": DECIDING,
    "GET months.show": DECIDING,
    "GET months.listed": DECIDING,
    "GET months.go_back": DECIDING,
    "POST months.explain": {"village_lead"},
    "GET months.confirm": DECIDING,
    "POST months.act": DECIDING,
    "GET months.routine_page": {"township_approver"},
    "POST months.approve": {"township_approver"},
    "GET jobs.index": READING,
    "GET jobs.new": READING,
    "POST jobs.ask": READING,
    "GET jobs.show": READING,
    "POST jobs.act": READING,
    "GET jobs.file": READING,
    "GET exports.new": EXPORTING,
    "POST exports.ask": EXPORTING,
    "GET exports.index": EXPORTING | {"system_admin"},
    "GET departments.index": EXPORTING,
    "GET departments.new": EXPORTING,
    "POST departments.bring": EXPORTING,
    "GET departments.show": EXPORTING,
    "POST departments.act": EXPORTING,
    "GET departments.problems": EXPORTING,
    "POST departments.results": EXPORTING,
    "GET departments.go_back": EXPORTING,
    "GET verifying.index": FILLING,
    "GET verifying.show": FILLING,
    "POST verifying.decide": FILLING,
    "GET department_desk.show": DEPARTMENTS,
    "POST department_desk.export": DEPARTMENTS,
    "GET elders.index": READING,
    "GET elders.show": READING,
    "GET follow_ups.index": READING,
    "POST follow_ups.see": READING,
    "GET follow_ups.list_again": READING,
    "GET follow_ups.show": READING,
    "POST follow_ups.act": READING,
    "POST follow_ups.remove_photo": READING,
    "GET follow_ups.go_back": READING,
    "GET follow_up_opening.new": READING,
    "POST follow_up_opening.open_by_hand": READING,
    "GET follow_up_opening.notice": READING,
    "POST follow_up_opening.note": READING,
    "GET emergency.show": READING,
    "POST emergency.unmask": READING,
    "GET emergency.duty": DECIDING,
    "POST emergency.set_duty": DECIDING,
    "GET finding.ask": FILLING,
    "POST finding.look": FILLING,
    "POST finding.begin": FILLING,
    "POST finding.ask_over": FILLING,
    "GET person_file.change_page": FILLING | {"township_approver"},
    "POST person_file.change": FILLING | {"township_approver"},
    "GET person_pictures.show": FILLING | {"township_approver", "county_approver"},
    "POST person_pictures.add": FILLING | {"township_approver", "county_approver"},
    "POST person_pictures.remove": FILLING | {"township_approver", "county_approver"},
    "GET person_pictures.go_back": FILLING | {"township_approver", "county_approver"},
    "POST person_file.undo": FILLING | {"township_approver"},
    "GET person_file.go_back": FILLING | {"township_approver"},
    "GET person_file.review_page": FILLING | {"township_approver"},
    "POST person_file.review": FILLING | {"township_approver"},
    "GET duplicates.index": DECIDING,
    "GET duplicates.same": DECIDING,
    "POST duplicates.tell_apart": DECIDING,
    "GET duplicates.show": DECIDING,
    "POST duplicates.merge": DECIDING,
    "GET duplicates.undo_page": DECIDING,
    "POST duplicates.unmerge": DECIDING,
    "GET comings.index": READING,
    "GET comings.show": READING,
    "POST comings.decide": READING,
    "GET comings.exit_page": READING,
    "POST comings.ask_exit": READING,
    "GET comings.return_page": EXPORTING,
    "POST comings.come_back": EXPORTING,
    "GET comings.move_page": READING,
    "POST comings.ask_move": READING,
    "POST elders.keep": READING,
    "POST elders.drop": READING,
    "GET elders.numbers": READING,
    "GET figures.index": DECIDING | {"form_admin", "department_reader"},
    "GET figures.persons": READING,
    "GET figures.visits": READING,
    "POST figures.export": EXPORTING,
    "POST prefilled.make": READING,
    "GET prefilled.go_back": READING,
    "GET prefilled.choose": READING,
    "POST prefilled.make_list": READING,
    "GET catalog.index": EVERYBODY,
    "GET catalog.show": EVERYBODY,
    "GET catalog.blank": EVERYBODY,
    "POST catalog.act": ADOPTING,
    "GET editions.published": ADOPTING,
    "GET editions.compare": ADOPTING,
    "POST editions.offer_again": PUBLISHING,
    "POST editions.offer_shipped": PUBLISHING,
    "GET merging.show": PUBLISHING,
    "POST merging.offer": PUBLISHING,
    "GET editions.new": PUBLISHING,
    "POST editions.offer": PUBLISHING,
    "GET from_paper.new": PUBLISHING,
    "POST from_paper.make": PUBLISHING,
    "GET editions.show": PUBLISHING,
    "POST editions.decide": PUBLISHING,
    "POST editions.rehearse": PUBLISHING,
    "GET editions.go_back": PUBLISHING,
    "GET editions.file": PUBLISHING,
    "GET editions.blank": PUBLISHING,
    "GET moving.preview": MOVING,
    "POST moving.act": MOVING,
    "GET moving.show": PUBLISHING,
    "POST moving.move": PUBLISHING,
    "GET designer.new": PUBLISHING,
    "POST designer.begin": PUBLISHING,
    "GET designer.show": PUBLISHING,
    "POST designer.take": PUBLISHING,
    "GET designer_library.show": PUBLISHING,
    "POST designer_library.take": PUBLISHING,
    "GET designer_library.renew": PUBLISHING,
    "GET designer_merge.show": PUBLISHING,
    "POST designer_merge.take": PUBLISHING,
    "GET designer_text.show": PUBLISHING,
    "GET designer_text.at": PUBLISHING,
    "GET designer_text.download": PUBLISHING,
    "POST designer_text.rewrite": PUBLISHING,
    "GET designer_trial.show": PUBLISHING,
    "GET designer_trial.sheet": PUBLISHING,
    "GET entry.choose": FILLING,
    "POST entry.begin": FILLING,
    "GET entry.show": FILLING,
    "POST entry.keep": FILLING,
    "GET files.photos": FILLING,
    "POST files.add": FILLING,
    "POST files.remove": FILLING,
    "GET files.go_back": FILLING,
    "GET files.show": READING,
    "GET files.show_small": READING,
}

# What each person gets of the visit to 李桂芳 in 三江村: own or foreign place and role together.
ANSWERS: Final = {
    "liuyang": 200,  # wrote it
    "fanyu": 404,  # same village, but sees only what he typed himself
    "chenjie": 404,  # another village
    "heping": 200,
    "zhaomin": 200,
    "xulei": 404,  # another township
    "wangfang": 200,
    "linqing": 404,  # another county
    "gaofei": 403,
    "qianhao": 403,
    "tangyu": 403,
    "luoyan": 403,
    "yangfan": 403,
}


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    return settle(site)


def county_rules(site: Flask) -> Iterator[tuple[str, Rule]]:
    """Every route below a county, as the table names it."""
    for rule in site.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if "county" in rule.arguments:
                yield f"{method} {rule.endpoint}", rule


def address(site: Flask, rule: Rule, county: str) -> str:
    """The rule's address in a county; whatever else it names does not exist."""
    adapter = site.url_map.bind("localhost")
    values = {name: county if name == "county" else new_id() for name in rule.arguments}
    return adapter.build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"})))


def status(client: CheckingClient, method: str, url: str, csrf_token: str) -> int:
    data = {"_csrf": csrf_token} if method == "POST" else None
    return client.open(url, method=method, data=data).status_code


def test_every_route_of_a_county_stands_in_the_table(site: Flask) -> None:
    assert {name for name, _ in county_rules(site)} == set(TABLE)


def test_every_route_has_a_policy(site: Flask) -> None:
    assert [name for name, view in site.view_functions.items() if policy_of(view) is None] == []


@pytest.mark.parametrize("role", HOLDERS)
def test_each_role_gets_in_where_the_table_says(site: Flask, village: Village, role: str) -> None:
    client = looking_as(site, HOLDERS[role])
    csrf_token = token(client)
    let_in = {
        name
        for name, rule in county_rules(site)
        if status(client, name.split()[0], address(site, rule, COUNTY), csrf_token) != 403
    }
    assert let_in == {name for name, roles in TABLE.items() if role in roles}


@pytest.mark.parametrize("role", HOLDERS)
def test_a_county_without_a_role_in_it_does_not_exist(site: Flask, village: Village, role: str) -> None:
    client = looking_as(site, HOLDERS[role])
    csrf_token = token(client)
    answers = {
        name: status(client, name.split()[0], address(site, rule, OTHER_COUNTY), csrf_token)
        for name, rule in county_rules(site)
    }
    assert answers == dict.fromkeys(TABLE, 404)


def test_a_stranger_is_led_to_the_sign_in_page(site: Flask) -> None:
    client = client_of(site)
    csrf_token = token(client)
    answers = {
        name: status(client, name.split()[0], address(site, rule, COUNTY), csrf_token)
        for name, rule in county_rules(site)
    }
    assert answers == {name: 303 if name.startswith("GET") else 401 for name in TABLE}


@pytest.mark.parametrize("user_name", ANSWERS)
def test_place_and_role_together_decide_who_sees_a_record(site: Flask, village: Village, user_name: str) -> None:
    client = looking_as(site, user_name)
    assert client.get(f"/{COUNTY}/records/{village.visit_id}").status_code == ANSWERS[user_name]


@pytest.mark.parametrize("user_name", ["zhaomin", "xulei", "chenjie", "linqing", "gaofei"])
def test_seeing_and_printing_follow_the_same_rule(site: Flask, village: Village, user_name: str) -> None:
    client = looking_as(site, user_name)
    url = f"/{COUNTY}/records/{village.visit_id}"
    assert client.send(f"{url}/prints").status_code == client.get(url).status_code


@pytest.mark.parametrize(
    ("user_name", "answer"), [("fanyu", 200), ("chenjie", 404), ("xulei", 404), ("wangfang", 200), ("tangyu", 403)]
)
def test_a_person_of_the_register_belongs_to_the_village(
    site: Flask, village: Village, user_name: str, answer: int
) -> None:
    client = looking_as(site, user_name)
    assert client.get(f"/{COUNTY}/elders/{village.elder_id}").status_code == answer
