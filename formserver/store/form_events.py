"""What was done with a form, in the order in which it was done."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from formserver.clock import now
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import FormEvent

TAKEN_OVER: Final = "taken_over"
GIVEN_BACK: Final = "given_back"
OFFERED: Final = "offered"
WITHDRAWN: Final = "withdrawn"
DECLINED: Final = "declined"
PUBLISHED: Final = "published"
RETIRED: Final = "retired"
RESUMED: Final = "resumed"
ADOPTED: Final = "adopted"
STOPPED: Final = "stopped"


def note(
    form_code: str,
    action: str,
    *,
    edition_id: str | None = None,
    region_code: str | None = None,
    user_id: str | None = None,
    why: str = "",
) -> None:
    """Write down what is being done; it counts with the caller's commit."""
    about = {"form_code": form_code, "edition_id": edition_id, "region_code": region_code, "user_id": user_id}
    db.session.add(FormEvent(id=new_id(), action=action, at=now(), note=why, **about))
    db.session.flush()


def newest(form_code: str, limit: int) -> Sequence[FormEvent]:
    """The last things done with a form, the newest first."""
    statement = select(FormEvent).where(FormEvent.form_code == form_code)
    return db.session.scalars(statement.order_by(FormEvent.at.desc(), FormEvent.id.desc()).limit(limit)).all()


def last(form_code: str, actions: Sequence[str]) -> FormEvent | None:
    """The last of these things that was done with a form."""
    statement = select(FormEvent).where(FormEvent.form_code == form_code, FormEvent.action.in_(actions))
    return db.session.scalar(statement.order_by(FormEvent.at.desc(), FormEvent.id.desc()).limit(1))
