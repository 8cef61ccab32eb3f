"""What one cell asks: labels beside blank cells, options, dates, blanks within sentences, places to sign."""

import pytest

from formserver.forms.importing.guesses import Because, Sure
from formserver.forms.importing.kinds import asked as kind_of
from tests.unit.forms.importing.drafts import asked, cells, drafted, fields, guess

LABELS = {
    "姓名": "姓名 text",
    "性　别": "性别 sex",
    "身份证号": "身份证号 identity_number",
    "残疾证号": "残疾证号 disability_card",
    "民族": "民族 lookup",
    "联系电话": "联系电话 phone",
    "出生年月": "出生年月 date month",
    "登记日期": "登记日期 date",
    "外出时间": "外出时间 date year month day",
    "家庭月收入（元）": "家庭月收入（元） money",
    "年收入": "年收入 money",
    "总额（万元）": "总额（万元） money",
    "住房面积": "住房面积 decimal",
    "家庭人口": "家庭人口 integer",
    "是否独居": "是否独居 yes_no",
    "家庭住址": "家庭住址 address province city county township village detail",
    "经济来源": "经济来源 text",
    "服务需求": "服务需求 long_text",
    "近期照片": "近期照片 photos",
    "本人签字": "本人签字 signature",
    "单位盖章": "单位盖章 signature",
    "爱好": "爱好 text",
}


@pytest.mark.parametrize("label", LABELS)
def test_a_label_says_what_its_blank_cell_asks(label: str) -> None:
    assert asked([label, ""]) == [LABELS[label]]


def test_what_a_label_does_not_say_is_marked() -> None:
    made = drafted(["姓名", "", "籍贯", "", "经济来源", ""])
    assert [guess(made, name).sure for name in ("姓名", "经济来源", "籍贯")] == [Sure.SURE, Sure.LIKELY, Sure.UNSURE]
    assert guess(made, "籍贯").because is Because.PLAIN


def test_a_cell_without_any_label_is_marked() -> None:
    made = drafted(["", "姓名", ""])
    assert [(one.sure, one.because) for one in made.guesses[1:]] == [
        (Sure.UNSURE, Because.NO_LABEL),
        (Sure.SURE, Because.NAMED),
    ]


OPTIONS = {
    "□男 □女": "一项 sex",
    "□是  □否": "一项 yes_no",
    "□否  □是": "一项 yes_no 否/是",
    "☐是 ☑否": "一项 yes_no",
    "○良好 ○一般": "一项 single_choice 良好/一般",
    "( )好 ( )差": "一项 single_choice 好/差",
    "(好 (差": "一项 single_choice 好/差",
    "· 男○女": "一项 sex",
    "是    否": "一项 yes_no",
    "□有 □无": "一项 single_choice 有/无",
    "□领取": "一项 multi_choice 领取",
    "□一级 □二级 □三级": "一项 single_choice 一级/二级/三级",
    "□无变化 □增加  人 □减少  人": "一项 multi_choice 无变化!/增加[integer]人/减少[integer]人",
    "□增加 人 □不变": "一项 single_choice 增加[integer]人/不变",
    "□独居 □与子女同住 □其他____": "一项 single_choice 独居/与子女同住/其他[text]",
    "□甲 □乙 □丙（可多选）": "一项 multi_choice 甲/乙/丙（可多选）",
    "□甲 □乙\n□无  以上可多选": "一项 multi_choice 甲/乙/无!",
    "□严重 疾病名称：      □转好": "一项 single_choice 严重 疾病名称：[text]/转好",
    "□重残（残疾证号：  ） □其他": "一项 single_choice 重残（残疾证号：[disability_card]）/其他",
    "□有领取，每月    元  □无": "一项 single_choice 有领取，每月[money]元/无",
    "有领取，每月    元  □无": "一项 single_choice 有领取，每月[money]元/无",
    "□已婚  年  月  日 □未婚": "一项 single_choice 已婚[date]/未婚",
    "□拒绝，原因：\n□同意": "一项 single_choice 拒绝，原因：[text]/同意",
    "□住址：____ □无": "一项 single_choice 住址：[text]/无",
}


@pytest.mark.parametrize("text", OPTIONS)
def test_boxes_are_options(text: str) -> None:
    assert asked(["一项", text]) == [OPTIONS[text]]


LABELLED = {
    "家庭经济来源": "multi_choice",
    "残疾类别": "single_choice",
    "对象类型": "multi_choice",
    "身体状况": "multi_choice",
    "探访方式": "single_choice",
    "居住状况": "single_choice",
}


@pytest.mark.parametrize("label", LABELLED)
def test_the_label_tells_whether_several_may_be_ticked(label: str) -> None:
    assert asked([label, "□甲乙 □丙 □无"]) == [
        f"{label} {LABELLED[label]} 甲乙/丙/无{'!' if LABELLED[label] == 'multi_choice' else ''}"
    ]


def test_options_are_never_sure_unless_the_paper_says_so() -> None:
    sure = {text: guess(drafted(["一项", text]), "一项").sure for text in ("□甲 □乙 □丙", "□是 □否", "□甲 □乙 可多选")}
    assert list(sure.values()) == [Sure.LIKELY, Sure.SURE, Sure.SURE]
    lost = guess(drafted(["一项", "是   否"]), "一项")
    assert (lost.sure, lost.because) == (Sure.UNSURE, Because.NO_BOXES)
    alone = guess(drafted(["身体情况", "□健康 □残疾 □患病"]), "身体情况")
    assert alone.because is Because.EXCLUDES


def test_boxes_without_words_ask_for_a_look() -> None:
    made = drafted(["一项", "□ □"])
    assert (guess(made, "一项").sure, fields(made)["yi_xiang"]["x-kind"]) == (Sure.UNSURE, "text")


def test_an_option_too_long_for_a_label_is_cut() -> None:
    assert len(fields(drafted(["一项", f"□{'长' * 250} □短"]))["yi_xiang"]["x-options"][0]["label"]) == 200


TEXTS = {
    "年    月    日": ["一项 date"],
    "年   月": ["一项 date month"],
    "年 月\n日": ["一项 date"],
    "2025 年1月8日": ["一项 date"],
    "   元": ["一项 money"],
    "    平方米": ["一项 decimal 平方米"],
    "____人": ["一项 integer 人"],
    "乡镇（街道）   村（社区）": ["一项 address township village"],
    "鄂州市华容区（  ）乡/镇（）村/社区": ["一项 address township village"],
    "xx市 xx县（市、区） xx乡镇（街道）xx村（社区）＋门牌号码": ["一项 address city county township village detail"],
    "xx市 xx市 xx村": ["一项 address city village"],
    "前句，  后句：   ": ["后句： text"],
    "后句   ：____": ["后句： text"],
    "前句：甲   \n备注：": ["备注： long_text"],
    "子女数量    个，其中：男   个， 女  个": ["一项 sentence"],
    "回家时间：   年  月  日  所待天数：   天": ["回家时间： date", "所待天数： integer 天"],
    "能力程度：\n□完好 □轻度": ["能力程度： single_choice 完好/轻度"],
    "曾患病史：": ["曾患病史： long_text"],
    "月收入;": ["月收入; money"],
    "项目        \n金额        ": ["一项 sentence"],
    "建议：\n______": ["建议： long_text"],
    "工作人员签字：        \n年  月  日": ["一项 text", "工作人员签字： signature", "date"],
    "本人签字：______（盖章）": ["一项 text", "本人签字： signature", "（盖章） signature"],
    "□同意\n家属签字：  年 月 日": ["一项 multi_choice 同意", "家属签字： signature", "date"],
    "□同意  家属签字：": ["一项 multi_choice 同意", "家属签字： signature"],
}


@pytest.mark.parametrize("text", TEXTS)
def test_words_with_room_are_fields(text: str) -> None:
    assert asked(["一项", text]) == TEXTS[text]


def test_the_blanks_of_a_sentence_are_its_properties() -> None:
    made = drafted(["联系人", "姓名        性别      住址        每年   次"])
    sentence = fields(made)["lian_xi_ren"]
    assert [f"{code} {spec.get('x-kind', 'sex')}" for code, spec in sentence["properties"].items()] == [
        "name text",
        "sex sex",
        "residence text",
        "mei_nian integer",
    ]
    assert cells(made) == [
        [
            "联系人",
            "姓名{lian_xi_ren.name}性别{lian_xi_ren.sex|word}住址{lian_xi_ren.residence}每年{lian_xi_ren.mei_nian}次",
        ]
    ]
    assert [one.label for one in made.guesses[1:]] == ["联系人", "姓名", "性别", "住址", "每年"]


def test_a_name_over_its_place_to_sign_is_one_signature() -> None:
    assert asked(["服务人员\n（签字）", "服务对象\n（签字）\n______"]) == [
        "服务人员（签字） signature",
        "服务对象（签字） signature",
    ]


def test_a_signature_before_a_date_is_signed_in_its_own_cell() -> None:
    assert asked(["录入人（签字）", "年 月 日"]) == ["录入人（签字） signature", "录入人（签字） date"]


def test_the_room_above_a_signature_is_the_answer_of_the_label() -> None:
    made = drafted(["帮扶措施", "\n工作人员签字：      \n   年  月  日"])
    assert cells(made) == [
        [
            "帮扶措施",
            "{bang_fu_cuo_shi}⏎工作人员签字：{gong_zuo_ren_yuan_qian_zi|sign}⏎{gong_zuo_ren_yuan_qian_zi_2|ymd}",
        ]
    ]


OPINIONS = {
    "村（社区）意见": "opinion village",
    "乡镇（街道）审核意见": "opinion township",
    "县民政局意见": "opinion county",
}


@pytest.mark.parametrize("label", OPINIONS)
def test_opinion_seal_and_signature_are_a_step_of_the_workflow(label: str) -> None:
    made = drafted([label, "\n负责人签字：   （盖章）\n   年  月  日"])
    (spec,) = fields(made).values()
    assert f"{spec['x-kind']} {spec['x-step']}" == OPINIONS[label]
    assert spec["x-seal"]
    assert guess(made, label).sure is Sure.LIKELY


def test_an_opinion_may_name_itself() -> None:
    made = drafted([("村委会意见：\n\n 签字：   年 月 日", 2, 1)], ["姓名", ""])
    assert cells(made)[0] == ["村委会意见：⏎{cun_wei_hui_yi_jian}"]


def test_an_opinion_of_nobody_known_is_written_by_hand() -> None:
    made = drafted(["家属意见", "签字：   年 月 日"])
    assert [spec["x-kind"] for spec in fields(made).values()] == ["long_text", "signature", "date"]
    assert guess(made, "家属意见").because is Because.OPINION_UNKNOWN
    own = drafted([("家属意见：\n 签字：   年 月 日", 2, 1)], ["姓名", ""])
    assert cells(own)[0][0].startswith("家属意见：{jia_shu_yi_jian}⏎签字：{")


def test_the_number_of_a_visit_is_given_by_the_system_once() -> None:
    made = drafted(["第  次", "方式", "□上门 □电话"], ["第____次", "备注", ""], code="visit_record/one")
    assert [spec["x-kind"] for spec in fields(made).values()] == ["counter", "single_choice", "integer", "long_text"]
    plain = drafted(["第  次", "备注", ""])
    assert fields(plain)["di_ci"]["x-kind"] == "integer"


def test_a_printed_hint_is_no_name() -> None:
    rows = [["姓名", "", "是"], ["民族", "国标", "是"], ["性别", "○男 ○女", "是"]]
    made = drafted(*rows)
    assert cells(made)[1] == ["民族", "国标{ethnic_group}", "是"]
    assert guess(made, "民族").sure is Sure.UNSURE
    assert cells(drafted(["民族", "国标        "])) == [["民族", "国标{ethnic_group}"]]


def test_a_place_for_a_picture_is_answered_where_it_is_printed() -> None:
    made = drafted(["姓名", "", ("照\n片", 1, 2)], ["年龄", ""])
    assert cells(made)[0] == ["姓名", "{name}", "照片⏎{zhao_pian}"]
    assert asked(["照片", ""]) == ["照片 photos"]


def test_a_tall_cell_asks_for_more_than_a_line() -> None:
    assert kind_of("其他情形", height_mm=20).because is Because.TALL


def test_long_words_are_printed_in_parts() -> None:
    made = drafted([("说" * 2000 + "  签字：", 1, 1)], ["姓名"])
    assert [len(part) < 1000 for part in cells(made)[0][0].split("⏎")] == [True] * 3
    lines = "\n".join(f"第{n}条：" for n in range(80))
    assert len(cells(drafted(["条款", lines + "\n   元"]))[0][1].split("⏎")) == 55
