"""What printing refuses: foreign addresses, markup in words, characters without glyph, a machine that cannot print."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from PIL import Image

from formserver.cli import main
from formserver.forms.document import FormDocument
from formserver.printing import glyphs
from formserver.printing.copies import print_record
from formserver.printing.glyphs import GlyphMissing, PrintingNotReady, check_printing
from formserver.printing.job import PrintJob
from formserver.printing.pdf import locked_fetcher, write_pdf
from formserver.printing.sheet import SheetMarks
from tests.paper.reading import Sheet
from tests.paper.test_blank_papers import Documents

NO_GLYPH = "\U00030000"  # a hanzi younger than the fonts
HOSTILE = "{{7*7}}<imgsrc=x><img/onerror=alert(1)></title><script>&lt;{%raw%}{#x#}"


def printed(document: FormDocument, data: dict[str, object]) -> Sheet:
    part = document.first_part.code
    return Sheet(print_record(document, {part: data}, marks=SheetMarks(), copies=False, pictures={}))


def changed(document: FormDocument, change: Callable[[dict[str, object]], None]) -> FormDocument:
    bundled = copy.deepcopy(document.bundled)
    change(bundled)
    return FormDocument(json.dumps(bundled, ensure_ascii=False), bundled)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://127.0.0.1:9/x.png",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "data:text/plain,x",
        "picture:unknown",
        Path(glyphs.__file__).as_uri(),
        (glyphs.FONTS / ".." / ".." / "config.py").as_uri(),
    ],
)
def test_the_fetcher_refuses_every_address_it_was_not_given(address: str) -> None:
    with pytest.raises(ValueError, match="refused"):
        locked_fetcher({"picture:known": b"\xff\xd8\xff"})(address)


@pytest.mark.parametrize("address", [(glyphs.FONTS / glyphs.SHIPPED[0]).as_uri(), "picture:known"])
def test_the_fetcher_opens_fonts_and_pictures(address: str) -> None:
    assert locked_fetcher({"picture:known": b"\xff\xd8\xff"})(address).read()


def test_even_a_hostile_page_attaches_and_draws_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (8, 8)).save(secret)
    address = secret.as_uri()
    hostile = f'<link rel="attachment" href="{address}"/><img src="{address}" alt="甲"/><object data="{address}"/>'
    sheet = Sheet(write_pdf(PrintJob([f'<html lang="zh-CN">{hostile}</html>'])))
    assert (sheet.attachments, sheet.pictures) == (0, 0)


def test_markup_in_an_answer_comes_out_literally(document: Documents) -> None:
    assert HOSTILE in printed(document("visit_record/ezhou"), {"remarks": HOSTILE}).text


def test_markup_in_a_label_comes_out_literally(document: Documents) -> None:
    def change(bundled: dict[str, object]) -> None:
        bundled["title"] = HOSTILE
        text = json.dumps(bundled["x-paper"], ensure_ascii=False)
        bundled["x-paper"] = json.loads(text.replace("生活用品情况", HOSTILE))

    sheet = printed(changed(document("visit_record/ezhou"), change), {})
    assert sheet.text.count(HOSTILE) == 2
    assert sheet.metadata["Title"] == HOSTILE


def test_an_entity_that_names_a_file_draws_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    hostile = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]><html lang="zh-CN"><p>&e;</p></html>'
    with pytest.raises(ElementTree.ParseError):
        write_pdf(PrintJob([hostile]))


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\U0001fffe"])
def test_a_character_no_document_may_hold_is_named_like_one_without_glyph(document: Documents, character: str) -> None:
    with pytest.raises(GlyphMissing):
        printed(document("visit_record/ezhou"), {"remarks": f"前{character}后"})


def test_control_characters_are_left_out(document: Documents) -> None:
    assert "前后" in printed(document("visit_record/ezhou"), {"remarks": "前\x00\x0b\x85后"}).text


@pytest.mark.parametrize(
    ("code", "data", "place"),
    [
        ("visit_record/ezhou", {"visitor_name": NO_GLYPH}, "负责人员"),
        ("registration/fujian", {"family": [{"name": "王五"}, {"name": NO_GLYPH}]}, "姓名"),
        ("visit_record/fujian", {"disease": "worse", "disease__worse__disease": NO_GLYPH}, "疾病名称"),
        ("registration/ezhou", {"registered_address": {"township": NO_GLYPH}}, "户籍地址"),
    ],
)
def test_a_character_without_glyph_is_refused_with_its_field(
    code: str, data: dict[str, object], place: str, document: Documents
) -> None:
    with pytest.raises(GlyphMissing) as refused:
        printed(document(code), data)
    assert refused.value.status == 422
    assert refused.value.character == NO_GLYPH
    assert place in refused.value.place
    assert "U+30000" in str(refused.value)


def test_a_label_without_glyph_is_refused_as_the_papers_own(document: Documents) -> None:
    with pytest.raises(GlyphMissing, match="表样"):
        printed(changed(document("visit_record/ezhou"), lambda bundled: bundled.update(title=NO_GLYPH)), {})


def test_variation_selectors_need_no_glyph() -> None:
    assert glyphs.missing_glyphs("葛\U000e0100\ufe00") == []


def test_a_machine_with_everything_may_print() -> None:
    check_printing()


def test_missing_system_fonts_are_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(PrintingNotReady, match=r"HanaMinA\.ttf.*apt install fonts-hanazono"):
        check_printing()


def test_a_missing_library_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "LIBRARIES", {"libnosuch-subset.so.0": "libharfbuzz-subset0"})
    with pytest.raises(PrintingNotReady, match=r"libnosuch-subset\.so\.0.*apt install libharfbuzz-subset0"):
        check_printing()


def test_missing_shipped_fonts_ask_for_a_new_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(glyphs, "FONTS", tmp_path)
    with pytest.raises(PrintingNotReady, match="重新安装本程序"):
        check_printing()


def test_checking_what_is_shipped_looks_at_the_machine_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "apt install fonts-hanazono" in result.output


def test_a_command_that_printed_ends_without_a_word_of_complaint(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from formserver.cli import main; main()"]
    command = [*program, "pdf", "visit_record/ezhou", "--blank", "-o", str(tmp_path / "blank.pdf")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"TMPDIR": str(tmp_path)}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["blank.pdf"]


def test_the_command_writes_a_blank_paper(tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    result = CliRunner().invoke(main, ["pdf", "visit_record/ezhou", "--blank", "-o", str(file)])
    assert result.exit_code == 0, result.output
    assert "留守老人服务记录" in Sheet(file.read_bytes()).text


def test_the_command_names_the_papers_there_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["pdf", "visit_record/nowhere", "--blank", "-o", str(tmp_path / "x.pdf")])
    assert result.exit_code == 2
    assert "visit_record/ezhou" in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_command_asks_for_blank(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["pdf", "visit_record/ezhou", "-o", str(tmp_path / "x.pdf")])
    assert result.exit_code == 2
    assert "--blank" in result.output


def test_a_blank_paper_has_nothing_to_archive(tmp_path: Path) -> None:
    command = ["pdf", "visit_record/ezhou", "--blank", "--archive", "-o", str(tmp_path / "x.pdf")]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "--archive 只用于一条记录" in result.output
