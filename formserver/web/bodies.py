"""Posted bodies: refused when their length is unknown, too large, or more than what arrives."""

import io
from collections.abc import Iterable
from typing import IO, Any, Final, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser

from formserver.errors import BodyIncomplete, FormserverError, TooLarge

REFUSAL: Final = "formserver.refusal"


class LengthNeeded(FormserverError):
    """The body comes without an announced length, so nobody could tell whether it is whole."""

    status = 411
    message_key = "提交时没有说明内容的长度，没有受理。"


class CompleteBody(io.RawIOBase):
    """A request body of announced length that raises BodyIncomplete where the bytes run out before that length."""

    def __init__(self, stream: IO[bytes], length: int) -> None:
        self._stream = stream
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._left)
        if not wanted:
            return 0
        chunk = self._stream.read(wanted)
        if not chunk:
            raise BodyIncomplete()
        buffer[: len(chunk)] = chunk
        self._left -= len(chunk)
        return len(chunk)

    def readall(self) -> bytes:
        # The inherited way reads in small pieces; the length is known here, and limited.
        pieces = []
        while self._left:
            piece = self.read(self._left)
            pieces.append(piece or b"")
        return b"".join(pieces)


class BodyGuard:
    """WSGI middleware: bodies reach the application whole, with a length and within the limit, or not at all.

    A refusal is left in ``environ[REFUSAL]`` for the application to raise, so that it has the usual error page;
    the body of a refused request can no longer be read.
    """

    def __init__(self, application: WSGIApplication, max_body: int) -> None:
        self._application = application
        self._max_body = max_body

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Servers say "terminated" for any body they end themselves; Werkzeug then takes a short body for a whole one.
        environ.pop("wsgi.input_terminated", None)
        refusal, length = self._judge(environ)
        if refusal is None:
            environ["wsgi.input"] = CompleteBody(cast("IO[bytes]", environ["wsgi.input"]), length)
        else:
            environ[REFUSAL] = refusal
            environ["wsgi.input"] = io.BytesIO()
            environ["CONTENT_LENGTH"] = "0"
        return self._application(environ, start_response)

    def _judge(self, environ: WSGIEnvironment) -> tuple[FormserverError | None, int]:
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return LengthNeeded(), 0
        announced = str(environ.get("CONTENT_LENGTH") or "0")
        if not (announced.isascii() and announced.isdigit()):
            return LengthNeeded(), 0
        if int(announced) > self._max_body:
            return TooLarge(), 0
        return None, int(announced)


class CountingFormParser(FormDataParser):
    """Reads forms as Werkzeug does, but counts the fields of urlencoded ones too, which Werkzeug does not."""

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        body = stream.read()
        limit = self.max_form_parts
        if (limit is not None and body.count(b"&") >= limit) or len(body) > (self.max_form_memory_size or len(body)):
            raise TooLarge()
        return super()._parse_urlencoded(io.BytesIO(body), mimetype, content_length, options)
