"""`formserver register index` and `db upgrade`: what persons are found by is written anew."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from formserver.cli import main
from formserver.extensions import db
from formserver.models import ElderMark
from formserver.store import elder_marks
from tests.databases import sqlite_url, variables
from tests.factories import settle


@pytest.fixture
def unmarked(site: Flask) -> Flask:
    """A register whose marks were lost, or that is older than they are."""
    settle(site)
    with site.app_context():
        db.session.query(ElderMark).delete()
        db.session.commit()
        db.engine.dispose()
    return site


def run(tmp_path: Path, *arguments: str) -> Result:
    environ = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    return CliRunner().invoke(main, [*arguments], env=environ)


@pytest.mark.parametrize("command", [("register", "index"), ("db", "upgrade")])
def test_marks_are_written_where_they_are_missing(unmarked: Flask, tmp_path: Path, command: tuple[str, str]) -> None:
    assert "查找索引与档案不一致" in run(tmp_path, "verify").output
    result = run(tmp_path, *command)
    assert (result.exit_code, "已为1位服务对象建立查找索引。" in result.output) == (0, True)
    with unmarked.app_context():
        assert elder_marks.is_filled()
        db.engine.dispose()
    assert "查找索引" not in run(tmp_path, "verify").output
    assert "查找索引" not in run(tmp_path, "db", "upgrade").output
