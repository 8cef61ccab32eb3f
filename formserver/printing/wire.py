"""Jobs and answers between a process that prints and a renderer, over a Unix socket.

Plain bytes and JSON: neither side could be made to run code of the other, as it could with pickles.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any, Final

from formserver.errors import FormserverError
from formserver.printing.job import About, Attachment, PrintJob, RenderFailed, SheetTooSlow

READY: Final = b"ready"
_NAMED: Final[dict[str, type[FormserverError]]] = {"SheetTooSlow": SheetTooSlow}


def send_job(peer: Connection, job: PrintJob) -> None:
    """The job. Raises OSError where the other side is gone."""
    head = {
        "sheets": len(job.sheets),
        "pictures": list(job.pictures),
        "about": asdict(job.about),
        "patience": job.patience,
        "archived": [{"name": one.name, "description": one.description} for one in job.archived],
    }
    peer.send_bytes(json.dumps(head).encode())
    for sheet in job.sheets:
        peer.send_bytes(sheet.encode())
    for content in (*job.pictures.values(), *(one.content for one in job.archived)):
        peer.send_bytes(content)


def receive_job(peer: Connection) -> PrintJob:
    """The job. Raises OSError or EOFError where the other side is gone."""
    head = json.loads(peer.recv_bytes())
    return PrintJob(
        sheets=[peer.recv_bytes().decode() for _ in range(head["sheets"])],
        pictures={file_id: peer.recv_bytes() for file_id in head["pictures"]},
        about=About(**head["about"]),
        patience=head["patience"],
        archived=[Attachment(**named, content=peer.recv_bytes()) for named in head["archived"]],
    )


def send_answer(peer: Connection, answer: bytes | FormserverError) -> None:
    """The document, or why there is none."""
    if isinstance(answer, bytes):
        peer.send_bytes(b"{}")
        peer.send_bytes(answer)
    else:
        said = {"error": type(answer).__name__, "params": dict(answer.params)}
        peer.send_bytes(json.dumps(said).encode())


def receive_answer(peer: Connection) -> bytes:
    """The document. Raises the named error instead, or OSError or EOFError where the other side is gone."""
    said: dict[str, Any] = json.loads(peer.recv_bytes())
    if "error" not in said:
        return peer.recv_bytes()
    named = _NAMED.get(said["error"])
    raise named(**said["params"]) if named else RenderFailed()
