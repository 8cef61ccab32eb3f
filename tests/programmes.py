"""A small programme document, to be spoiled one thing at a time."""

import json
from typing import Any

from formserver.programme.definition import Programme, load


def written(**changes: Any) -> dict[str, Any]:
    """A small document, with other values under some names; None takes a name away."""
    found = {
        "code": "small",
        "version": "1",
        "title": "小",
        "document": "文件",
        "regions": ["99"],
        "valid_from": "2025-01-01",
        "categories": [{"code": "alone", "label": "独居", "source": "一"}],
        "high_age": {"from": 80, "source": "一"},
        "consent": {"ask_again_months": 12, "source": "一"},
        "review": {"months": 6, "assumed": "每半年"},
        "exit_reasons": [{"code": "death", "label": "死亡", "source": "一"}],
        "visiting": {
            "duties": [{"code": "monthly", "label": "每月一次", "each": "month", "times": 1, "source": "一"}],
            "period": {"begins": 1, "second_half": 16, "hand_in": {"day": 20, "months_later": 1}, "source": "一"},
            "refusals": {"count": "excused", "source": "一"},
            "absences": [{"code": "hospital", "label": "住院", "excuses": True, "source": "一"}],
            "findings": [],
        },
    }
    return {name: value for name, value in (found | changes).items() if value is not None}


def small(**changes: Any) -> Programme:
    return load(json.dumps(written(**changes)), file="small.v1.json")
