"""`formserver records export`: a list exported at once, whole or not at all, and noted."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from openpyxl import load_workbook

from formserver.cli import main
from formserver.extensions import db
from formserver.models import Record
from formserver.services import exports
from tests.databases import sqlite_url, variables
from tests.factories import COUNTY, REGISTRATION, VILLAGE, Village, identity_number, person, register, settle


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    made = settle(site)
    with site.app_context():
        db.engine.dispose()
    return made


def export(tmp_path: Path, *arguments: str) -> Result:
    environ = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    return CliRunner().invoke(main, ["records", "export", REGISTRATION, *arguments], env=environ)


def test_an_operator_exports_at_once_and_that_is_noted(site: Flask, village: Village, tmp_path: Path) -> None:
    file = tmp_path / "registrations.xlsx"
    result = export(tmp_path, "--place", VILLAGE, "--coded", "--full-numbers", "-o", str(file))
    assert (result.exit_code, result.stdout.strip()) == (0, f"已写入 {file}：1 份记录。")
    assert result.stderr.count("已读取 1 / 1 份") == 1
    sheet = load_workbook(file).worksheets[0]
    assert {cell.value for cell in sheet[2]} >= {"李桂芳", "三江村", identity_number()}
    with site.app_context():
        [line] = exports.noted(person("wangfang")).rows
        assert (line.kind, line.records, line.asked["full_numbers"]) == (exports.EXCEL, 1, "1")
        assert line.title.startswith("段店镇三江村")


def test_the_ending_of_the_file_says_what_it_becomes(village: Village, tmp_path: Path) -> None:
    export(tmp_path, "--county", COUNTY, "-o", str(tmp_path / "list.CSV"))
    assert "李桂芳" in (tmp_path / "list.CSV").read_text("utf-8-sig")
    refused = export(tmp_path, "-o", str(tmp_path / "list.doc"))
    assert (refused.exit_code, "文件名要以 .xlsx 或 .csv 结尾" in refused.stderr) == (2, True)


def test_a_record_that_cannot_be_read_is_named_and_the_rest_written(
    site: Flask, village: Village, tmp_path: Path
) -> None:
    with site.app_context():
        register(person("liuyang"), "吴秀英", identity_number(3))
        broken = db.session.get_one(Record, (COUNTY, village.registration_id))
        broken.data = {**broken.data, "identity_number": "v1:damaged"}
        db.session.commit()
        db.engine.dispose()
    result = export(tmp_path, "-o", str(tmp_path / "list.csv"))
    assert "未能导出 420703-DJ-" in result.stderr
    assert "1 份记录" in result.stdout


def test_what_makes_no_export_writes_no_file_and_says_why(village: Village, tmp_path: Path) -> None:
    result = export(tmp_path, "--month", "2019-01", "-o", str(tmp_path / "list.xlsx"))
    assert (result.exit_code, result.stderr.strip()) == (1, "错误：没有符合条件的记录，没有可以导出的。")
    assert list(tmp_path.glob("list*")) == []


def test_where_it_is_not_plain_which_county_is_meant_it_is_to_be_named(site: Flask, tmp_path: Path) -> None:
    result = export(tmp_path, "-o", str(tmp_path / "list.xlsx"))
    assert (result.exit_code, "请用 --county 写明县（区）：还没有记录" in result.stderr) == (2, True)
