"""The rehearsal of a draft, a stretch at a time, without names and answers; on both databases."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from formserver.errors import NotFound
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.services import drafting, edition_drafts, edition_trials, filling
from formserver.services.edition_drafts import Offer
from formserver.services.edition_trials import Tally
from formserver.services.person import Person
from formserver.services.rehearsal import Stage, Verdict, rehearse
from formserver.store import edition_drafts as stored
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION, VILLAGE, person
from tests.offering import administrator, later, offered, own_form, short_remarks
from tests.storage_app import queries

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def county(storage: Flask) -> None:
    """Two registrations on their way, an approved one, and a draft."""
    factories.furnish()
    author = person("liuyang")
    factories.register(author, "李桂芳")
    factories.register(author, "陈秀兰", factories.identity_number(3), phone="13912345678")
    factories.approve_fully(factories.register(author, "王秀英", factories.identity_number(2)))
    draft = drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
    filling.keep(author, draft.id, Pairs([("name", "周桂兰"), ("remarks", "腿脚不便")]), revision=draft.revision)


def tried(change: Callable[[Json], Any]) -> Tally:
    """What the whole rehearsal of a draft found."""
    draft_id = offered(administrator(), change, "改")
    while edition_trials.go_on(person("gaofei"), draft_id):
        pass
    return kept(draft_id)


def kept(draft_id: str) -> Tally:
    found = edition_trials.tally_of(stored.get(COUNTY, draft_id).rehearsal)
    assert found is not None
    return found


def hidden_remarks(part: Json) -> None:
    part["properties"]["remarks"]["x-when"] = {"show": {"not": {"field": "name", "answered": True}}}


def test_all_papers_of_the_county_are_counted_by_stage_and_verdict() -> None:
    found = tried(short_remarks)
    assert (found.tried, found.total, found.after) == (4, 4, None)
    assert {stage: found.count(stage, Verdict.INVALID) for stage in Stage} == {
        Stage.DRAFT: 0,
        Stage.ON_ITS_WAY: 2,
        Stage.APPROVED: 1,
        Stage.TERMINATED: 0,
    }
    assert (found.sum(Verdict.INVALID), found.sum(Verdict.FITS), found.sum(Verdict.LOSES)) == (3, 1, 0)


def test_what_is_wrong_is_told_with_the_number_and_without_what_was_answered() -> None:
    found = tried(short_remarks)
    params = {"label": "备注", "limit": "3", "length": "…"}
    sentence = {"key": "%(label)s最多填写%(limit)s个字，现在是%(length)s个字", "params": params}
    assert found.said(Verdict.INVALID) == [(sentence, 3)]
    numbers = [one["number"][:9] for one in found.of(Verdict.INVALID)]
    assert numbers == ["420703-DJ"] * 3
    told = json.dumps(vars(found), ensure_ascii=False)
    assert not any(private in told for private in ("李桂芳", "王秀英", "住在村小学", "13912345678"))


def test_a_written_check_quotes_no_answer() -> None:
    def checked(part: Json) -> None:
        check = {"check": "holds", "cel": "name == phone", "message": "{name}的电话是{phone}", "at": "phone"}
        part.setdefault("x-checks", []).append(check | {"level": "error"})

    found = tried(checked)
    assert [sentence["params"] for sentence, _ in found.said(Verdict.INVALID)] == [{"said": "…的电话是…"}]


def test_what_would_be_kept_aside_is_named_once_a_paper() -> None:
    found = tried(hidden_remarks)
    assert found.said(Verdict.LOSES) == [({"key": edition_trials.GONE, "params": {"label": "备注"}}, 4)]
    assert [one["number"] for one in found.of(Verdict.LOSES)].count("") == 1


def test_it_goes_on_where_it_stopped_and_counts_each_paper_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tried(hidden_remarks)
    monkeypatch.setattr(edition_trials, "STRETCH", 1)
    draft_id = offered(person("gaofei"), hidden_remarks, "改")
    steps = 0
    while edition_trials.go_on(person("gaofei"), draft_id):
        steps += 1
        assert (kept(draft_id).tried, kept(draft_id).total) == (steps, 4)
    assert steps == 4
    assert (kept(draft_id).counts, kept(draft_id).reasons) == (whole.counts, whole.reasons)
    assert sorted(one["id"] for one in kept(draft_id).listed) == sorted(one["id"] for one in whole.listed)


def test_it_begins_anew_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_trials, "STRETCH", 2)
    draft_id = offered(administrator(), hidden_remarks, "改")
    assert edition_trials.go_on(person("gaofei"), draft_id)
    assert edition_trials.go_on(person("gaofei"), draft_id, anew=True)
    assert kept(draft_id).tried == 2


def test_the_list_ends_somewhere_and_the_counts_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_trials, "MOST_LISTED", 1)
    monkeypatch.setattr(edition_trials, "_MOST_REASONS", 0)
    found = tried(hidden_remarks)
    assert (len(found.listed), found.sum(Verdict.LOSES), found.reasons) == (1, 4, {})


def test_a_rehearsal_can_be_broken_off_anywhere() -> None:
    document = FormDocument(later(hidden_remarks), edition_drafts.document_of(_draft(hidden_remarks)).bundled)
    whole = [trial.id for trial in rehearse(document, county_id=COUNTY)]
    for place, trial in enumerate(rehearse(document, county_id=COUNTY), 1):
        assert [one.id for one in rehearse(document, county_id=COUNTY, after=trial.position)] == whole[place:]


def _draft(change: Callable[[Json], Any]) -> Any:
    return stored.get(COUNTY, offered(administrator(), change, "改"))


def test_nobody_is_kept_from_writing_while_papers_are_tried() -> None:
    draft_id = offered(administrator(), hidden_remarks, "改")
    with queries() as seen:
        edition_trials.go_on(person("gaofei"), draft_id)
    written = [statement.split()[0] for statement, _ in seen if not statement.startswith(("SELECT", "SET"))]
    assert written == ["UPDATE"]


def test_what_is_decided_and_what_is_new_is_not_tried() -> None:
    draft_id = offered(administrator(), hidden_remarks, "改")
    edition_drafts.withdraw(person("gaofei"), draft_id)
    assert not edition_trials.go_on(person("gaofei"), draft_id)
    assert stored.get(COUNTY, draft_id).rehearsal is None
    new = edition_drafts.offer_new(person("gaofei"), Offer(own_form()))
    assert not edition_trials.go_on(person("gaofei"), new)


def test_another_county_does_not_try_it() -> None:
    draft_id = offered(administrator(), hidden_remarks, "改")
    neighbour = Person(person("linqing").user_id, "林青", OTHER_COUNTY, ())
    with pytest.raises(NotFound):
        edition_trials.go_on(neighbour, draft_id)
