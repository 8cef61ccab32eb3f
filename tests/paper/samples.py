"""Fictional data for any form document, made from the kinds of its fields: same seed, same people.

Identity numbers have the unassigned area code 999999, telephone numbers begin with 1000000. The data suit the printed
sheet; the rules between fields are not looked at.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from faker import Faker

from formserver.forms.document import FormDocument
from formserver.forms.group import Container, Group
from formserver.forms.kinds.address import Address
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.choice import Choice, MultiChoice
from formserver.forms.kinds.date import Date
from formserver.forms.kinds.identity import check_character
from formserver.forms.kinds.rows import HEAD, FixedTable, Table

PICTURE = "01980000-0000-7000-8000-00000000000a"
LONG_TEXT = "身体尚好，子女每周通话一次。已联系村卫生室上门测量血压，并约定下次探访时间。"


class Samples:
    """Makes data of a document. `rows`: how many rows a table gets; by default as many as the paper prints."""

    def __init__(self, seed: int, rows: int | None = None, long_text: str = LONG_TEXT) -> None:
        self.random = random.Random(seed)
        self.rows = rows
        self.faker = Faker("zh_CN")
        self.faker.seed_instance(seed)
        self.makers: Mapping[str, Callable[[Field], Any]] = {
            "text": self.word,
            "long_text": lambda field: long_text,
            "integer": lambda field: self.random.randint(field.spec.get("minimum", 1) or 1, 9),
            "counter": lambda field: 3,
            "money": lambda field: f"{self.random.randint(120, 3900)}.5",
            "phone": lambda field: f"1000000{self.random.randint(0, 9999):04d}",
            "identity_number": lambda field: self.identity_number(),
            "disability_card": lambda field: f"{self.identity_number()}43",
            "signature": lambda field: {"by": self.faker.name(), "on": "2025-03-08"},
            "photos": lambda field: [PICTURE],
        }

    def document(self, document: FormDocument) -> dict[str, dict[str, Any]]:
        """Data of every part."""
        return {code: self.group(part.group) for code, part in document.parts.items()}

    def group(self, group: Group) -> dict[str, Any]:
        """Data of one object; blanks only of the options that are chosen."""
        data: dict[str, Any] = {}
        for field in group.fields.values():
            data[field.code] = self.answer(field)
            if isinstance(field, Choice):
                chosen = [option for option in field.options if field.is_chosen(data, option.code)]
                blanks = (blank for option in chosen for blank in option.blanks.values())
                data |= {blank.code: self.answer(blank) for blank in blanks}
        return data

    def answer(self, field: Field) -> Any:
        """An answer of the field's kind."""
        if isinstance(field, Container):
            return self.container(field)
        if isinstance(field, Choice):
            count = min(2, len(field.codes)) if isinstance(field, MultiChoice) else 1
            chosen = sorted(self.random.sample(field.codes, count), key=field.codes.index)
            return chosen if isinstance(field, MultiChoice) else chosen[0]
        if isinstance(field, Address):
            names = ("湖北省", "鄂州市", "华容区", "段店镇", "三江村", "5组12号")
            tiers = ("province", "city", "county", "township", "village", "detail")
            return {tier: name for tier, name in zip(tiers, names, strict=True) if tier in field.tiers}
        if isinstance(field, Date):
            length = {"year": 4, "month": 7, "day": 10}[field.precisions[-1]]
            return str(date(2024, 1, 1) + timedelta(days=self.random.randint(0, 400)))[:length]
        return self.makers[field.kind](field)

    def container(self, field: Container) -> Any:
        """Rows, printed rows, or one object."""
        if isinstance(field, FixedTable):
            return {code: self.group(field.group) for code in field.row_labels}
        if isinstance(field, Table):
            rows = [self.group(field.group) for _ in range(self.rows or field.printed)]
            return [{"role": HEAD, **rows[0]}, *rows[1:]] if field.head else rows
        return self.group(field.group)

    def word(self, field: Field) -> str:
        """A name where the label asks for one, else a short word."""
        if "姓名" in field.spoken or field.code in ("name", "help_person"):
            return self.faker.name()
        return self.random.choice(("高血压", "养老金", "良好", "村委会"))[: field.spec.get("maxLength", 100)]

    def identity_number(self) -> str:
        """A number with a right check character and an area code nobody has."""
        birth = date(1935, 1, 1) + timedelta(days=self.random.randint(0, 9000))
        body = f"999999{birth:%Y%m%d}{self.random.randint(0, 999):03d}"
        return body + check_character(body)
