"""The English catalogue: whole, without leftovers, compiled as it is written, with the same places to fill in."""

import ast
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import formserver
from formserver.errors import FormserverError
from formserver.forms import origins
from formserver.forms.designing import (
    base,
    checking,
    library_entries,
    meanings,
    palette,
    properties,
    rules,
    sheet,
    statements,
    trees,
    ways,
)
from formserver.forms.editions import conflicts
from formserver.forms.editions.previewing import Becomes
from formserver.forms.importing.guesses import Because, Sure
from formserver.forms.importing.holder import NOTHING, OTHERS, WORDS_OF
from formserver.forms.kinds.address import TIERS
from formserver.forms.kinds.base import Field
from formserver.forms.telling import OF_FIELD
from formserver.services import choosing_persons, editions, file_timeline, file_words
from formserver.services.departments.columns import MEANINGS
from formserver.services.departments.lists import OUTCOMES, TITLE
from formserver.services.departments.readers import STATES as VERDICTS
from formserver.services.edition_trials import GONE
from formserver.services.figures import words as figure_words
from formserver.services.file_words import ACTIONS, GRADES, OTHER_ACT, RELATIONS
from formserver.services.follow_ups import notices
from formserver.services.persons import SEXES
from formserver.services.rehearsal import Stage, Verdict
from formserver.services.rights import RIGHTS, ROLE_LABELS
from formserver.store import departments
from formserver.workflow import definition, engine
from formserver.workflow.rules import Reason
from formserver.workflow.states import at
from formserver.workflow.words import LABELS, NO_RECORD_LABEL

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "formserver"
FOLDER = PACKAGE / "translations" / "en" / "LC_MESSAGES"
PLACES = re.compile(r"%\((\w+)\)s")
CHINESE = re.compile("[一-鿿，。：、（）]")
# NavItem: entries of the navigation; say: the words of conditions. The rest marks sentences of pages.
KEYWORDS = dict(DEFAULT_KEYWORDS) | {"lazy_gettext": None, "NavItem": None, "say": None}


@cache
def written() -> dict[str, str]:
    with (FOLDER / "messages.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_no_sentence_is_translated_twice() -> None:
    # one of the two would win, and which one nobody could tell
    messages = (FOLDER / "messages.po").read_text("utf-8")
    found = re.findall(r"^msgid ((?:\".*\"\n)+)", messages, re.MULTILINE)
    assert sorted(set(found)) == sorted(found)


def on_pages() -> set[str]:
    """What pages and views mark as a sentence: the files that babel.cfg names."""
    found = [
        *extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS),
        *extract_from_dir(ROOT / "templates", [("**.html", "jinja2")], keywords=KEYWORDS),
    ]
    return {str(message) for _, _, message, _, _ in found if CHINESE.search(str(message))}


def of_errors() -> set[str]:
    """The sentence of every named failure, and the plainer one a raiser may give instead."""
    for module in pkgutil.walk_packages(formserver.__path__, "formserver."):
        if ".migrations" not in module.name:
            import_module(module.name)
    kinds = set(descendants(FormserverError))
    names = {kind.__name__ for kind in kinds}
    calls = [call for tree in sources() for call in ast.walk(tree) if isinstance(call, ast.Call)]
    given = {text for call in calls if called(call) in names for text in texts(call.args[:1])}
    return {kind.message_key for kind in kinds if kind.__module__.startswith("formserver")} | given


def descendants(kind: type[FormserverError]) -> Iterator[type[FormserverError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from descendants(below)


def of_problems() -> set[str]:
    """What can be wrong with a form: sentences that name the field, and those given to a problem whole."""
    named = {text for tree in sources("forms") for text in texts(ast.walk(tree)) if "%(label)s" in text}
    whole = {text for folder in ("forms", "services") for tree in sources(folder) for text in given_whole(tree)}
    return {text for text in named if CHINESE.search(text)} | whole | {kind.verb for kind in kinds_of_field(Field)}


def given_whole(tree: ast.Module) -> Iterator[str]:
    """The sentences of a module's problems, also where a name stands for one."""
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    named = {ast.unparse(node.targets[0]): node.value for node in assigned}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and called(call) == "Problem":
            yield from texts(named.get(ast.unparse(given), given) for given in call.args[1:2])


def kinds_of_field(kind: type[Field]) -> Iterator[type[Field]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds_of_field(below)


def of_routing() -> set[str]:
    """Actions, states, steps, reasons and the workflows themselves."""
    flows, _ = definition.read_folder(ROOT / "workflows")
    steps = {step.title for flow in flows for step in flow.steps}
    states = {engine.state_label(flow, at(step.code)) for flow in flows for step in flow.approval_steps}
    told = {text for flow in flows for text in (flow.title, flow.description) if text}
    return {*LABELS.values(), NO_RECORD_LABEL, *map(str, Reason), *steps, *states, *told}


def of_persons() -> set[str]:
    """Roles, rights, and what a register says of a person; where answers come from."""
    said = {*ROLE_LABELS.values(), *RIGHTS.values(), *SEXES.values(), *TIERS.values()}
    lists = {words for values in choosing_persons.LISTED.values() for words in values.values()}
    return said | lists | {*origins.LABELS.values()}


def of_editions() -> set[str]:
    """What differs between two editions, and what a rehearsal says; a label and a unit stand for the paper's words."""
    told = {*map(str, Stage), *map(str, Verdict), *map(str, Becomes), GONE, OF_FIELD}
    modules = ("services/references", *(f"forms/editions/{name}" for name in _COMPARING))
    return (words_of(modules) - {"每一格", "无"}) | told | {editions.SHIPPED}


def of_merges() -> set[str]:
    """What of a thing two lines of change both changed."""
    found = {value for name, value in vars(conflicts).items() if name.isupper() and isinstance(value, str)}
    return {text for text in {*found, *conflicts.WORDS.values()} if CHINESE.search(text)}


_COMPARING = ("changes", "comparing", "fields", "locking", "references")


def of_designing() -> set[str]:
    """What the designer calls kinds, properties and tests, and what its steps tell."""
    named = {words for kind in palette.KINDS.values() for words in (kind.title, kind.note)}
    named |= {*palette.GROUPS, *library_entries.GROUPS}
    named |= {one.title for one in properties.PROPERTIES} | {test.title for test in statements.TESTS}
    named |= {*rules.EFFECTS.values(), *base.LEVELS.values(), *trees.HOWS.values()}
    named |= {words for one in checking.CHECKS.values() for words in (one.title, *(slot.title for slot in one.slots))}
    named |= {one.title for one in meanings.MEANINGS.values()}
    named |= {words for one in meanings.MEANINGS.values() for words, _ in (one.values or {}).values()}
    named |= {*sheet.SIDES.values(), *sheet.BOXES.values()}
    named |= {words for way in ways.WAYS.values() for words in (way.title, way.note) if words}
    named |= {words for one in properties.PROPERTIES for words in (one.choices or {}).values()}
    written = {text for tree in sources("forms/designing") for text in texts(ast.walk(tree))}
    return named | {text for text in written if text[1:].endswith("。") and CHINESE.search(text)}


def of_papers() -> set[str]:
    """What a paper was taken for, how sure, and why."""
    return {*map(str, Sure), *map(str, Because), *WORDS_OF.values(), *OTHERS.values(), NOTHING}


def of_comings() -> set[str]:
    """What is asked for persons, why, and what is wrong with what was typed: all words of these services."""
    return words_of(f"services/{name}" for name in _COMINGS)


def of_months() -> set[str]:
    """Where a village's month stands, what is done with it, what hinders, and why a visit must be opened."""
    return words_of(("programme/months", "programme/routine", *(f"services/months/{name}" for name in _MONTHS)))


_MONTHS = ("keeping", "locks", "explaining")


def words_of(modules: Iterable[str]) -> set[str]:
    """All Chinese that modules say, without their docstrings."""
    trees = [ast.parse((PACKAGE / f"{name}.py").read_text("utf-8")) for name in modules]
    told = {id(node.value) for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    spoken = (node for tree in trees for node in ast.walk(tree) if id(node) not in told)
    return {text for text in texts(spoken) if CHINESE.search(text)}


_COMINGS = (
    *("asking", "duplicates", "file_fields", "file_merging", "finding"),
    *("leaving", "likeness", "relocating", "requesting", "file_view", "typed_days"),
    *(f"visiting/{name}" for name in ("absence_problems", "absences", "assigning", "cards", "of_person")),
    *("visiting/rounds", "visiting/standing_in", "visiting/this_week"),
    *("file_kinds/base", "file_kinds/people", "file_kinds/pictures", "file_kinds/standing"),
)


def of_follow_ups() -> set[str]:
    """What is followed up and done about it, and what is wrong with what was typed for it."""
    told = words_of(f"services/follow_ups/{name}" for name in _FOLLOW_UPS)
    return told | {*notices.MISSING.values(), *(sentence for _, sentence in notices.LONGEST.values())}


_FOLLOW_UPS = ("words", "deeds", "opening", "views", "emergency")


def of_files() -> set[str]:
    """What the history of a person's file is written with."""
    said = {said for named in (ACTIONS, RELATIONS, GRADES) for said in named.values()}
    said |= {*file_timeline.FILTERS.values(), *file_timeline.ASIDES.values()}
    said |= {file_timeline.SHEET, file_timeline.SUBMITTED_AGAIN}
    said |= {file_words.SINCE, file_words.UNTIL}
    said |= {OTHER_ACT, *file_words.EXCHANGED.values(), *file_words._PICTURED.values()}
    return said | {label for label, _ in file_words._NAMED.values()}


def of_departments() -> set[str]:
    """Lists of departments: their columns and what they say of persons; what becomes of rows, and what is found."""
    told = {*departments.CATEGORIES.values(), *departments.COLUMNS.values(), *OUTCOMES.values(), *VERDICTS.values()}
    titles = {source.title for source in departments.SOURCES.values()}
    titles |= {department.title for department in departments.DEPARTMENTS.values()}
    return told | titles | {TITLE} | {names[0] for names in MEANINGS.values()}


def of_figures() -> set[str]:
    """The words of figures and of the lists behind them."""
    named = (figure_words.WAYS, figure_words.REFUSALS, figure_words.STATES, figure_words.LISTS)
    said = {words for values in named for words in values.values()}
    return said | {*figure_words.AGES, figure_words.LATE, figure_words.NO_LEVEL, figure_words.NO_CLASS}


def sources(folder: str = "") -> Iterator[ast.Module]:
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        yield ast.parse(path.read_text("utf-8"))


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


SPOKEN = [
    on_pages,
    of_errors,
    of_problems,
    of_routing,
    of_persons,
    of_editions,
    of_designing,
    of_papers,
    of_merges,
    of_comings,
    of_files,
    of_follow_ups,
    of_departments,
    of_months,
    of_figures,
]


@pytest.mark.parametrize("spoken", SPOKEN)
def test_everything_a_reader_is_told_has_an_english_sentence(spoken: Callable[[], set[str]]) -> None:
    assert sorted(text for text in spoken() if not written().get(text)) == []


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    assert sorted(set(written()) - set().union(*(spoken() for spoken in SPOKEN))) == []


def test_no_chinese_is_left_in_a_translation() -> None:
    assert {key: text for key, text in written().items() if CHINESE.search(text)} == {}


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = {str(message.id): str(message.string) for message in read_mo(file) if message.id}
    assert compiled == written()


def test_a_translation_fills_in_what_the_sentence_fills_in() -> None:
    wrong = {key: text for key, text in written().items() if set(PLACES.findall(key)) != set(PLACES.findall(text))}
    assert wrong == {}
