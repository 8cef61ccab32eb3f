"""Commands that speak of documents: check, forms, validate. None of them ever shows a traceback."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from formserver.cli import documents, main
from formserver.cli import forms as cli_forms
from formserver.cli import validate as cli_validate
from formserver.resources import root
from tests.databases import sqlite_url, variables
from tests.factories import identity_number

DOCUMENTS = len([*root().glob("schemas/*/*.json"), *root().glob("workflows/*.v*.json")])


def run(*arguments: str, stdin: str | None = None, env: dict[str, str] | None = None) -> Result:
    result = CliRunner().invoke(main, list(arguments), input=stdin, env=env)
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped documents to damage."""
    for name in ("schemas", "workflows"):
        shutil.copytree(root() / name, tmp_path / name)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


# check ----------------------------------------------------------------------------------------------------------------
def test_the_shipped_documents_and_catalogues_are_without_fault() -> None:
    result = run("check")
    assert (result.exit_code, result.output.splitlines()[-1][:3]) == (0, "共检查"), result.output


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "form.schema.json" in result.output


def test_a_damaged_form_is_named_with_path_and_reason_and_the_others_still_load(folder: Path) -> None:
    edit(folder / "schemas/registration/ezhou.v1.json", '"x-kind": "yes_no"', '"x-kind": "maybe"')
    result = run("check", str(folder))
    assert result.exit_code == 1
    first, last = result.output.splitlines()
    assert "schemas/registration/ezhou.v1.json" in first
    assert "$.properties.main.properties.poor_household.x-kind" in first
    assert last == f"共检查 {DOCUMENTS} 个文件，1 个有问题，其余 {DOCUMENTS - 1} 个正常。"


def test_a_damaged_programme_is_named_with_its_line(folder: Path) -> None:
    file = folder / "schemas/programmes/general.v1.json"
    edit(file, '"valid_from": "', '"valid_from": "x')
    [first, _] = run("check", str(folder)).output.splitlines()
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if '"valid_from"' in text)
    assert ("$.valid_from" in first, first.endswith(f"（第{line}行）")) == (True, True)


def test_every_damaged_file_is_named_not_only_the_first(folder: Path) -> None:
    (folder / "schemas/registration/fujian.v1.json").write_bytes(b"\xff\xfe")
    (folder / "schemas/visit_record/shuren.v1.json").write_text("{", "utf-8")
    edit(folder / "workflows/village_township.v1.json", '"tier": "village"', '"tier": "street"')
    result = run("check", str(folder))
    assert [name in result.output for name in ("fujian.v1", "shuren.v1", "village_township.v1")] == [True] * 3
    assert "3 个有问题" in result.output


def test_a_shared_definition_that_no_form_uses_is_checked_too(folder: Path) -> None:
    spare = folder / "schemas/shared/spare.v1.json"
    spare.write_text('{"$id": "urn:formserver:shared:spare:v1", "title": "备用", "x-kind": "nothing"}', "utf-8")
    result = run("check", str(folder))
    assert result.exit_code == 1
    assert "schemas/shared/spare.v1.json 的 $.x-kind" in result.output


def test_what_the_library_says_of_a_definition_is_checked(folder: Path) -> None:
    sex = folder / "schemas/shared/sex.v1.json"
    sex.write_text(sex.read_text("utf-8").replace('"group": "人员"', '"group": "别的"'), "utf-8")
    assert "schemas/shared/sex.v1.json 的 $.x-library.group" in run("check", str(folder)).output


def test_a_shared_definition_must_be_named_like_its_id(folder: Path) -> None:
    (folder / "schemas/shared/sex.v1.json").rename(folder / "schemas/shared/gender.v1.json")
    assert "schemas/shared/gender.v1.json 的 $.$id" in run("check", str(folder)).output


def a_catalogue(tmp_path: Path, translation: str, *, compiled: bool = True) -> Path:
    file = tmp_path / "messages.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    file.write_text(f'{head}msgid "请填写%(label)s"\nmsgstr "{translation}"\n', "utf-8")
    if compiled:
        with file.open("rb") as source, file.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
    return file


def test_a_translation_that_keeps_its_places_is_accepted(tmp_path: Path) -> None:
    assert list(documents.catalogue_faults(a_catalogue(tmp_path, "Please fill in %(label)s"))) == []


def test_a_translation_that_lost_a_place_is_named_by_its_line(tmp_path: Path) -> None:
    (fault,) = documents.catalogue_faults(a_catalogue(tmp_path, "Please fill in %(name)s"))
    assert (fault.file, fault.path) == ("messages.po", "第4行")


def test_a_catalogue_that_was_not_compiled_again_is_named(tmp_path: Path) -> None:
    (fault,) = documents.catalogue_faults(a_catalogue(tmp_path, "Please fill in %(label)s", compiled=False))
    assert "pybabel compile" in fault.reason


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "messages.po"
    file.write_text('msgid "a\nnonsense', "utf-8")
    (fault,) = documents.catalogue_faults(file)
    assert "不是有效的翻译文件" in fault.reason


# forms ----------------------------------------------------------------------------------------------------------------
def test_the_compiled_schema_of_a_form_is_printed() -> None:
    schema = json.loads(run("forms", "schema", "registration/ezhou").output)
    assert schema["$id"] == "urn:formserver:form:registration/ezhou:v1.0"
    part = json.loads(run("forms", "schema", "visit_record/shuren", "--part", "care").output)
    assert "care_date" in part["properties"]


@pytest.mark.parametrize("arguments", [("registration/nowhere",), ("visit_record/shuren", "--part", "nothing")])
def test_an_unknown_form_or_part_is_refused_with_the_known_ones(arguments: tuple[str, ...]) -> None:
    result = run("forms", "schema", *arguments)
    assert result.exit_code != 0
    assert ("registration/ezhou" in result.output) or ("visit、care" in result.output)


def test_formatting_brings_a_file_into_the_one_layout_once(tmp_path: Path) -> None:
    original = (root() / "schemas/shared/sex.v1.json").read_bytes()
    file = tmp_path / "sex.v1.json"
    file.write_text(json.dumps(json.loads(original)), "utf-8")
    assert run("forms", "format", "--check", str(file)).exit_code == 1
    assert "1 个重新排版" in run("forms", "format", str(file)).output
    assert file.read_bytes() == original
    assert run("forms", "format", "--check", str(file)).exit_code == 0


@pytest.mark.parametrize("damage", [b"\xff", b"{"])
def test_what_cannot_be_formatted_stays_as_it_is(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "one.v1.json"
    file.write_bytes(damage)
    result = run("forms", "format", str(file))
    assert (result.exit_code, file.read_bytes()) == (1, damage)
    assert result.output.startswith("错误：文件 one.v1.json")


def test_documents_are_loaded_once_and_listed(tmp_path: Path) -> None:
    env = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    run("db", "upgrade", env=env)
    assert "装入 11 份，已有 0 份。" in run("forms", "load", env=env).output
    assert "装入 0 份，已有 11 份。" in run("forms", "load", env=env).output
    assert "registration/ezhou  1.0" in run("forms", "list", env=env).output
    lines = json.loads(run("forms", "list", "--json", env=env).output)
    assert [line["edition"] for line in lines] == ["1.0"] * 9


def test_a_damaged_file_does_not_keep_the_others_from_loading(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder / "schemas/registration/ezhou.v1.json", '"x-kind": "yes_no"', '"x-kind": "maybe"')
    edit(folder / "workflows/village_township.v1.json", '"tier": "village"', '"tier": "street"')
    monkeypatch.setattr(cli_forms, "root", lambda: folder)
    env = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    run("db", "upgrade", env=env)
    result = run("forms", "load", env=env)
    assert result.exit_code == 1
    assert "装入 9 份，已有 0 份。" in result.output
    assert "schemas/registration/ezhou.v1.json" in result.stderr
    assert "workflows/village_township.v1.json 的 $.steps[0].tier" in result.stderr


def test_a_form_that_a_county_looks_after_is_left_as_it_is_and_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    run("db", "upgrade", env=env)
    run("forms", "load", env=env)
    with sqlite3.connect(tmp_path / "formserver.db") as database:
        database.execute("UPDATE forms SET owner_region = '420703' WHERE code = 'registration/ezhou'")
    edit(folder / "schemas/registration/ezhou.v1.json", '"title": "', '"title": "新')
    monkeypatch.setattr(cli_forms, "root", lambda: folder)
    result = run("forms", "load", env=env)
    assert result.exit_code == 0
    kept = "registration/ezhou 1.0 没有装入：这张表由 420703 管理，保留该县（区）的版本"
    assert f"{kept}；表单页上可以导入为草稿。" in result.output
    assert "装入 0 份，已有 10 份。" in result.output


def test_what_a_file_says_more_under_its_number_is_named_with_the_way_to_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)
    run("db", "upgrade", env=env)
    run("forms", "load", env=env)
    edit(folder / "schemas/registration/ezhou.v1.json", '"title": "', '"title": "新')
    edit(folder / "schemas/registration/fujian.v1.json", '"x-concept": "name"', '"x-concept": "name", "maxLength": 20')
    edit(folder / "workflows/village_township.v1.json", '"title": "', '"title": "新')
    monkeypatch.setattr(cli_forms, "root", lambda: folder)
    result = run("forms", "load", env=env)
    assert result.exit_code == 0
    renewed, *told = result.output.splitlines()
    assert renewed.startswith("registration/ezhou 1.0 的文件有补充，不影响已填的：发布为 1.1 版。")
    file = "schemas/registration/fujian.v1.json"
    assert f"看 1 处不同：formserver forms diff registration/fujian {file}" in told[0]
    assert f"换用：formserver forms publish {file}" in told[0]
    assert told[1].startswith("village_township 1.0 的文件与已发布的不同，库里的保持不变：流程发布后不再改动")
    assert told[2:] == ["装入 1 份，已有 8 份。"]


# validate -------------------------------------------------------------------------------------------------------------
def test_problems_are_printed_as_json_with_path_and_sentence() -> None:
    result = run("validate", "registration/ezhou", "-", stdin='{"name": "李桂芳", "identity_number__none": "none"}')
    assert result.exit_code == 1
    (problem,) = json.loads(result.output)
    assert problem == {"path": "/filled_on", "level": "error", "message": "请填写填报日期"}


def test_valid_data_have_no_problems() -> None:
    data = '{"name": "李桂芳", "identity_number__none": "none", "filled_on": "2025-01-08"}'
    result = run("validate", "registration/ezhou", "-", stdin=data)
    assert (result.exit_code, json.loads(result.output)) == (0, [])


def test_a_part_is_validated_by_its_own_rules() -> None:
    result = run("validate", "visit_record/shuren", "-", "--part", "care", stdin='{"visit_date": "2025-01-08"}')
    assert result.exit_code == 1
    assert "/visit_date" in [problem["path"] for problem in json.loads(result.output)]
    assert run("validate", "visit_record/shuren", "-", "--part", "other", stdin="{}").exit_code == 2


GOOD = '{"name": "李桂芳", "identity_number__none": "none", "filled_on": "2025-01-08"}'
LINES = f'{GOOD}\n\n{{"name": "李桂芳", "identity_number__none": "none"}}\n{{\n[]\n{GOOD}'


@pytest.mark.parametrize("engine", ["compiled", "jsonschema"])
def test_many_records_are_checked_line_by_line_and_counted(tmp_path: Path, engine: str) -> None:
    file = tmp_path / "visits.jsonl"
    file.write_text(LINES, "utf-8")
    result = run("validate", "registration/ezhou", str(file), "--engine", engine)
    assert result.exit_code == 1
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(problem["record"], problem["path"], problem["message"]) for problem in found] == [
        (2, "/filled_on", "请填写填报日期"),
        (3, "", "不是有效的 JSON，或太长"),
        (4, "", "填写内容应是一个对象"),
    ]
    assert {problem["file"] for problem in found} == {str(file)}
    assert result.stderr == f"{file}：共 5 份，3 份有错误，0 份只有提示。\n"


def test_a_warning_alone_is_counted_and_is_no_failure() -> None:
    number, day = identity_number(birth="19480316"), "2025-01-08"
    data = {"name": "李桂芳", "identity_number": number, "filled_on": day, "age_range": "over_80"}
    result = run("validate", "registration/ezhou", "-", "--lines", stdin=json.dumps(data))
    assert [json.loads(line)["level"] for line in result.stdout.splitlines()] == ["warning"]
    assert (result.exit_code, result.stderr) == (0, "-：共 1 份，0 份有错误，1 份只有提示。\n")


def test_a_line_without_end_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_validate, "_LONGEST_LINE", 90)
    result = run("validate", "registration/ezhou", "-", "--lines", stdin=f"{GOOD}\n{'[' * 1000}\n{GOOD}\n")
    assert [json.loads(line)["record"] for line in result.stdout.splitlines()] == [2]


def test_a_file_that_is_no_json_is_one_line() -> None:
    result = run("validate", "registration/ezhou", "-", stdin="{")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)


def test_the_program_runs_as_a_process_of_its_own() -> None:
    program = [sys.executable, "-c", "from formserver.cli import main; main()", "check"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "全部正常" in done.stdout
