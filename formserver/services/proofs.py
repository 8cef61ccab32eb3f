"""What a print proves: the code for the content on its sheets, and whether that content still stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from formserver.clock import now
from formserver.digests import digest
from formserver.errors import DecryptionFailed, FormserverError
from formserver.extensions import db
from formserver.models import PrintProof, Record
from formserver.models.engine import begin_reading
from formserver.services import codes, sealing
from formserver.services.documents import form_document, workflow
from formserver.services.person import Person
from formserver.store import proofs, records, throttle
from formserver.store.throttle import Bucket
from formserver.workflow import engine
from formserver.workflow.states import RETURNED, TERMINATED, State

_PURPOSE: Final = "proof of a print"
# An office checks a pile of sheets from one address.
LIMIT: Final = Bucket(attempts=60, seconds=300)


class TooManyChecks(FormserverError):
    """More checks from one address than a pile of paper needs."""

    status = 429
    message_key = "查验太频繁，请在%(seconds)s秒以后再试。"

    def __init__(self, *, seconds: int) -> None:
        self.retry_seconds = seconds
        super().__init__(seconds=seconds)


class Verdict(StrEnum):
    """What is said of a print."""

    CURRENT = "current"
    EARLY = "early"  # printed before the approval of the very same content
    PENDING = "pending"
    RETURNED = "returned"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """What anybody who holds the print may know of it; `where` is for links that the guard of their page watches."""

    verdict: Verdict
    title: str = ""
    number: str = ""
    edition: str = ""
    state: str = ""
    is_correcting: bool = False
    where: tuple[str, str] = ("", "")


def proof_of(record: Record, parts: Mapping[str, Record], mark: str) -> PrintProof:
    """The proof of a print of the record. ``parts``: part code -> the record of it on the sheets, itself among them."""
    shown = {code: records.revision_in(one, record.form_edition_id) for code, one in parts.items()}
    numbers = {code: _content(one, shown[code].number) for code, one in parts.items()}
    told = {code: (one, numbers[code], sealing.held_data(one, shown[code])) for code, one in parts.items()}
    content = content_hash(told)
    proof = PrintProof(
        county_id=record.county_id,
        record_id=record.id,
        revision_number=_number(record),
        parts={code: [one.id, numbers[code]] for code, one in parts.items()},
        state_mark=mark,
        content_hash=content,
        at=now(),
    )
    proof.code = code_of(proof)
    return proof


def content_hash(parts: Mapping[str, tuple[Record, int, Mapping[str, Any]]]) -> str:
    """SHA-256 hex over the parts of a sheet: part code -> record, revision number, readable data."""
    told = {code: [record.id, number, digest(dict(data))] for code, (record, number, data) in parts.items()}
    return digest(told)


def code_of(proof: PrintProof) -> str:
    """The code for the content; the same content always has the same."""
    told = [proof.county_id, proof.record_id, proof.revision_number, proof.state_mark, proof.content_hash]
    return codes.code_for(_PURPOSE, digest(told))


def check(typed: str, address: str, *, number: str = "") -> Standing:
    """What stands behind a code that somebody at an address scanned or typed; ``number``: the record's number, where he
    typed that too. Raises TooManyChecks."""
    db.session.rollback()
    at = now()
    is_granted = throttle.take(f"proof:{address}", LIMIT, at)
    seconds = 0 if is_granted else throttle.wait(f"proof:{address}", LIMIT, at)
    db.session.commit()
    if not is_granted:
        raise TooManyChecks(seconds=seconds)
    begin_reading(db.session())
    proof = proofs.find(codes.read(typed))
    record = records.find(proof.county_id, proof.record_id) if proof else None
    if proof is None or record is None or number.strip() not in ("", record.number):
        return Standing(Verdict.UNKNOWN)
    return _standing(proof, record)


def may_open(person: Person, standing: Standing) -> bool:
    """Whether this person may open the record that was printed."""
    return records.is_visible(person.scope, standing.where[1])


def _standing(proof: PrintProof, record: Record) -> Standing:
    edition_id = records.revision(record.county_id, record.id, proof.revision_number).form_edition_id
    document, state = form_document(edition_id), State.parse(record.state)
    return Standing(
        verdict=_verdict(proof, record, state),
        title=document.title,
        number=record.number,
        edition="{}.{}".format(*document.edition),
        state=engine.state_label(workflow(record.workflow_edition_id), state),
        is_correcting=record.approved_revision is not None and not state.is_finished,
        where=(record.county_id, record.id),
    )


def _verdict(proof: PrintProof, record: Record, state: State) -> Verdict:
    if state == TERMINATED:
        return Verdict.ENDED
    if not _is_the_records(proof, record):
        return Verdict.SUPERSEDED
    if proof.content_hash != _present_hash(proof):
        return Verdict.DIFFERENT
    if not _are_newest(proof):
        return Verdict.SUPERSEDED
    if proof.revision_number < _number(record) or proof.revision_number == _approved(record):
        return Verdict.EARLY if proof.state_mark else Verdict.CURRENT
    return Verdict.RETURNED if state == RETURNED else Verdict.PENDING


def _is_the_records(proof: PrintProof, record: Record) -> bool:
    """Whether the printed revision is what the record says now: its approved one, its newest, or one of the same words
    as the approved one, which came back when a correction was given up."""
    approved, number = _approved(record), proof.revision_number
    if number in (approved, _number(record)):
        return True
    return approved is not None and _words(record, number) == _words(record, approved)


def _words(record: Record, number: int) -> tuple[str, Mapping[str, Any]]:
    revision = records.revision(record.county_id, record.id, number)
    return revision.form_edition_id, sealing.revision_data(record, revision)


def _present_hash(proof: PrintProof) -> str:
    """The hash of what the database holds now of the revisions that were printed; "" where that cannot be read."""
    found = {}
    for code, (record_id, number) in proof.parts.items():
        record = _record(proof.county_id, str(record_id))
        revision = records.revision(record.county_id, record.id, int(str(number)))
        try:
            found[code] = record, revision.number, sealing.revision_data(record, revision)
        except DecryptionFailed:
            return ""
    return content_hash(found)


def _are_newest(proof: PrintProof) -> bool:
    """Whether the other parts on the sheets were not submitted anew; in other editions they say the same."""
    edition_id = records.revision(proof.county_id, proof.record_id, proof.revision_number).form_edition_id
    others = [part for part in proof.parts.values() if part[0] != proof.record_id]
    found = ((_record(proof.county_id, str(record_id)), number) for record_id, number in others)
    return all(_content(one, records.revision_in(one, edition_id).number) == number for one, number in found)


def _number(record: Record) -> int:
    """The revision a print of the record shows: after a move to another edition and back the one that came back, so
    that its sheets are those that were printed before."""
    return _content(record, record.revision_number)


def _approved(record: Record) -> int | None:
    number = record.approved_revision
    return None if number is None else _content(record, number)


def _content(record: Record, number: int) -> int:
    return records.content_number(record.county_id, record.id, number)


def _record(county_id: str, record_id: str) -> Record:
    record = records.find(county_id, record_id)
    assert record is not None  # records are never deleted
    return record
