"""Sheets printed for a person to be written on by hand, by the code on each."""

from sqlalchemy import select, update

from formserver.extensions import db
from formserver.models import Form, PrefilledPaper, User
from formserver.store import rows

_MOST = 50


def insert(paper: PrefilledPaper) -> None:
    """Keep that a sheet was printed."""
    rows.write(paper)


def find(code: str) -> PrefilledPaper | None:
    """The sheet with a code, in whatever county; None where none was printed."""
    return db.session.get(PrefilledPaper, code)


def open_of_elder(county_id: str, elder_id: str) -> list[tuple[PrefilledPaper, str, str]]:
    """The last sheets printed for a person that were not typed in yet, with the form's title and who printed them, the
    last first."""
    named = select(PrefilledPaper, Form.title, User.full_name).join(Form, Form.code == PrefilledPaper.form_code)
    named = named.join(User, User.id == PrefilledPaper.by_user_id)
    statement = named.where(
        PrefilledPaper.county_id == county_id, PrefilledPaper.elder_id == elder_id, PrefilledPaper.record_id.is_(None)
    )
    rows = db.session.execute(statement.order_by(PrefilledPaper.at.desc(), PrefilledPaper.code).limit(_MOST))
    return [(paper, title, name) for paper, title, name in rows]


def typed_in(code: str, record_id: str) -> bool:
    """Note which record a sheet has become; False where it has become another one already, and stays that."""
    statement = (
        update(PrefilledPaper)
        .where(PrefilledPaper.code == code, PrefilledPaper.record_id.is_(None))
        .values(record_id=record_id)
        .returning(PrefilledPaper.code)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).first() is not None
