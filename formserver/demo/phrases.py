"""Words for demonstration papers, chosen by what the label asks; and which options people mostly tick."""

import random
import re
from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.kinds.choice import Choice, YesNo
from formserver.forms.kinds.options import Option

# (what the label says, what may be written): the first row that fits.
_TEXTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "建议|措施|处置|响应|落实|服务情况|跟进",
        ("定期上门探访，提醒按时服药。", "联系子女多回家看望。", "协助打扫卫生，检查用电用气安全。"),
    ),
    ("关系", ("儿子", "女儿", "配偶", "儿媳", "侄子", "邻居")),
    ("职务|单位", ("村民委员会 网格员", "社区居民委员会 工作人员", "村民委员会 妇联主席", "社会工作服务站 社工")),
    ("需求", ("希望有人陪同体检。", "需要代买米面和常用药。", "希望常有人来说说话。", "暂无特别需求。")),
    ("外出地点", ("武汉市", "苏州市", "厦门市", "重庆市")),
    ("外出原因|原因", ("外出务工", "随子女居住", "身体原因", "家人已有照料")),
    ("患病|病史|疾病|病种", ("高血压", "糖尿病", "冠心病", "慢性支气管炎", "腰腿疼痛多年")),
    ("健康状况", ("良好", "一般", "患有高血压", "腿脚不便")),
    ("经济来源", ("养老金和子女供养", "种地收入", "城乡居民养老保险", "子女赡养")),
    ("项目|救助帮扶", ("高龄津贴", "城乡居民养老保险", "临时救助", "残疾人两项补贴")),
    ("地点|地址", ("家中", "村委会附近", "自家院内", "社区活动室")),
    ("满意|评价", ("满意", "很满意", "基本满意")),
    ("问题", ("未发现新的问题。", "卧室电线老化，已提醒更换。", "厨房堆放杂物，已帮助清理。")),
    ("编号", ("001", "016", "027", "038")),
)
REASON: Final = "已向老人和家属当面核实，情况属实。"
_OTHERWISE: Final = ("情况正常。", "已当面了解。", "与上次相同。", "身体和精神状态较好。")
_NAMES: Final = re.compile("(姓名|联系人|责任人|负责人员|监护人)$")

_SOUND: Final = re.compile("无变化|没有变化|无异常|无隐患|无失能")
_GRAVE: Final = re.compile(
    "不|危险|隐患|缺失|较差|失能|高风险|中风险|重度|残疾|重残|死亡|去世|特困|孤|病|独居|失独|减少|严重|恶化|其他|电话|视"
)
_USUAL: Final = re.compile("正常|安全|良好|很好|完善|完好|健康|自理|稳定|满意|愿意|低风险|上门|健在|一般对象|有人")
_RARELY_YES: Final = re.compile("贫困|低保|残疾|失能|患|病|危|特困|救助")
_MEANINGS: Final = {
    "safe": 9,
    "low": 9,
    "willing": 12,
    "ordinary": 5,
    "home": 9,
    "unsafe": 1,
    "high": 1,
    "unwilling": 1,
}


def asks_a_name(label: str) -> bool:
    """Whether a person's name is to be written."""
    return _NAMES.search(label) is not None


def words_for(label: str, rng: random.Random) -> str:
    """Something plausible for a label."""
    fitting = (texts for asked, texts in _TEXTS if re.search(asked, label))
    return rng.choice(next(fitting, _OTHERWISE))


def weight(field: Choice, option: Option) -> int:
    """How often an option is ticked, against the others of its field."""
    concept = field.spec.get("x-concept")
    meanings: Mapping[str, Any] = concept.get("map", {}) if isinstance(concept, Mapping) else {}
    if option.code in meanings:
        return _MEANINGS.get(meanings[option.code], 3)
    if field.draws == "select_choice":
        return 300 if option == field.options[0] else 1  # the usual answer heads a long list: 汉族
    if isinstance(field, YesNo):
        return 6 if (option.code == "no") == bool(_RARELY_YES.search(field.spoken)) else 1
    if _SOUND.search(option.label):
        return 9
    return 1 if _GRAVE.search(option.label) else 9 if _USUAL.search(option.label) else 3
