"""`formserver jobs bundle` and what `formserver daily` removes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from formserver.cli import main
from formserver.extensions import db
from formserver.services import bundles
from tests.databases import sqlite_url, variables
from tests.factories import COUNTY, Village, identity_number, person, register, settle
from tests.paper.reading import Sheet


@pytest.fixture
def village(site: Flask) -> Village:
    """李桂芳, registered, and a visit to her that waits for the township."""
    made = settle(site)
    with site.app_context():
        db.engine.dispose()
    return made


def run(tmp_path: Path, *arguments: str) -> Result:
    environ = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    return CliRunner().invoke(main, list(arguments), env=environ)


def test_an_operator_prints_a_bundle_at_once(village: Village, tmp_path: Path) -> None:
    file = tmp_path / "bundle.pdf"
    result = run(tmp_path, "jobs", "bundle", COUNTY, "--state", "approved", "-o", str(file))
    assert (result.exit_code, result.stdout.strip()) == (0, f"已写入 {file}：1 份记录，共 2 页。")
    assert "已排好 1 / 1 份" in result.stderr
    assert "李桂芳" in Sheet(file.read_bytes()).pages[1]


def test_what_cannot_be_printed_is_named_and_the_rest_written(site: Flask, village: Village, tmp_path: Path) -> None:
    with site.app_context():
        register(person("liuyang"), "王\U00030000", identity_number(9))
        db.engine.dispose()
    result = run(tmp_path, "jobs", "bundle", COUNTY, "-o", str(tmp_path / "bundle.pdf"))
    assert result.exit_code == 0
    assert "未能打印 420703-DJ-" in result.stderr
    assert "2 份记录" in result.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--month", "2019-01"), "错误：没有符合条件的记录，没有可以打印的。"),
        (("--month", "正月"), "错误：没有看懂“正月”，请重新选择月份或所在地。"),
    ],
)
def test_what_makes_no_bundle_writes_no_file(
    village: Village, tmp_path: Path, asked: tuple[str, ...], said: str
) -> None:
    result = run(tmp_path, "jobs", "bundle", COUNTY, *asked, "-o", str(tmp_path / "bundle.pdf"))
    assert (result.exit_code, result.stderr.strip()) == (1, said)
    assert not (tmp_path / "bundle.pdf").exists()


def test_too_many_sheets_write_no_file(village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_SHEETS", 1)
    result = run(tmp_path, "jobs", "bundle", COUNTY, "-o", str(tmp_path / "bundle.pdf"))
    assert "一共要打印 2 张，一次最多 1 张" in result.stderr


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bundle.pdf"
    file.write_bytes(b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("formserver.cli.whole.copyfileobj", full)
    result = run(tmp_path, "jobs", "bundle", COUNTY, "-o", str(file))
    assert result.exit_code == 1
    assert file.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []


def test_the_daily_command_counts_files_of_jobs_too(village: Village, tmp_path: Path) -> None:
    result = run(tmp_path, "daily")
    assert (result.exit_code, "清理了 0 个文件" in result.stdout) == (0, True)
