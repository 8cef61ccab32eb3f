"""Every route states who may use it; a route that does not lets nobody in."""

from flask import Flask

from formserver.services.rights import RIGHTS, ROLE_RIGHTS
from formserver.web.guard import policy_of
from tests.pages import CheckingClient

# The whole of what a stranger can reach. Whoever adds a line here opens a door to everybody.
PUBLIC = {
    "auth.sign_in",
    "auth.take_sign_in",
    "home.about",
    "home.display",
    "home.healthz",
    "home.start",
    "proof.ask",
    "proof.show",
    "spoken.script",
    "static",
}


def test_every_route_states_its_policy(site: Flask) -> None:
    without = [name for name, view in site.view_functions.items() if policy_of(view) is None]
    assert without == []


def test_strangers_reach_only_what_is_listed(site: Flask) -> None:
    open_to_all = {
        name for name, view in site.view_functions.items() if (policy := policy_of(view)) and not policy.signed_in
    }
    assert open_to_all == PUBLIC


def test_every_right_a_route_asks_for_exists_and_somebody_holds_it(site: Flask) -> None:
    asked = {right for view in site.view_functions.values() if (policy := policy_of(view)) for right in policy.rights}
    held = frozenset[str]().union(*ROLE_RIGHTS.values())
    assert asked <= set(RIGHTS)
    assert asked <= held


def test_every_right_of_a_role_has_a_name(site: Flask) -> None:
    assert frozenset[str]().union(*ROLE_RIGHTS.values()) == frozenset(RIGHTS)


def test_a_route_without_a_policy_lets_nobody_in(site: Flask, reader: CheckingClient) -> None:
    def forgotten() -> str:
        return "secret"

    site.view_functions["home.nothing"] = forgotten
    response = reader.get("/no-work")
    assert response.status_code == 403
    assert "secret" not in response.get_data(as_text=True)


def test_no_address_changes_anything_when_only_opened(site: Flask) -> None:
    changing = {"auth.take_sign_in", "auth.sign_out", "auth.take_new_password", "home.display"}
    rules = {rule.endpoint: rule.methods or set() for rule in site.url_map.iter_rules()}
    assert all("GET" not in rules[endpoint] for endpoint in changing)
