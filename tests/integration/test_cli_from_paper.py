"""`formserver forms from-paper`: what it prints of its guesses, what it writes, what it refuses."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formserver.cli import main
from formserver.forms.document import read_folder
from formserver.resources import root
from formserver.services import documents
from tests.paper_grids import as_typed, word_file

EZHOU = next(one for one in read_folder(root() / "schemas")[0] if one.code == "visit_record/ezhou")
TABLE = "走访记录\n姓名\t\t籍贯\t\n身体\t□好 □差\t备注\t\n"


def run(tmp_path: Path, content: bytes, *arguments: str) -> Result:
    file = tmp_path / "paper"
    file.write_bytes(content)
    result = CliRunner().invoke(main, ["forms", "from-paper", str(file), *arguments])
    assert "Traceback" not in result.output
    return result


def test_a_word_file_becomes_a_document_and_a_list_of_guesses(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    result = run(tmp_path, word_file(as_typed(EZHOU)), "--code", "visit_record/ours", "-o", str(output))
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[1] == "  表1第1行第2格 负责人员（fu_ze_ren_yuan）：一行文字，确定，名称写明了填什么"
    assert lines[-2] == "《留守老人服务记录》，编码 visit_record/ours：确定 4处、较有把握 16处、没有把握 0处。"
    assert documents.read(output.read_text("utf-8"), file="out").code == "visit_record/ours"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_as_text_is_read_in_the_usual_codings(tmp_path: Path, coding: str) -> None:
    result = run(tmp_path, TABLE.encode(coding))
    assert result.exit_code == 0
    assert [line.partition("：")[0] for line in result.output.splitlines()[:-2]] == [
        "· 表外第1行 走访记录",
        "  表1第1行第2格 姓名（name）",
        "？ 表1第1行第4格 籍贯（ji_guan）",
        "· 表1第2行第2格 身体（shen_ti）",
        "· 表1第2行第4格 备注（remarks）",
    ]
    assert result.output.splitlines()[-1] == "没有写文件；用 -o 文件名 写出草稿。"


def test_one_of_several_papers_is_chosen_by_its_number(tmp_path: Path) -> None:
    both = f"{TABLE}\n登记表\n住址\t\n".encode()
    assert "文件里有2张表，请选一张：1 走访记录；2 登记表。" in run(tmp_path, both).output
    assert "《登记表》" in run(tmp_path, both, "--paper", "2").output
    assert "文件里只有2张表。" in run(tmp_path, both, "--paper", "3").output


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (b"\xff\xfe\x00\x00\xff", [], "另存为“Word 文档（.docx）”"),
        (b"\xd0\xcf\x11\xe0", [], "旧格式"),
        ("没有表格".encode(), [], "没有找到表格"),
        (TABLE.encode(), ["--code", "Ours"], "编码“Ours”的写法不对"),
        (("登记表\n" + "姓名\t\n\n一行说明\n\n" * 40).encode(), [], "超出了系统能处理的范围"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, content: bytes, arguments: list[str], said: str
) -> None:
    result = run(tmp_path, content, *arguments)
    assert result.exit_code == 1
    assert said in result.output
