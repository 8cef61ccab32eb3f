"""Answers nobody types: sections copied from the registration and frozen, and 第__次."""

from collections.abc import Mapping
from typing import Any

from formserver.errors import FormserverError
from formserver.forms import answers
from formserver.forms.document import Part
from formserver.models import Elder, Record
from formserver.services import sealing
from formserver.store import numbers, records
from formserver.store.records import InForce


class RegistrationNeeded(FormserverError):
    """A visit paper that carries the person's file needs the registration it is copied from."""

    status = 422
    message_key = "这张表要带出服务对象的登记信息，请先为%(name)s填写登记表。"


def first(part: Part, elder: Elder | None, registration: InForce | None) -> dict[str, Any]:
    """What a new paper about the elder would carry now, copied from the registration. Raises RegistrationNeeded."""
    given: dict[str, Any] = {}
    if elder is None:
        return given
    for code, field in part.group.fields.items():
        frozen = field.spec.get("x-frozen")
        if frozen:
            given[code] = _copied(frozen, elder, registration)
        elif field.given_by_system:
            given[code] = numbers.peek(elder.county_id, counter_series(part, elder.id))
    return given


def registration_of(elder: Elder | None) -> InForce | None:
    """What the register was told of the elder."""
    if elder is None or elder.registration_record_id is None:
        return None
    return records.in_force(elder.county_id, elder.registration_record_id)


def again(part: Part, record: Record) -> dict[str, Any]:
    """What a record that was sent back or is corrected carries: exactly what it carried at its first submission."""
    data = sealing.data_of(record)
    fields = part.group.fields.items()
    return {code: data[code] for code, f in fields if code in data and (f.given_by_system or "x-frozen" in f.spec)}


def counter_series(part: Part, elder_id: str) -> str:
    """Name of the series that counts 第__次 of a part for one elder, for life."""
    return f"{part.counter or part.code}:{elder_id}"


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


def _copied(frozen: Mapping[str, str], elder: Elder, registration: InForce | None) -> Any:
    if registration is None or registration.form_code != frozen["form"]:
        raise RegistrationNeeded(name=elder.name)
    return sealing.in_force(registration)[1].get(frozen["field"])
