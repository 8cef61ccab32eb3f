"""Who reads the answers of a form from outside of its document: the register, workflows, other forms beside it."""

from collections.abc import Iterator, Mapping
from typing import Final

from formserver.clock import today
from formserver.errors import FormserverError, NotFound
from formserver.forms.carrying import concept_of
from formserver.forms.document import FormDocument
from formserver.forms.editions import references
from formserver.forms.editions.references import InUse, Reader
from formserver.forms.kinds.base import Field
from formserver.forms.telling import Sentence, Sentences
from formserver.services import programmes
from formserver.services.documents import form_document
from formserver.store import adoptions, forms, workflows
from formserver.workflow import definition

REGISTRATION: Final = "registration"
# What services read by concept, of registrations and of every form; a test looks that none is forgotten.
REGISTER_READS: Final = {
    "name": "登记簿、名单和页面标题里的姓名",
    "sex": "登记簿里的性别",
    "birth": "登记簿里的出生年月",
    "identity_number": "登记簿按身份证号查重、找人",
    "phone": "登记簿里的联系电话",
    "residence": "登记簿里的住址",
    **dict.fromkeys(("contact_name", "contact_phone", "contact_relation", "contact_address"), "档案里的第一联系人"),
    **dict.fromkeys(("village_contact_name", "village_contact_phone"), "档案里的村（社区）联系人"),
    **dict.fromkeys(("consent", "consent_reason", "consent_on"), "档案里的探访意愿"),
    **dict.fromkeys(("disability_grade", "disability_card"), "档案里的残疾等级，由它算等级"),
    "categories": "档案里的对象类别，由它算等级",
    "care_level": "档案里的重点对象或一般对象",
    "ability": "档案里的能力程度，由它算等级",
    "relief": "档案里的救助情况",
    "visit_class": "档案里的探访类别",
    "photo": "档案里的照片",
}
RECORDS_READ: Final = {
    "opened_on": "记录的日期，列表按它排先后",
    "visit_date": "记录的日期，列表按它排先后；由它认出这是走访",
    "care_date": "记录的日期，列表按它排先后",
    "risk_grade": "档案里的风险等级",
    "visit_way": "探访任务：须上门的只算上门探访",
}
_NEEDED: Final = frozenset({"name"})  # without a name nobody can be registered


class FieldInUse(FormserverError):
    """Fields would go while somebody reads them: every reader is named."""

    status = 409
    message_key = (
        "不能发布：%(reasons)s。请先处理这些用处；确实不再需要的，在文件的 x-dropped 里写明（例如 %(example)s）。"
    )


class FieldNeeded(FormserverError):
    """Fields would go without which pages stop working."""

    status = 409
    message_key = "不能发布：%(reasons)s。没有它就无法办理，请保留这一项，或另设一项含义相同的。"


def refuse_lost(before: FormDocument, after: FormDocument) -> None:
    """Raise FieldNeeded or FieldInUse where somebody outside reads a field that the new edition does not have."""
    found = lost(before, after)
    needed = [one for one in found if one.is_needed]
    if needed:
        raise FieldNeeded(reasons=Sentences([one.told for one in needed]))
    if found:
        raise FieldInUse(reasons=Sentences([one.told for one in found]), example=".".join(found[0].place))


def lost(before: FormDocument, after: FormDocument) -> list[InUse]:
    """The fields that somebody outside reads and the new edition does not have, each with all its readers.

    What the new edition names in `x-dropped` is settled, except what cannot be done without.
    """
    dropped = set(after.bundled.get("x-dropped", ()))
    found = references.unsettled(before, after, list(readers(before)))
    return [one for one in found if one.is_needed or ".".join(one.place) not in dropped]


def users(document: FormDocument, code: str) -> tuple[str, list[str]]:
    """(how the paper calls the field, every user of it in one line each). `code`: `main.name`, or the code alone where
    one field has it. Raises NotFound."""
    found = [(place, field) for place, field in references.fields(document) if _is_called(place, code)]
    if len(found) != 1:
        raise NotFound
    place, field = found[0]
    return field.spoken, references.lines(document, place, readers(document))


def _is_called(place: tuple[str, ...], code: str) -> bool:
    return code == ".".join(place) or (code == place[-1] and "." not in code)


def readers(document: FormDocument) -> Iterator[Reader]:
    """Everything that reads answers of this form today."""
    yield from _services(document)
    used = adoptions.beside(document.code, today())
    for code in dict.fromkeys(one.workflow_code for one in used if one.form_code == document.code):
        flow = workflows.latest(code)
        read = definition.load(flow.text, file=code)
        for step in read.steps:
            words = {"flow": Sentence(read.title), "step": Sentence(step.title)}
            said = Sentence("流程“%(flow)s”的“%(step)s”把意见写在这里", words)
            yield Reader(said, steps=frozenset({step.code, str(step.tier)}))
    beside = {one.form_code for one in used} - {document.code}
    for edition in forms.active_editions():
        if edition.form_code != document.code:
            other = form_document(edition.id)
            yield from _copies(document, other)
            if edition.form_code in beside and document.category == REGISTRATION:
                yield from _prefilled(other)


def _services(document: FormDocument) -> Iterator[Reader]:
    is_register = document.category == REGISTRATION
    reads: Mapping[str, str] = RECORDS_READ | (REGISTER_READS if is_register else {})
    for concept, said in reads.items():
        yield Reader(Sentence(said), concept=concept, is_needed=is_register and concept in _NEEDED)
    yield Reader(Sentence("由系统给出第几次"), counts=True)
    for finding in {one.code: one for each in programmes.shipped() for one in each.visiting.findings}.values():
        said_of_finding = Sentence("跟进事项：填写“%(finding)s”的自动列入", {"finding": finding.label})
        yield Reader(said_of_finding, concept=finding.concept)


def _copies(document: FormDocument, other: FormDocument) -> Iterator[Reader]:
    """Sections of another form that are copied from this one; registrations have one part."""
    for place, field in references.fields(other):
        source = field.spec.get("x-frozen", {})
        if source.get("form") == document.code:
            target = (document.first_part.code, source["field"])
            said = Sentence("《%(form)s》的“%(label)s”整栏抄自这里（%(place)s）", _words(other, place, field))
            yield Reader(said, place=target, is_needed=True, form=other.code)


def _prefilled(other: FormDocument) -> Iterator[Reader]:
    """Fields of another form that begin with what the registration says."""
    for place, field in references.fields(other):
        if _is_from_register(field):
            said = Sentence("《%(form)s》的“%(label)s”由这里带出（%(place)s）", _words(other, place, field))
            yield Reader(said, concept=concept_of(field), form=other.code)


def _words(form: FormDocument, place: tuple[str, ...], field: Field) -> dict[str, str]:
    return {"form": form.title, "label": field.spoken, "place": ".".join(place)}


def _is_from_register(field: Field) -> bool:
    return bool(field.spec.get("x-prefill", {}).get("from") == "register")
