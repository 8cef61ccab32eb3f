"""How far an entry page has come: its sections, each with how many of its questions are answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from formserver.forms.document import Part
from formserver.forms.group import Container
from formserver.forms.kinds.base import Field
from formserver.forms.nodes import Entry, id_of
from formserver.forms.sections import Section
from formserver.services.documents import form_document


@dataclass(frozen=True)
class Progress:
    """One line of the list of sections: how many of its fields are answered, and the first that is not."""

    id: str
    title: str
    done: int
    total: int
    first_open: str | None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open."""
        return self.done == self.total


@dataclass(frozen=True, slots=True)
class _Question:
    """A field by where its answer stands: the object whose input names begin with `prefix`, and its codes there."""

    prefix: str
    code: str
    none_code: str | None

    @property
    def name(self) -> str:
        return self.prefix + self.code


@dataclass(frozen=True)
class _Chapter:
    place: str
    title: str
    questions: tuple[_Question, ...]


def progress_of(page: Entry, edition_id: str) -> list[Progress]:
    """The sections of the page in paper order; lines without a heading count to the section before them."""
    lines = (_line(page, chapter) for chapter in _chapters(edition_id, page.part.code))
    return [line for line in lines if line.total]


def _line(page: Entry, chapter: _Chapter) -> Progress:
    shown = [one for one in chapter.questions if _is_shown(page, one)]
    still_open = [one for one in shown if not _is_answered(page, one)]
    first = id_of(still_open[0].name) if still_open else None
    return Progress(chapter.place, chapter.title, len(shown) - len(still_open), len(shown), first)


def _is_shown(page: Entry, question: _Question) -> bool:
    """As `Node.is_shown`, without a node: every page asks this of every question."""
    visibility = page.holders[question.prefix].sight.visibility[question.code]
    if visibility != "unknown":
        return visibility == "shown"
    return question.code in page.holders[question.prefix].data or bool(page.by_name.get(question.name))


def _is_answered(page: Entry, question: _Question) -> bool:
    data = page.holders[question.prefix].data
    return question.code in data or question.none_code in data


@lru_cache(maxsize=200)
def _chapters(edition_id: str, part_code: str) -> tuple[_Chapter, ...]:
    """What every page of a part has alike."""
    part = form_document(edition_id).parts[part_code]
    found: list[_Chapter] = []
    for place, title, questions in _headed(part):
        if found and not title:
            last = found[-1]
            found[-1] = _Chapter(last.place, last.title, last.questions + questions)
        else:
            found.append(_Chapter(place, title or part.title, questions))
    return tuple(found)


def _headed(part: Part) -> Iterator[tuple[str, str, tuple[_Question, ...]]]:
    """(id, heading, questions) of each section; those inside a section that is one property come before its own."""
    for number, section in enumerate(part.group.sections):
        for one in section.fields:
            for inner in _sections_inside(one):
                yield id_of(one.code), inner.title, _questions(inner.fields, f"{one.code}.")
        own = [one for one in section.fields if not _is_group(one)]
        yield f"s-{number}", section.title, _questions(own, "")


def _sections_inside(field: Field) -> tuple[Section, ...]:
    """One copied from the registration asks nothing."""
    if not isinstance(field, Container) or not _is_group(field) or field.spec.get("x-frozen"):
        return ()
    return field.group.sections


def _is_group(field: Field) -> bool:
    return isinstance(field, Container) and not field.depth and not field.reads_inline


def _questions(fields: Iterable[Field], prefix: str) -> tuple[_Question, ...]:
    return tuple(_Question(prefix, one.code, one.none_code) for one in fields if one.is_asked)
