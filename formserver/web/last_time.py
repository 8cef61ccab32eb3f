"""What stands at the questions of an entry page besides the inputs: last time's answer, and the reason of a warning."""

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from formserver.forms import origins, reading, reasons
from formserver.forms.carrying import concept_of
from formserver.forms.input_names import frame_of
from formserver.forms.kinds.base import Field
from formserver.forms.kinds.rows import Table
from formserver.forms.nodes import Entry, id_of
from formserver.forms.pairs import Pairs
from formserver.forms.reasons import REASON, WARNING
from formserver.services.filling import Filling
from formserver.services.previous import Previous
from formserver.web.facts import drawn

_MACROS: Final = "entry/last.html"
_LONGEST: Final = 120
_ANEW: Final = ("opened_on", "visit_date", "care_date", "visitor_name", "visitor_phone")
_TOLD: Final = (origins.REGISTER, origins.LAST)


def last_answers(url: str, filling: Filling) -> dict[str, Markup]:
    """By name of the question: its last answer with 与上次相同, or that it was taken over, with 取消."""
    last = filling.previous
    texts = _texts(last) if last is not None else {}
    day = last.happened_on if last is not None else None
    offered = {frame_of(filling.part, offer.name) for offer in filling.offers}
    noted = {frame_of(filling.part, name): one.code for name, one in filling.origins.items()}
    told = [name for name in {**texts, **noted} if name in texts or noted[name] in _TOLD]
    return {
        name: _drawn("last_answer", url, id_of(name), name, day, texts.get(name), name in offered, noted.get(name, ""))
        for name in told
    }


def asked_reasons(page: Entry) -> dict[str, Markup]:
    """By name of the question: the place for the reason of its warning; one typed before stays in sight."""
    asked = reasons.asked(page.part, page.problems, page.pairs)
    typed = {name.removeprefix(REASON) for name in page.pairs if name.startswith(REASON) and page.pairs.text(name)}
    return {
        name: reason_place(
            name,
            page.pairs.raw(REASON + name),
            asked[name].code if name in asked else page.pairs.raw(WARNING + name),
        )
        for name in {*asked, *typed}
    }


def reason_place(name: str, text: str, code: str) -> Markup:
    """The place for the reason of a warning; without a code an empty one, where none is asked any more."""
    return _drawn("reason", id_of(name), name, text, code)


def changed_reasons(page: Entry, names: set[str]) -> Iterator[Markup]:
    """The places, among those of some questions, that an open page has not, or has for another warning. A reason that
    was typed stays."""
    asked = reasons.asked(page.part, page.problems, page.pairs)
    for name in sorted(names):
        code = asked[name].code if name in asked else ""
        text = page.pairs.raw(REASON + name)
        if code != page.pairs.raw(WARNING + name) and (code or not text.strip()):
            yield reason_place(name, text, code)


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
