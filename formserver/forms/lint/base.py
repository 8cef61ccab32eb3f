"""What every search for faults of a document reads and gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]
Fault = tuple[str, str]  # (JSON path, reason in Chinese)
