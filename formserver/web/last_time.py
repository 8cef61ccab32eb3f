"""What stands at the questions of an entry page besides the inputs: last time's answer, and the reason of a warning."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup, escape

from formserver.forms import carrying, origins, reading, reasons
from formserver.forms.carrying import concept_of
from formserver.forms.document import Part
from formserver.forms.input_names import frame_of
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.rows import Table
from formserver.forms.nodes import Entry, Node, id_of
from formserver.forms.pairs import Pairs
from formserver.forms.reasons import REASON, WARNING
from formserver.services.documents import form_document
from formserver.services.filling import Filling
from formserver.services.given import Copied
from formserver.services.previous import Previous
from formserver.store.records import InForce
from formserver.web.facts import drawn
from formserver.web.holes import Holes
from formserver.web.locale import choose_language

_MACROS: Final = "entry/last.html"
_LONGEST: Final = 120
_ANEW: Final = ("opened_on", "visit_date", "care_date", "visitor_name", "visitor_phone")
_TOLD: Final = (origins.CARRIED, origins.REGISTER, origins.LAST)
_NO_PROBLEM: Final = Markup('<span class="problem-place" id="{}-problem"></span>')
_KEPT: Final = 300  # words of records, which a page has just shown; a process forgets the rest


@dataclass(frozen=True)
class Last:
    """The last record's answers in words and as they stand beside the questions, by name, and the names of those that
    may be taken over; `day`: the one it tells of, as written; `sections`: the buttons of sections, by their ids."""

    day: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Markup] = field(default_factory=dict)
    offered: frozenset[str] = frozenset()
    sections: Mapping[str, Markup] = field(default_factory=dict)


_NOTHING: Final = Last()


def last_of(filling: Filling) -> Last | None:
    """What the last record told, as this reader may see it; None where there is none."""
    last, draft = filling.previous, filling.draft
    if last is None:
        return None
    return _last(last.record, last.is_own, draft.form_edition_id, draft.part, choose_language())


@lru_cache(maxsize=_KEPT)
def _last(record: InForce, is_own: bool, edition_id: str, part_code: str, language: str) -> Last:
    """By the sealed record itself: whatever changes, it is another one."""
    last, part = Previous(record, is_own), form_document(edition_id).parts[part_code]
    offers = carrying.offers(part, last.part, last.data, hides=not is_own)
    offered = frozenset(frame_of(part, one.name) for one in offers)
    texts, day = _texts(last), last.happened_on
    beside = {name: _last_answer(language, name, day, text, name in offered) for name, text in texts.items()}
    return Last(day, texts, beside, offered, _section_taps(part, offered))


def _section_taps(part: Part, offered: frozenset[str]) -> dict[str, Markup]:
    """A section has a button where several of its answers are offered, and another section is offered any."""
    sections = part.group.sections
    number_of = {one.code: number for number, section in enumerate(sections) for one in section.fields}
    counts = Counter(number_of[top_of(name)] for name in offered)
    taken = [number for number, count in counts.items() if count > 1 and len(counts) > 1 and sections[number].title]
    return {f"s-{number}": _drawn("section_tap", number, sections[number].title) for number in taken}


def last_answers(filling: Filling, last: Last | None) -> Mapping[str, Markup]:
    """By name of the question: its last answer with 与上次相同, or that it was taken over, with 取消."""
    noted = {frame_of(filling.part, name): one.code for name, one in filling.origins.items() if one.code in _TOLD}
    known = last or _NOTHING
    if not noted:
        return known.beside
    language = choose_language()
    told = {
        name: _last_answer(language, name, known.day, known.texts.get(name), name in known.offered, code)
        for name, code in noted.items()
        if name in known.texts or code != origins.CARRIED
    }
    return {**known.beside, **told}


def _last_answer(
    language: str, name: str, day: str | None, text: str | None, is_offered: bool, code: str = ""
) -> Markup:
    written = _frame(language, bool(text), bool(day), is_offered, code).copy()
    words = {"id": id_of(name), "name": name, "day": day or "", "text": text or ""}
    for place in range(1, len(written), 2):
        written[place] = escape(words[written[place]])
    return Markup("".join(written))


@lru_cache
def _frame(language: str, has_text: bool, has_day: bool, is_offered: bool, code: str) -> list[str]:
    """What stands around a last answer, cut at the holes for the question and its answer."""
    holes = Holes()
    return holes.split(_drawn("last_answer", holes.hole, has_text, has_day, is_offered, code))


def registered(filling: Filling, code: str) -> Markup:
    """What was copied from the registration into the section of that code, for reading."""
    given, draft = filling.given, filling.draft
    if isinstance(given, Copied) and given.registration is not None:
        return _registered(given.registration, draft.form_edition_id, draft.part, code, choose_language())
    return _told_chapters(filling.part, code, given.get(code))


@lru_cache(maxsize=_KEPT)
def _registered(registration: InForce, edition_id: str, part_code: str, code: str, language: str) -> Markup:
    part = form_document(edition_id).parts[part_code]
    return _told_chapters(part, code, Copied.from_registration(part.group.fields[code], registration))


def _told_chapters(part: Part, code: str, value: Any) -> Markup:
    """The lines of a frozen section, as the record page reads them."""
    return _drawn("registered", reading.read(part, {code: value}, masked=True) if value else [])


def problem_place(node: Node) -> str:
    """The place of a question's problem, for an open page; an empty one where there is none any more."""
    return node.problem or _NO_PROBLEM.format(node.id)


def asked_reasons(page: Entry) -> dict[str, Markup]:
    """By name of the question: the place for the reason of its warning; one typed before stays in sight."""
    asked = reasons.asked(page.part, page.problems, page.pairs)
    typed = {name.removeprefix(REASON) for name in page.pairs if name.startswith(REASON) and page.pairs.text(name)}
    return {
        name: reason_place(
            name,
            page.pairs.raw(REASON + name),
            asked[name].code if name in asked else page.pairs.raw(WARNING + name),
            name in asked,
        )
        for name in {*asked, *typed}
    }


def reason_place(name: str, text: str, code: str, is_told: bool) -> Markup:
    """The place for the reason of a warning; without a code an empty one, where none is asked any more."""
    return _drawn("reason", id_of(name), name, text, code, is_told)


def changed_reasons(page: Entry, names: set[str]) -> Iterator[Markup]:
    """The places, among those of some questions, that an open page has not, or has for another warning. A reason that
    was typed stays."""
    asked = reasons.asked(page.part, page.problems, page.pairs)
    for name in sorted(names):
        code = asked[name].code if name in asked else ""
        text = page.pairs.raw(REASON + name)
        if code != page.pairs.raw(WARNING + name) and (code or not text.strip()):
            yield reason_place(name, text, code, name in asked)


def changed_fields(before: Pairs, after: Pairs) -> set[str]:
    """The fields of the part in which texts differ."""
    names = {*before, *after}
    return {top_of(name) for name in names if name[0] != "_" and before.getlist(name) != after.getlist(name)}


def top_of(name: str) -> str:
    """The field of the part in which an input stands."""
    return name.partition(".")[0].partition("__")[0]


def _texts(last: Previous) -> dict[str, str]:
    """The last answers in words, by name of the question; of a table how many rows."""
    shown = {code: field for code, field in last.part.group.fields.items() if _is_telling(field)}
    lines = (line for chapter in reading.read(last.part, last.data, masked=not last.is_own) for line in chapter.lines)
    found = {".".join(map(str, line.path)): line.text for line in lines if line.path[0] in shown}
    rows = {code: field.text(last.data) for code, field in shown.items() if isinstance(field, Table)}
    texts = {name: text for name, text in (found | rows).items() if text}
    return {name: text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for name, text in texts.items()}


def _is_telling(field: Field) -> bool:
    """Not what every paper has anew: its day, who came, signatures, photos, what is copied from the register."""
    return field.carries and "x-frozen" not in field.spec and concept_of(field) not in _ANEW


def _drawn(macro: str, *things: object) -> Markup:
    return drawn(_MACROS, macro, *things)
