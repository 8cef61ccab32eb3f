"""`formserver demo`: an empty database is filled, a filled one is kept, production is refused."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formserver.cli import main
from formserver.demo import build, cast
from formserver.demo.build import Size
from formserver.demo.cast import PASSWORD
from tests.databases import sqlite_url, variables
from tests.pages import PASSWORD as OTHER_PASSWORD


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(build, "Size", lambda: Size(registrations=1, visits=1))
    return variables(sqlite_url(tmp_path / "formserver.db"), tmp_path) | {"FORMSERVER_ENV": "demo", "COLUMNS": "100"}


def run(environ: dict[str, str], *arguments: str, **more: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={**environ, **more})


def test_an_empty_database_is_filled_and_the_accounts_are_printed(environ: dict[str, str]) -> None:
    result = run(environ, "demo", "--if-empty")
    assert result.exit_code == 0, result.output
    for word in ("ezhou-visitor", "demo-admin", PASSWORD, "http://localhost", "探访人员", "树人镇"):
        assert word in result.output


def test_a_filled_database_is_kept_and_only_printed(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(environ, "demo", "--if-empty")
    monkeypatch.setattr(build, "build", lambda *_, **__: pytest.fail("built again"))
    again = run(environ, "demo", "--if-empty")
    assert again.exit_code == 0
    assert again.stdout == first.stdout


def test_a_kept_database_of_an_older_program_is_found_in_again(environ: dict[str, str], tmp_path: Path) -> None:
    run(environ, "demo", "--if-empty")
    with sqlite3.connect(tmp_path / "formserver.db") as connection:
        [before] = connection.execute("SELECT count(*) FROM elder_marks").fetchone()
        connection.execute("DELETE FROM elder_marks")
        connection.commit()
        run(environ, "demo", "--if-empty")
        assert connection.execute("SELECT count(*) FROM elder_marks").fetchone() == (before,)


def test_without_the_option_a_filled_database_is_refused(environ: dict[str, str]) -> None:
    run(environ, "demo")
    again = run(environ, "demo")
    assert (again.exit_code, again.output.startswith("错误：")) == (1, True)


def test_production_gets_no_demonstration_accounts(environ: dict[str, str]) -> None:
    result = run(environ, "demo", FORMSERVER_ENV="production", FORMSERVER_TRUSTED_HOSTS="example.cn")
    assert result.exit_code == 1
    assert "正式运行" in result.output


def test_accounts_of_somebody_else_are_left_alone(environ: dict[str, str]) -> None:
    run(environ, "db", "upgrade")
    names = ("--user-name", "wangfang", "--full-name", "王芳")
    run(environ, "users", "add", *names, FORMSERVER_NEW_PASSWORD=OTHER_PASSWORD)
    result = run(environ, "demo", "--if-empty")
    assert (result.exit_code, result.output.strip()) == (0, "网址：http://localhost")


def test_a_demonstration_that_broke_off_is_not_taken_for_a_whole_one(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(cast, "engage_admin", break_off)
        assert run(environ, "demo").exit_code == 1
    result = run(environ, "demo", "--if-empty")
    assert result.exit_code == 1
    assert "数据不全" in result.output
