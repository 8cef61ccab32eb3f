"""Ids of everything stored: UUIDv7 as text, so that they sort by the time they were minted and phones may mint them."""

import re

import uuid_utils

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id() -> str:
    """A new id, 36 characters in lower case. Each is greater than those minted before it in the same process.

    The library seeds itself anew in a forked process, so workers never share ids.
    """
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether the text is a UUIDv7 in its one written form (lower case, hyphens). Ids are compared as text."""
    return _ID.fullmatch(text) is not None
