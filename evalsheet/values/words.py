"""The vocabulary of target and actual values: sign words, units, and the words that grade a qualitative result.

Only data, no behaviour. Every text here is in the form that `normalise` gives.
"""

from __future__ import annotations

#: Cells that say "nothing here" by a word. Runs of dashes, slashes and dots say the same (see `stroke`).
EMPTY_WORDS = frozenset(("无", "不适用", "不涉及", "N/A", "NA", "n/a"))

YES_WORDS = frozenset(("是",))
NO_WORDS = frozenset(("否",))

#: What stands in front of a number and says how it binds.
#: 未超过 is read as "not more than", like 不超过, although some lists file it under "less than": equality is no excess.
LEADING_SIGNS = {
    word: sign
    for sign, words in {
        "": ("",),
        ">=": (">=", "=>", "大于等于", "大于或等于", "不低于", "不少于", "不小于", "不短于", "至少", "达到", "达"),
        ">": (">", "大于", "高于", "超过", "多于", "超"),
        "<=": (
            "<=", "=<", "小于等于", "小于或等于", "不超过", "未超过", "不高于", "不大于", "不多于", "至多", "最多",
            "控制在",
        ),
        "<": ("<", "小于", "低于", "少于", "未达到", "未达", "不足", "不到"),
        "=": ("=", "==", "等于"),
        "~": ("~", "≈", "约", "大约", "约为", "近", "接近"),
    }.items()
    for word in words
}  # fmt: skip

#: Leading words that tell a result as much as they set a bound (满意度达到96%): a tail word beats them, and they count
#: as everyday speech where a comparator is out of place.
SOFT_SIGNS = frozenset(("达到", "达", "控制在"))

#: Leading words that also bind from further away in the same clause (至少全年完成2次).
FAR_SIGNS = ("至少", "不少于", "不低于", "不超过", "不高于", "不多于", "至多", "最多")

#: What stands behind number and unit.
TAIL_SIGNS = {
    "以上": ">=", "之上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "内": "<=", "左右": "~", "上下": "~",
}  # fmt: skip

RISE_WORDS = ("提高", "提升", "增长", "增加", "上升", "上涨", "增幅")
FALL_WORDS = ("下降", "降低", "减少", "缩短", "下滑", "降幅")

#: Words around a number that leave nothing unsaid when they are skipped.
FILLERS = (
    "已经", "已", "实际", "全年", "年度", "共计", "总共", "共", "累计", "合计", "总计", "完成率", "完成进度",
    "完成", "计划", "预计", "目标", "均", "为", "是", "同比", "环比", "较上年", "比上年", "较去年", "比去年",
    "与上年相比", "与去年相比", "年均", "平均", "全部", "提高到", "提升到", "提高至", "提升至", "增长到", "增加到",
    "下降到", "降低到", "下降至", "降低至", "降至", "减少到", "减少至", ":", ",", "(", ")",
)  # fmt: skip

#: Spellings of units, to the one used in a Value.
UNIT_SPELLINGS = {
    "": "", "%": "%", "百分比": "%", "个百分点": "pp", "百分点": "pp", "平方米": "㎡", "平米": "㎡", "m2": "㎡",
    "m^2": "㎡", "平方公里": "平方公里", "平方千米": "平方公里", "km2": "平方公里", "km^2": "平方公里",
    "立方米": "m³", "立方": "m³", "m3": "m³", "m^3": "m³", "千米": "公里", "km": "公里", "KM": "公里", "Km": "公里",
    "m": "米", "cm": "厘米", "mm": "毫米", "kg": "公斤", "KG": "公斤", "Kg": "公斤", "千克": "公斤", "g": "克",
    "t": "吨", "个月": "月", "个工作日": "工作日", "个小时": "小时", "个自然日": "天", "日": "天", "日历天": "天",
    "h": "小时", "min": "分钟", "个学时": "学时", "台(套)": "台套", "台/套": "台套", "(台)套": "台套",
    "人/次": "人次", "人(次)": "人次", "个(套)": "个套", "场(次)": "场次",
}  # fmt: skip

#: Units that are spelled as they are used. An unlisted unit still works where it is all that follows the number.
UNIT_WORDS = (
    "元", "千元", "百万元", "万元", "亿元", "万", "亿", "亩", "公顷", "米", "公里", "里", "厘米", "毫米", "㎡",
    "m³", "公斤", "吨", "克", "斤", "升", "秒", "分钟", "小时", "天", "工作日", "学时", "课时", "周", "月", "季度",
    "季", "年", "年度", "人", "人次", "人份", "户", "家", "户次", "个", "个次", "项", "项次", "次", "件", "套",
    "台", "台套", "台次", "辆", "辆次", "种", "类", "例", "起", "座", "条", "处", "篇", "期", "场", "场次", "只",
    "头", "名", "位", "本", "册", "份", "张", "块", "支", "枚", "株", "棵", "批", "批次", "班", "班次", "所", "间",
    "栋", "幢", "眼", "口", "部", "村", "镇", "乡", "县", "校", "对", "组", "队", "架", "艘", "盏", "根", "段",
    "片", "箱", "袋", "瓶", "盒", "桶", "车", "床", "宗", "卷", "幅", "版", "集", "首", "款", "站", "点", "站点",
    "孔", "匹", "羽", "尾", "节", "门", "轮", "届", "笔", "单", "分", "级", "倍", "度", "千瓦", "千瓦时", "兆瓦",
    "TB", "GB", "MB", "PB", "Mbps", "℃", "°C", "dB", "社区", "行政村",
)  # fmt: skip

#: Measure words that a numeral does not turn into a quantity: 十分 "very", 一级 "first class", 五月 "May".
NOT_COUNTED = frozenset(
    ("", "分", "级", "度", "月", "日", "类", "点", "班", "万", "亿", "片", "口", "对", "年度", "季度", "季", "里", "部")
)

#: Denominators after 每: 每年2次 is 2次/年.
PER_WORDS = (
    "季度", "学期", "年度", "年", "月", "周", "天", "日", "人", "户", "亩", "家", "村", "生", "公里", "吨", "辆",
    "台", "套", "场", "次", "平方米",
)  # fmt: skip

#: Units of one kind: family and factor. 亩 is 2000/3 ㎡ and 公顷 15 亩, so areas count in thirds of a ㎡ to stay exact.
FAMILIES = {
    "元": ("money", "1"), "千元": ("money", "1000"), "百万元": ("money", "1000000"), "万元": ("money", "10000"),
    "亿元": ("money", "100000000"), "㎡": ("area", "3"), "亩": ("area", "2000"), "公顷": ("area", "30000"),
    "平方公里": ("area", "3000000"), "毫米": ("length", "0.001"), "厘米": ("length", "0.01"), "米": ("length", "1"),
    "里": ("length", "500"), "公里": ("length", "1000"), "克": ("mass", "0.001"), "斤": ("mass", "0.5"),
    "公斤": ("mass", "1"), "吨": ("mass", "1000"), "秒": ("time", "1"), "分钟": ("time", "60"),
    "小时": ("time", "3600"), "天": ("time", "86400"), "周": ("time", "604800"), "月": ("months", "1"),
    "季度": ("months", "3"), "季": ("months", "3"), "年": ("months", "12"), "年度": ("months", "12"),
    "%": ("%", "1"), "ratio": ("%", "100"), "名": ("人", "1"), "位": ("人", "1"), "场次": ("场", "1"),
    "批次": ("批", "1"),
}  # fmt: skip

#: Amounts as 万元.
MONEY = {
    "元": "0.0001", "千元": "0.1", "万元": "1", "万": "1", "百万元": "100", "亿元": "10000", "亿": "10000",
}  # fmt: skip

#: Endings by which a text in a value column is the name of an indicator (指标名称) and not a value.
NAME_ENDINGS = (
    "率", "百分比", "比例", "数量", "人数", "次数", "个数", "户数", "面积", "金额", "里程", "长度", "总量", "总额",
    "满意度", "满意程度", "控制数", "完成时间", "时限",
)  # fmt: skip

#: Not reached (未达成). Only these: 未发生事故 is good news.
BAND_3 = (
    "未达成", "未达到", "未达标", "未完成", "未实现", "未开展", "未实施", "未落实", "未启动", "未执行", "没有完成",
    "不达标", "不合格", "不合规", "不符合", "不满意", "较差", "未建成", "未完工", "未竣工",
)  # fmt: skip

#: Partly reached (部分达成). 逐步 is not here although it is at times filed so: 逐步提升 tells no degree.
BAND_2 = (
    "部分达成", "部分完成", "部分实现", "部分达到", "部分达标", "一定效果", "一定成效", "有待提高", "有待提升",
    "有待加强", "有待改进", "未全部", "未完全",
)  # fmt: skip

#: Reached (达成), by the end of the text.
BAND_1_ENDINGS = (
    "达成", "达到", "完成", "实现", "达标", "合规", "合格", "健全", "有效", "满意", "优良", "优秀", "显著", "明显",
    "规范", "良好", "较好", "建成", "完工", "竣工", "达成年度指标", "达成预期指标", "达到预期目标", "到位",
)  # fmt: skip

#: Reached, by the beginning of the text.
BAND_1_BEGINNINGS = (
    "达成", "达到", "完成", "实现", "符合", "满足", "按质", "按时", "按期", "按计划完成", "如期", "已完成",
    "已达成", "基本达成", "基本完成", "基本实现", "基本达到",
)  # fmt: skip

#: Short words of quality without a band.
PLAIN_QUALITIES = frozenset((
    "高", "低", "中", "强", "弱", "大", "小", "好", "差", "优", "良", "便捷", "快速", "快捷", "高效", "及时",
    "稳定", "安全", "合理", "有序", "长期", "较高", "较强", "较大", "较低", "可持续",
))  # fmt: skip
#: Of these, the few that do tell the band.
QUALITY_BANDS = {"好": 1, "优": 1, "良": 1, "及时": 1, "差": 3}

#: A direction without a degree (持续提升): no band.
TREND_BEGINNINGS = (
    "持续", "不断", "逐步", "逐年", "长期", "稳步", "进一步", "日益", "提升", "提高", "改善", "增强", "加强",
    "优化", "促进", "推动", "推进", "有所",
)  # fmt: skip
TREND_ENDINGS = ("提升", "提高", "改善", "增强", "加强", "优化", "推广", "推进", "增长", "好转")
#: These give a trend a degree (显著提升). 明显 is not taken as hedged: 效果明显 is a plain "reached".
STRONG_WORDS = ("显著", "明显")

#: Hedged wording (基本, 较, 初步, 部分) by what follows, so that nouns (基本医疗, 基本农田, 初步设计) stay out.
HEDGES = (
    "基本上?(?:达|实现|完成|满|符合|建成|合格|合规|健全|解决|落实|形成|到位|规范|有效|覆盖)",
    "较[好高强大快低]|较为|大致|大体",
    "初步(?:达|实现|完成|形成|建成|建立|显现|见效|解决)",
    "部分(?:达|实现|完成|落实|解决|合格|满意)",
)

#: A finished deed behind a date (2021年12月完成): the date is its deadline.
DONE_WORDS = ("完成", "完工", "竣工", "建成", "结束", "验收", "到位", "投入使用", "实施完毕", "支付完毕", "交付")
#: What may stand before a date without adding to it.
DATE_LEADS = frozenset((
    "", "于", "在", "截至", "截止", "截止到", "截至到", "到", "力争", "确保", "计划", "计划于", "预计", "已于",
    "自", "从", "项目", "项目于",
))  # fmt: skip
DATE_SIGNS = {"不晚于": "<=", "不迟于": "<=", "早于": "<", "截至": "<=", "截止": "<=", "截止到": "<=", "截至到": "<="}
