"""Archival prints: PDF/A-3u with the data that the sheet shows inside; what every print says of itself."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from formserver.cli import main
from formserver.extensions import db
from formserver.services import prints
from formserver.services.prints import Wish
from formserver.store import journal, records
from tests.acting import url_of
from tests.factories import COUNTY, Village, identity_number, looking_as, person, settle
from tests.paper.reading import Sheet


@pytest.fixture
def village(site: Flask) -> Village:
    return settle(site)


def printed(site: Flask, user_name: str, record_id: str, **ticks: str) -> Sheet:
    response = looking_as(site, user_name).send(f"{url_of(record_id)}/prints", ticks)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    return Sheet(response.get_data())


def archived(site: Flask, user_name: str, record_id: str) -> Sheet:
    return printed(site, user_name, record_id, archive="1")


def data_in(sheet: Sheet) -> dict[str, Any]:
    with pypdfium2.PdfDocument(sheet.content) as pdf:
        attachment = pdf.get_attachment(0)
        assert attachment.get_name() == "record.json"
        return dict(json.loads(bytes(attachment.get_data())))


def spread(sheet: Sheet, folder: Path) -> str:
    """The objects of the document in plain text."""
    file = folder / "sheet.pdf"
    file.write_bytes(sheet.content)
    options = ["--qdf", "--object-streams=disable", "--no-original-object-ids", str(file), "-"]
    return subprocess.run(["qpdf", *options], capture_output=True, check=True).stdout.decode("latin-1")


def test_the_archival_sheet_says_what_it_is(site: Flask, village: Village) -> None:
    sheet = archived(site, "liuyang", village.registration_id)
    assert b'pdfaid:part="3"' in sheet.described
    assert b'pdfaid:conformance="U"' in sheet.described
    assert (sheet.language, sheet.is_tagged) == ("zh-CN", True)


def test_any_other_sheet_is_an_accessible_one_without_a_file_inside(site: Flask, village: Village) -> None:
    sheet = printed(site, "liuyang", village.registration_id)
    assert b'pdfuaid:part="1"' in sheet.described
    assert (sheet.language, sheet.is_tagged, sheet.attachments) == ("zh-CN", True, 0)


def test_the_data_inside_are_those_of_the_sheet(site: Flask, village: Village) -> None:
    said = data_in(archived(site, "liuyang", village.registration_id))
    with site.app_context():
        record = records.get(person("liuyang").scope, village.registration_id)
        assert (said["number"], said["revision"], said["form"]) == (record.number, 1, record.form_code)
        assert said["data"] == prints.prepare(person("liuyang"), record.id, Wish(), site="").data
        assert said["data"][record.part]["name"] == "李桂芳"


def test_the_data_inside_are_masked_where_the_sheet_is(site: Flask, village: Village) -> None:
    masked = json.dumps(data_in(archived(site, "wangfang", village.registration_id)))
    assert identity_number() not in masked
    assert identity_number() in json.dumps(data_in(archived(site, "liuyang", village.registration_id)))


def test_the_file_inside_has_type_and_relationship(site: Flask, village: Village, tmp_path: Path) -> None:
    objects = spread(archived(site, "liuyang", village.registration_id), tmp_path)
    assert "/AFRelationship /Data" in objects
    assert "/Subtype /application#2fjson" in objects
    assert re.search(r"/AF \[", objects)
    assert re.search(r"/OutputIntents \[", objects)
    assert re.search(r"/ID \[", objects)


@pytest.mark.parametrize("archive", ["", "1"])
def test_qpdf_finds_nothing_wrong(site: Flask, village: Village, tmp_path: Path, archive: str) -> None:
    ticks = {"archive": archive} if archive else {}
    file = tmp_path / "sheet.pdf"
    file.write_bytes(printed(site, "liuyang", village.registration_id, **ticks).content)
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_sheet_names_its_paper_its_office_and_the_time_of_its_data(site: Flask, village: Village) -> None:
    with site.app_context():
        at = records.get(person("liuyang").scope, village.registration_id).submitted_at
    for sheet in (
        printed(site, "liuyang", village.registration_id),
        archived(site, "liuyang", village.registration_id),
    ):
        assert sheet.metadata["Title"] == "鄂州市华容区留守老人信息登记表"
        assert sheet.metadata["Author"] == "华容区民政局"
        assert sheet.metadata["CreationDate"] == sheet.metadata["ModDate"] == f"D:{at:%Y%m%d%H%M%S}Z"
        assert f"<xmp:CreateDate>{at:%Y-%m-%dT%H:%M:%SZ}".encode() in sheet.described
        assert "华容区民政局".encode() in sheet.described


def test_the_same_record_gives_the_same_bytes(site: Flask, village: Village) -> None:
    first, second = (archived(site, "liuyang", village.registration_id).content for _ in range(2))
    assert first == second


def test_the_journal_says_which_prints_were_for_the_archive(site: Flask, village: Village) -> None:
    archived(site, "liuyang", village.registration_id)
    printed(site, "liuyang", village.registration_id)
    with site.app_context():
        found = journal.asides(COUNTY, village.registration_id, journal.PRINT)
        assert [entry.facts["archive"] for entry in found] == [False, True]
        db.session.rollback()
    page = looking_as(site, "wangfang").get(url_of(village.registration_id)).get_data(as_text=True)
    assert page.count("、存档用") == 1


def test_the_command_writes_an_archival_sheet(site: Flask, village: Village, tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    command = ["pdf", "--record", village.registration_id, "--archive", "-o", str(file)]
    result = CliRunner().invoke(main, command, obj=ScriptInfo(create_app=lambda: site))
    assert result.exit_code == 0, result.output
    sheet = Sheet(file.read_bytes())
    assert b'pdfaid:part="3"' in sheet.described
    assert identity_number() in json.dumps(data_in(sheet))
