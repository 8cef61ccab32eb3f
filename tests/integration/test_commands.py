"""The command line: help, the database, accounts, and failures in one line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from formserver.cli import main
from formserver.extensions import db
from formserver.services import integrity
from tests.databases import KEYS, sqlite_url
from tests.pages import PASSWORD

ADD = ("users", "add", "--user-name", "WangFang", "--full-name", "王芳")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        **KEYS,
        "FORMSERVER_ENV": "test",
        "FORMSERVER_INSTANCE": str(tmp_path),
        "FORMSERVER_DATABASE_URL": sqlite_url(tmp_path / "formserver.db"),
        "FORMSERVER_SECRET_KEY": "only for the tests, and long enough",
        "FORMSERVER_PASSWORD_SALT": "salt of the tests",
    }


def run(environ: dict[str, str], *arguments: str, **more: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={**environ, **more})


def test_the_program_alone_shows_its_help(environ: dict[str, str]) -> None:
    result = run(environ)
    assert result.exit_code == 0
    assert "serve" in result.output


def test_a_new_database_is_brought_up_to_date_once(environ: dict[str, str]) -> None:
    assert "空库" in run(environ, "db", "upgrade").output
    assert "已是最新结构" in run(environ, "db", "upgrade").output
    assert "数据库正常" in run(environ, "db", "check").output


@pytest.mark.parametrize("command", [("db", "check"), ("serve",)])
def test_an_empty_database_is_reported_with_what_to_do(environ: dict[str, str], command: tuple[str, ...]) -> None:
    result = run(environ, *command)
    assert result.exit_code == 1
    assert "请运行 formserver db upgrade" in result.output


def test_a_record_that_is_not_there_is_not_printed(environ: dict[str, str], tmp_path: Path) -> None:
    run(environ, "db", "upgrade")
    result = run(environ, "pdf", "--record", "420703-DJ-2025-000001", "-o", str(tmp_path / "x.pdf"))
    assert (result.exit_code, result.stderr.strip()) == (1, "错误：没有找到您要的内容。")
    assert not (tmp_path / "x.pdf").exists()


def test_verifying_lets_others_write_meanwhile(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(environ, "db", "upgrade")
    found: list[object] = []

    def look() -> list[object]:
        found.append(db.session.scalar(text("PRAGMA query_only")))
        return []

    monkeypatch.setattr(integrity, "verify", look)
    assert run(environ, "verify").exit_code == 0
    assert found == [1]


def test_an_account_is_added_with_the_password_from_the_environment(environ: dict[str, str]) -> None:
    run(environ, "db", "upgrade")
    result = run(environ, *ADD, FORMSERVER_NEW_PASSWORD=PASSWORD)
    assert (result.exit_code, result.output.strip()) == (0, "已新建账号 WangFang。")
    assert "已经有人使用" in run(environ, *ADD, FORMSERVER_NEW_PASSWORD=PASSWORD).output


def test_a_weak_password_adds_no_account(environ: dict[str, str]) -> None:
    run(environ, "db", "upgrade")
    result = run(environ, *ADD, FORMSERVER_NEW_PASSWORD="12345678")
    assert result.exit_code == 1
    assert result.output.startswith("错误：")


def test_a_role_in_an_unknown_region_adds_no_account(environ: dict[str, str]) -> None:
    run(environ, "db", "upgrade")
    result = run(environ, *ADD, "--role", "visitor", "--region", "999999", FORMSERVER_NEW_PASSWORD=PASSWORD)
    assert (result.exit_code, "没有这个角色或行政区划" in result.output) == (1, True)
    assert run(environ, *ADD, FORMSERVER_NEW_PASSWORD=PASSWORD).exit_code == 0


def test_a_wrong_setting_is_one_line_and_no_trace(environ: dict[str, str]) -> None:
    result = run(environ, "db", "check", FORMSERVER_SECRET_KEY="short")
    assert result.exit_code == 1
    assert "FORMSERVER_SECRET_KEY" in result.output
    assert "Traceback" not in result.output


def test_any_other_failure_is_one_line_without_its_text(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "formserver.db").write_text("not a database at all, but long enough to be read as one")
    result = run(environ, "db", "check")
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1


def test_a_county_is_set_up_by_commands_alone(environ: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "county.csv"
    file.write_text("code,name\n420703,华容区\n420703103,段店镇\n420703103201,三江村委会\n", encoding="utf-8-sig")
    steps = (
        ("db", "upgrade"),
        ("regions", "import", str(file)),
        ("forms", "load"),
        ("forms", "adopt", "420703", "registration/ezhou"),
        ("users", "add", "--user-name", "wf", "--full-name", "王芳", "--role", "visitor", "--region", "420703103201"),
    )
    for step in steps:
        result = run(environ, *step, FORMSERVER_NEW_PASSWORD=PASSWORD)
        assert result.exit_code == 0, result.output
    assert "3 个行政区划：华容区" in run(environ, "regions", "import", str(file)).output


def test_a_form_nobody_has_is_not_adopted(environ: dict[str, str]) -> None:
    run(environ, "db", "upgrade")
    result = run(environ, "forms", "adopt", "420703", "registration/nowhere")
    assert result.exit_code == 1
    assert result.stderr.startswith("错误：")


def test_regions_that_are_no_utf8_are_refused_by_name(environ: dict[str, str], tmp_path: Path) -> None:
    run(environ, "db", "upgrade")
    file = tmp_path / "county.csv"
    file.write_bytes("code,name\n420703,华容区\n".encode("gb18030"))
    result = run(environ, "regions", "import", str(file))
    assert result.exit_code == 1
    assert "county.csv" in result.stderr
