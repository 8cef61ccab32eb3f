"""应急卡: whom to call at once for a person, on one card; and the numbers on duty that it names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.clock import now
from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.models import DutyPhone, Elder
from formserver.programme.visiting import PublicNumber
from formserver.regions.codes import is_code
from formserver.regions.names import display_name
from formserver.services import file_acts, file_rights, file_view, places
from formserver.services.acting import Incomplete
from formserver.services.choosing_persons import RISKS
from formserver.services.file_state import FileState
from formserver.services.file_view import ContactLine
from formserver.services.file_words import GRADES, label_of
from formserver.services.person import Person
from formserver.services.rights import rights_of
from formserver.store import duty_phones, elders, regions
from formserver.store import records as stored_records

UNMASK: Final = "unmask"
_PHONE: Final = re.compile(r"[0-9]{3,4}-?[0-9]{3,8}|1[0-9]{10}|[0-9]{3,5}")
_LONGEST: Final = 60
_RIGHTS: Final = {12: "approve_village", 9: "approve_township", 6: "approve_county"}


@dataclass(frozen=True)
class DutyLine:
    """A number on duty; ``phone`` is empty where none is set. ``may_set``: whether the reader may."""

    place_code: str
    place: str
    phone: str
    label: str
    may_set: bool


@dataclass(frozen=True)
class Card:
    """What the card says. ``contacts``: with whole numbers where ``is_whole``, else masked; ``may_unmask``: whether the
    reader may ask for whole ones, which is written down; ``registration_id``: where illnesses are written, if the
    reader may open it; ``health``: ability, risk and categories by the file, in words; ``disability``: the grade."""

    elder: Elder
    place: str
    public: Sequence[PublicNumber]
    duty: Sequence[DutyLine]
    contacts: Sequence[ContactLine]
    is_whole: bool
    may_unmask: bool
    health: Sequence[str]
    disability: str
    registration_id: str

    @property
    def names_others(self) -> bool:
        """Whether anybody besides the person stands among the contacts."""
        return any(one.title != file_view.THE_PERSON for one in self.contacts)


def card(person: Person, elder_id: str, *, is_unmasked: bool = False) -> Card:
    """The card of a person. ``is_unmasked``: `unmask` was asked for by this very request. Raises NotFound."""
    elder = elders.get(person.scope, elder_id)
    state = FileState(elder)
    sees = is_unmasked or file_rights.sees_phones(person, elder)
    record_id = elder.registration_record_id or ""
    return Card(
        elder=elder,
        place=places.full_name(elder.village_code),
        public=state.programme.visiting.emergency,
        duty=_duty(person, elder),
        contacts=file_view.contacts(state, sees=sees),
        is_whole=sees,
        may_unmask=_may_unmask(person, elder),
        health=_health(state),
        disability=GRADES.get(state.value("file.disability_grade") or "", ""),
        registration_id=record_id if stored_records.is_visible(person.scope, record_id) else "",
    )


def unmask(person: Person, elder_id: str) -> None:
    """Write down that somebody who sees masks looks at whole numbers. Raises NotFound, Forbidden."""
    elder = elders.get(person.scope, elder_id)
    if file_rights.sees_phones(person, elder):
        return
    if not _may_unmask(person, elder):
        raise Forbidden
    file_acts.take(person, elder, UNMASK, {})
    db.session.commit()


def duty_line(person: Person, place_code: str) -> DutyLine:
    """The number on duty of one place, to be set. Raises NotFound, Forbidden."""
    if not is_code(place_code) or not place_code.startswith(person.county_id) or not regions.names([place_code]):
        raise NotFound
    if not _may_set(person, place_code):
        raise Forbidden
    return _line(person, place_code, duty_phones.find(person.county_id, place_code), regions.names([place_code]))


def set_duty(person: Person, place_code: str, typed: Mapping[str, str]) -> None:
    """Set the number on duty of a place; an empty ``phone`` takes it away. Raises NotFound, Forbidden, Incomplete."""
    duty_line(person, place_code)
    problems = {}
    if typed["phone"] and not _PHONE.fullmatch(typed["phone"]):
        problems["phone"] = "请填写电话号码，例如027-12345678或手机号"
    if len(typed["label"]) > _LONGEST:
        problems["label"] = "最多60个字，请写得短一些"
    if problems:
        raise Incomplete(problems)
    told: dict[str, Any] = {"phone": typed["phone"], "label": typed["label"]}
    row = DutyPhone(county_id=person.county_id, place_code=place_code, set_by=person.user_id, set_at=now(), **told)
    duty_phones.write(row)
    db.session.commit()


def _duty(person: Person, elder: Elder) -> list[DutyLine]:
    """Those that are set, and the village's own where the reader may set it."""
    found = {one.place_code: one for one in duty_phones.near(elder.county_id, elder.village_code)}
    codes = [code for code in (elder.village_code, elder.township_code, elder.county_id) if code in found]
    if elder.village_code not in found and _may_set(person, elder.village_code):
        codes.insert(0, elder.village_code)
    names = regions.names(codes) if codes else {}
    return [_line(person, code, found.get(code), names) for code in codes]


def _line(person: Person, place_code: str, row: DutyPhone | None, names: Mapping[str, str]) -> DutyLine:
    phone, label = (row.phone, row.label) if row else ("", "")
    place = display_name(names.get(place_code, ""))
    return DutyLine(place_code, place, phone, label, _may_set(person, place_code))


def _may_set(person: Person, place_code: str) -> bool:
    """Who leads a village sets its number, the township that of its villages and its own, the county all."""
    held = rights_of(person.roles_at(place_code))
    return any(right in held for digits, right in _RIGHTS.items() if digits <= len(place_code))


def _may_unmask(person: Person, elder: Elder) -> bool:
    return "unmask" in rights_of(person.roles_at(elder.village_code))


def _health(state: FileState) -> list[str]:
    ability = state.value("file.ability")
    found = [label_of(state.programme.abilities, ability) if ability else ""]
    found.append(RISKS.get(state.elder.risk or "", "") if state.elder.risk in ("medium", "high") else "")
    named = {row["code"] for row in state.standing.values()}
    found += [one.label for one in state.programme.categories if one.code in named]
    return [text for text in found if text]
