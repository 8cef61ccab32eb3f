"""Forms and their editions; where they are used: `store.adoptions`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, literal, select, union_all

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.models import Draft, Form, FormEdition, Record

DRAFT: Final = "draft"
ACTIVE: Final = "active"
RETIRED: Final = "retired"


def add(form: Form) -> Form:
    """Add a form without any edition."""
    db.session.add(form)
    db.session.flush()
    return form


def get(code: str, *, locked: bool = False) -> Form:
    """The form, ``locked`` against others who publish an edition of it. Raises NotFound."""
    found = find(code, locked=locked)
    if found is None:
        raise NotFound
    return found


def find(code: str, *, locked: bool = False) -> Form | None:
    """The form, or None; ``locked`` as above, but not against rows that only name it: who hands a record in would wait
    for who publishes, and he for the other's draft."""
    return db.session.get(Form, code, with_for_update={"key_share": True} if locked else None)


def all_forms() -> Sequence[Form]:
    """All forms, by code."""
    return db.session.scalars(select(Form).order_by(Form.code)).all()


def owned_in(region_code: str) -> Sequence[Form]:
    """The forms that a region looks after, or a place in it, by code."""
    is_inside = Form.owner_region.startswith(region_code, autoescape=True)
    return db.session.scalars(select(Form).where(is_inside).order_by(Form.code)).all()


def shipped() -> Sequence[Form]:
    """The forms nobody looks after that have an edition in force, by code."""
    in_force = select(FormEdition.form_code).where(FormEdition.state == ACTIVE)
    statement = select(Form).where(Form.owner_region.is_(None), Form.code.in_(in_force))
    return db.session.scalars(statement.order_by(Form.code)).all()


def uppers() -> dict[str, str]:
    """The form above each derived form, by code."""
    rows = db.session.execute(select(Form.code, Form.upper_code).where(Form.upper_code.is_not(None)))
    return {row.code: row.upper_code for row in rows}


def papers(code: str, county_id: str) -> Sequence[tuple[str, str, int]]:
    """How many papers a county has in each edition of a form: edition, state of the record or `DRAFT`, number; in one
    query."""
    number = func.count()
    records = select(Record.form_edition_id, Record.state, number).group_by(Record.form_edition_id, Record.state)
    begun = select(Draft.form_edition_id, literal(DRAFT), number).group_by(Draft.form_edition_id)
    both = (
        records.where(Record.form_code == code, Record.county_id == county_id),
        begun.where(Draft.form_code == code, Draft.county_id == county_id),
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(union_all(*both))]


def add_edition(edition: FormEdition) -> FormEdition:
    """Add an edition; it keeps its number for ever."""
    db.session.add(edition)
    db.session.flush()
    return edition


def edition(edition_id: str) -> FormEdition:
    """The edition. Raises NotFound."""
    found = db.session.get(FormEdition, edition_id)
    if found is None:
        raise NotFound
    return found


def edition_numbered(code: str, major: int, minor: int) -> FormEdition | None:
    """The edition of a form with a number, or None."""
    statement = select(FormEdition).where(
        FormEdition.form_code == code, FormEdition.major == major, FormEdition.minor == minor
    )
    return db.session.scalar(statement)


def editions(code: str) -> Sequence[FormEdition]:
    """All editions of a form, the newest number first."""
    statement = select(FormEdition).where(FormEdition.form_code == code)
    return db.session.scalars(statement.order_by(FormEdition.major.desc(), FormEdition.minor.desc())).all()


def numbers(code: str) -> list[tuple[str, tuple[int, int]]]:
    """Id and number of every edition of a form, the oldest number first, without their documents."""
    statement = select(FormEdition.id, FormEdition.major, FormEdition.minor).where(FormEdition.form_code == code)
    found = db.session.execute(statement.order_by(FormEdition.major, FormEdition.minor))
    return [(row.id, (row.major, row.minor)) for row in found]


def active_edition(code: str) -> FormEdition:
    """The edition new pages are filled in. Raises NotFound where the form has none."""
    statement = select(FormEdition).where(FormEdition.form_code == code, FormEdition.state == ACTIVE)
    found = db.session.scalar(statement.order_by(FormEdition.major.desc(), FormEdition.minor.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


def active_id(code: str) -> str | None:
    """The id of the edition new pages are filled in, without its document; None where the form has none."""
    statement = select(FormEdition.id).where(FormEdition.form_code == code, FormEdition.state == ACTIVE)
    return db.session.scalar(statement.order_by(FormEdition.major.desc(), FormEdition.minor.desc()).limit(1))


def active_ids() -> frozenset[str]:
    """The ids of the editions in force, without their documents."""
    return frozenset(db.session.scalars(select(FormEdition.id).where(FormEdition.state == ACTIVE)))


def latest_edition(code: str) -> FormEdition:
    """The edition that the next one follows: the one in force, else the newest. Raises NotFound where there is none."""
    found = editions(code)
    if not found:
        raise NotFound
    return next((one for one in found if one.state == ACTIVE), found[0])


def latest_edition_id(code: str) -> str | None:
    """The id of that edition; None where there is none."""
    latest = (FormEdition.state == ACTIVE).desc(), FormEdition.major.desc(), FormEdition.minor.desc()
    return db.session.scalar(select(FormEdition.id).where(FormEdition.form_code == code).order_by(*latest).limit(1))


def active_editions() -> Sequence[FormEdition]:
    """The editions in force, by form."""
    statement = select(FormEdition).where(FormEdition.state == ACTIVE)
    return db.session.scalars(statement.order_by(FormEdition.form_code)).all()


def activate(chosen: FormEdition, *, at: datetime, by_user_id: str | None = None) -> FormEdition:
    """Put an edition in force and retire the one that was."""
    for other in editions(chosen.form_code):
        if other.state == ACTIVE and other.id != chosen.id:
            other.state = RETIRED
    chosen.state, chosen.published_at, chosen.published_by = ACTIVE, at, by_user_id
    db.session.flush()
    return chosen
