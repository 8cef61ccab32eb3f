"""Which forms are filled in where: what a county uses, and in a township its own in the place of what they follow."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from formserver.clock import today
from formserver.services.person import Person
from formserver.store import choices, forms
from formserver.store.choices import AdoptedForm


def offered_at(county_id: str, place: str) -> list[AdoptedForm]:
    """The forms new papers of a place (a county, township or village) are filled in on today, by code."""
    return _offered(choices.adoptions(county_id, today()), [place])


def offered_to(person: Person, regions: Collection[str]) -> list[AdoptedForm]:
    """The forms of `offered_at` of anywhere in these regions, each once, by code."""
    found = choices.adoptions(person.county_id, today())
    inner = {one.region_code for one in found if one.region_code.startswith(tuple(regions))}
    return _offered(found, {*regions, *inner})


def by_place(county_id: str, places: Iterable[str]) -> dict[str, list[AdoptedForm]]:
    """`offered_at` of several places, asked for once."""
    found, uppers = choices.adoptions(county_id, today()), forms.uppers()
    return {place: _at(found, place, uppers) for place in places}


def _offered(found: Sequence[AdoptedForm], places: Collection[str]) -> list[AdoptedForm]:
    uppers = forms.uppers() if len({one.region_code for one in found}) > 1 else {}
    every = {one.code: one for place in sorted(places, reverse=True) for one in _at(found, place, uppers)}
    return [every[code] for code in sorted(every)]


def _at(found: Sequence[AdoptedForm], place: str, uppers: Mapping[str, str]) -> list[AdoptedForm]:
    """By code as the township uses it, else the county; without what a form of the township itself is derived from."""
    reaching = sorted((one for one in found if place.startswith(one.region_code)), key=lambda one: one.region_code)
    nearest = {one.code: one for one in reaching}
    replaced = {
        upper
        for one in nearest.values()
        for upper in _above(one.code, uppers)
        if upper in nearest and len(nearest[upper].region_code) < len(one.region_code)
    }
    return [nearest[code] for code in sorted(nearest.keys() - replaced)]


def _above(code: str, uppers: Mapping[str, str]) -> Iterable[str]:
    while code in uppers:
        code = uppers[code]
        yield code
