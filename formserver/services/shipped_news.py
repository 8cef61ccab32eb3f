"""What the program ships by now of a form: named, and offered as a draft to the county that looks after it."""

from dataclasses import dataclass
from pathlib import Path

from formserver.errors import DocumentInvalid, FormserverError
from formserver.models import Form
from formserver.resources import root
from formserver.services import documents, edition_drafts
from formserver.services.edition_drafts import Offer
from formserver.services.person import Person
from formserver.store import edition_drafts as drafts
from formserver.store import forms


class NothingShipped(FormserverError):
    """The program has no newer edition of the form."""

    status = 409
    message_key = "系统没有这张表更新的版本。"


@dataclass(frozen=True)
class News:
    """A shipped edition that the form never had. `number`: as it is printed; `text`: the file."""

    number: str
    text: str


def of_form(form: Form) -> News | None:
    """The newest shipped edition of a form; None where the form has or had what it says, where a draft that says it
    waits for a decision, or where the file is damaged."""
    found = max((root() / "schemas").glob(f"{form.code}.v*.json"), key=_number, default=None)
    if found is None:
        return None
    try:
        shipped = documents.unchecked(found.read_text("utf-8"), file=found.name)
    except DocumentInvalid:
        return None
    known = [documents.says(one) for one in forms.editions(form.code)]
    if form.owner_region is not None:
        known += [documents.says(one) for one in drafts.waiting(form.owner_region, form.code)]
    if shipped.says in known:
        return None
    return News(".".join(map(str, shipped.edition)), shipped.text)


def offer(person: Person, code: str) -> str:
    """Offer it as the next edition; gives the draft's id. Raises NothingShipped, and as `edition_drafts.offer`."""
    news = of_form(forms.get(code))
    if news is None:
        raise NothingShipped
    return edition_drafts.offer(person, code, Offer(news.text, f"系统提供的 {news.number} 版"))


def _number(path: Path) -> int:
    return int(path.name.split(".")[-2].removeprefix("v"))
