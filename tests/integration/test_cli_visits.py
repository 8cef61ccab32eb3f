"""`formserver visits`, `daily`, `verify` and `db upgrade`: periods opened, figures worked out again and compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import delete, update

from formserver.cli import main
from formserver.extensions import db
from formserver.models import Visit, VisitCount, VisitFigure
from tests.databases import sqlite_url, variables
from tests.factories import COUNTY, settle

NOW = "2025-02-20T10:00:00+08:00"


@pytest.fixture
def county(site: Flask) -> Iterator[Flask]:
    """李桂芳 is registered, and was visited on 10 February 2025."""
    with time_machine.travel(NOW):
        settle(site)
        with site.app_context():
            db.engine.dispose()
        yield site


def run(tmp_path: Path, *arguments: str) -> Result:
    environ = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    return CliRunner().invoke(main, [*arguments], env=environ)


@pytest.mark.usefixtures("county")
def test_a_period_is_opened_once(tmp_path: Path) -> None:
    first, again = run(tmp_path, "visits", "open"), run(tmp_path, "visits", "open", "--county", COUNTY)
    assert (first.exit_code, first.output) == (0, f"{COUNTY} 2025年2月的探访任务已生成。\n")
    assert (again.exit_code, again.output) == (0, f"{COUNTY} 2025年2月的探访任务早已生成，没有改动。\n")
    assert "已生成" in run(tmp_path, "visits", "open", "--period", "2025-01").output


@pytest.mark.usefixtures("county")
def test_the_day_of_a_machine_opens_the_present_period(tmp_path: Path) -> None:
    assert f"{COUNTY} 生成了2025年2月的探访任务。" in run(tmp_path, "daily").output
    assert "生成了" not in run(tmp_path, "daily").output


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--period", "2025-13"), "不是统计期"),
        (("--period", "2025-05"), "要从2025-05-01起"),
        (("--county", "999999"), "没有代码是 999999 的县（区）"),
    ],
)
def test_a_period_or_county_that_cannot_be_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(tmp_path, "visits", "open", *arguments)
    assert (result.exit_code != 0, said in result.output) == (True, True), result.output


def test_differences_are_told_then_mended(county: Flask, tmp_path: Path) -> None:
    run(tmp_path, "visits", "open")
    assert run(tmp_path, "visits", "recount", "--check").output == "0 处与记录不同。\n"
    with county.app_context():
        db.session.execute(update(VisitFigure).values(due=9))
        db.session.commit()
        db.engine.dispose()
    told = f"{COUNTY} 2025-02 三江村：应探访（现为9，应为0）\n1 处与记录不同"
    checked = run(tmp_path, "visits", "recount", "--check")
    assert (checked.exit_code, checked.output) == (1, f"{told}。\n")
    assert "请运行 formserver visits recount" in run(tmp_path, "verify").output
    mended = run(tmp_path, "visits", "recount", "--county", COUNTY)
    assert (mended.exit_code, mended.output) == (0, f"{told}，已改正。\n")
    assert run(tmp_path, "visits", "recount", "--check").exit_code == 0
    assert run(tmp_path, "verify").exit_code == 0


def test_an_older_installation_gets_the_rows_of_its_visits_once(county: Flask, tmp_path: Path) -> None:
    with county.app_context():
        for model in (Visit, VisitCount):
            db.session.execute(delete(model))
        db.session.commit()
        db.engine.dispose()
    assert "已为1份探访记录建立探访明细。" in run(tmp_path, "db", "upgrade").output
    assert "探访明细" not in run(tmp_path, "db", "upgrade").output
    assert run(tmp_path, "visits", "recount", "--check").exit_code == 0
