"""All forms of the designer's page as one, without scripts: what is pressed takes along what was typed elsewhere.

A browser sends the inputs of one form alone. So the inputs of all forms belong to one, called `FORM`, and their names
begin with a mark of the form they stand in (`s.title~title`); scripts take both off again (static/designer/page.js).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from formserver.errors import FormserverError
from formserver.forms.designing.base import Refused
from formserver.web.designer_posted import Again, Pairs

FORM: Final = "steps"
WHOLE: Final = "_whole"
"""Says that all forms were posted."""
SAVES: Final = "s"
"""A form whose inputs are what is stored: what was typed in it is saved, whatever was pressed."""
ASKS: Final = "a"
"""A form that does something when its own button is pressed, and only then."""
LOOKS: Final = "g"
"""A form that leads on to further choices and stores nothing."""
PRESSED: Final = "_go"
_END: Final = "~"
_UNFIT: Final = re.compile("[^A-Za-z0-9_.]")
# Nothing else in a form has a name, and what people write holds neither < nor ".
_CONTROLS: Final = ("<input", "<select", "<textarea", "<button")

Words = MultiDict[str, str]


class Marks:
    """The marks of the forms of a page: they say what a form does, whatever else stands on the page."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def joined(self, form: str, sort: str, says: Iterable[object], url: str) -> Markup:
        """A form as it is drawn, of a sort (see above), with inputs that belong to the one form of the page. `says`:
        what it does, and which of several alike it is; an address may have told that."""
        name = _UNFIT.sub("_", ".".join([sort, *map(str, says)]))
        self._given[name] += 1
        mark = f"{name}{_END}" if self._given[name] == 1 else f"{name}-{self._given[name]}{_END}"
        marked = str(form).replace(' name="', f' name="{mark}')
        marked = marked.replace("<button", f'<button formnovalidate formaction="{url}?{PRESSED}={mark}"')
        for control in _CONTROLS:
            marked = marked.replace(control, f'{control} form="{FORM}"')
        return Markup(marked)


@dataclass(frozen=True)
class Posted:
    """What a window without scripts posts: what was typed in forms whose inputs are what is stored (`saving`), in those
    that wait for a button of their own (`waiting`), and all inputs of the form whose button was `pressed`, if any."""

    saving: Sequence[Words]
    waiting_words: Sequence[Words]
    pressed: Words | None

    @property
    def steps(self) -> list[Words]:
        """What is to be done, one after the other."""
        return [*self.saving, *([] if self.pressed is None else [self.pressed])]

    @property
    def waiting(self) -> list[Pairs]:
        """What was typed and is to be done by nobody yet."""
        return [words.to_dict(flat=False) for words in self.waiting_words]

    def from_step(self, number: int) -> list[Pairs]:
        """What was not done where the step of that number was refused."""
        return [*(words.to_dict(flat=False) for words in self.steps[number:]), *self.waiting]

    def late(self, refused: FormserverError) -> Again:
        """What is shown where the page was drawn from an older state: inputs of a form that only the newest state
        differs in would be taken for typed ones, so what was typed in forms that were not pressed is told."""
        own = [*([] if self.pressed is None else [self.pressed.to_dict(flat=False)]), *self.waiting]
        return Again(own, refused, [words.to_dict(flat=False) for words in self.saving])

    def refuse_left(self, step: Words) -> None:
        """Raise Refused where a step leads away from the page and something waits there."""
        left = Again(self.waiting).written
        if step.get("do") == "hand_in" and left:
            raise Refused(
                "还有写了没有加上的：%(texts)s。请先按它旁边的按钮，或者清掉，再交去发布。", texts="、".join(left)
            )


def posted(form: MultiDict[str, str], mark: str, page: str) -> Posted:
    """What was posted of a page as it was drawn, by the button of the form with that mark, "" by the Enter key."""
    found, drawn = _groups(form.items(multi=True)), _groups(_Inputs.of(page))
    typed = {name: words for name, words in found.items() if name != mark and words != drawn.get(name)}
    pressed = found.get(mark)
    if pressed is not None and mark.startswith(LOOKS):
        pressed["do"] = "look"
    saving = [words for name, words in typed.items() if name.startswith(SAVES)]
    return Posted(saving, [words for name, words in typed.items() if name.startswith(ASKS)], pressed)


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, Words]:
    """The pairs of each form, by its mark, in the order of the page; line ends as a browser shows them."""
    found: dict[str, Words] = {}
    for name, text in pairs:
        mark, end, inner = name.partition(_END)
        if end and not inner.startswith("_"):  # which page it was drawn for, and when
            found.setdefault(mark + end, MultiDict()).add(inner, text.replace("\r\n", "\n"))
    return found


class _Inputs(HTMLParser):
    """What the inputs of a page would send as they are drawn, without its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._name = self._text = ""
        self._options: list[tuple[str, bool]] = []

    @classmethod
    def of(cls, page: str) -> Iterator[tuple[str, str]]:
        """The pairs of name and text."""
        inputs = cls()
        inputs.feed(page)
        return iter(inputs.pairs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.pairs.append((given.get("name") or "", given.get("value") or ""))
        elif tag in ("select", "textarea"):
            self._name, self._text, self._options = given.get("name") or "", "", []
        elif tag == "option":
            self._options.append((given.get("value") or "", "selected" in given))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.pairs.append((self._name, self._text.removeprefix("\n")))
        elif tag == "select" and self._options:
            chosen = [value for value, is_chosen in self._options if is_chosen] or [self._options[0][0]]
            self.pairs.append((self._name, chosen[0]))
