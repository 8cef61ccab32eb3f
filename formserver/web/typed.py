"""What was typed into a page whose post was not taken: it waits in the answer's own form, and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import request

from formserver.extensions import CSRF_FIELD
from formserver.web.pages import is_own_path

# Pages on which people write or choose. Never one that asks for a password, nor one that takes files.
_PAGES: Final = frozenset(
    {
        *("entry.keep", "records.act", "prints.make"),
        *("designer.begin", "designer.take", "designer_library.take", "designer_text.rewrite"),
    }
)
_SIGN_IN: Final = "auth.take_sign_in"
# Sets what is carried through the sign-in form apart from that form's own fields.
_MARK: Final = "typed:"


@dataclass(frozen=True)
class Typed:
    """The path a page was posted to, and its pairs without the token."""

    url: str
    pairs: tuple[tuple[str, str], ...]

    @property
    def carried(self) -> Iterable[tuple[str, str]]:
        """The pairs by the names they have inside the sign-in form."""
        return ((_MARK + name, text) for name, text in self.pairs)


def posted() -> Typed | None:
    """What the current request posts, to be posted again; None unless people write on that page.

    None as well where no page of ours posted it: a button that posts a stranger's words with a good token would undo
    what the token is for.
    """
    if request.method != "POST" or not _is_from_our_page():
        return None
    if request.endpoint == _SIGN_IN:
        return carried()
    if request.endpoint not in _PAGES or request.files:
        return None
    url = request.full_path if request.query_string else request.path
    return Typed(url, tuple((name, text) for name, text in request.form.items(multi=True) if name != CSRF_FIELD))


def carried() -> Typed | None:
    """What came along through the sign-in form, or None."""
    url, fields = request.form.get("next", ""), request.form.items(multi=True)
    pairs = tuple((name.removeprefix(_MARK), text) for name, text in fields if name.startswith(_MARK))
    return Typed(url, pairs) if pairs and is_own_path(url) else None


def _is_from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    # Browsers leave that one out for addresses without TLS, and old ones always.
    try:
        came_from = urlsplit(request.origin or request.referrer or "")
    except ValueError:
        return False
    return came_from.netloc == str(request.environ.get("HTTP_HOST"))
