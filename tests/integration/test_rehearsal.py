"""A new edition tried on drafts and records, without a change to any of them; on both databases."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from formserver.cli import documents, main
from formserver.extensions import db
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.resources import root
from formserver.services import drafting, filling
from formserver.services.rehearsal import Stage, Verdict, rehearse
from formserver.store import records
from tests import factories
from tests.databases import sqlite_url, variables
from tests.factories import COUNTY, REGISTRATION, VILLAGE, VISIT, person
from tests.storage_app import queries

SHIPPED = root() / "schemas" / "registration" / "ezhou.v1.json"
Json = dict[str, Any]


def later(tmp_path: Path, change: Callable[[Json], Any], file: Path = SHIPPED) -> FormDocument:
    source = json.loads(file.read_text("utf-8"))
    change(next(iter(source["properties"].values())))
    path = tmp_path / "later.json"
    path.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    return documents.from_file(path)


def without_remarks(part: Json) -> None:
    part["properties"]["remarks"]["x-when"] = {"show": {"not": {"field": "name", "answered": True}}}


def short_remarks(part: Json) -> None:
    part["properties"]["remarks"]["maxLength"] = 3


def said(document: FormDocument, **words: Any) -> Counter[tuple[Stage, Verdict]]:
    return Counter((trial.stage, trial.verdict) for trial in rehearse(document, **words))


@pytest.fixture
def county(storage: Flask) -> None:
    """A registration on its way, an approved one, one terminated, and a draft."""
    factories.furnish()
    author = person("liuyang")
    factories.register(author, "李桂芳")
    factories.approve_fully(factories.register(author, "王秀英", factories.identity_number(2)))
    ended = factories.register(author, "陈秀兰", factories.identity_number(3))
    factories.act(person("zhaomin"), ended, "terminate", "重复登记")
    draft = drafting.start(author, REGISTRATION, None, village_code=VILLAGE)
    filling.keep(author, draft.id, Pairs([("name", "周桂兰"), ("remarks", "腿脚不便")]), revision=draft.revision)


@pytest.mark.usefixtures("county")
def test_the_same_edition_fits_everything(tmp_path: Path) -> None:
    document = later(tmp_path, lambda part: None)
    assert said(document) == {(stage, Verdict.FITS): 1 for stage in Stage}
    assert said(document, county_id=COUNTY) == said(document)
    assert not said(document, county_id="350581")


@pytest.mark.usefixtures("county")
def test_what_would_be_kept_aside_is_named(tmp_path: Path) -> None:
    trials = list(rehearse(later(tmp_path, without_remarks)))
    assert {trial.verdict for trial in trials} == {Verdict.LOSES}
    assert [gone.field.spoken for trial in trials for gone in trial.gone] == ["备注"] * 4
    assert [gone.text for trial in trials if trial.stage == Stage.DRAFT for gone in trial.gone] == ["腿脚不便"]


@pytest.mark.usefixtures("county")
def test_what_would_need_correcting_is_told_with_its_problems(tmp_path: Path) -> None:
    trials = list(rehearse(later(tmp_path, short_remarks)))
    assert {(trial.stage, trial.verdict) for trial in trials} == {
        (stage, Verdict.FITS if stage == Stage.DRAFT else Verdict.INVALID) for stage in Stage
    }
    first = trials[0]
    assert (first.county_id, first.number[:9], first.edition) == (COUNTY, "420703-DJ", (1, 0))
    assert [str(problem) for problem in first.problems] == ["备注最多填写3个字，现在是8个字"]


@pytest.mark.usefixtures("county")
def test_many_are_read_a_batch_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formserver.store.rows._BATCH", 2)
    assert said(later(tmp_path, lambda part: None)) == {(stage, Verdict.FITS): 1 for stage in Stage}


@pytest.mark.usefixtures("county")
def test_nothing_is_written(tmp_path: Path) -> None:
    with queries() as seen:
        list(rehearse(later(tmp_path, without_remarks)))
    assert {statement.split()[0] for statement, _ in seen} == {"SELECT"}
    assert not db.session.dirty


@pytest.mark.usefixtures("county")
def test_expressions_know_the_record_before(tmp_path: Path) -> None:
    """A value computed with the last visit is none of its own without it."""
    author = person("liuyang")
    approved = next(trial for trial in rehearse(later(tmp_path, lambda part: None)) if trial.stage == Stage.APPROVED)
    elder_id = records.get(author.scope, approved.id).elder_id
    assert elder_id is not None
    first = factories.hand_in(author, VISIT, factories.visit_pairs(), elder_id=elder_id)
    factories.approve_fully(first)
    factories.hand_in(author, VISIT, factories.visit_pairs(visited_on="2025-03-10"), elder_id=elder_id)

    def same_place(part: Json) -> None:
        cel = "hygiene == previous.hygiene ? 1 : 0"
        part["properties"]["same"] = {"title": "与上次", "x-kind": "integer", "x-computed": {"cel": cel, "fixed": True}}
        part["properties"]["same"]["minimum"] = 2
        _listed(part).append("same")

    trials = list(rehearse(later(tmp_path, same_place, root() / "schemas" / "visit_record" / "ezhou.v1.json")))
    assert [trial.verdict for trial in trials] == [Verdict.FITS, Verdict.INVALID]


def _listed(part: Json) -> list[str]:
    found: list[str] = part["x-order"] if "x-order" in part else part["x-sections"][-1]["fields"]
    return found


# the command ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def env(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """The settings of the database that `county` filled."""
    return variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)


def run(env: dict[str, str], *arguments: str) -> tuple[int, str]:
    db.session.rollback()  # a command begins where nothing is open
    result = CliRunner().invoke(main, ["forms", "rehearse", *arguments], env=env)
    assert "Traceback" not in result.output
    return result.exit_code, result.output


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_the_command_counts_and_lists(tmp_path: Path, env: dict[str, str]) -> None:
    later(tmp_path, short_remarks)
    file = str(tmp_path / "later.json")
    code, said = run(env, file)
    assert code == 0
    assert said.splitlines()[0].startswith("需要更正  420703-DJ-")
    assert said.splitlines()[0].endswith("（420703，1.0 版）")
    assert "    /remarks：备注最多填写3个字，现在是8个字" in said
    assert said.splitlines()[-3:] == [
        "办理中的记录：需要更正 1，有回答不再询问 0，照样有效 0",
        "已通过的记录：需要更正 1，有回答不再询问 0，照样有效 0",
        "已终止的记录：需要更正 1，有回答不再询问 0，照样有效 0",
    ]
    later(tmp_path, without_remarks)
    found = json.loads(run(env, file, "--json")[1])
    assert found["counts"]["draft"] == {"invalid": 0, "loses": 1, "fits": 0}
    assert [one["gone"] for one in found["touched"]] == [["备注"]] * 4
    assert "腿脚不便" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_the_command_lists_so_many_and_says_how_to_get_the_rest(
    tmp_path: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formserver.cli.rehearse._LISTED", 1)
    later(tmp_path, without_remarks)
    file = str(tmp_path / "later.json")
    assert "还有 3 条没有列出；加 --all 列出全部。" in run(env, file)[1]
    assert run(env, file, "--all")[1].count("不再询问“备注”") == 4


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_what_cannot_be_published_is_not_rehearsed(tmp_path: Path, env: dict[str, str]) -> None:
    later(tmp_path, lambda part: part["properties"]["remarks"].update({"x-kind": "text"}))
    file = tmp_path / "later.json"
    code, said = run(env, str(file))
    assert (code, "不能作为新版本发布" in said) == (2, True)
    file.write_text(file.read_text("utf-8").replace("registration/ezhou", "registration/nowhere"), "utf-8")
    code, said = run(env, str(file))
    assert (code, "没有表 registration/nowhere" in said) == (2, True)
