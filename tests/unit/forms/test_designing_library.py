"""What a document takes of the library: seen in full by every step, stored by name, changed in no single field."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from formserver.errors import DocumentInvalid
from formserver.forms import canonical
from formserver.forms.designing.library import closed, opened, sketch
from formserver.forms.designing.library_entries import entry
from tests.designs import SHIPPED, Design, library, shipped_source

SEX = "urn:formserver:shared:sex:v1"
ETHNIC = "urn:formserver:list:ethnic_group:v1"
REFUSED = "“{}”来自资料库，这一处不能单独改。要改，请先点“改成本表自己的”。"


def named(**words: Any) -> Design:
    """A paper whose one field names the sexes of the library, with these words beside."""
    design = Design()
    document = json.loads(design.text)
    document["properties"]["main"]["properties"]["item_1"] = {"$ref": SEX, "title": "性别", **words}
    design.text = canonical.dumps(document)
    return design


def stored(design: Design) -> Any:
    return json.loads(design.text)["properties"]["main"]["properties"]["item_1"]


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_paper_is_opened_and_stored_again_byte_for_byte(code: str) -> None:
    text = shipped_source(code)
    assert canonical.dumps(closed(sketch(text, library()).document, library())) == text
    design = Design(text)
    design.take("title", title="另一个标题")
    design.take("title", title=json.loads(text)["title"])
    assert design.text == text


def test_every_word_is_seen_and_the_name_is_stored() -> None:
    design = named()
    assert [one["label"] for one in design.field("main.item_1")["x-options"]] == ["男", "女"]
    design.take("change", field="main.item_1", to={"label": "老人性别", "help": "照身份证", "required": "1"})
    assert stored(design) == {"$ref": SEX, "title": "老人性别", "description": "照身份证"}
    design.take("change", field="main.item_1", to={"label": "性别"})
    assert stored(design) == {"$ref": SEX, "title": "性别", "description": "照身份证"}


def test_what_the_definition_says_is_not_changed_in_one_field() -> None:
    design = named()
    assert design.refused("options", field="main.item_1", labels={"male": "男性"}) == REFUSED.format("性别")
    assert stored(design) == {"$ref": SEX, "title": "性别"}


def test_what_the_form_says_beside_the_name_is_its_own() -> None:
    options = [{"code": "male", "label": "男"}, {"code": "female", "label": "女"}]
    design = named(**{"x-options": options})
    design.take("options", field="main.item_1", labels={"male": "男性"})
    assert stored(design)["x-options"][0] == {"code": "male", "label": "男性"}


def test_what_a_definition_explains_may_be_left_out_and_nothing_else() -> None:
    shared = {
        "urn:x": {"$id": "urn:x", "title": "电话", "description": "写手机", "x-kind": "phone", "x-concept": "phone"}
    }
    document = {"one": {"$ref": "urn:x"}}
    table = opened(document, shared)
    del table["one"]["description"]
    assert closed(table, shared) == {"one": {"$ref": "urn:x", "description": ""}}
    del table["one"]["x-concept"]
    with pytest.raises(Exception, match="来自资料库"):
        closed(table, shared)


def test_how_many_rows_are_printed_is_a_matter_of_each_paper() -> None:
    table = {"$id": "urn:x", "title": "成员", "x-kind": "table", "x-rows": {"printed": 3}, "items": {}}
    document = {"one": {"$ref": "urn:x"}}
    changed = opened(document, {"urn:x": table})
    changed["one"]["x-rows"]["printed"] = 5
    assert closed(changed, {"urn:x": table}) == {"one": {"$ref": "urn:x", "x-rows": {"printed": 5}}}
    assert table["x-rows"] == {"printed": 3}


def test_a_list_is_seen_in_full_and_stored_by_its_name() -> None:
    document = {"one": {"title": "民族", "x-kind": "lookup", "x-list": ETHNIC}}
    table = opened(document, library())
    assert table["one"]["x-list"]["items"][0]["label"] == "汉族"
    assert closed(table, library()) == document
    table["one"]["x-list"]["items"].pop()
    with pytest.raises(Exception, match="来自资料库"):
        closed(table, library())


def test_what_is_not_in_the_library_is_told() -> None:
    with pytest.raises(DocumentInvalid, match="没有名为“urn:x”的共用定义"):
        opened({"one": {"$ref": "urn:x"}}, {})
    with pytest.raises(DocumentInvalid, match="没有名为“urn:y”的清单"):
        opened({"one": {"x-list": "urn:y"}}, {})


def test_an_edition_that_the_library_offers_never_changes() -> None:
    shipped = json.loads((Path(__file__).parent / "library_editions.json").read_text("utf-8"))
    offered = {name: said for name, said in library().items() if entry(name, library())}
    now = {
        name: digest({word: value for word, value in said.items() if word != "x-library"})
        for name, said in offered.items()
    }
    assert now == shipped, (
        "what changes becomes the next edition; one that is new gets its line in library_editions.json"
    )


def digest(said: Any) -> str:
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
