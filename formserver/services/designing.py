"""Designing a form: beginning, step by step, undoing, handing in as a draft of an edition.

Every step is stored at once, with the place of the text it changed. Whoever looks at an older state than the stored
one changes nothing: he is told, and sees what is there.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from formserver.clock import now
from formserver.errors import DocumentInvalid, Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms import bundling, canonical
from formserver.forms.designing import library, steps
from formserver.forms.designing.base import Refused, Sketch
from formserver.forms.designing.blank import CATEGORIES, new_paper
from formserver.forms.designing.steps import Edit, Taken
from formserver.forms.document import FormDocument
from formserver.ids import new_id
from formserver.kept import Kept
from formserver.models import DesignStep, FormDesign
from formserver.services import design_outside, documents, ownership
from formserver.services.edition_drafts import FILE, DocumentFaulty
from formserver.services.ownership import EDITS
from formserver.services.person import Person
from formserver.store import designs, forms
from formserver.store import edition_drafts as drafts

_LONGEST_TITLE: Final = 100
_LONGEST_ATTEMPT: Final = 600_000
_KNOWN: Final = Kept[FormDocument](16)  # by their texts


class DesignMoved(FormserverError):
    """The page was drawn from an older state."""

    status = 409
    message_key = "这张表刚刚在别处改过（另一个窗口，或另一个人）。您这一步没有做，请看最新的样子再做一次。"


class NothingToUndo(FormserverError):
    """There is no step to undo, or none to do again."""

    status = 422
    message_key = "已经没有可以撤销或恢复的步骤。"


class TextFaulty(DocumentFaulty):
    """What the expert typed breaks the dialect; it is kept aside."""

    message_key = "还有%(count)s处问题，所以没有用上；您写的都留着，改好再保存。"


class TitleNeeded(FormserverError):
    """A new form needs its words."""

    status = 422
    message_key = "请写好标题和第一节的名称，标题最多%(limit)s个字。"


# beginning ------------------------------------------------------------------------------------------------------------
def start_new(person: Person, category: str, title: str, section: str, *, region: str = "", design_id: str = "") -> str:
    """Begin a new form of the county or a township (``region``, see `ownership.place_of_new`); gives the design's id.
    ``design_id`` was minted with the page: the same post twice is one design. Raises Forbidden, TitleNeeded, Refused.
    """
    region = ownership.place_of_new(person, region)
    title, section = title.strip(), section.strip()
    if category not in CATEGORIES or not title or len(title) > _LONGEST_TITLE or not section or len(section) > 60:
        raise TitleNeeded(limit=_LONGEST_TITLE)
    known = designs.find(design_id) if design_id else None
    own = (person.county_id, person.user_id, designs.OPEN)
    if known is not None and (known.county_id, known.by_user_id, known.state) == own:
        return known.id
    text = new_paper(f"{category}/own_{new_id()[-12:]}", title, section)
    return _begun(person, text, None, region, design_id="" if known else design_id)


def start_from(person: Person, form_code: str) -> str:
    """Go on with the design of a form's next edition, else begin one from the edition in force; gives the design's id.

    Raises NotFound, NotOwned, Forbidden.
    """
    form = ownership.owned(person, form_code, EDITS, locked=True)  # pressed twice, it is one design
    edition = forms.latest_edition(form.code)
    going_on = [one for one in designs.unpublished(person.county_id, form.code) if one.based_on == edition.id]
    if going_on:
        return going_on[0].id
    region = form.owner_region or person.county_id
    return _begun(person, _source(edition.source, edition.bundled), edition.id, region)


def start_from_draft(person: Person, draft_id: str) -> str:
    """Go on with the design a draft of an edition came from, else begin one from the draft; gives the design's id.

    Raises NotFound, Forbidden.
    """
    draft = drafts.get(person.county_id, draft_id, locked=True)
    if not ownership.holds(person, EDITS, draft.region_code):
        raise Forbidden
    open_ones = designs.unpublished(person.county_id, draft.form_code)
    going_on = [one for one in open_ones if one.draft_id == draft.id]
    if going_on:
        return going_on[0].id
    text = _source(draft.source, draft.bundled)
    return _begun(person, text, draft.based_on, draft.region_code, draft.guesses, draft_id=draft.id)


def _source(source: str, bundled: str) -> str:
    """The text as it was published, which names definitions of the library; written out, where one of them is not here
    any more, or says something else than it did."""
    try:
        return source if read(source).bundled == json.loads(bundled) else bundled
    except DocumentInvalid:
        return bundled


def _begun(
    person: Person,
    text: str,
    based_on: str | None,
    region: str,
    guesses: Sequence[Mapping[str, Any]] | None = None,
    *,
    design_id: str = "",
    draft_id: str | None = None,
) -> str:
    document = read(canonical.canonical(text, file=FILE))
    design = FormDesign(
        id=design_id or new_id(),
        county_id=person.county_id,
        region_code=region,
        form_code=document.code,
        title=document.title,
        based_on=based_on,
        draft_id=draft_id,
        text=document.text,
        attempt="",
        revision=0,
        position=0,
        state=designs.OPEN,
        by_user_id=person.user_id,
        changed_by=person.user_id,
        changed_at=now(),
        guesses=list(guesses or ()) or None,
    )
    designs.insert(design)
    db.session.commit()
    return design.id


def read(text: str) -> FormDocument:
    """The document of a text; designs are read again and again. Raises DocumentInvalid."""
    return _KNOWN.get(text, lambda: documents.read(text, file=FILE))


def read_after(before: str) -> Callable[[str], FormDocument]:
    """How a text in the one layout is read that comes after another one: `read`, at the price of what differs."""
    return lambda text: _KNOWN.get(text, lambda: documents.reread(read(before), text, file=FILE))


def sketch(text: str) -> Sketch:
    """The document of a text to look at and not to change, with what it takes of the library."""
    shared = documents.library()
    return library.sketch(text, shared) if bundling.names_some(text) else Sketch(read(text).bundled, shared=shared)


# steps ----------------------------------------------------------------------------------------------------------------
def opened(person: Person, design_id: str) -> FormDesign:
    """A design to look at. Raises NotFound, Forbidden."""
    design = designs.get(person.county_id, design_id)
    if not ownership.holds(person, EDITS, design.region_code):
        raise Forbidden
    return design


def changing(person: Person, design_id: str, revision: int) -> FormDesign:
    """A design to change, at the state of that revision. Raises NotFound, Forbidden, DesignMoved."""
    design = designs.get(person.county_id, design_id, locked=True)
    if not ownership.holds(person, EDITS, design.region_code):
        raise Forbidden
    if design.revision != revision:
        raise DesignMoved
    return design


def take(person: Person, design_id: str, revision: int, step: Mapping[str, Any]) -> str:
    """Take a step on the state of that revision; gives what makes its new codes unlike others.

    Raises NotFound, Forbidden, DesignMoved, Refused, and as `design_outside.refuse_lost`.
    """
    design = changing(person, design_id, revision)
    seed = new_id()[-8:]
    taken = steps.take(design.text, step, seed=seed, read=read_after(design.text), shared=documents.library())
    design_outside.refuse_lost(read(design.text), taken.document, step)
    _keep(person, design, taken, dict(step))
    db.session.commit()
    return seed


def rewrite(person: Person, design_id: str, revision: int, typed: str) -> None:
    """Take the text an expert typed. One that is no document is kept aside, so that nothing typed is lost.

    Raises NotFound, Forbidden, DesignMoved, TextFaulty, Refused.
    """
    design = changing(person, design_id, revision)
    faults: list[DocumentInvalid] = []
    try:
        taken = steps.rewrite(design.text, typed, read=read)
        if taken.document.code != design.form_code:
            raise Refused("表的编码不能改：应是“%(code)s”。", code=design.form_code)
        _keep(person, design, taken, {"do": "rewrite"})
        design.attempt = ""
    except DocumentInvalid:
        faults = faults_of(typed)
        design.attempt = typed[:_LONGEST_ATTEMPT]
    db.session.commit()
    if faults:
        raise TextFaulty(faults, typed)


def faults_of(text: str) -> list[DocumentInvalid]:
    """What is wrong with a text that is no document, as much as can be told at once."""
    return documents.faults(text, file=FILE)


def forget_attempt(person: Person, design_id: str, revision: int) -> None:
    """Throw away a text of the expert's page that is no document. Raises NotFound, Forbidden, DesignMoved."""
    changing(person, design_id, revision).attempt = ""
    db.session.commit()


def undo(person: Person, design_id: str, revision: int) -> None:
    """Undo the last step that counts. Raises NotFound, Forbidden, DesignMoved, NothingToUndo."""
    design = changing(person, design_id, revision)
    done = designs.step(design.id, design.position)
    if done is None:
        raise NothingToUndo
    _store(person, design, read_after(design.text)(_edit(done).undone(design.text)), design.position - 1)
    design.based_on = done.step.get("rested_on", design.based_on)
    db.session.commit()


def redo(person: Person, design_id: str, revision: int) -> None:
    """Do the step again that was undone last. Raises NotFound, Forbidden, DesignMoved, NothingToUndo."""
    design = changing(person, design_id, revision)
    undone = designs.step(design.id, design.position + 1)
    if undone is None:
        raise NothingToUndo
    _store(person, design, read_after(design.text)(_edit(undone).done(design.text)), design.position + 1)
    design.based_on = undone.step.get("rests_on", design.based_on)
    db.session.commit()


def _edit(step: DesignStep) -> Edit:
    return Edit(step.start, step.old, step.new)


def _keep(person: Person, design: FormDesign, taken: Taken, step: dict[str, Any]) -> None:
    if not taken.is_nothing:
        note(person, design, taken, step)


def note(person: Person, design: FormDesign, taken: Taken, step: dict[str, Any]) -> None:
    """Store a step that was taken."""
    number, said = design.position + 1, {"key": taken.said.key, "params": dict(taken.said.params)}
    words = taken.edit._asdict() | {"step": step, "said": said, "by_user_id": person.user_id, "at": now()}
    designs.add_step(DesignStep(design_id=design.id, number=number, **words))
    _store(person, design, taken.document, number)


def _store(person: Person, design: FormDesign, document: FormDocument, position: int) -> None:
    if document.code != design.form_code and forms.find(design.form_code) is not None:
        raise Refused("发布过的表，编码不能再改。")
    design.form_code = document.code
    design.text, design.title, design.position = document.text, document.title, position
    design.revision += 1
    design.changed_by, design.changed_at = person.user_id, now()
