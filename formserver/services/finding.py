"""找人: before anybody is registered one looks whether he is in the register already, and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms.kinds.identity import read_identity
from formserver.forms.pairs import Pairs
from formserver.forms.reading import mask
from formserver.models import Elder, ElderRequest
from formserver.services import choosing, deciders, drafting, filling, places, proposals, registering, relocating
from formserver.services.acting import Asked, Incomplete
from formserver.services.likeness import Likeness, closeness, how_alike, may_be_born, plain
from formserver.services.person import Person
from formserver.services.relocating import Move
from formserver.store import beginnings, elder_lists, elders
from formserver.store.identities import Whereabouts

_YEAR: Final = re.compile("(19|20)[0-9]{2}")
_LONGEST_NAME: Final = 80


class TooManyLookups(FormserverError):
    """Whoever is told where numbers are registered learns something about persons; nobody needs that often."""

    status = 429
    message_key = "核对身份证号太频繁，请过一小时再查。"


class Answer(StrEnum):
    """What is known of the person asked for."""

    HERE = "here"  # the reader may open the file
    COUNTY = "county"  # registered in a village of the county that the reader does not see
    ELSEWHERE = "elsewhere"  # registered in another county
    ALIKE = "alike"  # persons of the village who may be the one
    NOBODY = "nobody"


@dataclass(frozen=True)
class Question:
    """What is typed: an identity number, or a name with the year of birth; and the village (its code)."""

    identity: str
    name: str
    year: str
    village: str

    @classmethod
    def of(cls, identity: str, name: str, year: str, village: str) -> "Question":
        """What was typed, without spaces, X in upper case."""
        return cls("".join(identity.split()).upper(), name.strip(), year.strip(), village)

    @property
    def born(self) -> str:
        """The date of birth, as far as it is known: of the number, or the year."""
        facts = read_identity(self.identity)
        return facts.birth.isoformat() if facts else self.year

    @property
    def known(self) -> dict[str, str]:
        """What a registration begins with, by concept."""
        facts = read_identity(self.identity)
        told = {"identity_number": self.identity, "name": self.name, "birth": self.born}
        return {concept: text for concept, text in (told | ({"sex": facts.sex} if facts else {})).items() if text}

    def problems(self, person: Person) -> dict[str, str]:
        """Name of the input -> what is wrong with it."""
        found = {}
        if self.identity and read_identity(self.identity) is None:
            found["identity"] = "身份证号不对，请逐位核对：18位，最后一位可以是X"
        if not self.identity and not plain(self.name):
            found["name"] = "请填写身份证号；没有的，填写姓名和出生年份"
        elif len(self.name) > _LONGEST_NAME:
            found["name"] = "姓名太长"
        if not self.identity and not (_YEAR.fullmatch(self.year) and int(self.year) <= today().year):
            found["year"] = "出生年份写四位数字，例如1948"
        if self.village not in {place.code for place in choosing.villages(person)}:
            found["village"] = "请选择哪个村（社区）"
        return found


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the one: what is known, numbers with their middle hidden."""

    elder: Elder
    likeness: Likeness
    identity: str
    phone: str


@dataclass(frozen=True)
class Found:
    """The answer. ``elder``: whose file the reader may open; ``place``: where somebody else is registered; ``ask``:
    whom to ask; ``may_move``: whether one may ask to take the person over."""

    answer: Answer
    elder: Elder | None = None
    place: str = ""
    ask: Sequence[str] = ()
    may_move: bool = False
    candidates: Sequence[Candidate] = ()


def look(person: Person, question: Question) -> Found:
    """Look for a person. Each question for a number is kept, and answered only so often.

    Raises Incomplete, TooManyLookups.
    """
    if problems := question.problems(person):
        raise Incomplete(problems)
    holder = _holder(person, question.identity) if question.identity else None
    db.session.commit()  # who asked is kept whatever comes of it
    if holder is None:
        candidates = _candidates(person, question)
        return Found(Answer.ALIKE, candidates=candidates) if candidates else Found(Answer.NOBODY)
    staff = deciders.Staff(person.county_id)
    if holder.county_id != person.county_id:
        return Found(Answer.ELSEWHERE, ask=_names(staff.at(deciders.COUNTY, person.county_id)))
    elder = _elder(holder)
    if elder_lists.count_visible(person.scope, (elder.id,)):
        return Found(Answer.HERE, elder)
    has_left = elder.state == elders.LEFT
    ask = staff.at(deciders.TOWNSHIP, elder.township_code) or staff.at(deciders.COUNTY, person.county_id)
    may_move = not has_left and staff.stands_for(person, question.village)
    return Found(Answer.COUNTY, place=places.full_name(elder.village_code), ask=_names(ask), may_move=may_move)


def begin(person: Person, form_code: str, question: Question, *, refused: Sequence[str] = (), act_id: str = "") -> str:
    """Begin a registration with what was typed; gives the draft's id. ``refused``: ids of those who were offered and
    are somebody else; ``act_id``: of the page, which begins one registration however often it is sent.

    Raises Incomplete, NotFound, Forbidden.
    """
    if problems := question.problems(person):
        raise Incomplete(problems)
    draft = drafting.start(person, form_code, village_code=question.village, act_id=act_id)
    beginnings.lock(person.user_id)
    seen = [one for one in refused if elder_lists.count_visible(person.scope, (one,))]
    draft.origin = {**(draft.origin or {}), "not_same": seen}
    return _told(person, draft.id, question.known)


def begin_for(person: Person, form_code: str, elder_id: str) -> str:
    """Begin the registration of somebody a department named; gives the draft's id. Raises as `drafting.start`."""
    draft = drafting.start(person, form_code, elder_id=elder_id)
    elder = elders.get(person.scope, elder_id)
    facts = {"name": elder.name, "sex": elder.sex, "birth": elder.birth, "phone": elders.phone_of(elder)}
    known = {**facts, "identity_number": elders.identity_of(elder)}
    return _told(person, draft.id, {concept: text for concept, text in known.items() if text})


def ask_over(person: Person, asked: Asked, question: Question, day: str, note: str) -> ElderRequest:
    """Ask the village in which somebody is registered to let him move to one's own.

    Raises Incomplete, TooManyLookups, Forbidden (nobody has the number here any more), and as `relocating.ask`.
    """
    if problems := question.problems(person):
        raise Incomplete(problems)
    holder = _holder(person, question.identity)
    if holder is None or holder.county_id != person.county_id:
        raise Forbidden
    called = relocating.called(question.name, question.identity)
    return relocating.ask(person, holder.elder_id, asked, Move(question.village, day, note), called=called)


def _holder(person: Person, identity: str) -> Whereabouts | None:
    holder = registering.looked_up(person, identity)
    if holder is not None and not registering.is_granted(person):
        db.session.commit()
        raise TooManyLookups
    return holder


def _told(person: Person, draft_id: str, known: dict[str, str]) -> str:
    """Type what is known into a draft that was opened just now, or into one that was open already what it lacks."""
    open_one = filling.opened(person, draft_id)
    filled = {name for name, text in open_one.pairs.items() if text}
    typed = [(name, text) for name, text in proposals.told(open_one.part, known).items() if name not in filled]
    others = [(name, text) for name, text in open_one.pairs.items() if name not in dict(typed)]
    filling.keep(person, draft_id, Pairs([*others, *typed]), revision=open_one.draft.revision)
    return draft_id


def _candidates(person: Person, question: Question) -> list[Candidate]:
    """Persons of the village who may be the one: who has another number is not."""
    if not question.name:
        return []
    found = []
    for elder in elders.living_in(person.county_id, question.village):
        likeness = how_alike(question.name, elder.name) if may_be_born(question.born, elder.birth) else None
        if likeness and not (question.identity and elder.identity_index):
            numbers = mask(elders.identity_of(elder) or ""), mask(elders.phone_of(elder) or "")
            found.append(Candidate(elder, likeness, *numbers))
    return sorted(found, key=lambda one: closeness(one.likeness))


def _elder(holder: Whereabouts) -> Elder:
    elder = elders.find(holder.county_id, holder.elder_id)
    assert elder is not None  # the index points to what is there
    return elder


def _names(people: dict[str, str]) -> tuple[str, ...]:
    return tuple(people.values())
