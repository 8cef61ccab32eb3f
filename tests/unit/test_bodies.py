"""Bodies: read whole or refused, whatever way they are read."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from formserver.errors import BodyIncomplete, TooLarge
from formserver.web.bodies import REFUSAL, BodyGuard, CompleteBody, CountingFormParser, LengthNeeded


def judged(**environ: str) -> dict[str, Any]:
    """What the application sees of a request with these variables."""
    seen: dict[str, Any] = {}

    def application(given: dict[str, Any], start_response: object) -> Iterable[bytes]:
        seen.update(given)
        return []

    guard = BodyGuard(application, max_body=100)
    given = {"wsgi.input": io.BytesIO(b"x" * 50), "wsgi.input_terminated": True, **environ}
    guard(given, lambda *_: lambda _: None)
    return seen


def test_a_body_is_read_to_its_announced_end_and_no_further() -> None:
    body = CompleteBody(io.BytesIO(b"abcdefgh"), 5)
    assert (body.readable(), body.read(2), body.read(), body.read()) == (True, b"ab", b"cde", b"")


@pytest.mark.parametrize("size", [-1, 3, 100])
def test_a_body_that_ends_early_raises_however_it_is_read(size: int) -> None:
    body = CompleteBody(io.BytesIO(b"abc"), 5)
    with pytest.raises(BodyIncomplete):
        _ = [body.read(size) for _ in range(3)]


def test_an_application_may_read_a_good_body() -> None:
    seen = judged(CONTENT_LENGTH="50")
    assert REFUSAL not in seen
    assert seen["wsgi.input"].read() == b"x" * 50


@pytest.mark.parametrize(
    ("environ", "refusal"),
    [
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, LengthNeeded),
        ({"CONTENT_LENGTH": "101"}, TooLarge),
        ({"CONTENT_LENGTH": "-1"}, LengthNeeded),
        ({"CONTENT_LENGTH": "+3"}, LengthNeeded),
        ({"CONTENT_LENGTH": "３"}, LengthNeeded),
    ],
)
def test_a_refused_body_cannot_be_read(environ: dict[str, str], refusal: type[Exception]) -> None:
    seen = judged(**environ)
    assert type(seen[REFUSAL]) is refusal
    assert seen["wsgi.input"].read() == b""


def test_a_request_without_a_body_passes() -> None:
    assert REFUSAL not in judged()


@pytest.mark.parametrize(
    ("limits", "passes"), [((4, 100), True), ((2, 100), False), ((4, 5), False), ((None, None), True)]
)
def test_fields_and_characters_of_a_form_are_limited(limits: tuple[int | None, int | None], passes: bool) -> None:
    parser = CountingFormParser(max_form_parts=limits[0], max_form_memory_size=limits[1], cls=MultiDict)
    body = b"a=1&b=2&c=3"

    def parse() -> dict[str, str]:
        form = parser.parse(io.BytesIO(body), "application/x-www-form-urlencoded", len(body))[1]
        return form.to_dict()

    if passes:
        assert parse() == {"a": "1", "b": "2", "c": "3"}
    else:
        with pytest.raises(TooLarge):
            parse()
