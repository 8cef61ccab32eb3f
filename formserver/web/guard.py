"""The guard of every request: a whole and small enough body, our own origin, a route open to the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from flask import Flask, Request, current_app, g, request
from flask_login import current_user

from formserver.clock import today
from formserver.config import Settings
from formserver.errors import Forbidden, FormserverError, NotFound, TooLarge
from formserver.extensions import db
from formserver.models import Grant
from formserver.services.person import Person
from formserver.services.rights import rights_within
from formserver.store import users
from formserver.store.scope import counties_of
from formserver.web.bodies import REFUSAL, BodyGuard, CountingFormParser
from formserver.web.sessions import SAFE, current_session

View = TypeVar("View", bound=Callable[..., object])

_POLICY: Final = "__formserver_policy__"
_MAX_FIELDS: Final = 2000
_MAX_TEXT: Final = 2 * 1024 * 1024
_WORK: Final = frozenset({"record_visit", "type_paper", "approve_village", "approve_township", "approve_county"})


class SignInNeeded(FormserverError):
    """The page is only for people who signed in, or the session has ended."""

    status = 401
    message_key = "请先登录。您可能很久没有操作，系统已自动退出。"


class CrossSite(FormserverError):
    """Another site's page sent this post."""

    status = 403
    message_key = "这次提交不是从本系统的页面发出的，没有受理。"


@dataclass(frozen=True)
class Policy:
    """Who may use a route: anybody, the signed-in, or those with one of the rights in the county of the address."""

    name: str
    signed_in: bool = True
    rights: frozenset[str] = frozenset()


def _recorder(policy: Policy) -> Callable[[View], View]:
    def record(view: View) -> View:
        setattr(view, _POLICY, policy)
        return view

    return record


def public(view: View) -> View:
    """Anybody may use this route; it shows nobody's data."""
    return _recorder(Policy("public", signed_in=False))(view)


def signed_in(view: View) -> View:
    """Everybody who signed in may use this route."""
    return _recorder(Policy("signed_in"))(view)


def requires(*rights: str) -> Callable[[View], View]:
    """People with one of these rights (formserver.services.rights.RIGHTS) may use this route."""
    return _recorder(Policy("requires " + " or ".join(rights), rights=frozenset(rights)))


def policy_of(view: Callable[..., object]) -> Policy | None:
    """The policy a view states, or None: such a route answers nobody."""
    return getattr(view, _POLICY, None)


class GuardedRequest(Request):
    """A request whose form has a limited number of fields, however it is encoded."""

    form_data_parser_class = CountingFormParser
    max_form_parts = _MAX_FIELDS


def init_guard(app: Flask, settings: Settings) -> None:
    """Guard the application. Call it before anything else that reads requests, CSRF protection among it."""
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body,
        MAX_FORM_MEMORY_SIZE=_MAX_TEXT,
        MAX_FORM_PARTS=_MAX_FIELDS,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    app.request_class = GuardedRequest
    app.wsgi_app = BodyGuard(app.wsgi_app, settings.max_body)  # type: ignore[method-assign]
    app.before_request(refuse_bad_body)
    app.before_request(refuse_cross_site)


def init_policies(app: Flask) -> None:
    """Ask every route for its policy. Call it when what tells who the reader is has been set up."""
    app.before_request(enforce_policy)


def refuse_bad_body() -> None:
    """Raise what the body guard found before the application was reached."""
    refusal: FormserverError | None = request.environ.get(REFUSAL)
    if refusal is not None:
        raise refusal
    if request.query_string.count(b"&") >= _MAX_FIELDS:
        raise TooLarge()


def refuse_cross_site() -> None:
    """Raise CrossSite for a changing request that the browser says comes from elsewhere."""
    # Old browsers do not say; the token of the form stops those.
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in SAFE and site not in ("same-origin", "none"):
        raise CrossSite()


def enforce_policy() -> None:
    """Raise unless the route's policy lets the reader in. A route without a policy lets nobody in.

    Raises SignInNeeded, NotFound (a county in which the reader holds nothing does not exist for him), Forbidden.
    A changing request then begins its own transaction: only now, because that one keeps all others from writing.
    """
    try:
        _ask_policy()
    finally:
        if request.method not in SAFE:
            db.session.rollback()


def _ask_policy() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return
    policy = policy_of(view)
    if policy is None:
        raise Forbidden()
    if not policy.signed_in:
        return
    if not current_user.is_authenticated:
        raise SignInNeeded()
    county = (request.view_args or {}).get("county")
    held = rights_here(county) if county else rights_anywhere()
    # A part of a code, or a village's, is no county, though roles are held below or above it.
    if county and (not held or county not in current_counties()):
        raise NotFound()
    if policy.rights and not policy.rights & held:
        raise Forbidden()


def current_grants() -> tuple[Grant, ...]:
    """The grants of the reader; nobody's for a visitor who has not signed in."""
    if not current_user.is_authenticated:
        return ()
    visit = current_session().visit
    if visit is not None:
        return visit.grants
    if not hasattr(g, "grants"):  # signed in just now, by this very request
        g.grants = tuple(users.grants_of(current_user.id))
        for grant in g.grants:
            db.session.expunge(grant)
    grants: tuple[Grant, ...] = g.grants
    return grants


def current_person(county: str) -> Person:
    """The reader as services know him, acting in this county."""
    grants, known = current_grants(), g.get("person")
    # Each page asks several times; the grants are this request's own.
    if known is None or known.grants is not grants or known.county_id != county:
        known = g.person = Person(current_user.id, current_user.full_name, county, grants)
    person: Person = known
    return person


def current_counties() -> tuple[str, ...]:
    """The counties in which the reader holds any role today, in the order of their codes."""
    return counties_of(current_grants(), today())


def open_counties() -> tuple[str, ...]:
    """The counties whose pages the reader may open: a role without any right opens none. Those come first in which he
    has records to work on, and not only the system to look after."""
    if "open_counties" not in g:  # each page asks several times
        held = {county: rights_here(county) for county in current_counties()}
        opened = (county for county in held if held[county])
        g.open_counties = tuple(sorted(opened, key=lambda county: not _WORK & held[county]))
    found: tuple[str, ...] = g.open_counties
    return found


def current_county() -> str | None:
    """The county of the address, else the reader's first one, else None."""
    named = (request.view_args or {}).get("county")
    return named or next(iter(open_counties()), None)


def rights_here(county: str) -> frozenset[str]:
    """The rights the reader holds today in this county or in a part of it."""
    return rights_within(current_grants(), county, today())


def rights_anywhere() -> frozenset[str]:
    """The rights the reader holds today in any region."""
    return rights_within(current_grants(), "", today())
