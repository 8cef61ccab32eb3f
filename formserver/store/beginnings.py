"""Which draft a page opened: one, however often the page is sent."""

from sqlalchemy import select

from formserver.extensions import db
from formserver.models import Draft, User


def lock(user_id: str) -> None:
    """Let others who open something for this person wait until the transaction ends."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())


def begun_by(county_id: str, user_id: str, form_code: str, act_id: str) -> Draft | None:
    """One's own draft that a page opened by this act."""
    mine = (Draft.county_id == county_id, Draft.user_id == user_id, Draft.form_code == form_code)
    return db.session.scalar(select(Draft).where(*mine, Draft.origin["act"].as_string() == act_id).limit(1))
