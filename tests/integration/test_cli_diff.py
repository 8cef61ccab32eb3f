"""`formserver forms diff`: two editions of a paper, from files and from the database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formserver.cli import main
from formserver.resources import root
from tests.databases import sqlite_url, variables
from tests.three_editions import rename

SHIPPED = root() / "schemas/registration/ezhou.v1.json"


@pytest.fixture
def env(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """The settings of a database with the shipped documents."""
    database = tmp_path / "formserver.db"
    database.write_bytes(sqlite_template.read_bytes())
    settings = variables(sqlite_url(database), tmp_path)
    assert CliRunner().invoke(main, ["forms", "load"], env=settings).exit_code == 0
    return settings


def diff(env: dict[str, str], *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["forms", "diff", *arguments], env=env)
    assert "Traceback" not in result.output
    return result


def later(tmp_path: Path, old: str, new: str) -> str:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "later.json"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return str(path)


def test_a_file_against_the_edition_in_force(env: dict[str, str], tmp_path: Path) -> None:
    same = diff(env, "registration/ezhou", str(SHIPPED))
    assert (same.exit_code, same.output) == (0, "两个版本没有不同。\n")
    worded = diff(env, "registration/ezhou:v1.0", later(tmp_path, '"title": "鄂州市', '"title": "湖北省鄂州市'))
    assert worded.output.splitlines()[0].startswith("只改文字  “湖北省鄂州市")
    assert worded.output.splitlines()[-1] == "共 1 处不同，只改文字；新版本的版本号是 1.1。"


def test_what_may_hurt_records_gets_the_next_whole_number(env: dict[str, str], tmp_path: Path) -> None:
    path = later(tmp_path, '"x-kind": "long_text"', '"x-kind": "long_text",\n"maxLength": 9')
    result = diff(env, "registration/ezhou", path)
    assert result.output.splitlines()[0].startswith("收紧  main.")
    assert result.output.splitlines()[-1] == "共 1 处不同，已填的可能受影响；新版本的版本号是 2.0。"
    back = diff(env, path, "registration/ezhou")
    assert back.output.splitlines()[-1] == "共 1 处不同，已填的都还有效；新版本的版本号是 2.0。"


def test_a_field_of_another_kind_cannot_be_published(env: dict[str, str], tmp_path: Path) -> None:
    path = later(tmp_path, '"x-kind": "long_text"', '"x-kind": "text"')
    result = diff(env, "registration/ezhou", path)
    assert "不允许  main." in result.output
    assert result.output.splitlines()[-1] == "共 1 处不同，其中 1 处不允许：不能作为新版本发布。"
    found = json.loads(diff(env, "registration/ezhou", path, "--json").output)
    assert (found["edition"], found["compatible"], found["changes"][0]["effect"]) == (None, False, "refused")


@pytest.mark.parametrize("name", ["no/such", "registration/ezhou:v9.0", "nowhere.json"])
def test_a_name_that_leads_nowhere_is_refused_with_the_next_step(env: dict[str, str], name: str) -> None:
    result = diff(env, name, "registration/ezhou")
    assert result.exit_code == 2
    assert name in result.output
    assert "formserver forms list" in result.output or "registration/ezhou:v1.0" in result.output


def test_a_damaged_file_is_named(env: dict[str, str], tmp_path: Path) -> None:
    result = diff(env, "registration/ezhou", later(tmp_path, '"x-kind": "long_text"', '"x-kind": "novel"'))
    assert result.exit_code == 1
    assert "later.json" in result.output


def test_what_was_renamed_more_than_once_is_told_renamed_as_on_the_page(env: dict[str, str], tmp_path: Path) -> None:
    source, path = json.loads(SHIPPED.read_text("utf-8")), tmp_path / "later.json"
    for was, now in (("phone", "telephone"), ("telephone", "contact_number"), ("contact_number", "called_at")):
        rename(source, was, now, "联系电话")
        path.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
        if now != "called_at":
            forms(env, "publish", str(path), "--comment", "改代码", "--yes")
    for after, code in (("registration/ezhou", "contact_number"), (str(path), "called_at")):
        found = json.loads(diff(env, "registration/ezhou:v1.0", after, "--json").output)
        assert f"代码由phone改为{code}，已填的随着换" in [one["message"] for one in found["changes"]]
        assert "gone" not in [one["effect"] for one in found["changes"]]
    other = diff(env, "registration/ezhou", "registration/fujian").output
    assert "那是另一张表" in other


# publish and export ---------------------------------------------------------------------------------------------------
def forms(env: dict[str, str], *arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["forms", *arguments], env=env, input=stdin)
    assert "Traceback" not in result.output
    return result


def test_a_file_is_published_after_asking(env: dict[str, str], tmp_path: Path) -> None:
    path = later(tmp_path, '"title": "鄂州市', '"title": "湖北省鄂州市')
    refused = forms(env, "publish", path, "--comment", "改名", stdin="n\n")
    assert "发布 registration/ezhou 的 1.1 版？" in refused.output
    assert refused.exit_code == 1
    assert "registration/ezhou  1.0" in forms(env, "list").output
    done = forms(env, "publish", path, "--comment", "改名", "--yes")
    assert done.output.splitlines()[-1] == "已发布 registration/ezhou 1.1。"
    assert "registration/ezhou  1.1  湖北省鄂州市华容区留守老人信息登记表" in forms(env, "list").output
    assert "没有不同" in forms(env, "publish", path, "--comment", "改名", "--yes").output


def test_a_form_nobody_knows_is_not_published(env: dict[str, str], tmp_path: Path) -> None:
    path = later(tmp_path, "form:registration/ezhou:", "form:registration/nowhere:")
    assert "没有表 registration/nowhere" in forms(env, "publish", path, "--comment", "新表").output


def test_an_edition_comes_out_as_it_went_in(env: dict[str, str], tmp_path: Path) -> None:
    assert forms(env, "export", "registration/ezhou:v1.0").stdout_bytes == SHIPPED.read_bytes()
    out = tmp_path / "out.json"
    assert "已写到" in forms(env, "export", "registration/ezhou", "-o", str(out)).output
    assert out.read_bytes() == SHIPPED.read_bytes()
    assert forms(env, "export", "registration/nowhere").exit_code == 2


# who uses a field -----------------------------------------------------------------------------------------------------
def test_the_users_of_a_field_are_listed(env: dict[str, str]) -> None:
    lines = forms(env, "uses", "registration/ezhou", "phone").output.splitlines()
    assert any(line.startswith("印出的表第") for line in lines)
    assert "登记簿里的联系电话" in lines
    assert lines[-1] == f"“联系方式”有{len(lines) - 1}处在用。"
    assert forms(env, "uses", str(SHIPPED), "main.phone").output.splitlines() == lines
    assert "没有（或不只一个）代码为 nothing 的项" in forms(env, "uses", "registration/ezhou", "nothing").output


def test_a_field_in_use_is_told_before_anybody_publishes(env: dict[str, str], tmp_path: Path) -> None:
    path = later(tmp_path, '"x-concept": "phone"', '"x-carry": false')
    result = diff(env, "registration/ezhou", path)
    assert "在用  “联系方式”还有" in result.output
    assert result.output.splitlines()[-1] == "共 2 处不同，其中 1 项还在用：处理之前不能作为新版本发布。"
    found = json.loads(diff(env, "registration/ezhou", path, "--json").output)
    assert (found["edition"], found["in_use"][0]["place"]) == (None, "main.phone")
    assert "登记簿里的联系电话" in forms(env, "publish", path, "--comment", "改", "--yes").output
    assert "registration/ezhou  1.0" in forms(env, "list").output
