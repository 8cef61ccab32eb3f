"""What Click and the machine say, in Chinese: they ask the machine's locale, which on servers is English or none."""

import errno
from collections.abc import Mapping
from typing import Final

from click import core, decorators, exceptions, formatting, parser, termui, types

SENTENCES: Final[Mapping[str, str]] = {
    "(dynamic)": "（运行时决定）",
    "Aborted!": "已取消。",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要有 {nargs} 个值。",
    "Choice({choices})": "应为其中一个：{choices}",
    "Choose from:\n\t{choices}": "应为其中一个：\n\t{choices}",
    "Commands": "命令",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename}：{message}",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（是不是其中一个：{possibilities}）",
    "Do you want to continue?": "要继续吗？",
    "Error: invalid input": "错误：输入有误",
    "Error: {message}": "错误：{message}",
    "Error: The two entered values do not match.": "错误：两次输入的不一样。",
    "Got unexpected extra argument ({args})": "多了参数：{args}",
    "Got unexpected extra arguments ({args})": "多了参数：{args}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 有误：{message}",
    "Invalid value: {message}": "输入有误：{message}",
    "Missing argument": "缺少参数",
    "Missing command.": "没有写明命令。",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing {param_type}": "缺少 {param_type}",
    "No such command {name!r}.": "没有 {name} 这个命令。",
    "No such option {name!r}.": "没有 {name} 这个选项。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不写值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写 {nargs} 个值。",
    "Options": "选项",
    "Positional arguments": "参数",
    "Repeat for confirmation": "请再输入一遍",
    "Show the version and exit.": "显示版本。",
    "Show this message and exit.": "显示本说明。",
    "Takes {nargs} values but 1 was given.": "要有 {nargs} 个值，只给了 1 个。",
    "Takes {nargs} values but {len} were given.": "要有 {nargs} 个值，给了 {len} 个。",
    "Try '{command} {option}' for help.": "详细说明：{command} {option}",
    "Usage:": "用法:",
    "default: {default}": "缺省：{default}",
    "env var: {var}": "环境变量：{var}",
    "unknown error": "原因不明",
    "{name} {filename!r} does not exist.": "没有 {filename}。",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，应为文件。",
    "{name} {filename!r} is a file.": "{filename} 是文件，应为文件夹。",
    "{name} {filename!r} is not executable.": "{filename} 不能执行。",
    "{name} {filename!r} is not readable.": "没有读 {filename} 的权限。",
    "{name} {filename!r} is not writable.": "没有写 {filename} 的权限。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value} 不是“是”或“否”；可以写 {states}",
    "{value!r} is not a valid {number_type}.": "{value} 不是数字。",
    "{value!r} is not one of {choices}.": "没有 {value}；可以是 {choices}。",
    "{value!r} is not {choice}.": "没有 {value}；应为 {choice}。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 的范围内。",
}
"""Click's sentence -> ours, with the same places. What is not here is no sentence our commands can come to say."""

_REASONS: Final[Mapping[int | None, str]] = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOTDIR: "应为文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只能读",
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "不是本机的地址",
}

SPEAKERS: Final = (core, decorators, exceptions, formatting, parser, termui, types)


def translated(sentence: str) -> str:
    """The Chinese of one of Click's sentences, or the sentence itself."""
    return SENTENCES.get(sentence, sentence)


def one_or_more(one: str, more: str, count: int) -> str:
    """The same of a sentence that Click keeps in two forms."""
    return translated(one if count == 1 else more)


def reason_of(error: OSError) -> str:
    """Why the machine refused, in Chinese where it is one of the usual reasons."""
    return _REASONS.get(error.errno) or error.strerror or type(error).__name__


def speak() -> None:
    """Let Click say its own sentences in Chinese; once, before a command is run."""
    for module in SPEAKERS:
        for name, ours in (("_", translated), ("ngettext", one_or_more)):
            if hasattr(module, name):
                setattr(module, name, ours)
