"""Rendering outside of requests: patient, without a transaction, into files that end with the process."""

import logging
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, Final, cast

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.models.engine import begin_reading
from formserver.printing.job import PrintJob
from formserver.printing.render import render

_RENDERER_SECONDS: Final = 120

logger = logging.getLogger(__name__)


class NotPrinted(FormserverError):
    """A sheet failed for a reason of the program's own; the log names the place."""

    status = 500
    message_key = "打印这份表时程序出错，请联系系统管理员。"


@contextmanager
def reading() -> Iterator[None]:
    """A reader's transaction of its own: it keeps nobody from writing."""
    db.session.rollback()
    begin_reading(db.session())
    try:
        yield
    finally:
        db.session.rollback()


def rendered(sheets: PrintJob) -> bytes:
    """The PDF. Raises what `render` raises, and NotPrinted for anything else."""
    try:
        return render(sheets, wait=_RENDERER_SECONDS)
    except FormserverError:
        raise
    except Exception as failure:
        raise noted(failure) from None


def noted(failure: Exception) -> NotPrinted:
    """The failure without its text, which may quote somebody's data; its kind and place are written to the log."""
    place = traceback.extract_tb(failure.__traceback__)[-1]
    logger.error("printing failed: %s at %s:%s", type(failure).__name__, place.filename, place.lineno)
    return NotPrinted()


def nameless(files: ExitStack) -> BinaryIO:
    """An open file without a name, which ends with the process at the latest."""
    return cast(BinaryIO, files.enter_context(tempfile.TemporaryFile()))
