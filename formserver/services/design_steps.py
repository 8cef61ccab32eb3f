"""The steps of workflows that can write into the opinion boxes of a paper."""

from formserver.clock import today
from formserver.services import adopting
from formserver.store import adoptions


def opinion_steps(county_id: str) -> list[tuple[str, str]]:
    """The approval steps of the workflows a county has adopted, of all workflows where it has adopted none: code of the
    step, its titles. Steps of the same code in several workflows are one box."""
    adopted = {adoption.workflow_code for adoption in adoptions.in_force(county_id, today())}
    flows = adopting.offered_workflows()
    titles: dict[str, dict[str, None]] = {}
    for flow in [flow for flow in flows if flow.code in adopted] or flows:
        for step in flow.approval_steps:
            titles.setdefault(step.code, {})[step.title] = None
    return [(code, " / ".join(words)) for code, words in titles.items()]
