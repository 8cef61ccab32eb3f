"""The contents that were printed, by the code on the print."""

from collections.abc import Sequence

from sqlalchemy import select

from formserver.extensions import db
from formserver.models import PrintProof
from formserver.store.numbers import insert_into


def keep(proof: PrintProof) -> None:
    """Keep what was printed under a code; the same content printed again changes nothing."""
    values = {column.key: getattr(proof, column.key) for column in PrintProof.__table__.columns}
    entry = insert_into(PrintProof).values(values)
    db.session.execute(entry.on_conflict_do_nothing(index_elements=[PrintProof.code]))


def find(code: str) -> PrintProof | None:
    """What was printed under a code, in whatever county; None where nothing was."""
    return db.session.get(PrintProof, code)


def of_record(county_id: str, record_id: str) -> Sequence[PrintProof]:
    """Everything of a record that was printed."""
    statement = select(PrintProof).where(PrintProof.county_id == county_id, PrintProof.record_id == record_id)
    return db.session.scalars(statement.order_by(PrintProof.at, PrintProof.code)).all()
