"""`formserver validate`: the problems of filled-in data, as JSON for programs and in Chinese for people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

import click

from formserver.cli import documents
from formserver.clock import today
from formserver.forms.document import Part
from formserver.forms.problems import Problem
from formserver.forms.validation import check, errors

_LONGEST_LINE: Final = 4 * 1024 * 1024


@click.command()
@click.argument("form")
@click.argument("files", type=click.File("rb"), nargs=-1, required=True)
@click.option("--part", help="数据属于哪一部分，缺省为第一部分。")
@click.option("--lines", is_flag=True, help="文件每行一份 JSON（JSON Lines）；文件名以 .jsonl 结尾时不必写。")
@click.option(
    "--engine",
    type=click.Choice(["compiled", "jsonschema"]),
    default="compiled",
    show_default=True,
    help="用哪一个检查程序；jsonschema 慢得多，只用来对照。",
)
def validate(form: str, files: tuple[IO[bytes], ...], part: str | None, lines: bool, engine: str) -> None:
    """检查填写内容：FORM 如 registration/ezhou，FILES 是一个部分的 JSON，“-”表示标准输入。

    每个文件输出一个 JSON 数组，每个问题有 path、level、message。每行一份时边读边检查，每个问题输出一行 JSON，
    另有 file 和 record（第几份），最后在标准错误输出里写总数。有错误（不只是提示）时退出码为 1。
    """
    document = documents.shipped(form)
    if part is not None and part not in document.parts:
        raise click.UsageError(f"{form} 没有名为 {part} 的部分；有 {'、'.join(document.parts)}。")
    checker = Checker(document.parts[part] if part else document.first_part, engine == "jsonschema")
    for file in files:
        if lines or _name_of(file).endswith(".jsonl"):
            checker.check_lines(file)
        else:
            checker.check_whole(file)
    if checker.wrong:
        raise click.exceptions.Exit(1)


@dataclass
class Checker:
    """Checks the data of one part; `wrong` counts the records with errors."""

    part: Part
    is_slow: bool
    wrong: int = 0

    def check_whole(self, file: IO[bytes]) -> None:
        """A file that is one record. Raises ClickException where it is no JSON."""
        try:
            data = json.loads(file.read())
        except (ValueError, RecursionError):
            raise click.ClickException(f"{_name_of(file)} 不是有效的 JSON。") from None
        problems = self._problems(data)
        click.echo(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=2))

    def check_lines(self, file: IO[bytes]) -> None:
        """A file of records, one a line; it may be longer than the memory."""
        before, count, warned = self.wrong, 0, 0
        for count, line in enumerate(_lines_of(file), start=1):
            wrong = self.wrong
            problems = self._problems_of(line)
            warned += bool(problems) and wrong == self.wrong
            for problem in problems:
                place = {"file": _name_of(file), "record": count}
                click.echo(json.dumps(place | problem.as_json(), ensure_ascii=False))
        wrong = self.wrong - before
        click.echo(f"{_name_of(file)}：共 {count} 份，{wrong} 份有错误，{warned} 份只有提示。", err=True)

    def _problems_of(self, line: bytes) -> list[Problem]:
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            self.wrong += 1
            return [Problem((), "不是有效的 JSON，或太长")]
        return self._problems(data)

    def _problems(self, data: Any) -> list[Problem]:
        problems = check(self.part, data, today=today(), engine=self.part.oracle if self.is_slow else None)
        self.wrong += bool(errors(problems))
        return problems


def _name_of(file: IO[bytes]) -> str:
    return str(getattr(file, "name", "-"))


def _lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines that are not empty; of one that is too long the beginning, which is no JSON."""
    while line := file.readline(_LONGEST_LINE):
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(_LONGEST_LINE)
        if line.strip():
            yield line
