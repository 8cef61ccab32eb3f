"""`formserver records upgrade` and `revert`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from formserver.cli import main
from formserver.extensions import db
from formserver.services.documents import form_document
from formserver.store import journal, records
from tests.databases import sqlite_url, variables
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION, act, approve_fully, furnish, person
from tests.later_edition import demanding, publish, registered


@pytest.fixture
def three(site: Flask) -> list[str]:
    """Three registrations that a newer edition finds on their way, approved, and with remarks too long for it."""
    with site.app_context():
        furnish()
        made = [
            registered(remarks="好"),
            registered("王秀英", 2, remarks="好"),
            registered("陈秀兰", 3, remarks="住在村小学旁边"),
        ]
        approve_fully(made[1])
        publish(demanding)
        db.engine.dispose()
        return made


def run(tmp_path: Path, *arguments: str, typed: str | None = None) -> Result:
    environ = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    result = CliRunner().invoke(main, ["records", *arguments], env=environ, input=typed)
    assert "Traceback" not in result.output
    return result


def editions(site: Flask, made: list[str]) -> list[int]:
    """The major number of the edition of each record."""
    with site.app_context():
        found = [records.find(COUNTY, one) for one in made]
        majors = [form_document(one.form_edition_id).edition[0] for one in found if one]
        db.engine.dispose()
        return majors


def number_of(site: Flask, record_id: str) -> str:
    with site.app_context():
        record = records.find(COUNTY, record_id)
        assert record is not None
        return record.number


def test_what_fits_is_moved_and_the_rest_named(site: Flask, three: list[str], tmp_path: Path) -> None:
    result = run(tmp_path, "upgrade", REGISTRATION, "--yes")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"需要更正  {number_of(site, three[2])}：换到2.0版以后有1处需要更正，所以没有换。",
        "已换用新版本 2 条，需要更正 1 条。",
    ]
    assert editions(site, three) == [2, 2, 1]
    with site.app_context():
        [entry] = journal.asides(COUNTY, three[0], *journal.MOVES)
        assert entry.user_name == "命令行"


def test_a_second_run_changes_nothing_more(site: Flask, three: list[str], tmp_path: Path) -> None:
    run(tmp_path, "upgrade", REGISTRATION, "--yes")
    assert "需要更正 1 条。" in run(tmp_path, "upgrade", REGISTRATION, "--yes").stdout
    with site.app_context():
        assert [len(journal.asides(COUNTY, one, *journal.MOVES)) for one in three] == [1, 1, 0]


def test_a_dry_run_says_the_same_and_moves_nothing(site: Flask, three: list[str], tmp_path: Path) -> None:
    with site.app_context():
        act(person("zhaomin"), three[0], "send_back", "请写清楚")
        db.engine.dispose()
    said = run(tmp_path, "upgrade", REGISTRATION, "--dry-run", "--number", number_of(site, three[0])).stdout
    assert "没有换  420703-DJ" in said
    assert "正等填报人修改" in said
    assert run(tmp_path, "upgrade", REGISTRATION, "--dry-run").stdout.splitlines()[-1] == "可以换 1 条，需要更正 1 条。"
    assert editions(site, three) == [1, 1, 1]


def test_only_some_numbers_or_one_county(site: Flask, three: list[str], tmp_path: Path) -> None:
    assert run(tmp_path, "upgrade", REGISTRATION, "--county", OTHER_COUNTY, "--yes").stdout == "没有要处理的记录。\n"
    run(tmp_path, "upgrade", REGISTRATION, "--county", COUNTY, "--number", number_of(site, three[1]), "--yes")
    assert editions(site, three) == [1, 2, 1]


def test_it_asks_before_it_moves(site: Flask, three: list[str], tmp_path: Path) -> None:
    result = run(tmp_path, "upgrade", REGISTRATION, typed="n\n")
    assert (result.exit_code, "最多 3 条记录换到 2.0 版？" in result.stdout) == (1, True)
    assert editions(site, three) == [1, 1, 1]
    assert "1 条记录换到" in run(tmp_path, "upgrade", REGISTRATION, "--number", "x", typed="n\n").stdout


def test_moves_are_undone_but_for_those_acted_on_since(
    site: Flask, three: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formserver.services.moving_many.STEP", 1)
    run(tmp_path, "upgrade", REGISTRATION, "--yes")
    with site.app_context():
        act(person("zhaomin"), three[0], "approve")
        db.engine.dispose()
    assert run(tmp_path, "revert", REGISTRATION, typed="n\n").exit_code == 1
    result = run(tmp_path, "revert", REGISTRATION, "--yes")
    assert result.stdout.splitlines()[-1] == "已恢复原版本 1 条，没有换 1 条。"
    assert "赵敏已经办理（通过），不能再恢复" in result.stdout
    assert editions(site, three) == [2, 1, 1]
    numbered = run(tmp_path, "revert", REGISTRATION, "--number", number_of(site, three[1]), "--yes")
    assert "没有换过版本，或者已经恢复" in numbered.stdout


@pytest.mark.parametrize("command", ["upgrade", "revert"])
def test_a_form_that_is_not_there_is_named(three: list[str], tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command, "registration/nowhere", "--yes")
    assert (result.exit_code, "没有表 registration/nowhere" in result.stderr) == (1, True)
