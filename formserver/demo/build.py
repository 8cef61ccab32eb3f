"""Builds the demonstration: five counties, their accounts, their papers in every state, the same for the same seed."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from formserver.clock import now, simulated, today
from formserver.demo import cast, files, follow_ups, lists, months, stories, visiting
from formserver.demo.answers import Circumstances, answers
from formserver.demo.cast import COUNTIES, PASSWORD, Cast, County, Member
from formserver.demo.people import Made, People
from formserver.demo.stories import Case, Story
from formserver.errors import DocumentInvalid, FormserverError
from formserver.extensions import db
from formserver.forms import entry
from formserver.forms.document import FormDocument, Part, read_folder
from formserver.models import Draft
from formserver.regions.files import load_tree
from formserver.regions.tree import RegionTree
from formserver.resources import root
from formserver.services import drafting, editions, ownership, passwords
from formserver.services.visiting import beginning
from formserver.store import regions, users
from formserver.workflow import definition
from formserver.workflow.definition import Workflow

SEED: Final = 20250108
_REGIONS: Final = Path(__file__).with_name("regions")
# The day of the statistics the codes come from.
_REGIONS_FROM: Final = date(2023, 6, 30)


class DemoRefused(FormserverError):
    """Demonstration accounts do not belong into a database that is in use, nor into production."""

    status = 409
    message_key = "数据库里已经有账号，不能再装入演示数据。"


@dataclass(frozen=True)
class Size:
    """How many registrations and visits each county gets; where there is no visit paper, registrations instead."""

    registrations: int = 16
    visits: int = 24

    @property
    def papers(self) -> int:
        """How many papers are filled in altogether; following parts are not counted."""
        return len(COUNTIES) * (self.registrations + self.visits)


def build(size: Size = Size(), *, seed: int = SEED, paper_done: Callable[[], None] = lambda: None) -> None:
    """Fill an empty database. ``paper_done`` is called after every paper.

    Raises DemoRefused for a database with accounts, DocumentInvalid for a damaged document.
    """
    if users.all_users():
        raise DemoRefused()
    password_hash = passwords.hashed(PASSWORD)
    known, workflows = documents(), flows()
    tree = load_tree(_REGIONS)
    regions.bring_in(tree, _REGIONS_FROM)
    editions.load_shipped(known.values(), workflows)
    people, crews = People(seed), dict[str, Cast]()
    for county in COUNTIES:
        with simulated(months.at(months.begins(county.code))):  # at work since before the first month that is shown
            for form in county.forms:
                editions.adopt(county.code, form, county.workflow)
            crew = cast.engage(county, tree, people, password_hash)
            db.session.commit()
            for form in county.forms:
                ownership.take_over(crew.form_admin, form)
        papers = Papers(county, crew, tree, people, random.Random(seed + int(county.code)), paper_done)
        if county.code == months.COUNTY:
            papers.live_months(known)
        papers.write(known, size)
        files.tend(crew.authors[1].person, people)
        follow_ups.tend(crew, people)
        crews[county.code] = crew
    lists.bring_all(crews, people)
    beginning.open_current()
    for code in beginning.counties():
        visiting.arrange(crews[code])
    cast.engage_admin(people, password_hash)
    db.session.commit()


def documents() -> dict[str, FormDocument]:
    """The forms of the demonstration, by code. Raises DocumentInvalid."""
    documents, failures = read_folder(root() / "schemas")
    wanted = {form for county in COUNTIES for form in county.forms}
    found = {document.code: document for document in documents}
    for failure in failures:
        raise failure
    for code in sorted(wanted - set(found)):
        raise DocumentInvalid(file=f"schemas/{code}", path="$", reason="演示需要这张表，但没有找到")
    return found


def flows() -> list[Workflow]:
    """The workflows that are shipped. Raises DocumentInvalid."""
    found, failures = definition.read_folder(root() / "workflows")
    for failure in failures:
        raise failure
    return found


@dataclass
class Papers:
    """The papers of one county."""

    county: County
    cast: Cast
    tree: RegionTree
    people: People
    rng: random.Random
    paper_done: Callable[[], None]

    def write(self, documents: dict[str, FormDocument], size: Size) -> None:
        """Registrations first, then visits to those who may be visited, oldest first."""
        registration, *visits = (documents[code] for code in self.county.forms)
        count = size.registrations if visits else size.registrations + size.visits
        cases = list(self._registrations(registration, count))
        elders = [(case, made) for case, made in cases if stories.open_to_visits(case)]
        for visit in visits:
            self._visits(visit, elders, size.visits)

    def live_months(self, documents: dict[str, FormDocument]) -> None:
        """A village whose months go up to the township, with people registered before they began."""
        registration, visit = (documents[code] for code in self.county.forms)
        day, author = months.begins(self.county.code), self.cast.authors[0]
        people = []
        with simulated(months.at(day)):
            for made in [self.people.elder() for _ in range(months.PEOPLE)]:
                case = self._alone(author, registration, made, day, stories.approved)
                people.append((made, case.record.elder_id or ""))

        def visited(made: Made, elder_id: str, on: date, story: Story) -> Case:
            return self._alone(author, visit, made, on, story, elder_id)

        months.Village(self.cast, people, visited).live()

    def _alone(
        self, author: Member, document: FormDocument, made: Made, day: date, story: Story, elder_id: str | None = None
    ) -> Case:
        part = document.first_part
        draft = drafting.start(author.person, document.code, part.code, elder_id=elder_id)
        case = self._paper(author, draft, part, made, day, (story,), 0, counted=False)
        assert case is not None
        return case

    def _registrations(self, document: FormDocument, count: int) -> Iterator[tuple[Case, Made]]:
        for index in range(count):
            author, made = self._author(index), self.people.elder()
            person, part = author.person, document.first_part
            day = today() - timedelta(days=self.rng.randint(170, 330))
            with self._typed_in_on(day):
                draft = drafting.start(person, document.code, part.code)
                case = self._paper(author, draft, part, made, day, stories.REGISTRATIONS, index)
            if case is not None:
                yield case, made

    def _visits(self, document: FormDocument, elders: list[tuple[Case, Made]], count: int) -> None:
        waiting = deque(elders)
        for index in range(count):
            case, made = waiting.popleft()
            author, part = case.author, document.first_part
            day = today() - timedelta(days=(count - 1 - index) * 160 // count + self.rng.randint(0, 6))
            elder_id = case.record.elder_id
            if self.county.code == months.COUNTY:
                day = months.beside(day)
            with self._typed_in_on(day):
                draft = drafting.start(author.person, document.code, part.code, elder_id=elder_id)
                visited = self._paper(author, draft, part, made, day, stories.VISITS, index)
            if visited is not None:  # else the draft stays open, and a further visit would go on with it
                waiting.append((case, made))
            for following in document.parts.values():
                if visited is not None and following.follows == part.code and index % 3 != 2:
                    self._care(visited, document, following, made, min(today(), day + timedelta(days=3)), index)

    def _care(self, visited: Case, document: FormDocument, part: Part, made: Made, day: date, index: int) -> None:
        author = visited.author
        draft = drafting.start(author.person, document.code, part.code, parent_record_id=visited.record_id)
        self._paper(author, draft, part, made, day, stories.VISITS, index // 2, counted=False)

    def _paper(
        self,
        author: Member,
        draft: Draft,
        part: Part,
        made: Made,
        day: date,
        plan: tuple[Story | None, ...],
        index: int,
        *,
        counted: bool = True,
    ) -> Case | None:
        about = Circumstances(made, author.made, day, self._place(author.place))
        pairs = entry.to_pairs(part, answers(part, about, self.people, self.rng))
        story, draft_id = plan[index % len(plan)], draft.id
        case = None
        if story is None:
            stories.keep_draft(author, draft_id, pairs)
        else:
            case = Case(self.cast, author, stories.hand_in(author, draft_id, pairs))
            story(case)
        if counted:
            self.paper_done()
        return case

    def _typed_in_on(self, day: date) -> AbstractContextManager[None]:
        """The morning of a day, or of the first on which anybody worked here; never one that is still to come."""
        return simulated(min(months.at(max(day, months.begins(self.county.code))), now()))

    def _author(self, index: int) -> Member:
        """Two papers of three by the visitor, then the village lead and the visitor of the second township in turn."""
        visitor, *others = self.cast.authors
        return others[index // 3 % len(others)] if index % 3 == 2 else visitor

    def _place(self, village: str) -> dict[str, str]:
        county = self.tree.county(village)
        names = {"province": county.province, "city": county.city}
        for region in self.tree.path(village):
            names |= {region.tier: region.display_name, f"{region.tier}_code": region.code}
        return names
