"""Answers nobody types: sections copied from the registration and frozen, and 第__次."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from formserver.clock import today
from formserver.errors import FormserverError
from formserver.forms import answers
from formserver.forms.document import Part
from formserver.forms.editions.upgrading import upgrade
from formserver.forms.expressions.scopes import Known
from formserver.forms.kinds.base import Field
from formserver.models import Elder, Record
from formserver.services import programmes, sealing, ways
from formserver.services.documents import form_document
from formserver.store import numbers, records
from formserver.store.records import InForce

_DAY: Final = len("2025-01-08")


class RegistrationNeeded(FormserverError):
    """A visit paper that carries the person's file needs the registration it is copied from."""

    status = 422
    message_key = "这张表要带出服务对象的登记信息，请先为%(name)s填写登记表。"


class Copied(Mapping[str, Any]):
    """What a new paper about an elder carries, by field code: each is copied when it is first asked for.

    `registration`: what the register was told, which sections are copied from.
    """

    def __init__(self, part: Part, elder: Elder, registration: InForce | None) -> None:
        """Raises RegistrationNeeded."""
        self.registration = registration
        self._part, self._elder, self._known = part, elder, dict[str, Any]()
        self._fields = {code: f for code, f in part.group.fields.items() if f.given_by_system or "x-frozen" in f.spec}
        copied = [field.spec["x-frozen"]["form"] for field in self._fields.values() if "x-frozen" in field.spec]
        if any(registration is None or registration.form_code != form for form in copied):
            raise RegistrationNeeded(name=elder.name)

    def __getitem__(self, code: str) -> Any:
        if code not in self._known:
            self._known[code] = self._given(self._fields[code])
        return self._known[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def _given(self, field: Field) -> Any:
        if "x-frozen" in field.spec and self.registration:
            return self.from_registration(field, self.registration)
        return numbers.peek(self._elder.county_id, counter_series(self._part, self._elder, str(today())))

    @staticmethod
    def from_registration(field: Field, registration: InForce) -> Any:
        """The answer of a frozen section, readable. Raises DecryptionFailed."""
        return sealing.in_force(registration)[1].get(field.spec["x-frozen"]["field"])


def first(part: Part, elder: Elder | None, registration: InForce | None) -> Mapping[str, Any]:
    """What a new paper about the elder would carry now. Raises RegistrationNeeded."""
    return {} if elder is None else Copied(part, elder, registration)


def registration_of(elder: Elder | None) -> InForce | None:
    """What the register was told of the elder."""
    if elder is None or elder.registration_record_id is None:
        return None
    return records.in_force(elder.county_id, elder.registration_record_id)


def again(part: Part, edition_id: str, record: Record) -> dict[str, Any]:
    """What a record that was sent back or is corrected carries: exactly what it carried at its first submission.
    `edition_id`: the edition of its draft, whose part this is."""
    before, data = form_document(record.form_edition_id).parts[record.part], sealing.data_of(record)
    if before is not part:  # its draft has moved to another edition
        way = ways.between(record.form_edition_id, edition_id, part.code)
        data = upgrade(before, part, data, Known(today()), way).data
    fields = part.group.fields.items()
    return {code: data[code] for code, f in fields if code in data and (f.given_by_system or "x-frozen" in f.spec)}


def counter_series(part: Part, elder: Elder, day: str) -> str:
    """Name of the series that counts 第__次 of a part for one elder: for life, or in the year of a day (YYYY[-MM[-DD]])
    where the programme of the place counts so."""
    visiting = programmes.on(elder.village_code, date.fromisoformat(day) if len(day) == _DAY else today()).visiting
    year = f":{day[:4]}" if visiting.counts_yearly else ""
    return f"{part.counter or part.code}{year}:{elder.id}"


def known_of(elder: Elder, teller_id: str | None = None) -> dict[str, Any]:
    """What the register knows of the elder, by concept: from the registration, else only name, sex and birth. Sensitive
    answers are among it only for the teller, where he handed the registration in."""
    facts = {"name": elder.name, "sex": elder.sex, "birth": elder.birth}
    known = {concept: fact for concept, fact in facts.items() if fact}
    registration = registration_of(elder)
    if registration is None:
        return known
    part, data = sealing.in_force(registration)
    own = data if registration.author_id == teller_id else answers.without_sensitive(part.group, data)
    return known | part.concepts(own)
