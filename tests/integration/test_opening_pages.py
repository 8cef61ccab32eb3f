"""A period and a round about many: made in the background, said so on the pages until all are there."""

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.models import Job, VisitCycle
from formserver.services import bundling
from formserver.services.visiting import making
from tests.factories import COUNTY, VILLAGE, looking_as
from tests.follow_ups import text_of
from tests.pages import CheckingClient
from tests.visitors import at_work, served

pytestmark = pytest.mark.usefixtures("march")

VISITS = f"/{COUNTY}/visits"
ROUNDS = f"/{COUNTY}/rounds"
OPENING = "正在生成探访任务"
PLAN = {"title": "寒潮探访", "place": VILLAGE, "first": "2026-03-11", "last": "2026-03-20", "times": "1"}


@pytest.fixture
def county(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Two persons in a county where that is already many."""
    monkeypatch.setattr(making, "AT_ONCE", 1)
    with site.app_context():
        at_work()
        for name in ("李桂芳", "王秀英"):
            served(name)
    return site


def done(site: Flask) -> None:
    """A worker has had every job that waits."""
    with site.app_context():
        waiting = [(one.county_id, one.id) for one in db.session.query(Job).filter_by(state="waiting")]
        for county_id, job_id in waiting:
            bundling.run(county_id, job_id, lambda: False, site="", days_kept=7)
        assert [one.state for one in db.session.query(Job)] == ["done"] * len(waiting)


@pytest.mark.parametrize("name", ["heping", "zhaomin", "wangfang"])
def test_a_period_about_many_is_made_in_the_background(county: Flask, name: str) -> None:
    client = looking_as(county, name)
    for _ in range(2):  # pressed once more, it is the same job
        assert client.send(f"{VISITS}/open").status_code == 303
    page = text_of(client, VISITS)
    assert OPENING in page
    assert "停下了，继续生成" in page
    told = text_of(looking_as(county, "liuyang"), VISITS)
    assert OPENING in told
    assert "继续生成" not in told
    job = text_of(client, f"/{COUNTY}/jobs")
    assert "2026年3月　探访任务" in job
    done(county)
    assert "看本期探访" in text_of(client, f"/{COUNTY}/jobs")
    assert OPENING not in text_of(client, VISITS)
    assert "李桂芳" in text_of(looking_as(county, "liuyang"), VISITS)


def opened(client: CheckingClient) -> str:
    """The address of a round just asked for."""
    answer = client.send(f"{ROUNDS}/new", PLAN)
    assert answer.status_code == 303
    return answer.location


def test_a_round_about_many_is_made_in_the_background(county: Flask) -> None:
    client = looking_as(county, "zhaomin")
    address = opened(client)
    assert opened(client) == address
    assert OPENING in text_of(client, ROUNDS)
    page = text_of(client, address)
    assert OPENING in page
    assert client.send(address, {"_action": "end"}).status_code == 409
    assert client.send(address, {"_action": "go_on"}).status_code == 303
    done(county)
    assert "要探访2位，已探访0位。" in text_of(client, address)


def test_who_may_not_end_a_round_does_not_go_on_with_it_either(county: Flask) -> None:
    address = opened(looking_as(county, "wangfang"))
    with county.app_context():
        db.session.query(VisitCycle).update({"region_code": COUNTY})
        db.session.commit()
    assert "继续生成" not in text_of(looking_as(county, "zhaomin"), address)
    assert looking_as(county, "zhaomin").send(address, {"_action": "go_on"}).status_code == 404
