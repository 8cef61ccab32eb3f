"""A workflow document is read whole, or refused with the file, the place and the reason."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from formserver.document_faults import REASONS, Fault
from formserver.errors import DocumentInvalid
from formserver.resources import root
from formserver.workflow import checking
from formserver.workflow.definition import files, load, read, read_folder
from formserver.workflow.words import Action, RemarkRule, Target, Tier

FOLDER = root() / "workflows"
SHIPPED = sorted(FOLDER.glob("*.v*.json"))
TEXT = (FOLDER / "village_township_county.v1.json").read_text(encoding="utf-8")
SCHEMA = json.loads((FOLDER / "workflow.schema.json").read_bytes())
Change = Callable[[dict[str, Any]], object]


def refusal_of(text: str) -> DocumentInvalid:
    with pytest.raises(DocumentInvalid) as caught:
        load(text, file="试行.json")
    return caught.value


def refusal_after(change: Change) -> tuple[str, str]:
    document = json.loads(TEXT)
    change(document)
    error = refusal_of(json.dumps(document))
    return error.path, error.reason


def action(step: int, number: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda document: document["steps"][step]["actions"][number]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_document_loads_under_the_name_of_its_file(path: Path) -> None:
    workflow = read(path)
    assert path.name == f"{workflow.code}.v{workflow.version.split('.')[0]}.json"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_document_is_written_in_the_canonical_layout(path: Path) -> None:
    text = path.read_bytes().decode()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_the_schema_is_itself_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_and_the_engine_know_the_same_words() -> None:
    words = SCHEMA["$defs"]["action"]["properties"]
    assert words["action"]["enum"] == list(Action)
    assert words["remark"]["enum"] == list(RemarkRule)
    assert words["targets"]["items"]["enum"] == list(Target)
    assert SCHEMA["$defs"]["step"]["properties"]["tier"]["enum"] == list(Tier)


def test_every_keyword_of_the_schema_that_refuses_has_a_chinese_reason() -> None:
    silent = {"$schema", "$id", "$ref", "$defs", "title", "description", "properties", "items"}
    found = set(re.findall(r'"([$A-Za-z]+)": ', json.dumps(SCHEMA))) - silent
    names = {"code", "version", "steps", "step", "tier", "roles", "actions", "action", "remark", "targets", "opinion"}
    assert found - names - {"final"} <= set(REASONS)


def test_a_document_keeps_its_very_bytes_and_their_hash(tmp_path: Path) -> None:
    path = tmp_path / "crlf.json"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    workflow = read(path)
    assert workflow.text.encode() == path.read_bytes()
    assert workflow.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_order_of_keys_changes_nothing_but_the_text() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(one) for one in value] if isinstance(value, list) else value

    assert load(json.dumps(turned(json.loads(TEXT))), file="b").steps == load(TEXT, file="a").steps


def test_steps_come_in_the_order_of_the_document() -> None:
    workflow = load(TEXT, file="a")
    assert [step.code for step in workflow.steps] == ["village", "township", "county"]
    assert workflow.filling_step is workflow.steps[0]
    assert workflow.approval_steps == workflow.steps[1:]
    assert workflow.positions == {"village": 0, "township": 1, "county": 2}


def test_sending_back_and_stopping_are_explained_even_if_the_document_is_silent() -> None:
    document = json.loads(TEXT)
    for step in document["steps"]:
        for setting in step["actions"]:
            setting.pop("remark", None)
    explained = {
        setting.action
        for step in load(json.dumps(document), file="a").steps
        for setting in step.actions
        if setting.remark is RemarkRule.REQUIRED
    }
    assert explained == {Action.SEND_BACK, Action.TERMINATE}


def test_a_description_may_be_missing() -> None:
    document = json.loads(TEXT)
    del document["description"]
    assert load(json.dumps(document), file="a").description == ""


@pytest.mark.parametrize("name", ["pass_on", "add_signer", "countersign", "remind", "copy_to"])
def test_a_document_may_name_an_action_that_is_not_open_yet(name: str) -> None:
    document = json.loads(TEXT)
    document["steps"][1]["actions"].append({"action": name})
    assert load(json.dumps(document), file="a").steps[1].actions[-1].action == name


def test_a_refusal_names_the_file_the_place_and_the_reason() -> None:
    document = json.loads(TEXT)
    document["steps"][1]["tier"] = "province"
    sentence = str(refusal_of(json.dumps(document)))
    assert sentence == "文件 试行.json 的 $.steps[1].tier 处有误：只能是 village、township、county 之一"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "不是有效的JSON：第1行第1列"),
        ('{\n "code": }', "不是有效的JSON：第2行第10列"),
        ('{"code": "a", "code": "b"}', "“code”写了两次"),
        ('{"code": NaN}', "NaN 不是JSON里的数字"),
        ("[" * 200_000, "不是有效的JSON：嵌套太深"),
        ('{"code": ' + "9" * 5000 + "}", "数字太大：99999999999999999999"),
        ("[]", "应是一个JSON对象"),
    ],
    ids=["empty", "broken", "repeated key", "NaN", "nested", "huge number", "array"],
)
def test_a_text_that_is_no_document_is_refused(text: str, reason: str) -> None:
    error = refusal_of(text)
    assert (error.file, error.path, error.reason) == ("试行.json", "$", reason)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.json"
    path.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(DocumentInvalid, match="不是UTF-8"):
        read(path)


@pytest.mark.parametrize("depth", [300, 900, 940, 980])
def test_a_deeply_nested_title_is_refused_at_any_depth(depth: int) -> None:
    nested = TEXT.replace('"村填报、乡镇审核、县审批"', "[" * depth + "]" * depth)
    assert refusal_of(nested).path in {"$", "$.title"}


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        (lambda d: d.pop("code"), "$", "缺少 code"),
        (lambda d: d.update(colour="red"), "$", "不认识的键：colour"),
        (lambda d: d.update(title=7), "$.title", "应为文字"),
        (lambda d: d.update(title=""), "$.title", "不能为空"),
        (lambda d: d.update(title="长" * 61), "$.title", "太长，最多 60 个字"),
        (lambda d: d.update(version="1"), "$.version", "写法不对：'1'"),
        (lambda d: d.update(code="Village"), "$.code", "写法不对：'Village'"),
        (lambda d: d.update(steps=d["steps"][:1]), "$.steps", "至少要有 2 项"),
        (lambda d: d.update(steps=d["steps"] * 4), "$.steps", "最多 9 项"),
        (lambda d: d["steps"][0].update(roles=["a", "a"]), "$.steps[0].roles", "有重复的项"),
        (lambda d: action(2, 0)(d).update(final="yes"), "$.steps[2].actions[0].final", "应为true 或 false"),
        (lambda d: action(0, 0)(d).update(action="fly"), "$.steps[0].actions[0].action", "只能是 save_draft"),
    ],
)
def test_a_document_of_the_wrong_shape_is_refused(change: Change, path: str, reason: str) -> None:
    found = refusal_after(change)
    assert found[0] == path
    assert found[1].startswith(reason)


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        (lambda d: d.update(code="village\n"), "$.code", "首尾不能有空格"),
        (lambda d: d.update(title=" "), "$.title", "首尾不能有空格"),
        (
            lambda d: d["steps"][1].update(title="乡镇\u200b审核"),
            "$.steps[1].title",
            "有看不见的字符（U+200B），请删除",
        ),
        (lambda d: d["steps"][2].update(code="township"), "$.steps[2].code", "环节代码重复：township"),
        (lambda d: d["steps"][2].update(tier="village"), "$.steps[2].tier", "不能比上一环节的层级低"),
        (lambda d: d["steps"][0]["actions"].pop(0), "$.steps[0].actions", "第一个环节必须能提交"),
        (lambda d: d["steps"][1]["actions"].pop(0), "$.steps[1].actions", "审批环节必须能通过"),
        (
            lambda d: d["steps"][0]["actions"].append({"action": "submit"}),
            "$.steps[0].actions[5].action",
            "操作重复：submit",
        ),
        (
            lambda d: d["steps"][0]["actions"].append({"action": "approve"}),
            "$.steps[0].actions[5].action",
            "“通过”不能放在填报环节",
        ),
        (
            lambda d: d["steps"][1]["actions"].append({"action": "withdraw"}),
            "$.steps[1].actions[3].action",
            "“撤回”不能放在审批环节",
        ),
        (lambda d: action(2, 0)(d).pop("final"), "$.steps[2].actions[0].final", "最后一个环节的通过必须"),
        (lambda d: action(1, 0)(d).update(final=True), "$.steps[1].actions[0].final", "最后一个环节的通过必须"),
        (lambda d: action(2, 2)(d).update(final=True), "$.steps[2].actions[2].final", "最后一个环节的通过必须"),
        (lambda d: action(1, 1)(d).update(remark="optional"), "$.steps[1].actions[1].remark", "“退回”的说明只能是必填"),
        (lambda d: action(1, 0)(d).update(remark="none"), "$.steps[1].actions[0].opinion", "不填说明的操作"),
        (lambda d: action(1, 1)(d).pop("targets"), "$.steps[1].actions[1].targets", "退回必须写 targets"),
        (lambda d: action(1, 0)(d).update(targets=["author"]), "$.steps[1].actions[0].targets", "退回必须写 targets"),
        (
            lambda d: action(1, 1)(d).update(targets=["previous"]),
            "$.steps[1].actions[1].targets",
            "第一个审批环节的上一步就是发起人",
        ),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(change: Change, path: str, reason: str) -> None:
    found = refusal_after(change)
    assert found[0] == path
    assert found[1].startswith(reason)


def test_a_document_with_several_faults_names_the_first() -> None:
    def change(document: dict[str, Any]) -> None:
        document["steps"][2]["tier"] = "moon"
        document["steps"][1]["tier"] = "sun"

    assert refusal_after(change)[0] == "$.steps[1].tier"


def test_a_document_too_deep_to_be_followed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(document: object) -> list[Fault]:
        raise RecursionError

    monkeypatch.setattr(checking, "faults", endless)
    with pytest.raises(DocumentInvalid) as refused:
        load("{}", file="flow.v1.json")
    assert refused.value.reason == "嵌套太深"


def test_a_folder_names_the_documents_that_cannot_be_loaded_and_loads_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "workflows"
    shutil.copytree(root() / "workflows", folder)
    (folder / "broken.v1.json").write_text("{")
    found, failures = read_folder(folder)
    assert [(fault.file, fault.path) for fault in failures] == [("workflows/broken.v1.json", "$")]
    assert len(found) == len(files(root() / "workflows"))
