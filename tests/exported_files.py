"""Exports asked for and done, and their files read back."""

import csv
import io
from typing import Any

from openpyxl import load_workbook

from formserver.ids import new_id
from formserver.models import Job
from formserver.services import exports, jobs
from formserver.services.exports import Wish
from tests.factories import REGISTRATION, person
from tests.printing_office import done


def asked_for(user_name: str = "wangfang", **asked: str) -> Job:
    """An export that waits."""
    return exports.ask(person(user_name), new_id(), Wish.read({"form": REGISTRATION} | asked))


def content_of(job: Job, user_name: str = "wangfang") -> bytes:
    return jobs.file_of(person(user_name), job.id).content


def book_of(job: Job, user_name: str = "wangfang") -> Any:
    return load_workbook(io.BytesIO(content_of(job, user_name)))


def exported(user_name: str = "wangfang", **asked: str) -> Any:
    """The finished workbook."""
    return book_of(done(asked_for(user_name, **asked)), user_name)


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet by heading, empty cells left out."""
    headings, *lines = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [{head: value for head, value in zip(headings, line, strict=True) if value is not None} for line in lines]


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
