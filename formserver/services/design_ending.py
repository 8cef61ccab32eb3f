"""The end of a design: it is handed in as the draft of an edition, or thrown away."""

from formserver.extensions import db
from formserver.services import design_guesses, designing, edition_drafts
from formserver.services.edition_drafts import Offer
from formserver.services.person import Person
from formserver.store import designs, forms


def hand_in(person: Person, design_id: str, revision: int, comment: str) -> str:
    """Offer the document as the next edition of its form, or as a new form; gives the draft's id.

    Raises NotFound, Forbidden, DesignMoved, and what offering raises.
    """
    design = designing.changing(person, design_id, revision)
    guesses = [one.said for one in design_guesses.waiting(design)]
    offer = Offer(design.text, comment, region=design.region_code, guesses=guesses)
    if forms.find(design.form_code) is None:
        draft_id = edition_drafts.offer_new(person, offer)
    else:
        draft_id = edition_drafts.offer(person, design.form_code, offer)
    design.draft_id = draft_id
    db.session.commit()
    return draft_id


def drop(person: Person, design_id: str, revision: int) -> None:
    """Throw a design away; what was handed in stays. Raises NotFound, Forbidden, DesignMoved."""
    designing.changing(person, design_id, revision).state = designs.DROPPED
    db.session.commit()
