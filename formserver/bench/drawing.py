"""Drawing an entry page: its sheet against WTForms' own widgets for the same inputs, filled in alike."""

from collections.abc import Callable
from typing import Any

from formserver.bench.engine import timed
from formserver.bench.office import Office
from formserver.bench.papers import papers
from formserver.bench.report import Figure, Report, ratio_of
from formserver.extensions import db
from formserver.forms import entry
from formserver.services import filling


def measure(office: Office, draft_id: str, page_of: Callable[..., Any], title: str, rounds: int) -> Report:
    """`page_of` makes the page of a draft, as the website does; needs the context of a request. `title` names it."""
    paper = papers(office.part, 1)[0]
    opened = filling.opened(office.person, draft_id)
    photos = page_of(office.person, opened, paper.pairs).photos

    def sheet() -> str:
        page = page_of(office.person, opened, paper.pairs)
        vars(page)["photos"] = photos  # read once: WTForms reads none
        return str(page.sheet)

    def widgets() -> str:
        form = entry.build(office.part, paper.pairs).form
        return "".join(str(one(id=f"w{place}")) for place, one in enumerate(form))

    ours, theirs = zip(*((timed(sheet), timed(widgets)) for _ in range(rounds)), strict=True)
    db.session.rollback()
    figures = (Figure.of(f"{title}：画出", "µs", ours), Figure.of(f"{title}：WTForms 画出输入框", "µs", theirs))
    return Report(figures, (ratio_of(f"{title}：画出 / WTForms", ours, theirs, 0.04, at_most=True),))
