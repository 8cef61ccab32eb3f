"""`formserver register import` and `formserver bench register`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from formserver.bench.register import department_lists as bench
from formserver.cli import main
from formserver.extensions import db
from tests.databases import sqlite_url, variables
from tests.department_files import row, said, xlsx
from tests.factories import COUNTY, Village, settle


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered in 三江村."""
    made = settle(site)
    with site.app_context():
        db.engine.dispose()
    return made


def bring(tmp_path: Path, content: bytes, *arguments: str) -> Result:
    file = tmp_path / "名单.xlsx"
    file.write_bytes(content)
    asked = ["register", "import", str(file), "--county", COUNTY, "--source", "disabled_persons", *arguments]
    return CliRunner().invoke(main, asked, env=variables(sqlite_url(tmp_path / "formserver.db"), tmp_path))


def test_a_list_is_taken_over_at_once_and_the_same_file_once(site: Flask, village: Village, tmp_path: Path) -> None:
    file = xlsx([row("李桂芳", 1), row("周德顺", 2, "三级", "四房")])
    result = bring(tmp_path, file, "--date", "2025-01-08")
    assert result.exit_code == 0, result.output
    assert "名册里有，将加上待核实 1 行，名册里没有，将列为待登记 1 行" in result.stdout
    assert "已导入 2 行" in result.stdout
    with site.app_context():
        assert [name for name, _, _ in said()] == ["周德顺", "李桂芳"]
        db.engine.dispose()
    assert "已经导入过" in bring(tmp_path, file).stdout
    again = bring(tmp_path, xlsx([row("李桂芳", 1)]))
    assert (again.exit_code, "没有新的内容" in again.stderr) == (1, True)


def test_bad_rows_are_named_and_stop_the_whole_list(site: Flask, village: Village, tmp_path: Path) -> None:
    file = xlsx([row("李桂芳", 1), row("周德顺", 2, "不详")])
    result = bring(tmp_path, file)
    assert result.exit_code == 1
    assert "第 3 行：没有看懂残疾等级" in result.stderr
    assert "有 1 行有问题，没有导入" in result.stderr
    assert "已导入" not in bring(tmp_path, file, "--check-only").stdout
    assert "已导入 1 行" in bring(tmp_path, file, "--leave-bad").stdout
    with site.app_context():
        assert [name for name, _, _ in said()] == ["李桂芳"]


def test_a_column_that_is_missing_is_named(village: Village, tmp_path: Path) -> None:
    result = bring(tmp_path, xlsx([["李桂芳", "三江"]], ["姓名", "村"]))
    assert (result.exit_code, "哪一列是身份证号" in result.stderr) == (1, True)


def test_bringing_in_is_measured_beside_openpyxl(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    tiny = ["--rounds", "1", "--persons", "100", "--rows", "20", "--json", str(file)]
    result = CliRunner().invoke(main, ["bench", "register", *tiny])
    assert result.exit_code == 0, result.output
    goals = {ratio["name"]: ratio["goal"] for ratio in json.loads(file.read_text("utf-8"))["ratios"]}
    assert goals["名单：读成文字 / openpyxl"] == goals["名单：读入并逐行检查 / openpyxl"] == 0.5


def test_without_openpyxl_bringing_in_is_measured_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "has_yardstick", lambda: False)
    report = bench.measure(1, 5, lambda: None)
    assert (len(report.figures), report.ratios) == (2, ())
