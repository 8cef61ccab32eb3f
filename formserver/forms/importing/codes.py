"""Stable ASCII codes of fields and options: the concept where it is known, else the sound of the words; unique."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from formserver import sounds

KNOWN: Final[Mapping[str, str]] = {
    **{"姓名": "name", "性别": "sex", "民族": "ethnic_group", "年龄": "age", "备注": "remarks", "编号": "serial"},
    **dict.fromkeys(("居民身份证号码", "身份证号码", "身份证号", "公民身份号码", "身份证"), "identity_number"),
    **dict.fromkeys(("联系电话", "联系方式", "常用联系电话", "电话", "手机号码", "手机号"), "phone"),
    **dict.fromkeys(("户籍地址", "户籍所在地", "户口所在地"), "registered_address"),
    **dict.fromkeys(("居住地址", "现居住地址", "现住址", "家庭住址", "住址"), "residence"),
    **dict.fromkeys(("出生年月", "出生日期", "出生年月日"), "birth"),
    **dict.fromkeys(("建档日期", "填报日期", "登记日期", "填表日期"), "opened_on"),
    **dict.fromkeys(("探访日期", "探访时间", "服务时间", "探访服务时间"), "visit_date"),
    **dict.fromkeys(("探访方式", "服务方式", "探访服务方式"), "visit_way"),
    **dict.fromkeys(("燃气安全", "燃气安全情况"), "gas_safety"),
    **dict.fromkeys(("用电安全", "用电安全情况"), "electric_safety"),
    **dict.fromkeys(("水暖安全", "水暖安全情况"), "water_safety"),
    **dict.fromkeys(("房屋安全", "房屋安全情况"), "house_safety"),
}
OPTIONS: Final[Mapping[str, str]] = {
    **{
        "是": "yes",
        "否": "no",
        "男": "male",
        "女": "female",
        "无": "none",
        "有": "has",
        "其他": "other",
        "其它": "other",
    },
    **{"安全": "safe", "较安全": "fair", "不安全": "unsafe", "无变化": "unchanged", "健康": "healthy"},
    **{
        "上门探访": "home",
        "上门": "home",
        "电话探访": "phone",
        "电话问候": "phone",
        "电话": "phone",
        "视频探访": "video",
    },
    **{"互联网音（视）频探访": "video", "视频": "video"},
}
_RESERVED: Final = frozenset({"row", "role", "total"})
_SYLLABLES: Final = 6  # of a code: enough to tell fields apart, short enough to be read


def stem(words: str) -> str:
    """A printed label without its numbering, remarks in brackets, white space and closing punctuation."""
    bare = re.sub(r"\s+|_+", "", words)
    bare = re.sub(r"^(?:\d+[.．、]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)])", "", bare)
    return re.sub(r"[（(][^（）()]*[）)]$", "", bare.rstrip("：:；;，,。、")) or bare.rstrip("：:；;，,。、")


def sounded(words: str) -> str:
    """Words as one code: what is Latin stays, every hanzi becomes its sound. Empty where there is nothing to say."""
    parts = (re.sub("[^a-z0-9]+", "_", part.lower()) for part in sounds.syllables(stem(words)))
    plain = [part.strip("_") for part in parts if part.strip("_")]
    return "_".join(plain[:_SYLLABLES])[:48].rstrip("_")


class Names:
    """The codes of one object (or of the options of one field), each given out once."""

    def __init__(self, *, options: bool = False) -> None:
        self._options = options
        self._taken: set[str] = set(_RESERVED)

    def take(self, words: str, otherwise: str = "field") -> str:
        """A code for these words that nobody has yet; `otherwise` where they have no sound."""
        known = (OPTIONS if self._options else KNOWN).get(stem(words))
        code = known or sounded(words) or otherwise
        if not self._options and not code[0].isalpha():
            code = f"{otherwise}_{code}"
        unique, number = code, 2
        while unique in self._taken:
            unique, number = f"{code}_{number}", number + 1
        self._taken.add(unique)
        return unique
