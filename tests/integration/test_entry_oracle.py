"""The drawn page against WTForms: for the same texts both must offer a browser the same controls, filled in alike."""

import pytest
from flask import Flask

from formserver.forms import entry
from formserver.forms.pairs import Pairs
from formserver.services import editions
from formserver.services.filling import part_pairs
from tests import factories
from tests.entry_forms import Typed, answers, begin, filled, opened, pairs_of, press
from tests.entry_site import open_office
from tests.factories import shipped
from tests.pages import CheckingClient, client_of, enter
from tests.zoo import CODE as ZOO
from tests.zoo import zoo

PAPERS = (*shipped(), zoo())
PARTS = [(one.code, part.code) for one in PAPERS for part in one.parts.values() if not part.follows]


@pytest.mark.parametrize(("code", "part_code"), PARTS)
def test_the_page_offers_what_wtforms_would_draw(site: Flask, code: str, part_code: str) -> None:
    office = open_office(site)
    with site.app_context():
        editions.load_shipped([zoo()], [])
        editions.adopt(factories.COUNTY, ZOO)
    visitor = client_of(site)
    enter(visitor, office.visitor_id)
    url = begin(visitor, code, office, part=part_code)
    text = _saved(visitor, url, filled(opened(visitor, url)))
    part = next(one for one in PAPERS if one.code == code).parts[part_code]
    typed = part_pairs(part, Pairs(answers(pairs_of(text))))
    drawn = "".join(str(field(id=f"w{place}")) for place, field in enumerate(entry.build(part, typed).form))
    posted_by_wtforms = answers(pairs_of(f'<!doctype html><title>x</title><form id="entry">{drawn}</form>'))
    assert answers(pairs_of(text)) == posted_by_wtforms
    assert len(posted_by_wtforms) > 10


def _saved(visitor: CheckingClient, url: str, pairs: Typed) -> str:
    press(visitor, url, pairs)
    return opened(visitor, url)
