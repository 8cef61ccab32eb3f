"""Why somebody is not visited: said, taken back, refused; on both databases."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.services.acting import Incomplete
from formserver.services.visiting import absences, this_week
from formserver.services.visiting.this_week import Asked
from formserver.store import visit_duties
from formserver.store.visit_lists import EXPLAINED
from tests.factories import COUNTY, furnish, person
from tests.visitors import explain, opened, served, visits, with_levels

FIRST = "2026-03-01T02:00:00Z"


@pytest.fixture
def county(storage: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county at work on the first of March, nobody in the register yet."""
    with_levels(monkeypatch)
    furnish()
    for name in ("liuyang", "heping", "zhaomin", "wangfang", "fanyu"):
        person(name)


@pytest.fixture(autouse=True)
def march() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FIRST, tick=True) as traveller:
        yield traveller


def duty(elder_id: str) -> tuple[str, str | None, str | None]:
    db.session.expire_all()
    found = visit_duties.find(COUNTY, "2026-03", elder_id)
    assert found is not None
    return found.status, found.reason, found.open_until


@pytest.mark.usefixtures("county")
def test_a_reason_that_does_not_excuse_leaves_the_visit_owed() -> None:
    elder = served("王秀英")
    opened("2026-03-01")
    explain(elder, "no_answer", "去了两次，门锁着")
    assert duty(elder) == ("due", "no_answer", "2026-03-31")
    (card,) = this_week.look(person("liuyang"), Asked(tab="explained")).cards.rows
    assert (card.group, card.owed[0].reason, card.owed[0].duty.reason_note) == (
        EXPLAINED,
        "上门或打电话没有人",
        "去了两次，门锁着",
    )
    explain(elder, "")
    assert (duty(elder), this_week.look(person("liuyang"), Asked()).counts["todo"]) == (("due", None, "2026-03-31"), 1)


@pytest.mark.usefixtures("county")
def test_a_reason_that_excuses_is_taken_back_and_the_visit_is_owed_again() -> None:
    elder = served("王秀英")
    opened("2026-03-01")
    explain(elder, "hospital")
    assert duty(elder) == ("excused", "hospital", None)
    explain(elder, "")
    assert duty(elder) == ("due", None, "2026-03-31")


@pytest.mark.usefixtures("county")
def test_what_needs_words_or_cannot_be_said_is_refused_at_its_input() -> None:
    elder = served("王秀英")
    opened("2026-03-01")
    for code, note, place in (("other", "", "note"), ("moon", "", "reason"), ("hospital", "长" * 201, "note")):
        with pytest.raises(Incomplete) as refused:
            explain(elder, code, note)
        assert list(refused.value.problems) == [place]
    explain(elder, "other", "村里发大水")
    assert duty(elder)[1] == "other"


@pytest.mark.usefixtures("county")
def test_nothing_is_explained_about_somebody_visited_or_from_a_stale_page() -> None:
    done, other = served("王秀英"), served("李桂芳")
    opened("2026-03-01")
    seen = absences.view(person("liuyang"), other, "2026-03").seen
    visits(done, "2026-03-01")
    with pytest.raises(absences.NothingOwed):
        explain(done, "hospital")
    assert absences.view(person("liuyang"), done, "2026-03").may is False
    explain(other, "no_answer")
    with pytest.raises(absences.StaleDuty):
        absences.explain(person("liuyang"), other, "2026-03", "hospital", "", seen)
    absences.explain(person("liuyang"), other, "2026-03", "no_answer", "", seen)  # what is so already is no change


@pytest.mark.usefixtures("county")
def test_only_who_works_in_the_village_says_why() -> None:
    elder = served("王秀英")
    opened("2026-03-01")
    with pytest.raises(Forbidden):
        explain(elder, "hospital", by="wangfang")
    with pytest.raises(NotFound):
        explain(elder, "hospital", by="chenjie")
    with pytest.raises(NotFound):
        absences.view(person("liuyang"), elder, "2026-02")
