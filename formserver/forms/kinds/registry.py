"""The registry of kinds: the one place that lists them."""

from __future__ import annotations

from collections.abc import Callable

from formserver.forms.kinds.address import Address
from formserver.forms.kinds.base import Field, Spec
from formserver.forms.kinds.choice import MultiChoice, NoneMark, SingleChoice, YesNo
from formserver.forms.kinds.date import Date
from formserver.forms.kinds.grids import Grid
from formserver.forms.kinds.identity import DisabilityCard, IdentityNumber
from formserver.forms.kinds.lookup import Lookup
from formserver.forms.kinds.measures import Decimal, Percentage, SerialNumber, Time
from formserver.forms.kinds.media import Photos, SignatureField
from formserver.forms.kinds.numbers import Counter, Integer, Money
from formserver.forms.kinds.person import Person
from formserver.forms.kinds.rows import Block, FixedTable, Table
from formserver.forms.kinds.scales import CodedChoice, Matrix, RankedChoice
from formserver.forms.kinds.sentence import Section, Sentence
from formserver.forms.kinds.text import LongText, Phone, Text
from formserver.forms.kinds.words import Note, Opinion

KINDS: dict[str, type[Field]] = {
    kind.kind: kind
    for kind in (
        Text,
        LongText,
        Integer,
        Money,
        Decimal,
        Percentage,
        Date,
        Time,
        SerialNumber,
        YesNo,
        SingleChoice,
        MultiChoice,
        CodedChoice,
        RankedChoice,
        Matrix,
        Lookup,
        Person,
        NoneMark,
        Sentence,
        IdentityNumber,
        DisabilityCard,
        Phone,
        Address,
        Table,
        Block,
        FixedTable,
        Grid,
        Section,
        SignatureField,
        Photos,
        Counter,
        Note,
        Opinion,
    )
}


def kinds_that(question: Callable[[type[Field]], bool]) -> frozenset[str]:
    """The kinds a document may name for which the answer is yes."""
    return frozenset(name for name, kind in KINDS.items() if kind is not NoneMark and question(kind))


def make_field(code: str, spec: Spec) -> Field:
    """The field of a definition; the meta-schema has checked that the kind is known."""
    return KINDS[spec["x-kind"]](code, spec, make_field)
