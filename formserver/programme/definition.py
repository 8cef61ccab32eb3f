"""A programme document: what a region says about whom it serves and how, read from text and checked."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from formserver import strict_json
from formserver.errors import DocumentInvalid, FormserverError
from formserver.programme import checking, visiting
from formserver.programme.statements import Facts, Json, truth
from formserver.programme.visiting import Visiting

KEY = "key"
ORDINARY = "ordinary"


class ProgrammeMissing(FormserverError):
    """No programme document covers the place on that day."""

    status = 500
    message_key = "没有适用于 %(place)s 的政策文件，请联系系统管理员。"


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its words. ``source``: where the document says so, or ``""``; ``assumed``: what it does not say."""

    code: str
    label: str
    source: str = ""
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Category(Named):
    """Whom the programme serves. ``definition``: the document's own words; ``when``: a statement that alone decides,
    without anybody choosing the category (高龄); ``of_all``: everybody who is registered belongs to it."""

    definition: str = ""
    when: Json | None = None
    of_all: bool = False


@dataclass(frozen=True, slots=True)
class Ability(Named):
    """A grade of ability; ``score``: the points of GB/T 42195-2022 it stands for, both included, where it does."""

    score: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Ground(Named):
    """One reason for which somebody is 重点; ``code`` is empty."""

    when: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExitReason(Named):
    """Why somebody leaves the register; ``frees_number``: the identity number may be registered anew."""

    frees_number: bool = False


@dataclass(frozen=True, slots=True)
class ServiceList(Named):
    """A list of services with a name of its own, such as 五帮."""

    items: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """What the rule says: key or ordinary; ``grounds``: why key; ``undecided``: grounds about which too little is
    known."""

    code: str
    grounds: tuple[str, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """A loaded programme document. ``regions``: prefixes of codes, none: everywhere; ``key_grounds``: None where no
    rule decides between 重点 and 一般. ``text`` is the document as it was read, ``sha256`` the hex digest of its UTF-8.
    """

    code: str
    version: str
    title: str
    document: str
    regions: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    high_age: int
    consent_months: int
    review_months: int
    categories: tuple[Category, ...]
    abilities: tuple[Ability, ...]
    key_grounds: tuple[Ground, ...] | None
    visit_classes: tuple[Named, ...]
    relief: tuple[Named, ...]
    exit_reasons: tuple[ExitReason, ...]
    services: tuple[ServiceList, ...]
    visiting: Visiting
    text: str = field(repr=False)
    sha256: str = field(repr=False)

    @cached_property
    def chosen_categories(self) -> tuple[Category, ...]:
        """The categories somebody chooses; the others follow from what is known."""
        return tuple(one for one in self.categories if one.when is None)

    def following(self, facts: Facts) -> tuple[Category, ...]:
        """The categories that follow from what is known of a person."""
        return tuple(one for one in self.categories if one.when and truth(one.when, facts, self.high_age))

    def level(self, facts: Facts) -> Level | None:
        """The care level by the rule; None where the document has none."""
        if self.key_grounds is None:
            return None
        found = [(ground.label, truth(ground.when, facts, self.high_age)) for ground in self.key_grounds]
        grounds = tuple(label for label, is_true in found if is_true)
        return Level(KEY if grounds else ORDINARY, grounds, tuple(label for label, known in found if known is None))

    @cached_property
    def providers(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Who or what may help to settle what was found: groups of (code, words) under the name of their list, ``""``
        for the units."""
        units = tuple((one.code, one.label) for one in self.visiting.units)
        listed = [(one.label, tuple((item.code, item.label) for item in one.items)) for one in self.services]
        return tuple(group for group in (*listed, ("", units)) if group[1])

    def ability_of(self, score: int) -> Ability | None:
        """The grade of a score of GB/T 42195-2022, 0 to 90; None where the document grades none."""
        return next((one for one in self.abilities if one.score and one.score[0] <= score <= one.score[1]), None)

    def covers(self, place_code: str, day: date) -> int:
        """How closely the programme is about a place on a day: digits of the region, 0 for everywhere, else -1."""
        if day < self.valid_from or (self.valid_to is not None and day > self.valid_to):
            return -1
        fitting = [len(region) for region in self.regions if place_code.startswith(region)]
        return max(fitting, default=-1 if self.regions else 0)


def choose(programmes: Iterable[Programme], place_code: str, day: date) -> Programme:
    """The programme of a place on a day: that of the longest region, of these the one in force last. Raises
    ProgrammeMissing."""
    found = [(one.covers(place_code, day), one.valid_from, one.code, one) for one in programmes]
    fitting = [one for one in found if one[0] >= 0]
    if not fitting:
        raise ProgrammeMissing(place=place_code)
    return max(fitting, key=lambda one: one[:3])[3]


def load(text: str, *, file: str) -> Programme:
    """Read a programme document from its text; ``file`` is the name that messages use.

    Raises DocumentInvalid, with the JSON path and a reason in Chinese, for the first thing wrong.
    """
    document = strict_json.parse(text, file=file)
    try:
        fault = next(checking.faults(document), None)
    except RecursionError:
        fault = ("$", "嵌套太深")
    if fault:
        raise DocumentInvalid(file=file, path=fault[0], reason=fault[1])
    return _programme(document, text)


def files(schemas: Path) -> list[Path]:
    """The programme documents below the folder of schemas, by name."""
    return sorted((schemas / "programmes").glob("*.json"))


def read_folder(schemas: Path) -> tuple[list[Programme], list[DocumentInvalid]]:
    """Every programme document, by name, and what is wrong with those that cannot be loaded."""
    found: list[Programme] = []
    failures: list[DocumentInvalid] = []
    for path in files(schemas):
        file = path.relative_to(schemas.parent).as_posix()
        try:
            programme = load(strict_json.read_file(path, file=file), file=file)
            if path.stem != f"{programme.code}.v{programme.version}":
                raise DocumentInvalid(file=file, path="$.code", reason="文件名与code、version不一致")
            found.append(programme)
        except DocumentInvalid as fault:
            failures.append(fault)
    return found, failures


def _programme(document: dict[str, Any], text: str) -> Programme:
    valid_to, level = document.get("valid_to"), document.get("key_level")
    return Programme(
        code=document["code"],
        version=document["version"],
        title=document["title"],
        categories=_all(Category, document["categories"]),
        abilities=_all(Ability, document.get("abilities", ())),
        visit_classes=_all(Named, document.get("visit_classes", ())),
        relief=_all(Named, document.get("relief", ())),
        exit_reasons=_all(ExitReason, document["exit_reasons"]),
        document=document.get("document", ""),
        regions=tuple(document["regions"]),
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
        high_age=document["high_age"]["from"],
        consent_months=document["consent"]["ask_again_months"],
        review_months=document["review"]["months"],
        key_grounds=None if level is None else _all(Ground, level),
        services=tuple(
            ServiceList(one["code"], one["label"], *_basis(one), items=_all(Named, one["items"]))
            for one in document.get("services", ())
        ),
        visiting=visiting.read(document["visiting"]),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _all(kind: type[Any], written: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**{"code": "", **{name: _frozen(value) for name, value in one.items()}}) for one in written)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _basis(one: dict[str, Any]) -> tuple[str, str]:
    return one.get("source", ""), one.get("assumed", "")
