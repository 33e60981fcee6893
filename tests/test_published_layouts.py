"""The layouts of published forms of several provinces, with contents of our own."""

from __future__ import annotations

from decimal import Decimal

from evalsheet.model import record
from evalsheet.parse import parse
from evalsheet.rules import check
from tests.forms import grid

SICHUAN = """
报表编号:510000_0013zp | | | | | | | | | |
部门预算项目支出绩效自评表(2023年度) | < | < | < | < | < | < | < | < | < | <
项目名称 | < | 51000023T000000000001-办公设备更新 | < | < | < | < | < | < | < | <
主管部门 | < | 青禾县司法局部门 | < | < | 实施单位 (盖章) | < | 青禾县司法局 | < | < | <
项目基本情况 | 1.项目年度目标完成情况 | 项目年度目标 | < | < | < | 年度目标完成情况 | < | < | < | <
^ | ^ | 采购办公电脑并完成支付。 | < | < | < | 对照年度目标,说明相关任务目标的完成情况(100字以内) | < | < | < | <
^ | 2.项目实施内容及过程概述 | 购买13台电脑，12月前完成支付。 | < | < | < | < | < | < | < | <
预算执行情况(10分) | 年度预算数(万元) | < | 年初预算 | 调整后预算数 | 预算执行数 | < | 预算执行率 | 权重 | 得分 | 原因
^ | 总额 | < | 0.00 | 3.36 | 3.36 | < | 100.00% | 10 | 10 | 1.执行率未达到90%的需说明原因(100字以内);2.调整的应说明理由
^ | 其中:财政资金 | < | 0.00 | 3.36 | 3.36 | < | 100.00% | / | / | ^
^ | 财政专户管理资金 | < | 0.00 | 0.00 | 0.00 | < | 0.00% | / | / | ^
^ | 单位资金 | < | 0.00 | 0.00 | 0.00 | < | 0.00% | / | / | ^
^ | 其他资金 | < | | | | < | | / | / | ^
绩效指标(90分) | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 未完成原因分析
^ | 产出指标 | 数量指标 | 采购电脑数量 | ≥ | 13 | 台 | 13 | 50 | 50 |
^ | 效益指标 | 社会效益指标 | 办案效率 | 定性 | 优 | | 优 | 40 | 40 |
合计 | < | < | < | < | < | < | < | 100 | 100 |
评价结论 | 项目自评100分。 | < | < | < | < | < | < | < | < | <
存在问题 | 无 | < | < | < | < | < | < | < | < | <
改进措施 | 无 | < | < | < | < | < | < | < | < | <
项目负责人：张三 | < | < | < | < | 财务负责人：李四 | < | < | < | < | <
"""

HUBEI = """
2020年度农业保险项目自评表 | < | < | < | < | < | <
单位名称：农业科 | < | < | < | 填报日期：2021年4月22日 | < | <
项目名称 | < | 农业保险保费补贴 | < | < | < | <
主管部门 | < | 青禾区农业农村局 | < | 项目实施单位 | < | 农业科
项目类别 | < | 1、部门预算项目 □ 2、区直专项 ☑ | < | < | < | <
项目属性 | < | 1、持续性项目 ☑ 2、新增性项目 □ | < | < | < | <
预算执行情况(万元) (20分) | < | < | 预算数(A) | 执行数(B) | 执行率(B/A) | 得分(20分*执行率)
^ | 年度财政资金总额 | < | 285.84 | 285.84 | 100% | 20
年度绩效目标(80分) | 一级指标 | 二级指标 | 三级指标 | 年初目标值(A) | 实际完成值(B) | 得分
^ | 产出指标(60分) | 数量指标 | 承保面积 | 2万亩 | 2.3万亩 | 20
^ | ^ | 质量指标 | 理赔准确率 | 98%以上 | 100% | 20
^ | ^ | 时效指标 | 理赔及时率 | 90% | 100% | 20
^ | 效益指标(20分) | 社会效益指标 | 保障农户 | ≥300户 | 320户 | 20
总分 | < | < | < | < | < | 100
偏差大或目标未完成原因分析 | < | 无 | < | < | < | <
改进措施及结果应用方案 | < | 无 | < | < | < | <
单位主要负责人签批意见 | < | 签名：　　年　月　日 | < | < | < | <
备注：1.预算执行情况口径：预算数为调整后财政资金总额。 | < | < | < | < | < | <
2.定量指标完成数汇总原则：绝对值直接累加计算。 | < | < | < | < | < | <
"""

WEIGHT_FIRST = """
绩效目标自评表 | < | < | < | < | < | < | < | <
（2022年度） | < | < | < | < | < | < | < | <
项目名称 | < | 农业水价综合改革项目 | < | < | 负责人及电话 | 谢某139 | < | <
主管部门 | < | 青禾县水利局 | < | < | 实施单位 | 青禾县水利局 | < | <
资金情况(万元) | < | < | 全年预算数(A) | 全年执行数(B) | 分值 | 执行率(B/A) | 得分 | <
^ | 年度资金总额: | < | 20 | 20 | 10 | 100.00% | 10 | <
^ | 其中:本年财政拨款 | < | 20 | 20 | | | | <
^ | 其他资金 | < | | | | | | <
年度总体目标 | 年初设定目标 | < | < | 年度总体目标完成情况综述 | < | < | < | <
^ | 安装水标尺 | < | < | 已安装水标尺 | < | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 分值 | 年度指标值 | 全年实际值 | 得分 | 未完成原因及拟采取的改进措施
^ | 产出指标(60分) | 数量指标 | 安装水标尺 | 30 | ≥266米 | ≥266米 | 30 |
^ | ^ | 成本指标 | 项目计划总投资 | 30 | 20万元 | 20万元 | 30 |
^ | 效益指标(20分) | 经济效益指标 | | | | | |
^ | ^ | 社会效益指标 | 受益人口数 | 20 | ≥1000人 | ≥1000人 | 20 |
^ | 满意度指标(10分) | 服务对象满意度指标 | 受益户满意度 | 10 | ≥95% | ≥95% | 10 |
^ | ^ | …… | | | | | |
总分 | < | < | < | 100 | | | 100 |
注：1.一级指标分值统一设置为：产出指标50分、效益指标30分。 | < | < | < | < | < | < | < | <
"""

NO_POINTS = """
2020年度县级专项资金绩效目标自评表 | < | < | < | < | < | <
专项资金名称 | < | 县级储备粮 | < | 负责人及电话 | 旷某 | <
县级主管部门 | < | 青禾县粮食局 | < | 实施单位 | 储备股 | <
项目资金(万元) | < | < | 全年预算数(A) | 全年执行数(B) | 执行率(B/A) | <
^ | 年度资金总额 | < | 194.9 | 194.9 | 100% | <
^ | 其中:中央、省、市补助 | < | | | | <
^ | 县级资金 | < | 194.9 | 194.9 | 100% | <
^ | 其他资金 | < | | | | <
年度\\n总体\\n目标 | 年初设定目标 | < | < | 全年实际完成情况 | < | <
^ | 稳定储备机制 | < | < | 储备粮规模达标 | < | <
绩\\n效\\n指\\n标 | 一级\\n指标 | 二级\\n指标 | 三级指标 | 年度指标\\n值 | 全年\\n完成值 | 未完成原因和\\n改进措施
^ | 产\\n出\\n指\\n标 | 数量\\n指标 | 储备到位率 | 100% | 100% |
^ | ^ | 质量\\n指标 | 专户管\\n理率 | 100% | 100% |
^ | 效\\n益\\n指\\n标 | 经济\\n效益\\n指标 | 利息补\\n贴保障率 | 100% | 无 | 没有轮换库存
^ | 满意\\n度指\\n标 | 服务\\n对象\\n满意\\n度指\\n标 | 市民满意度调查 | ≥90% | 100% |
说明 | 无 | < | < | < | < | <
注：1、其他资金包括社会投入。 | < | < | < | < | < | <
"""

TWO_AMOUNTS = """
2020年项目绩效目标自评表 | < | < | < | < | <
主管部门及代码 | < | 青禾县市场监管局 | 实施单位 | 消费维权股 | <
项目名称 | < | 放心消费创建 | < | < | <
项目预算执行情况（万元） | 预算数： | 10 | 执行数： | 10 | <
^ | 其中-财政拨款： | 10 | 其中-财政拨款： | 10 | <
^ | 其它资金： | | 其它资金： | | <
年度目标完成情况 | 预期目标 | < | 目标实际完成情况 | < | <
^ | 开展宣传两次 | < | 已开展两次 | < | <
绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 预期指标值(包含数字及文字描述) | 实际完成指标值(包含数字及文字描述)
^ | 项目完成指标 | 数量指标 | 宣传次数 | 至少全年完成2次宣传 | 完成2次
^ | ^ | 成本指标 | 成本 | 10万元 | 10万元
^ | 效益指标 | 社会效益指标 | 维权意识 | 不断提升 | 不断提升
^ | 满意度指标 | 满意度指标 | 群众满意度 | 90% | 93%
"""

TRANSFER = """
中央引导地方科技发展资金绩效目标自评表 | < | < | < | < | < | <
（2021年度） | < | < | < | < | < | <
转移支付(项目)名称 | < | 引导地方科技发展资金 | < | < | < | <
中央主管部门 | < | 财政部、科技部 | < | < | < | <
地方主管部门 | < | 省财政厅 | < | 实施单位 | 青禾县科技局 | <
项目资金\\n（万元） | < | < | 全年预算数(A) | 全年执行数(B) | 预算执行率(B/A) | <
^ | 年度资金总额： | < | 500 | 450 | 90% | <
^ | 其中：中央补助 | < | 500 | 450 | 90% | <
^ | 地方资金 | < | — | — | — | <
年度总体目标 | 年初设定目标 | < | < | 全年实际完成情况 | < | <
^ | 支持平台建设 | < | < | 支持平台5个 | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 未完成原因和改进措施
^ | 产出指标 | 数量指标 | 支持平台数量 | 5个 | 5个 |
^ | 效益指标 | 社会效益指标 | 带动就业 | ≥100人 | 110人 |
"""


YUNNAN = """
公开14表 | | | | | | | | | | |
项目支出绩效自评表 | < | < | < | < | < | < | < | < | < | <
编制单位：青禾县水务局 | < | < | < | < | < | < | 金额单位：元 | < | < | <
项目名称 | 小型水库维修养护经费 | < | < | < | < | < | < | < | < | <
主管部门 | 青禾县水务局 | < | < | < | < | 实施单位 | 青禾县水务局 | < | < | <
项目资金\\n（元） | < | 年初预算数 | < | 全年预算数 | < | 全年执行数 | 分值 | 执行率 | 得分 | <
^ | 年度资金总额 | 0 | < | 387,664.62 | < | 387,664.62 | 10 | 100.00% | 10 | <
^ | 其中：当年财政拨款 | | < | 387,664.62 | < | 387,664.62 | — | 100.00% | — | <
^ | 上年结转资金 | | < | | < | | — | | — | <
^ | 非财政拨款 | | < | | < | | — | | — | <
年度总体目标 | 预期目标 | < | < | < | < | 实际完成情况 | < | < | < | <
^ | 水库正常运行 | < | < | < | < | 水库正常运行 | < | < | < | <
绩效指标 | < | < | 年度指标值 | < | < | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 | <
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^ | ^ | <
产出指标 | 数量指标 | 养护水库 | ≧ | 12 | 座 | 12座 | 40 | 40 | 无 | <
效益指标 | 社会效益指标 | 水毁事故 | ﹦ | 0 | 起 | 0 | 30 | 30 | 无 | <
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≧ | 90 | % | 95% | 20 | 18 | 样本较少 | <
其他需要说明事项 | < | 无 | < | < | < | < | < | < | < | <
总分 | < | < | < | < | < | < | 100 | 98 | 优 | <
"""

CHONGQING = """
项目支出绩效自评表（2022年度） | < | < | < | < | < | < | <
项目名称 | 公园管护 | < | 项目编码 | 50015522T0001 | 自评总分（分） | 97.93 | <
主管部门 | 青禾区城管局 | < | 项目联系人 | 张三 | 联系电话 | 139 | <
项目资金（万元） | 年度总金额 | 年初预算数 | 全年(调整)预算数 | 全年执行数 | 执行率（%） | 执行率权重 | 执行率得分
^ | 年度总金额 | 100 | 100 | 79.27 | 79.27 | 10 | 7.93
^ | 其中：财政资金 | 100 | 100 | 79.27 | 79.27 | |
年度绩效目标 | 年初绩效目标 | < | < | 全年目标实际完成情况 | < | < | <
^ | 管好公园 | < | < | 已管好 | < | < | <
指标名称 | 计量单位 | 指标性质 | 指标值 | 全年完成值 | 得分系数(%) | 指标权重 | 指标得分
管护面积 | 亩 | ≥ | 300 | 310 | 100 | 30 | 30
保洁频次 | 次/天 | ≥ | 2 | 2 | 100 | 30 | 30
市民满意度 | % | ≥ | 90 | 93 | 100 | 30 | 30
说明 | 无 | < | < | < | < | < | <
"""

YINCHUAN = """
2021年度项目支出绩效自评表 | < | < | < | < | < | < | < | < | <
项目名称 | < | 就业补助 | < | < | 预算单位 | < | 青禾市人社局 | < | <
项目资金 | < | < | 预算数 | 执行数 | 执行率 | < | < | < | <
^ | 合计 | < | 500 | 450 | 90% | < | < | < | <
一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 目标值 | 实际值 | 自评得分 | 复核得分
决策 | 10 | 项目立项 | 10 | 立项依据充分性 | 10 | 充分 | 充分 | 10 | 10
管理 | 25 | 资金管理 | 25 | 预算执行率 | 10 | 100% | 90% | 9 | 9
^ | ^ | ^ | ^ | 制度执行有效性 | 15 | 有效 | 有效 | 15 | 14
产出 | 30 | 数量 | 30 | 补助人数 | 30 | ≥300人 | 310人 | 30 | 30
效益 | 35 | 社会效益 | 35 | 就业率 | 35 | ≥80% | 85% | 35 | 35
总分 | 100 | | 100 | | 100 | | | 99 | 98
"""


def only(text):
    lines = "\n".join(line.strip() for line in text.strip().split("\n"))
    (parsed,) = parse([grid(lines)]).forms
    return parsed


def said(parsed):
    return {label: entry.text for label, entry in parsed.extra.items()}


def who(parsed):
    return (parsed.year, parsed.project.value, parsed.department.value, parsed.unit.value)


def funds(parsed):
    rows = [record(row) for row in parsed.fund_rows]
    return [
        tuple(row[key] for key in ("kind", "initial_budget", "budget", "executed", "weight", "rate", "score"))
        for row in rows
    ]


def errors(parsed):
    return [(f.code, f.where.cell) for f in check(parsed) if f.level == "error"]


def test_sichuan_department_budget():
    parsed = only(SICHUAN)
    assert who(parsed) == (2023, "51000023T000000000001-办公设备更新", "青禾县司法局部门", "青禾县司法局")
    assert parsed.profile.name == "sc-2023"
    assert funds(parsed)[0] == ("total", 0, Decimal("3.36"), Decimal("3.36"), 10, 1, 10)
    assert [row.kind for row in parsed.fund_rows] == ["total", "current", "other", "other", "other"]
    assert parsed.fund_total.reason.text.startswith("1.执行率未达到90%的需说明原因")
    assert [goal.expected.text for goal in parsed.goals] == ["采购办公电脑并完成支付。"]
    rows = [(row.target.text, row.actual.text, row.weight.value, row.score.value) for row in parsed.indicator_rows]
    assert rows == [("≥13台", "13", 50, 50), ("优", "优", 40, 40)]
    assert (parsed.total.weight.value, parsed.total.score.value) == (100, 100)
    assert said(parsed) == {
        "报表编号": "510000_0013zp",
        "2.项目实施内容及过程概述": "购买13台电脑，12月前完成支付。",
        "评价结论": "项目自评100分。",
        "存在问题": "无",
        "改进措施": "无",
        "项目负责人": "张三",
        "财务负责人": "李四",
    }
    assert errors(parsed) == []


def test_hubei_with_scores_but_no_weights():
    parsed = only(HUBEI)
    assert who(parsed) == (2020, "农业保险保费补贴", "青禾区农业农村局", "农业科")
    assert funds(parsed) == [("total", None, Decimal("285.84"), Decimal("285.84"), 20, 1, 20)]
    rows = [(row.level1.value, row.level1_cap, row.name.value, row.score.value) for row in parsed.indicator_rows]
    assert rows[0] == ("产出指标", 60, "承保面积", 20)
    assert len(rows) == 4
    assert parsed.total.score.value == 100
    assert said(parsed)["项目类别"] == "1、部门预算项目 □ 2、区直专项 ☑"
    assert said(parsed)["填报日期"] == "2021年4月22日"
    assert said(parsed)["偏差大或目标未完成原因分析"] == "无"
    assert said(parsed)["备注"].startswith("1.预算执行情况口径")
    assert errors(parsed) == []


def test_weights_before_the_targets_and_an_unused_level():
    parsed = only(WEIGHT_FIRST)
    assert who(parsed) == (2022, "农业水价综合改革项目", "青禾县水利局", "青禾县水利局")
    assert funds(parsed)[:2] == [("total", None, 20, 20, 10, 1, 10), ("current", None, 20, 20, None, None, None)]
    rows = [(row.level2.value, row.name.value, row.target.text, row.weight.value) for row in parsed.indicator_rows]
    assert rows == [("数量指标", "安装水标尺", "≥266米", 30), ("成本指标", "项目计划总投资", "20万元", 30),
                    ("社会效益指标", "受益人口数", "≥1000人", 20), ("服务对象满意度指标", "受益户满意度", "≥95%", 10)]  # fmt: skip
    assert (parsed.total.weight.value, parsed.total.score.value) == (100, 100)
    assert said(parsed) == {"负责人及电话": "谢某139", "注": "1.一级指标分值统一设置为：产出指标50分、效益指标30分。"}
    assert errors(parsed) == []


def test_no_points_at_all():
    parsed = only(NO_POINTS)
    assert who(parsed) == (2020, "县级储备粮", "青禾县粮食局", "储备股")
    assert funds(parsed)[0] == ("total", None, Decimal("194.9"), Decimal("194.9"), None, 1, None)
    assert [row.name.text for row in parsed.indicator_rows] == [
        "储备到位率",
        "专户管\n理率",
        "利息补\n贴保障率",
        "市民满意度调查",
    ]
    assert [level.label.value for level in parsed.first_levels] == ["产出指标", "效益指标", "满意度指标"]
    assert parsed.indicator_rows[2].reason.text == "没有轮换库存"
    assert said(parsed) == {"负责人及电话": "旷某", "说明": "无", "注": "1、其他资金包括社会投入。"}
    assert [(f.code, f.variant) for f in check(parsed) if f.code == "STR02"] == [("STR02", "off")]
    assert errors(parsed) == []


def test_amounts_behind_their_names():
    parsed = only(TWO_AMOUNTS)
    assert who(parsed) == (2020, "放心消费创建", "青禾县市场监管局", "消费维权股")
    assert funds(parsed) == [("total", None, 10, 10, None, None, None), ("current", None, 10, 10, None, None, None),
                             ("other", None, None, None, None, None, None)]  # fmt: skip
    assert [goal.actual.text for goal in parsed.goals] == ["已开展两次"]
    assert [row.name.text for row in parsed.indicator_rows] == ["宣传次数", "成本", "维权意识", "群众满意度"]
    assert errors(parsed) == []


def test_transfers_to_the_provinces():
    parsed = only(TRANSFER)
    assert who(parsed) == (2021, "引导地方科技发展资金", "省财政厅", "青禾县科技局")
    assert [(row.kind, row.budget.value, row.executed.value) for row in parsed.fund_rows] == [
        ("total", 500, 450), ("current", 500, 450), ("other", None, None)
    ]  # fmt: skip
    assert len(parsed.indicator_rows) == 2
    assert errors(parsed) == []


def test_yunnan_in_yuan_with_two_rows_of_heading():
    parsed = only(YUNNAN)
    assert who(parsed) == (None, "小型水库维修养护经费", "青禾县水务局", "青禾县水务局")
    assert (parsed.money_unit, parsed.fund_total.budget.value) == ("元", Decimal("38.766462"))
    assert funds(parsed)[0][4:] == (10, 1, 10)
    rows = [(row.level1.value, row.level2.value, row.target.text, row.actual.text, row.weight.value, row.score.value)
            for row in parsed.indicator_rows]  # fmt: skip
    assert rows == [("产出指标", "数量指标", "≧12座", "12座", 40, 40), ("效益指标", "社会效益指标", "﹦0起", "0", 30, 30),
                    ("满意度指标", "服务对象满意度指标", "≧90%", "95%", 20, 18)]  # fmt: skip
    assert [row.reason.text for row in parsed.indicator_rows] == ["无", "无", "样本较少"]
    assert (parsed.total.weight.value, parsed.total.score.value, parsed.total.grade.value) == (100, 98, "优")
    assert said(parsed) == {"编制单位": "青禾县水务局", "其他需要说明事项": "无"}
    assert errors(parsed) == []


def test_chongqing_with_a_plain_list_and_the_score_in_the_head():
    parsed = only(CHONGQING)
    assert who(parsed) == (2022, "公园管护", "青禾区城管局", None)
    assert funds(parsed)[0] == ("total", 100, 100, Decimal("79.27"), 10, Decimal("0.7927"), Decimal("7.93"))
    rows = [
        (row.name.value, row.target.text, row.actual.text, row.weight.value, row.score.value)
        for row in parsed.indicator_rows
    ]
    assert rows == [
        ("管护面积", "≥300亩", "310", 30, 30),
        ("保洁频次", "≥2次/天", "2", 30, 30),
        ("市民满意度", "≥90%", "93", 30, 30),
    ]
    assert parsed.indicator_rows[0].extra == {"得分系数(%)": "100"}
    assert [(goal.expected.text, goal.actual.text) for goal in parsed.goals] == [("管好公园", "已管好")]
    assert parsed.total.score.value == Decimal("97.93")
    assert said(parsed) == {"项目编码": "50015522T0001", "项目联系人": "张三", "联系电话": "139", "说明": "无"}
    assert errors(parsed) == []


def test_yinchuan_with_points_of_each_level_and_a_review():
    parsed = only(YINCHUAN)
    assert who(parsed) == (2021, "就业补助", None, "青禾市人社局")
    assert parsed.profile.name == "nx-yc-2021"
    assert [(level.label.value, level.cap) for level in parsed.first_levels] == [
        ("决策", 10),
        ("管理", 25),
        ("产出", 30),
        ("效益", 35),
    ]
    rows = [(row.name.value, row.weight.value, row.score.value, row.reviewed.value) for row in parsed.indicator_rows]
    assert rows[1:3] == [("预算执行率", 10, 9, 9), ("制度执行有效性", 15, 15, 14)]
    assert (parsed.total.weight.value, parsed.total.score.value) == (100, 99)
    assert errors(parsed) == []
