"""What somebody still has to visit in this period, at one look: how many persons, and the most urgent of them."""

from typing import Final

from formserver.clock import today
from formserver.services.person import Person
from formserver.services.visiting.this_week import own_places
from formserver.store import visit_lists
from formserver.store.visit_lists import StillDue, Wanted

_SHOWN: Final = 3


def look(person: Person) -> StillDue:
    """Of whom somebody visits himself, in the running period and in rounds, as in the tab 待探访 of his list; one
    query, none for who visits nowhere."""
    own, on = own_places(person), today()
    if not own:
        return StillDue(0, 0, ())
    running = visit_lists.running(person.county_id, on)
    return visit_lists.still_due(Wanted(person.county_id, running, own, on, reader_id=person.user_id), _SHOWN)
