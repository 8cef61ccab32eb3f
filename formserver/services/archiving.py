"""What stands in an archival document beside its sheets: the data they show, readable without this program."""

import json
from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.document import FormDocument
from formserver.models import Record
from formserver.printing.copies import edition_text
from formserver.printing.job import Attachment

FILE_NAME: Final = "record.json"


def data_file(record: Record, document: FormDocument, data: Mapping[str, Mapping[str, Any]], at: str) -> Attachment:
    """The data of a paper as one JSON object: which paper and record it is, since when, and `data`, part code -> the
    answers as the sheet shows them, masked where it masks them. The same data give the same bytes."""
    content = {
        "form": document.code,
        "edition": edition_text(document),
        "title": document.title,
        "number": record.number,
        "revision": record.revision_number,
        "state": record.state,
        "submitted_at": at,
        "data": data,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    return Attachment(FILE_NAME, f"{document.title} {record.number}", text.encode())
