"""`formserver validate`: the problems of filled-in data, as JSON for programs and in Chinese for people."""

import json
from typing import IO

import click

from formserver.cli import documents
from formserver.clock import today
from formserver.forms.validation import check, errors


@click.command()
@click.argument("form")
@click.argument("file", type=click.File("rb"))
@click.option("--part", help="数据属于哪一部分，缺省为第一部分。")
def validate(form: str, file: IO[bytes], part: str | None) -> None:
    """检查一份填写内容：FORM 如 registration/ezhou，FILE 是一个部分的 JSON，“-”表示标准输入。

    输出一个 JSON 数组，每个问题有 path、level、message；有错误（不只是提示）时退出码为 1。
    """
    document = documents.shipped(form)
    if part is not None and part not in document.parts:
        raise click.UsageError(f"{form} 没有名为 {part} 的部分；有 {'、'.join(document.parts)}。")
    chosen = document.parts[part] if part else document.first_part
    try:
        data = json.loads(file.read())
    except (ValueError, RecursionError):
        raise click.ClickException(f"{file.name} 不是有效的 JSON。") from None
    problems = check(chosen, data, today=today())
    click.echo(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=2))
    if errors(problems):
        raise click.exceptions.Exit(1)
