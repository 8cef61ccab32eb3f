"""How hanzi sound: the order of names in lists, and names found by the first letters of their sounds."""

import os
from importlib import import_module
from typing import Final

LONGEST: Final = 200
"""Characters of an `order`; longer ones are cut."""

# Characters that sound otherwise as a surname than in words: 《通用规范汉字字典》, readings marked 姓.
_SURNAMES: Final = {
    **{"曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge"},
    **{"乐": "yue", "覃": "qin", "缪": "miao", "员": "yun", "繁": "po", "黑": "he", "折": "she", "秘": "bi"},
    **{"翟": "zhai", "种": "chong", "召": "shao", "祭": "zhai", "洗": "xian", "隗": "wei", "都": "du", "藏": "zang"},
    **{"佴": "nai", "贲": "ben", "郇": "xun", "难": "ning", "撒": "sa", "宿": "su", "尉": "wei", "燕": "yan"},
}
_PAIRED: Final = {
    **{"尉迟": ["yu", "chi"], "万俟": ["mo", "qi"], "长孙": ["zhang", "sun"], "单于": ["chan", "yu"]},
    **{"澹台": ["tan", "tai"], "令狐": ["ling", "hu"], "宰父": ["zai", "fu"], "鲜于": ["xian", "yu"]},
}


def syllables(words: str) -> list[str]:
    """The sound of each hanzi without its tone; what stands between hanzi stays together, as written."""
    # By name, when it is needed, and without its dictionary of phrases: that alone would take 45 MB of each process.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    sounds: list[str] = import_module("pypinyin").lazy_pinyin(words)
    return sounds


def of_name(name: str) -> list[str]:
    """The sounds of a person's name; a surname as a surname sounds (单: shan, 尉迟: yu chi)."""
    if name[:2] in _PAIRED:
        return _PAIRED[name[:2]] + syllables(name[2:])
    if name[:1] in _SURNAMES:
        return [_SURNAMES[name[0]], *syllables(name[1:])]
    return syllables(name)


def order(name: str) -> str:
    """What names are ordered by: the sounds, then the name itself, so that those who sound alike stand together by how
    they are written: ``wang xiao ming<TAB>王小明``. A tab stands before everything else, so 王秀 before 王秀英."""
    return f"{' '.join(of_name(name)).lower()}\t{name}"[:LONGEST]


def initials(name: str) -> str:
    """The first letters of the sounds, in small letters: 王小明 is ``wxm``; a dot inside of a name does not count."""
    return "".join(sound[0] for sound in of_name(name) if sound[0].isalpha() and sound[0].isascii()).lower()
