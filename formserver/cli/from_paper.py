"""`formserver forms from-paper`: a Word file or a table as text becomes the draft of a form document."""

from pathlib import Path

import click

from formserver.forms.importing.drafting import Draft
from formserver.forms.importing.guesses import Guess, Sure
from formserver.services.from_paper import from_file

_MARKS = {Sure.SURE: " ", Sure.LIKELY: "·", Sure.UNSURE: "？"}


@click.command("from-paper")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", default="", help="表的编码，例如 registration/ezhou_2；不写时按标题取。")
@click.option("--paper", type=click.IntRange(min=1), help="文件里有几张表时，要第几张。")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="把草稿写到这个文件（JSON）。")
def from_paper(file: Path, code: str, paper: int | None, output: Path | None) -> None:
    """从纸质表开始：把 Word 文件（.docx）或文本里的表格读成一份表单草稿，逐项列出是怎样认的。

    只写文件，不发布。标着“？”的没有把握，标着“·”的按字面猜的，发布前都要核对。
    """
    made = from_file(file.read_bytes(), number=paper or 0, code=code)
    for guess in made.guesses:
        click.echo(_line(guess))
    click.echo(_summary(made))
    if output is None:
        click.echo("没有写文件；用 -o 文件名 写出草稿。")
    else:
        output.write_text(made.text, encoding="utf-8")
        click.echo(f"已写入 {output}。逐项核对、改好以后，在“表单”里导入，看过再发布。")


def _line(guess: Guess) -> str:
    named = f"{guess.label}（{guess.field}）" if guess.field else guess.label
    return f"{_MARKS[guess.sure]} {guess.place} {named}：{guess.taken_for}，{guess.sure}，{guess.because}"


def _summary(made: Draft) -> str:
    counts = "、".join(f"{sure} {sum(guess.sure is sure for guess in made.guesses)}处" for sure in Sure)
    return f"《{made.title}》，编码 {made.code}：{counts}。"
