"""What every step works on: the document as JSON, the words of the step, and how both are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from formserver.errors import FormserverError
from formserver.strict_json import INVISIBLE

Json = dict[str, Any]
LEVELS: Final = {"must": "不能提交", "ask": "提醒，要写原因", "tell": "只提醒"}
"""What a rule or a check means that is not kept."""
_LONGEST: Final = 1000


class Refused(FormserverError):
    """A step cannot be done; the document stays as it was. `at`: the name of the input it is about, "" where it is
    about none."""

    status = 422
    message_key = "这一步没有做成，请再试一次。"

    def __init__(self, message_key: str | None = None, /, *, at: str = "", **params: object) -> None:
        self.at = at
        super().__init__(message_key, **params)


@contextmanager
def told_at(name: str) -> Iterator[None]:
    """What is refused in here is about the input of that name, where it does not say another one."""
    try:
        yield
    except Refused as refused:
        refused.at = refused.at or name
        raise


class Said(NamedTuple):
    """What a step did, as the history tells it: a Chinese sentence with %(name)s places and what fills them."""

    key: str
    params: Mapping[str, str | int] = {}

    @property
    def message(self) -> str:
        """The sentence in Chinese."""
        return self.key % self.params


@dataclass(frozen=True)
class Words:
    """The arguments of a step, as posted: texts, or lists of texts. `within`: what their names begin with as posted."""

    given: Mapping[str, Any]
    within: str = ""

    def text(self, name: str, *, limit: int = _LONGEST) -> str:
        """A text without white space around it and without signs nobody sees, which come along where something is
        copied; "" where none was given. Raises Refused."""
        value = self.given.get(name, "")
        if not isinstance(value, str):
            raise Refused()
        value = INVISIBLE.sub("", value)
        if len(value) > limit:
            raise Refused("写得太长，最多%(limit)s个字。", limit=limit, at=self.within + name)
        return value.strip()

    def needed(self, name: str, *, limit: int = _LONGEST) -> str:
        """A text that must be there. Raises Refused."""
        value = self.text(name, limit=limit)
        if not value:
            raise Refused("有一处没有写，请写好再试。", at=self.within + name)
        return value

    def group(self, name: str) -> Words:
        """The arguments given together under one name (`to.label` is `label` of `to`), none where none were given.
        Raises Refused."""
        value = self.given.get(name, {})
        if not isinstance(value, Mapping):
            raise Refused()
        return Words(value, f"{name}.")

    def texts(self, name: str) -> list[str]:
        """A list of texts. Raises Refused."""
        value = self.given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise Refused()
        return value


@dataclass(frozen=True)
class Sketch:
    """A document that a step changes in place; `seed`: makes the codes of this step unlike all others; `shared`: the
    definitions and lists it may name, by name."""

    document: Json
    seed: str = "1"
    made: list[str] = field(default_factory=list)
    shared: Mapping[str, Json] = field(default_factory=dict)

    def fresh_code(self, kind: str) -> str:
        """A code nothing else has; people never see it."""
        self.made.append(kind)
        return f"{kind}_{self.seed}" + (f"_{len(self.made)}" if len(self.made) > 1 else "")

    def holder(self, place: str) -> Json:
        """The object whose field is at a dotted place (`main.family.name`). Raises Refused."""
        part, *way = place.split(".")[:-1] or [""]
        node = self.document["properties"].get(part)
        for code in way:
            node = (node or {}).get("properties", {}).get(code)
            node = node and node.get("items", node)
        if not node or place.rpartition(".")[2] not in node.get("properties", {}):
            raise Refused("这一项已经不在表上，请看最新的样子。")
        found: Json = node
        return found

    def field(self, place: str) -> Json:
        """The definition of a field. Raises Refused."""
        found: Json = self.holder(place)["properties"][place.rpartition(".")[2]]
        return found


def orders(node: Json) -> list[list[str]]:
    """The lists that hold the fields of an object in the order of the page: one, or one a section."""
    return [section["fields"] for section in node["x-sections"]] if "x-sections" in node else [node["x-order"]]


def orderless(sketch: Sketch, place: str) -> bool:
    """Whether the object that holds a field is ordered by its words: a sentence."""
    return "x-text" in sketch.holder(place)


def ordered(sketch: Sketch, place: str) -> Json:
    """The object that holds a field, if its fields have an order of their own. Raises Refused."""
    if orderless(sketch, place):
        label = called(sketch.field(place.rpartition(".")[0]))
        raise Refused("这是“%(label)s”里的一个空，先后照句子里的。要去掉它或换位置，请改那个句子。", label=label)
    return sketch.holder(place)


def called(spec: Mapping[str, Any]) -> str:
    """How people call a field."""
    return str(spec.get("x-spoken") or spec["title"])


def no_braces(text: str) -> str:
    """Words without the signs that mark answers in a document. Raises Refused."""
    if "{" in text or "}" in text:
        raise Refused("文字里不能有大括号。")
    return text


Do = Callable[[Sketch, Words], Said]
