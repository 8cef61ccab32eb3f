"""One form in three editions, each with a record: a field was renamed twice, two are not asked any more, one is new."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from formserver.forms import document
from formserver.forms.pairs import Pairs
from formserver.resources import root
from formserver.services import publishing
from tests import factories
from tests.factories import REGISTRATION, identity_number

Json = dict[str, Any]
NAMES: Final = {"1.0": "钱玉兰", "2.0": "孙国强", "3.0": "冯翠英"}
"""Edition -> who was registered by it."""

GUARDIAN: Final = "10000000007"
PHONE: Final = "10000000002"


def three_editions() -> dict[str, str]:
    """Publish two more editions of the registration and register a person by each: edition -> id of the record."""
    author, found = factories.person("liuyang"), {}
    source = json.loads((root() / "schemas" / f"{REGISTRATION}.v1.json").read_text("utf-8"))
    for serial, (edition, name) in enumerate(NAMES.items(), 21):
        if edition in _CHANGES:
            _CHANGES[edition](source)
            publishing.publish(_loaded(source), comment="按新的要求修改")
        typed = dict(factories.registration_pairs(name, identity_number(serial)).items())
        found[edition] = factories.hand_in(author, REGISTRATION, Pairs(_typed(edition, typed).items()))
    return found


def _typed(edition: str, typed: Mapping[str, str]) -> dict[str, str]:
    code = {"1.0": "phone", "2.0": "telephone", "3.0": "contact_number"}[edition]
    more = {"1.0": {"guardian_name": "王强", "guardian_phone": GUARDIAN, "subsistence_allowance": "yes"}}
    renamed = {code if name == "phone" else name: text for name, text in typed.items()}
    return renamed | more.get(edition, {}) | ({"wechat": "feng-cuiying"} if edition == "3.0" else {})


def _second(source: Json) -> None:
    rename(source, "phone", "telephone", "联系电话")
    _drop(source, "guardian_phone")
    # the files of persons call it, so dropping it is said
    source["x-dropped"] = ["main.guardian_phone"]


def _third(source: Json) -> None:
    rename(source, "telephone", "contact_number", "本人电话")
    _drop(source, "subsistence_allowance", "{wechat}")
    part = _part(source)
    part["properties"]["wechat"] = {"title": "微信号", "x-kind": "text"}
    _section(part, "family").insert(0, "wechat")


_CHANGES: Final[dict[str, Callable[[Json], None]]] = {"2.0": _second, "3.0": _third}


def _part(source: Json) -> Json:
    part: Json = next(iter(source["properties"].values()))
    return part


def _section(part: Json, code: str) -> list[str]:
    fields: list[str] = next(one["fields"] for one in part["x-sections"] if one["code"] == code)
    return fields


def rename(source: Json, former: str, code: str, title: str) -> None:
    part = _part(source)
    part["properties"][code] = {**part["properties"].pop(former), "title": title, "x-was": [former]}
    for section in part["x-sections"]:
        section["fields"] = [code if one == former else one for one in section["fields"]]
    _reprint(source, former, f"{{{code}}}")


def _drop(source: Json, code: str, instead: str = "—") -> None:
    part = _part(source)
    del part["properties"][code]
    for section in part["x-sections"]:
        section["fields"] = [one for one in section["fields"] if one != code]
    _reprint(source, code, instead)


def _reprint(source: Json, code: str, words: str) -> None:
    """Print other words where the paper prints a field."""
    source["x-paper"] = json.loads(json.dumps(source["x-paper"]).replace(f"{{{code}}}", words))


def _loaded(source: Json) -> document.FormDocument:
    dialect = json.loads((root() / "schemas" / "form.schema.json").read_text("utf-8"))
    files = (json.loads(path.read_text("utf-8")) for path in (root() / "schemas").glob("*/*.json"))
    shared = {str(one["$id"]): one for one in files if "$id" in one}
    return document.load(json.dumps(source, ensure_ascii=False), file="later.json", dialect=dialect, shared=shared)
