"""The grammar of target and actual values: 105 printed examples, the edges of each guard, and laws for any text."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsheet.values import (
    Value,
    blank,
    common_scale,
    comparable,
    decimals,
    money,
    name_unit,
    normalise,
    number,
    odd_character,
    parse,
    stroke,
    unit_family,
    with_unit,
)

D = Decimal
YEAR = 2022

# Sign: what is printed. Examples that are elsewhere given "=" without a printed sign (10分, 1次/月, 1600元/亩, 每年2次,
# 提高5个百分点, 已完成100%, 按合同10.5万元) are as bare as 50 is: their direction is the row's business, so "".
EXAMPLES = [
    # number, text, kind, sign, numbers, unit
    (1, "≥50个", "quant", ">=", "50", "个"),
    (2, "50", "quant", "", "50", ""),
    (3, "≥100百分比", "quant", ">=", "100", "%"),
    (4, "≤90万元", "quant", "<=", "90", "万元"),
    (5, "达成预期指标", "qual", "", "", ""),
    (6, "效果明显", "qual", "", "", ""),
    (7, "符合相关规定", "qual", "", "", ""),
    (8, "在项目计划完成时间内完成", "qual", "", "", ""),
    (9, "≧90%　", "quant", ">=", "90", "%"),
    (10, "≦100%", "quant", "<=", "100", "%"),
    (11, "是", "bool", "", "", ""),
    (12, "基本实现", "qual", "", "", ""),
    (13, "持续推广", "qual", "", "", ""),
    (14, "保护人民群众财产安全", "text", "", "", ""),
    (15, "完成总进度百分比", "name_like", "", "", ""),
    (16, "10分", "quant", "", "10", "分"),
    (17, "100人次", "quant", "", "100", "人次"),
    (18, "≥80%", "quant", ">=", "80", "%"),
    # A year is a date; "by" that date is what a target means by default.
    (19, "2019年", "date", "", "", ""),
    (20, "2020年", "date", "", "", ""),
    (21, "不少于12种", "quant", ">=", "12", "种"),
    (22, "14种", "quant", "", "14", "种"),
    (23, "38508人", "quant", "", "38508", "人"),
    (24, "100.00%", "quant", "", "100", "%"),
    (25, "97.30%", "quant", "", "97.3", "%"),
    (26, "8例", "quant", "", "8", "例"),
    (27, "≧" + "735" + "人次", "quant", ">=", "735", "人次"),
    (28, "═" + "100" + "%", "quant", "=", "100", "%"),
    (29, "﹦" + "72890" + "元", "quant", "=", "72890", "元"),
    (30, "有效", "qual", "", "", ""),
    (31, "≤" + "30" + "万元", "quant", "<=", "30", "万元"),
    (31, "完成", "qual", "", "", ""),
    (32, "至少全年完成2次宣传", "quant", ">=", "2", "次"),
    (33, "已完成100%", "progress", "", "100", "%"),
    (34, "按质按量完成", "qual", "", "", ""),
    (35, "1-12月", "period", "", "", ""),
    (36, "不断提升", "qual", "", "", ""),
    (37, "辖区企业满意率达95%以上。", "quant", ">=", "95", "%"),
    (38, "按合同10.5万元。", "quant", "", "10.5", "万元"),
    (39, "2020年全年。", "period", "", "", ""),
    (40, "95%以上", "quant", ">=", "95", "%"),
    (41, "10辆", "quant", "", "10", "辆"),
    (42, "≥80M", "quant", ">=", "80", "M"),
    (43, "优良", "qual", "", "", ""),
    (44, "2023.07-2024.01", "period", "", "", ""),
    (45, "250万", "quant", "", "250", "万"),
    (46, "1346.0088万平方米", "quant", "", "1346.0088", "万㎡"),
    (47, "485条", "quant", "", "485", "条"),
    (48, "1次/月", "quant", "", "1", "次/月"),
    (49, "2020年1月--2020年11月", "period", "", "", ""),
    (50, "≤620万/月", "quant", "<=", "620", "万/月"),
    (51, "1600元/亩", "quant", "", "1600", "元/亩"),
    (52, "3500公斤", "quant", "", "3500", "公斤"),
    (53, "≥20年", "quant", ">=", "20", "年"),
    (54, "≥100公里", "quant", ">=", "100", "公里"),
    (55, "854万(…400万元,…295万元,…159万元)", "quant", "", "854 400 295 159", "万元"),
    (56, "7,00.0,77", "text", "", "", ""),
    (57, "50,000.00", "quant", "", "50000", ""),
    (58, "小于0.9‰", "quant", "<", "0.09", "%"),
    (59, "不低于95%", "quant", ">=", "95", "%"),
    (60, "0起", "quant", "", "0", "起"),
    (61, "0人次", "quant", "", "0", "人次"),
    (62, "63", "quant", "", "63", ""),
    (63, "≥266米", "quant", ">=", "266", "米"),
    (64, "显著提升", "qual", "", "", ""),
    (65, "≥11.376万元", "quant", ">=", "11.376", "万元"),
    (65, "12万元", "quant", "", "12", "万元"),
    (66, "29.5亩", "quant", "", "29.5", "亩"),
    (66, "192只", "quant", "", "192", "只"),
    (66, "12头", "quant", "", "12", "头"),
    (67, "★补助鱼塘面积", "name_like", "", "", ""),
    (68, "=2 个", "quant", "=", "2", "个"),
    (69, "2 小时", "quant", "", "2", "小时"),
    (70, "80TB", "quant", "", "80", "TB"),
    (70, "120TB", "quant", "", "120", "TB"),
    (71, "15%及其以下", "quant", "<=", "15", "%"),
    (72, "健全", "qual", "", "", ""),
    (72, "合规", "qual", "", "", ""),
    (72, "规范", "qual", "", "", ""),
    (73, "10 台套", "quant", "", "10", "台套"),
    (74, "便捷、快速", "qual", "", "", ""),
    (75, "300 公里", "quant", "", "300", "公里"),
    (76, "290%", "quant", "", "290", "%"),
    (77, "±10%", "range", "", "-10 10", "%"),
    (78, "达标", "qual", "", "", ""),
    (79, "125.25万", "quant", "", "125.25", "万"),
    (80, "2021年12月完成", "date", "<=", "", ""),
    (81, "M.8万元", "text", "", "", ""),
    (82, "/", "empty", "", "", ""),
    (82, "—", "empty", "", "", ""),
    (82, "-", "empty", "", "", ""),
    (82, "无", "empty", "", "", ""),
    (83, "高", "qual", "", "", ""),
    (84, "30分钟内响应", "quant", "<=", "30", "分钟"),
    (85, "2小时以内", "quant", "<=", "2", "小时"),
    (86, "99.9%以上", "quant", ">=", "99.9", "%"),
    (87, "不低于250个工作日", "quant", ">=", "250", "工作日"),
    (88, "90%-95%", "range", "", "90 95", "%"),
    (89, "3-5个", "range", "", "3 5", "个"),
    (90, "三项", "quant", "", "3", "项"),
    (91, "２０２２年１２月底前", "date", "<=", "", ""),
    (92, "95.5％", "quant", "", "95.5", "%"),
    (93, "1,234.5万元", "quant", "", "1234.5", "万元"),
    (94, "大于等于90%", "quant", ">=", "90", "%"),
    (95, "不超过5个工作日", "quant", "<=", "5", "工作日"),
    (96, "50万元以内", "quant", "<=", "50", "万元"),
    (97, "90%左右", "quant", "~", "90", "%"),
    (98, "100%（含）以上", "quant", ">=", "100", "%"),
    (99, "≥1/3", "quant", ">=", str(D(1) / D(3)), "ratio"),
    (100, "提高5个百分点", "quant", "", "5", "pp"),
    # A fall is the one bare number with a direction of its own: further down is better.
    (101, "同比下降3%", "quant", "<=", "-3", "%"),
    (102, "每年2次", "quant", "", "2", "次/年"),
    (103, "逐步提升", "qual", "", "", ""),
    (104, "是/否", "text", "", "", ""),
    (105, "300-500万元，力争600万元", "text", "", "", ""),
]


@pytest.mark.parametrize(("example", "text", "kind", "sign", "numbers", "unit"), EXAMPLES)
def test_printed_example(example: int, text: str, kind: str, sign: str, numbers: str, unit: str) -> None:
    value = parse(text, YEAR)
    assert (value.kind, value.sign, value.unit) == (kind, sign, unit)
    assert value.numbers == tuple(map(D, numbers.split()))
    assert value.implicit is (sign == "")


def test_every_example_is_there() -> None:
    assert {row[0] for row in EXAMPLES} == set(range(1, 106))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2019年", "2019-12-31"),
        ("2020年", "2020-12-31"),
        ("1-12月", "2022-01-01 2022-12-31"),
        ("2020年全年。", "2020-01-01 2020-12-31"),
        ("2023.07-2024.01", "2023-07-01 2024-01-31"),
        ("2020年1月--2020年11月", "2020-01-01 2020-11-30"),
        ("2021年12月完成", "2021-12-31"),
        ("２０２２年１２月底前", "2022-12-31"),
        ("12月底前", "2022-12-31"),
        ("2022年12月前", "2022-12-31"),
        ("22年2月", "2022-02-28"),
        ("2024年2月底", "2024-02-29"),
        ("2022-06-30", "2022-06-30"),
        ("2022/6/30", "2022-06-30"),
        ("2022.6.30", "2022-06-30"),
        ("2023.12", "2023-12-31"),
        ("2022-12", "2022-12-31"),
        ("于2022年6月30日前完成", "2022-06-30"),
        ("项目于2022年6月底前全面建成并投入使用", "2022-06-30"),
        ("年底前", "2022-12-31"),
        ("2022-12-31 00:00:00", "2022-12-31"),
        ("2021年底完成主体工程建设", "2021-12-31"),
        ("12月底前完成全部工作任务", "2022-12-31"),
        ("2022年第三季度", "2022-09-30"),
        ("上半年", "2022-06-30"),
        ("3月中旬", "2022-03-20"),
        ("2022年1-6月", "2022-01-01 2022-06-30"),
        ("1月-6月", "2022-01-01 2022-06-30"),
        ("2021-2022年", "2021-01-01 2022-12-31"),
        ("2022年1月1日至12月31日", "2022-01-01 2022-12-31"),
        ("2022年3月至2023年5月", "2022-03-01 2023-05-31"),
    ],
)
def test_dates_end_where_the_words_end(text: str, dates: str) -> None:
    value = parse(text, YEAR)
    assert value.kind == ("period" if " " in dates else "date")
    assert value.dates == tuple(map(datetime.date.fromisoformat, dates.split()))


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("2022年11月15日", "2022-11-15"),
        ("2022年11月", "2022-11-01"),
        ("2022年11月底前", "2022-11-01"),
        ("12月底前", "2022-12-01"),
        ("2022年", "2022-01-01"),
        ("三季度", "2022-07-01"),
        ("2022.6.30", "2022-06-30"),
    ],
)
def test_the_first_day_that_a_date_may_mean(text: str, since: str) -> None:
    assert parse(text, YEAR).since == datetime.date.fromisoformat(since)


def test_not_before_a_day_is_no_deadline() -> None:
    assert parse("不早于2022年6月", YEAR).sign == ">="


@pytest.mark.parametrize("text", ["2022年13月", "2022年2月30日", "2022年0月", "2022-02-30", "13月底前"])
def test_impossible_dates_are_dates_without_days(text: str) -> None:
    value = parse(text, YEAR)
    assert (value.kind, value.impossible, value.dates) == ("date", True, ())


def test_a_month_without_a_year_is_a_date_without_days() -> None:
    assert (parse("12月底前").kind, parse("12月底前").impossible, parse("12月底前").dates) == ("date", False, ())


def test_a_bare_decimal_that_looks_like_a_month_keeps_its_number() -> None:
    assert parse("2023.12").numbers == (D("2023.12"),)
    assert comparable(parse("≤2000.5"), parse("1999.5万元")) == (D("2000.5"), D("1999.5"))


@pytest.mark.parametrize(
    ("text", "numbers", "unit", "sign", "whole"),
    [
        ("控制在50万元以内", "50", "万元", "<=", True),
        ("达到95%以上", "95", "%", ">=", True),
        ("100余人", "100", "人", ">", True),
        ("90%（不含）以上", "90", "%", ">", True),
        ("百分之九十五", "95", "%", "", True),
        ("不少于两次", "2", "次", ">=", True),
        ("十二个", "12", "个", "", True),
        ("一百零五户", "105", "户", "", True),
        ("每人每月500元", "500", "元/人·月", "", True),
        ("500元/人*月", "500", "元/人·月", "", True),
        ("每季度至少开展2次培训", "2", "次/季度", ">=", False),
        ("50盏灯", "50", "盏", "", False),
        ("≥50(个)", "50", "个", ">=", True),
        ("96.2%（n=187）", "96.2", "%", "", False),
        ("2022年完成宣传5次", "5", "次", "", False),
        ("-5%", "-5", "%", "", True),
        ("—5%", "-5", "%", "", True),
        (".5%", "0.5", "%", "", True),
        ("下降3%以上", "-3", "%", "<=", True),
        ("下降不超过3%", "-3", "%", ">=", True),
        ("降低到3%", "3", "%", "", True),
        ("满意度-95%", "95", "%", "", False),
        ("10m²", "10", "㎡", "", True),
        ("10㎡以上", "10", "㎡", ">=", True),
        ("3千瓦", "3", "千瓦", "", True),
        ("1.2万人次", "1.2", "万人次", "", True),
        ("10台（套）", "10", "台套", "", True),
        ("≥ 9 5 %", "", "", "", False),
    ],
)
def test_quantities(text: str, numbers: str, unit: str, sign: str, whole: bool) -> None:
    value = parse(text, YEAR)
    assert (value.kind == "quant") is bool(numbers)
    assert (value.numbers, value.unit, value.sign, value.whole) == (tuple(map(D, numbers.split())), unit, sign, whole)


@pytest.mark.parametrize(
    "text",
    [
        "一次性", "三网分离", "一库一平台", "培训5次200人", "400\n500", "A4纸", "5G网络", "第3批", "1,23", "5-3个",
        "10%,20%", "400\n500人", "完成3-5次宣传", "2022年完成3-5次宣传", "≥3-5个", "1小时-2天", "1" * 30,
        "一二项", "元/人*月", "达成/未达成", "完成2022年任务",
    ],
)  # fmt: skip
def test_not_guessed(text: str) -> None:
    assert parse(text).kind == "text"


@pytest.mark.parametrize(
    ("text", "band", "hedged"),
    [
        ("达成预期指标", 1, False),
        ("效果明显", 1, False),
        ("基本实现", 1, True),
        ("项目基本完成", 1, True),
        ("较好", 1, True),
        ("显著提升", 1, False),
        ("持续推广", None, False),
        ("逐步提升", None, False),
        ("便捷、快速", None, False),
        ("高", None, False),
        ("部分达成年度指标并具有一定效果", 2, True),
        ("有待提高", 2, False),
        ("未达成年度指标且效果较差", 3, False),
        ("未完成", 3, False),
        ("基本医疗保障达标", 1, False),
        ("初步设计完成", 1, False),
        ("十分满意", 1, False),
    ],
)
def test_bands(text: str, band: int | None, hedged: bool) -> None:
    value = parse(text)
    assert (value.kind, value.band, value.hedged) == ("qual", band, hedged)


@pytest.mark.parametrize("text", ["±10%", "控制在±10%以内", "<±10%", "+-10%"])
def test_a_tolerance_is_a_range(text: str) -> None:
    assert parse(text) == Value("range", "", (D(-10), D(10)), "%")


@pytest.mark.parametrize("text", ["已完成100%", "100%完成", "完成率100%", "完成进度为100%"])
def test_progress(text: str) -> None:
    assert parse(text) == Value("progress", "", (D(100),), "%")


def test_good_news_is_no_failure() -> None:
    assert parse("未发生安全事故").kind == "text"


def test_yes_and_no() -> None:
    assert (parse("是").yes, parse("否").yes, parse("达标").yes) == (True, False, None)


@pytest.mark.parametrize(
    ("text", "colloquial"),
    [("95%以上", True), ("达到95%", True), ("下降3%", True), ("≥95%", False), ("≦90%", False), ("不低于95%", False)],
)
def test_everyday_speech_is_told_from_a_printed_comparator(text: str, colloquial: bool) -> None:
    assert parse(text).colloquial is colloquial
    assert not parse(text).implicit


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("≧ ⩾", ">=>="),
        ("﹥=9", ">=9"),
        ("》=9", ">=9"),
        ("《＝9", "<=9"),
        ("═〓＝﹦", "===="),
        ("９５．５％。", "95.5%"),
        ("年度\n指标值", "年度指标值"),
        ("400\n500", "400 500"),
        ("1, 234", "1, 234"),
        ("\u3000\xa0", ""),
        ("5①", "5(1)"),
        ("5½", "5(1/2)"),
        ("（Ａ）；", "(A)"),
    ],
)
def test_normalise(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("10分", "10", 0), ("10.00分", "10.00", 2), ("１０。", "10", 0), ("50,000.00", "50000", 2), ("-1.5", "-1.5", 1),
        (".5", "0.5", 1), ("9 分", "9", 0), ("95.5%", None, 1), ("7,00.0,77", None, 0), ("1O", None, 0),
        ("", None, 0),
        ("10 20", None, 0), ("1,23", None, 0), ("—", None, 0), ("10-20", None, 0), ("十", None, 0),
    ],
)  # fmt: skip
def test_plain_numbers(text: str, value: str | None, places: int) -> None:
    assert number(text) == (None if value is None else D(value))
    assert decimals(text) == places


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("125.25万", "万元", "125.25"), ("50,000.00", "元", "5"), ("89.8万元", "元", "89.8"), ("3千元", "万元", "0.3"),
        ("1.5亿元", "万元", "15000"), ("¥100", "元", "0.01"), ("0.00", "万元", "0"), ("-3", "千元", "-0.3"),
        ("1346.0088万平方米", "万元", None), ("M.8万元", "万元", None), ("7,00.0,77", "万元", None),
        ("—", "万元", None),
        ("约10万元", "万元", None),
    ],
)  # fmt: skip
def test_money(text: str, unit: str, amount: str | None) -> None:
    assert money(text, unit) == (None if amount is None else D(amount))


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("1O", "O"), ("l0", "l"), ("7、5", "、"), ("7,00.0,77", ","), ("1.2.3", "."), ("M.8万元", "M"), ("1〇", "〇"),
        ("10 20", " "), ("10", None), ("10万元", None), ("1,234", None), ("约10", None),
        ("完成", None), ("", None),
        ("OK", None),
    ],
)  # fmt: skip
def test_odd_character(text: str, character: str | None) -> None:
    assert odd_character(text) == character


def test_blank_and_stroke() -> None:
    assert all(map(blank, ("", " ", "\u3000\xa0\n", "\ufeff")))
    assert all(map(stroke, ("—", "–", "-", "——", "/", "\\", "无", "…", "……", " / ", "不适用")))
    assert not any(map(stroke, ("", "\u3000", "0", "无事故")))
    assert not any(map(blank, ("—", "0", "无")))


@pytest.mark.parametrize(
    ("a", "b", "pair"),
    [
        ("≥50个", "50", "50 50"),
        ("5000元", "1万元", "5000 10000"),
        ("250万", "300万元", "2500000 3000000"),
        ("1公里", "1500米", "1000 1500"),
        ("1公顷", "15亩", "30000 30000"),
        ("3亩", "2000㎡", "6000 6000"),
        ("1.2万人次", "11000人次", "12000 11000"),
        ("1吨", "900公斤", "1000 900"),
        ("≤2小时", "90分钟", "7200 5400"),
        ("≥1/2", "60%", "50.0 60"),
        ("100名", "98人", "100 98"),
        ("小于0.9‰", "0.1%", "0.09 0.1"),
        ("1元/亩", "2元/亩", "1 2"),
        ("0.1万元/亩", "2000元/亩", "1000.0 2000"),
        ("50棵苗", "60棵", "50 60"),
        ("100人", "100人次", None),
        ("100户", "100家", None),
        ("95%", "187人", None),
        ("90万元", "100%", None),
        ("250万", "95%", None),
        ("1元/亩", "2元/人", None),
        ("下降3%", "5%", None),
        ("5天", "5工作日", None),
        ("完成", "50", None),
        ("3-5个", "4个", None),
    ],
)
def test_comparable(a: str, b: str, pair: str | None) -> None:
    expected = tuple(map(D, pair.split())) if pair else None
    assert comparable(parse(a), parse(b)) == expected
    assert comparable(parse(b), parse(a)) == (expected[::-1] if expected else None)


def test_units_of_names() -> None:
    assert name_unit("成本控制数(万元)") == "万元"
    assert name_unit("补助面积（单位：亩）") == "亩"
    assert name_unit("验收合格率") == "%"
    assert name_unit("培训次数") == name_unit("培训（线上）") == ""
    assert with_unit(parse("63"), "万元") == parse("63万元")
    assert with_unit(parse("63元"), "万元") == parse("63元")
    assert with_unit(parse("完成"), "万元") == parse("完成")


def test_unit_families() -> None:
    assert unit_family("万元") == ("money", D(10000))
    assert unit_family("万亩") == ("area", D(20_000_000))
    assert unit_family("个") == ("个", D(1))
    assert unit_family("") is None
    assert common_scale("万", "亿元") == (D(10_000), D(100_000_000))


def test_a_breakdown_is_in_one_unit() -> None:
    assert parse("100万元,其中中央60万元,省级400000元").numbers == (D(100), D(60), D(40))


ALPHABET = (
    "0123456789.,-~至到≥≤<>=＝％%‰百分之万亿元个项次人年月日底前以上内达不低于（）()/每·、。 \u3000\n"
    "一二三十两完成提高下降约±其中:…第m²"
)
ANY = st.text(max_size=60)
GRAMMATICAL = st.text(alphabet=ALPHABET, max_size=20)
TEXTS = st.one_of(ANY, GRAMMATICAL)
YEARS = st.one_of(st.none(), st.integers(-10, 12000))


@settings(max_examples=600, deadline=None)
@given(TEXTS, YEARS)
def test_no_text_is_too_odd(text: str, year: int | None) -> None:
    value = parse(text, year)
    assert isinstance(value, Value)
    assert parse(normalise(text), year) == value
    assert normalise(normalise(text)) == normalise(text)
    for read in (number, money, decimals, blank, stroke, odd_character, name_unit):
        read(text)
    assert comparable(value, value) is None or value.numbers
    if blank(text):
        assert value.kind == "empty"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["", "≥", "≤", ">", "<", "=", "≧", "≦", "＝", "不低于", "不超过"]),
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.booleans(),
    st.sampled_from(["", "%", "个", "万元", "人次", "公里", "㎡", "次/月"]),
)
def test_sign_number_and_unit_come_back(sign: str, amount: Decimal, grouped: bool, unit: str) -> None:
    value = parse(f"{sign}{amount:,}{unit}" if grouped else f"{sign}{amount}{unit}")
    plain = {"≥": ">=", "≧": ">=", "不低于": ">=", "≤": "<=", "≦": "<=", "不超过": "<=", "＝": "="}.get(sign, sign)
    if value.kind == "quant":
        assert (value.sign, value.numbers, value.unit, value.whole) == (plain, (amount,), unit, True)
    else:
        assert not unit and 1900 <= amount < 2100, "only a bare 2023.12 is a month"
