"""The command line: help, the database, accounts, and failures in one line."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from formserver.cli import main
from formserver.cli.db import check_database
from formserver.crypto import new_keys
from formserver.extensions import db, keys
from formserver.services import integrity
from tests.databases import KEYS, sqlite_url
from tests.factories import approve_fully, furnish, person, register
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


def test_a_file_that_is_no_database_is_told_with_what_to_do(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "formserver.db").write_text("not a database at all, but long enough to be read as one")
    result = run(environ, "db", "check")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "数据库文件打不开" in result.stderr
    assert "FORMSERVER_DATABASE_URL" in result.stderr


def test_a_database_that_does_not_answer_is_told_with_what_to_check(environ: dict[str, str]) -> None:
    result = run(environ, "db", "check", FORMSERVER_DATABASE_URL="postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "连不上数据库" in result.stderr
    assert "geheim" not in result.stderr


def test_a_folder_that_is_not_there_is_told_by_its_name(environ: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "missing" / "blank.pdf"
    result = run(environ, "pdf", "registration/ezhou", "--blank", "-o", str(target))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert f"{target}（没有这个文件或文件夹）" in result.stderr


def test_any_other_failure_is_one_line_without_its_text(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(environ, "db", "upgrade")

    def failing() -> None:
        raise ValueError("of somebody")

    monkeypatch.setattr(integrity, "close_days", failing)
    result = run(environ, "daily")
    assert (result.exit_code, result.stderr.count("\n"), "of somebody" in result.output) == (1, 1, False)
    assert "ValueError" in result.stderr


@pytest.mark.parametrize("county", ["999999", "420703103"])
@pytest.mark.parametrize(
    "command",
    [
        ("visits", "open", "--county"),
        ("visits", "recount", "--county"),
        ("register", "rebuild", "--county"),
        ("register", "import", "list.csv", "--source", "disabled_persons", "--county"),
        ("records", "export", "visit_record/ezhou", "-o", "list.csv", "--county"),
        ("jobs", "bundle", "-o", "list.pdf"),
    ],
)
def test_what_is_no_county_is_named(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], county: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text("code,name\n420703,华容区\n420703103,段店镇\n", encoding="utf-8")
    run(environ, "db", "upgrade")
    run(environ, "regions", "import", "list.csv")
    result = run(environ, *command, county)
    assert (result.exit_code, f"没有代码是 {county} 的县（区）。" in result.stderr) == (2, True)


def test_tables_of_a_newer_program_are_neither_served_nor_upgraded(environ: dict[str, str], tmp_path: Path) -> None:
    run(environ, "db", "upgrade")
    with closing(sqlite3.connect(tmp_path / "formserver.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in ("check", "upgrade"):
        result = run(environ, "db", command)
        assert (result.exit_code, "9999 比本程序新" in result.stderr) == (1, True)


@pytest.mark.parametrize("lost", ["keys", "index_key"])
def test_keys_that_did_not_close_what_is_stored_are_refused(storage: Flask, lost: str) -> None:
    furnish()
    approve_fully(register(person("liuyang")))
    db.session.remove()  # the check leaves no connection open
    check_database()
    storage.extensions["formserver_keys"] = replace(keys.ring, **{lost: getattr(new_keys(), lost)})
    with pytest.raises(click.ClickException, match="这套密钥打不开数据库里已保存的内容"):
        check_database()


def test_wrong_words_on_the_command_line_are_told_in_chinese(environ: dict[str, str]) -> None:
    told = run(environ, "serve", "--port", "99999").stderr
    assert told == (
        "用法: main serve [OPTIONS]\n详细说明：main serve --help\n\n错误："
        "'--port' 有误：99999 不在 0<=x<=65535 的范围内。\n"
    )
    assert "没有 nowhere 这个命令。" in run(environ, "nowhere").stderr
    assert "显示本说明。" in run(environ, "serve", "--help").stdout


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


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("420703", "registration/nowhere"), "没有表 registration/nowhere；有 registration/ezhou"),
        (("420799", "registration/ezhou"), "没有行政区划 420799"),
        (
            ("420703", "registration/ezhou", "--workflow", "nowhere"),
            "没有流程 nowhere；随系统提供的有 village_township",
        ),
    ],
)
def test_what_nobody_has_is_not_adopted(
    environ: dict[str, str], tmp_path: Path, given: tuple[str, ...], told: str
) -> None:
    run(environ, "db", "upgrade")
    file = tmp_path / "county.csv"
    file.write_text("code,name\n420703,华容区\n", encoding="utf-8")
    for step in (("regions", "import", str(file)), ("forms", "load")):
        run(environ, *step)
    result = run(environ, "forms", "adopt", *given)
    assert result.exit_code == 2
    assert told in result.stderr


def test_regions_that_are_no_utf8_are_refused_by_name(environ: dict[str, str], tmp_path: Path) -> None:
    run(environ, "db", "upgrade")
    file = tmp_path / "county.csv"
    file.write_bytes("code,name\n420703,华容区\n".encode("gb18030"))
    result = run(environ, "regions", "import", str(file))
    assert result.exit_code == 1
    assert "county.csv" in result.stderr
