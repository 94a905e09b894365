"""The words of the grammar: measure words, bounds, negations, and what is refused and why.

Tables only: ``phrases`` builds its patterns from them, ``quantities`` reads by them, and
``docs/grammar.md`` is written from them. Words are simplified, in half-width signs; traditional
characters and full-width signs are folded before anything is looked up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


class Unit(NamedTuple):
    """A measure word: the canonical units it may stand for (the usual one first), times what.

    ``whole`` words count things one by one, so that a number is exact; words of one ``kind``
    measure the same, and one such quantity right after another is one of two parts (5元8角).
    """

    units: tuple[str, ...]
    scale: Decimal
    whole: bool
    kind: str


# Of these only digits are counts: 30节, but 二节 and 一道 are more often none.
_AFTER_DIGITS = (
    "间 剂 针 箱 包 列 单 袋 桶 盒 尾 羽 颗 粒 床 道 门 节 本 篇 金 银 铜 期 块 组 集 首 根 "
    "群 峰 匹"
)
AFTER_DIGITS = frozenset(_AFTER_DIGITS.split())
# Canonical units, scale, whole?, kind, words. Latin words are matched with their case.
_UNITS = [
    ("person", "1", True, "", "人 名 位"),
    ("person_time", "1", True, "", "人次"),
    ("household enterprise", "1", True, "", "户"),
    ("enterprise item", "1", True, "", "家"),
    ("head", "1", True, "", "头"),
    ("day", "1", True, "time", "天 自然日 个自然日"),
    ("workday", "1", True, "time", "工作日 个工作日"),
    ("month", "1", True, "time", "个月"),
    ("hour", "1", True, "time", "小时 个小时"),
    ("year", "1", True, "time", "年 岁 周岁"),
    ("CNY", "1", True, "money", "元 圆 元人民币 人民币元 人民币 块钱"),
    ("USD", "1", True, "money", "美元 美金"),
    ("item", "1", True, "", "个 项 件 套 处 座 所 场 条 段 片 届 次 村 镇 只 台 辆"),
    ("item", "1", True, "", "部 栋 张 株 对 宗 眼 类 种 起 支 例 艘 枚 棵 盏 笔 份 册 幅 架 口"),
    ("item", "1", True, "", "台次 辆次 剂次 人份 标准箱 标箱 TEU 重量箱"),
    ("item", "1", True, "", _AFTER_DIGITS),
    ("item", "1", True, "", "场次 班次 批次 车次 架次 艘次 台套 台(套) 辆(台) 处(个) 家(个)"),
    ("pp", "1", False, "share", "个百分点 百分点"),
    ("pp", "0.01", False, "share", "个基点"),
    ("percent", "1", False, "share", "%"),
    ("percent", "0.1", False, "share", "‰"),
    ("percent", "10", False, "share", "成"),
    ("ratio", "1", False, "", "倍"),
    ("km2", "1", False, "area", "平方公里 平方千米 km² km2"),
    ("ha", "1", False, "area", "公顷"),
    ("mu", "1", False, "area", "亩"),
    ("m2", "1", False, "area", "平方米 平米 ㎡ m² m2"),
    ("km", "1", False, "length", "公里 千米 km"),
    ("km", "0.001", False, "length", "米"),
    ("t", "1", False, "mass", "吨"),
    ("kg", "1", False, "mass", "公斤 千克 kg"),
    ("kg", "0.5", False, "mass", "斤 市斤"),
    ("kg", "0.001", False, "mass", "克"),
    ("m3", "1", False, "volume", "立方米 立方 方 m³ m3"),
    ("ug/m3", "1", False, "", "微克/立方米 微克每立方米 μg/m³ μg/m3 ug/m3"),
    ("W", "1e9", False, "power", "吉瓦 GW"),
    ("W", "1e6", False, "power", "兆瓦 MW Mw MWp"),
    ("W", "1e3", False, "power", "千瓦 KW kW Kw kw"),
    ("W", "1", False, "power", "瓦 W w"),
    ("W", "0.001", False, "power", "毫瓦 mW"),
    ("kWh", "1e3", False, "energy", "兆瓦时 MWh"),
    ("kWh", "1e6", False, "energy", "吉瓦时 GWh"),
    ("kWh", "1", False, "energy", "千瓦时 千瓦小时 千瓦·时 度电 kWh KWh kwh"),
    ("V", "1e3", False, "", "千伏 KV kV Kv kv"),
    ("V", "1", False, "", "伏 V v"),
]
UNITS = {
    word: Unit(tuple(units.split()), Decimal(scale), whole, kind)
    for units, scale, whole, kind, words in _UNITS
    for word in words.split()
}

# Measure words that are known and not read: why, what they measure, the words.
_REFUSED = [
    ("date", "time", "月 月份 日 号 年来 年代 年级 年末 年底 年初 年度 世纪 个世纪"),
    ("unit", "time", "个多月 个半月 个多小时 个半小时 分钟 秒 秒钟 刻钟 时 点 点钟"),
    ("unit", "time", "季度 个季度 周 周年 星期 个星期 个学期 学年"),
    ("unit", "energy", "瓦时 度"),
    ("unit", "money", "角 毛 分 分钱 港元 港币 欧元 日元 英镑 卢布 韩元 澳元 加元 新台币 台币"),
    ("unit", "length", "里 华里 海里 英里 尺 寸 分米 厘米 毫米 微米 纳米 平方厘米 立方厘米"),
    ("unit", "area", "平方 平方英里 英亩 顷 亩次 公顷次"),
    ("unit", "mass", "钱 磅 盎司 毫克 微克 公吨"),
    ("unit", "volume", "升 毫升 加仑 立方千米 立方公里"),
    ("unit", "", "度角 摄氏度 ℃ °C ° 分贝 折 批 层 楼 级 代 强 班 户次 家次 件次 头次"),
    ("unit", "", "千伏安 兆伏安 卡 千卡 赫兹 帕 牛 焦 马力 标方 标准立方米"),
    ("unit", "", "人公里 吨公里 车公里 人日 人天 人月 人年 人小时 台时 台班 个体 个点 pct bp"),
    ("unit", "", "个BP 个bp BP bps 个G 个T 个GB 个TB"),
    ("doubling", "", "番"),
    ("ambiguous", "", "个亿 个多亿 个万 W+ w+ mw W人 w人 W元 w元 W户 w户"),
    ("ambiguous", "", "人(次) 户(次) 人(户) 户(人)"),
    ("enumeration", "", "方面 个方面 大 化"),
]  # fmt: skip
REFUSED_UNITS = {word: (reason, kind) for reason, kind, words in _REFUSED for word in words.split()}

# A measure word before one of these characters is (the beginning of) another word.
NOT_BEFORE = _pairs(
    "人:民工均才大 人日:均常 人天:天 人年:均龄轻 名:牌单城校录优 位:于置列数次一 户:籍外型口 "
    "家:寨庭族长乡属园具姓灯喻 个亿:元 个万:元 "
    "头:部等条号雁 天:然津气安文空 年:均龄限产薪检轻规计 元:素旦件宝氏首户级 "
    "圆:形桌满梦环周心柱滑通明锥弧圈盘锯领 个:别体性 套:餐路 "
    "处:理于置级罚分 座:谈落 所:有以需谓属得 场:所 条:例件码约款 段:落 片:区 次:性要产能生元函 "
    "只:有要是能为需用 台:阶湾风胞账次 部:分门署委队级长位落 "
    "群:众体主山岛里聊 峰:会值谷峦 匹:配克敌 栋:梁 张:家掖北 株:洲式 "
    "对:于口接应外标照比策一 宗:教旨 眼:睛光镜下 类:似型别 种:植子养业粮田质群苗 岁:月 "
    "起:步点来草源到飞重用伏 支:持撑付部委书援行柱农教 例:如会外行 枚:举 笔:记者试墨 "
    "份:额 幅:度员 架:构子设桥 口:径岸碑号味 成:立为果功员效长本都交品就年熟绩套 倍:增 "
    "间:接断隔谍隙距或歇 剂:量型 针:对灸织 箱:体包 包:括含装头容车裹干扶联 列:入为车出支席举 "
    "单:位独一元列个身项边向品价证打产体 桶:装 盒:饭 尾:矿气水款数部 羽:毛绒 颗:粒 粒:度子 "
    "床:铺上单 道:路德理教口 门:店诊户类槛窗口票 节:能约日目点水电气假省奏余 本:科级市地届年土县省 "
    "篇:幅 金:融额属价色星币 银:行杏河 铜:矿材 个月:球 小时:工候 "
    "米:粉线面兰脂 立方:体根英 方:面案式法向位便针略程块言阵 克:服 瓦:斯 吨:位级 千瓦:级 公里:级 "
    "km:34 %:%‰‱ ‰:%‰‱ 亩:均 伏:天 "
    "分:之别布部成 时:代期间间机 点:位击对 里:程面 度:假过 升:级 级:别 层:次 期:间工项末待内 "
    "块:状 组:织建成团合长装 集:体团群聚中约成装资镇 首:个次家批位府要先届席年付条 根:据本治除源"
)

# What a bound says: qualifier, and the ends of the interval as in mathematics.
BOUNDS = {
    "ge": ("at_least", "[)"),
    "filled": ("at_least", "[)"),
    "gt": ("over", "()"),
    "le": ("at_most", "(]"),
    "lt": ("at_most", "()"),
    "nearly": ("nearly", "[)"),
    "about": ("about", "[]"),
}


def _by_word(rows: dict[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in rows.items() for word in words.split()}


# Before the number. ``reach`` bounds nothing by itself; denied, it is a limit not reached,
# and so is what is not ``filled`` (满五年, 不满五年). What is not ``equal`` may be anything.
BEFORE = _by_word(
    {
        "ge": "跨上 跃上 迈上 站上 站稳 不下 不下于 少说 少说也有 少则 保底 迈入 跨入 跨越 至少 "
        "最少 起码 最低 下限 大于等于 大于或等于 "
        "高于等于 高于或等于 等于或大于 等于或高于 达到或超过 达到或高于 超过或达到 ≥ >= ≧ ⩾ ≮",
        "gt": "超过 超出 超越 越过 迈过 跨过 闯过 超 突破 冲破 破 高于 多于 大于 快于 长于 重于 "
        "宽于 深于 厚于 远于 "
        "晚于 迟于 高过 多过 大过 逾 逾越 不止 不只 何止 岂止 远超 远超过 > 〉",
        "le": "多则 至多 最多 顶多 最高 上限 小于等于 小于或等于 低于等于 低于或等于 等于或小于 "
        "等于或低于 ≤ <= ≦ ⩽ ≯ 超不过",
        "lt": "低于 少于 小于 慢于 短于 轻于 窄于 浅于 薄于 早于 低过 少过 小过 跌破 达不到 "
        "够不上 < 〈",
        "nearly": "接近 将近 近 近乎 近于 逼近 直逼 趋近 几乎",
        "about": "大约 大概 大致 大体 约 约合 约莫 差不多 ≈",
        "filled": "满",
        "reach": "达到 达 到 及 足 够",
        "equal": "等于 等同于",
        # Better may be more or less; 不过 may be no more than, or but.
        "unclear": "好于 优于 强于 劣于 弱于 逊于 亚于 次于 不过 刚过 已过 充其量 无非 不外乎 "
        "限于 愈 "
        "不出 不仅 不光 不单 封顶",
    }
)
PLAIN = ("reach", "equal")
DENIED = {"gt": "le", "lt": "ge", "reach": "lt", "filled": "lt"}
# After the measure word.
AFTER = _by_word(
    {
        "ge": "以上 及以上 或以上 和以上 及其以上 或者以上 之上 起 起步 为下限 保底 打底 兜底 "
        "或更多 或更高",
        "lt": "不到 还不到 都不到 尚不到",
        "gt": "开外 出头 有余 挂零 不止",
        "le": "以下 及以下 或以下 和以下 及其以下 或者以下 之下 以内 之内 以里 内 封顶 到顶 打住 "
        "为限 为上限 或更少 或更低",
        "about": "左右 上下 前后 大小",
        "vague": "不等 强 弱 许",
        "date": "以前 以后 之前 之后 以来 前 后",
        "ambiguous": "未到 未满 不满 不足 不够 不封顶 上限 下限 底线 红线 的上限 的下限",
    }
)
# Words after a measure word that are (the beginning of) others before one of these characters.
AFTER_NOT_BEFORE = _pairs(
    "以上:海述 以下:简述几方列 以内:蒙需 内:设陆资容部外地蒙在科涝河 左右:岸两手逢 "
    "上下:班游联功级水同铺车 起:步点来草源到飞重用伏 之下:游 强:化大调度硬势劲镇村农国 "
    "弱:势化 许:可多诺愿 出头:露 挂零:个百千万亿〇零一二三四五六七八九十 "
    "前后:两端 前:期提置端台 后:期续勤备台 上限:额 下限:额 "
    # What follows these is bounded by them: 3家不足10人.
    + " ".join(
        f"{word}:0-9一二两三四五六七八九十百千万亿几半"
        for word in _words("不到 还不到 都不到 尚不到 未到 未满 不满 不足 不够")
    )
)
# What bounds past a noun: 20家企业以上; but 省级以上 and 规模以上 say what kind of thing it is.
FAR_AFTER = _words("以上 以下 以内 之内 左右 上下 不等")
CLASSES = _words("级 规模 限额 层 档 类 品 度 期 资质 岁 线 年")
WITHIN = {"time", "length"}  # 内 bounds times and lengths: 30天内, but 5个内设机构
# Words of which a bound is only the end: 签约22个 signs 22, 附近5个 are 5 nearby.
NOT_AFTER = _pairs(
    "约:签预节集公条续合违解邀履制特契和 近:附最临邻靠远相 超:赶反高 破:侦打攻爆识查突冲 "
    "满:圆充爆丰美 不下:纳容坐放装住站存盛"
)
# Between a bound and its number: 至少提高20元, 约占60%.
VERBS = _words(
    "启动 提高 增加 增长 上升 提升 增 达到 达 到 完成 新增 实现 为 占 有 在 是 需 计 可达 "
    "可 下降 减少 降低 建成 建设 新建 改造 投资 投入 安排 培育 引进 实施 给予 补助 补贴 "
    "奖励 完成投资 可获 再 需要 拥有 共 净增 压减 淘汰 种植 培训 安置 落实 筹集 争取 发放 "
    "办理 开展 举办 创建 打造 支付 缴纳 处 罚款 要 应 须 能 奖 补 贷 罚 赔 报销 资助 补偿"
)
# Adverbs that bound a number further on, if no punctuation is between.
FAR_BOUNDS = _words("至少 最少 起码 至多 最多 顶多 大约 大概")
NEGATIONS = {
    "lead": _words("并 绝 决 从 永 都 均 也 皆 尚 还 仍 坚决 一律 一般 原则上 切"),
    "not": _words("不 未 没有 没 勿 莫 毋 请勿 无法"),
    "modal": _words(
        "得 能 会 可 宜 应 该 准 许 再 要 曾 让 敢 致 有 允许 可以 可能 应当 应该 能够 至于"
    ),
    "forbid": _words("严禁 禁止 避免 杜绝 防止 谨防 严防 力避 免于 制止"),
    # What these leave open is no limit: need not exceed, may not reach.
    "open": _words(
        "无需 无须 毋须 不必 不用 不需 不需要 未必 不一定 不见得 不太可能 不大可能 不太会 "
        "不大会 不容易 不易 难以 很难 难 并非 不是 "
        "非 无不 不无 不得不"
    ),
}
# Negations that reach over other words of a clause: 严禁收费标准高于5元.
FAR_NEGATIONS = _words(
    "不得 不能 不可 不应 不宜 不准 不许 不要 不会 不再 不允许 不发生 不出现 不存在 未出现 未发生 "
    "未发现 未见 无一 无任何 严禁 禁止 "
    "避免 杜绝 切勿 防止 谨防 严防 没有 从未 尚未 未能 无需 无须 不必 不用 未必 难以 并非 "
    "不是 不一定"
)
PER = _words(
    "人 户 亩 年 月 日 天 周 次 人次 吨 公斤 斤 平方米 平米 平方公里 公里 公顷 立方米 米 "
    "个 家 村 镇 县 乡 校 班 床 车 辆 台 千瓦 度 小时 分钟 季度 名 位 套 件 万人 十万人 "
    "百人"
)
SPANS = _words("年 月 日 天 周 季度")
AVERAGES = _words("人均 户均 亩均 日均 月均 村均 县均 校均 班均 单均")

# Between two numbers: what they make together.
GLUES = _by_word(
    {
        "range": "~ 〜 – — ― - － ─ −",
        "until": "至 到",
        "times": "× x * X 乘 乘以",
        "list": "、 或 或者 和 与 及 , ，",
        "ratio": ": ∶ ： 比",
        "fraction": "/ 分之",
        "tolerance": "±",
        "sign": "至- 到- ~- —- –- -- 至− 到− 至负 到负 ~负 —负",
        "formula": "+ = ^ _ < > ≤ ≥ → ÷ \\ & @ #",
        "number": ". · 点 ' ’",
    }
)
# A Latin name that a number follows as an amount: GDP5000亿元.
AMOUNTS_OF = ("GDP", "R&D", "LNG", "PVC", "FDI", "PPP", "LED", "EPC")

REASONS = {
    "nothing": "no number stands in it",
    "no_unit": "a number without a measure word",
    "number": "the number is written in no known way, or in one with two readings",
    "long": "a number of more than 40 characters, or of an absurd size",
    "vague": "a number of no certain size",
    "date": "a date, or a span of years or ages",
    "ordinal": "an ordinal or a place among the first",
    "name": "part of a name",
    "unit": "the measure word is not one of the tables'",
    "doubling": "so many doublings",
    "enumeration": "counts what is told beside it",
    "rate": "a rate: so much for each of something",
    "ratio": "a ratio, or a time",
    "fraction": "a fraction",
    "tolerance": "a tolerance",
    "formula": "a formula or a code",
    "list": "alternatives or a list under one measure word",
    "range": "the ends of the range do not ascend, or may be read in two ways",
    "compound": "one quantity in two parts, or a bound on either side",
    "negation": "what is denied here is not plain",
    "far_bound": "a bound stands further off, and whether it is of this number is not plain",
    "conflict": "two bounds or approximations that do not go together",
    "sign": "a sign that may be a dash, or a bound on a negative number",
    "ambiguous": "it may be read in two ways",
    "broken": "a broken character, a combining mark, a note or the end of a line parts it",
}
