"""How many files wait to be looked through, and how many persons who refused visits are to be asked again."""

from formserver.clock import today
from formserver.programme.periods import months_later
from formserver.services import programmes
from formserver.services.person import Person
from formserver.store import elder_reviews


def count_due(person: Person) -> tuple[int, int]:
    """(files due for a review, persons to be asked again) within the person's scope, in one query."""
    months = programmes.of_place(person.county_id).consent_months
    return elder_reviews.count_due(person.scope, today(), refused_until=months_later(today(), -months))
