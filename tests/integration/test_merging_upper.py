"""The upper form has a new edition: the county's own form with it, on the command line and as a draft."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from formserver.cli import main
from formserver.errors import Forbidden
from formserver.forms.document import FormDocument
from formserver.forms.editions.locking import upper_of
from formserver.services import deriving, documents, merging, publishing
from formserver.services.merging import LeftToDecide, NotDerived, NothingNew
from formserver.store import edition_drafts, forms
from tests import factories
from tests.databases import sqlite_url, variables
from tests.factories import COUNTY, REGISTRATION, person

Json = dict[str, Any]
OWN = "registration/huarong"
Change = Callable[[Json], Any]


@pytest.fixture
def derived(storage: Flask) -> None:
    """A county with a form of its own."""
    factories.furnish()
    factories.hire("gaofei")
    deriving.derive(REGISTRATION, OWN, COUNTY)


def publish(code: str, *changes: Change) -> None:
    """Publish the edition in force after some changes."""
    source = json.loads(forms.active_edition(code).source)
    for change in changes:
        change(source)
    publishing.publish(read(source), comment="改动")


def read(source: Json) -> FormDocument:
    return documents.read(json.dumps(source, ensure_ascii=False), file="x")


def field(code: str, **words: Any) -> Change:
    named = {word.replace("x_", "x-", 1): value for word, value in words.items()}
    return lambda source: source["properties"]["main"]["properties"][code].update(named)


def test_what_each_side_changed_is_in_the_result_under_ones_own_name(derived: None) -> None:
    publish(REGISTRATION, field("phone", title="电话"))
    publish(OWN, field("serial", title="档案号"))
    standing = merging.standing(OWN)
    assert standing is not None
    assert (standing.before, standing.newer) == ("1.0", "1.1")
    made = merging.merge_upper(OWN)
    assert made.count == 0
    assert made.document is not None
    fields = made.document.bundled["properties"]["main"]["properties"]
    assert (fields["phone"]["title"], fields["serial"]["title"]) == ("电话", "档案号")
    assert (made.document.code, upper_of(made.document)) == (OWN, (REGISTRATION, (1, 1)))
    assert (made.before, made.above) == ("1.0", "1.1")
    assert '"$ref"' in made.merged.text  # shared definitions stay shared


def test_a_form_that_is_not_derived_or_up_to_date_has_nothing_to_merge(derived: None) -> None:
    with pytest.raises(NotDerived):
        merging.merge_upper(REGISTRATION)
    with pytest.raises(NothingNew):
        merging.merge_upper(OWN)


def test_nothing_is_offered_before_everything_is_decided(derived: None) -> None:
    publish(REGISTRATION, field("phone", title="电话"))
    publish(OWN, field("phone", title="手机"))
    admin = person("gaofei")
    with pytest.raises(LeftToDecide):
        merging.offer_merged(admin, OWN, {})
    draft = edition_drafts.get(COUNTY, merging.offer_merged(admin, OWN, {"main.phone": "own"}))
    assert draft.comment == "合并上级的表 1.1 版"
    assert json.loads(draft.source)["x-upper"]["edition"] == "1.1"
    assert json.loads(draft.source)["properties"]["main"]["properties"]["phone"]["title"] == "手机"


def test_who_may_not_edit_the_form_offers_nothing(derived: None) -> None:
    factories.hire("wangfang")
    with pytest.raises(Forbidden):
        merging.offer_merged(person("wangfang"), OWN, {})


def test_a_result_that_does_not_fit_together_says_why(derived: None) -> None:
    def without_serial(source: Json) -> None:
        part = source["properties"]["main"]
        del part["properties"]["serial"]
        for section in part["x-sections"]:
            section["fields"] = [code for code in section["fields"] if code != "serial"]
        source["x-paper"]["blocks"][0]["line"] = ["填报日期：{filled_on|ymd}", "编号："]

    publish(REGISTRATION, without_serial)
    publish(OWN, field("phone", x_when={"show": {"field": "serial", "answered": True}}))
    made = merging.merge_upper(OWN)
    assert (made.document, made.count) == (None, 1)
    assert "没有名为 serial 的项" in made.fault
    with pytest.raises(LeftToDecide):
        merging.offer_merged(person("gaofei"), OWN, {})


def test_what_breaks_a_new_lock_is_counted(derived: None) -> None:
    def more(source: Json) -> None:
        part = source["properties"]["main"]
        part["properties"]["own"] = {"title": "本地的一项", "x-kind": "text"}
        part["x-sections"][0]["fields"].append("own")

    publish(OWN, more)
    publish(REGISTRATION, lambda source: source["properties"]["main"]["x-sections"][-1].update({"x-open": True}))
    made = merging.merge_upper(OWN)
    assert [one.label for one in made.broken] == ["本地的一项"]
    assert made.count == 1


# commands -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def env(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """The settings of a database with the shipped documents and a derived form of one county."""
    database = tmp_path / "formserver.db"
    database.write_bytes(sqlite_template.read_bytes())
    settings = variables(sqlite_url(database), tmp_path)
    regions = tmp_path / "regions.csv"
    regions.write_text("code,name\n420703,华容区\n", "utf-8")
    for arguments in (
        ["forms", "load"],
        ["regions", "import", str(regions)],
        ["forms", "derive", REGISTRATION, OWN, "--region", COUNTY],
    ):
        assert CliRunner().invoke(main, arguments, env=settings).exit_code == 0
    return settings


def run(env: dict[str, str], *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["forms", *arguments], env=env)
    assert "Traceback" not in result.output
    return result


def later(env: dict[str, str], tmp_path: Path, code: str, *changes: Change) -> None:
    """Publish a change of the edition in force."""
    path = tmp_path / "later.json"
    assert run(env, "export", code, "-o", str(path)).exit_code == 0
    source = json.loads(path.read_text("utf-8"))
    for change in changes:
        change(source)
    path.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    assert run(env, "publish", str(path), "--comment", "改动", "--yes").exit_code == 0


def test_the_merged_file_is_looked_at_and_published_as_any_other(env: dict[str, str], tmp_path: Path) -> None:
    assert "没有新版本，现在用的就是 1.0 版" in run(env, "merge", OWN).output
    later(env, tmp_path, REGISTRATION, field("phone", title="电话"), field("name", x_locked=["meaning"]))
    later(env, tmp_path, OWN, field("phone", title="手机"), field("name", title="名字"))
    asked = run(env, "merge", OWN)
    assert asked.exit_code == 1
    assert asked.stdout == ""
    assert asked.stderr.splitlines() == [
        "《鄂州市华容区留守老人信息登记表》1.0 → 1.1",
        "跟从上级  姓名",
        "请选定  电话的名称（--take own main.phone.title 或 --take upper main.phone.title）",
        "    原来：联系方式",
        "    上级：电话",
        "    本地：手机",
        "还有 1 处要先选定或改好，没有写文件。",
    ]
    out = tmp_path / "merged.json"
    done = run(env, "merge", OWN, "--take", "own", "main.phone", "-o", str(out))
    assert "已选定  main.phone.title：电话的名称" in done.output
    assert done.output.splitlines()[-1] == f"已写到 {out}。用 formserver forms publish 发布。"
    assert run(env, "merge", OWN, "--take", "own", "main.phone").stdout_bytes == out.read_bytes()
    assert run(env, "format", "--check", str(out)).exit_code == 0
    assert "已发布" in run(env, "publish", str(out), "--comment", "合并", "--yes").output
    assert "没有新版本，现在用的就是 1.1 版" in run(env, "merge", OWN).output


def test_what_does_not_fit_is_told_on_the_command_line(env: dict[str, str], tmp_path: Path) -> None:
    def more(source: Json) -> None:
        part = source["properties"]["main"]
        part["properties"]["own"] = {"title": "本地的一项", "x-kind": "text"}
        part["x-sections"][0]["fields"].append("own")

    later(env, tmp_path, OWN, more)

    def last(source: Json) -> Any:
        return source["properties"]["main"]["x-sections"][-1].update({"x-open": True})

    later(env, tmp_path, REGISTRATION, last)
    assert "与锁定不符  “本地的一项”不能加在这里" in run(env, "merge", OWN).stderr
