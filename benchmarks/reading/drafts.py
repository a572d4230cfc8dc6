"""Notices for measuring: drafted from templates, each layout in turn, the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Callable

PLACES = (
    "孝义市", "高平市", "阳高县", "昆山市", "神木市", "浏阳市", "凤凰县", "安吉县", "大同市", "宜昌市",
    "阳泉市", "六盘水市", "淮南市", "青州市", "如皋市", "义乌市", "文山市", "仁怀市", "都江堰市", "灵宝市",
)  # fmt: skip
BODIES = (
    "市应急局", "市公安局", "市住建局", "市交通局", "市水利局", "市教育局", "市市场监管局", "市气象局",
    "市消防救援支队", "市工信局（商务局）", "市规划和自然资源局", "各县（市、区）人民政府", "市安委会成员单位",
)  # fmt: skip
AREAS = (
    "煤矿", "非煤矿山", "危险化学品", "烟花爆竹", "建筑施工", "城镇燃气", "道路交通", "消防", "特种设备",
    "森林草原火灾", "文旅", "校园", "水利", "冶金工贸", "电力", "农机",
)  # fmt: skip
ACTS = (
    "{when}对全市{n}家{area}企业开展一轮隐患排查，重大隐患整改率不低于{share}%",
    "严格落实“三管三必须”要求，{often}至少{few}次研究{area}安全生产工作",
    "修订《{area}突发事件应急预案》，{when}组织演练不少于{few}次",
    "建立{area}风险研判机制，落实月调度、季约谈制度",
    "推动{area}领域“两客一危”车辆安装智能监控设备，{when}实现全覆盖",
    "深入贯彻《中华人民共和国安全生产法》，健全{area}安全责任体系",
    "接到{area}险情报告后，{few}小时内到达现场，{n}分钟内上报初步情况",
    "培养{few}—{more}名专业指挥人员，投入资金{n}万元",
    "采深大于{n}米的矿井，{often}开展一次专项检查",
    "汛期（6至9月）实行24小时值班值守，{area}企业负责人要带班检查",
    "各有关部门要加强{area}安全宣传，{when}发放手册{n}份以上",
    "对{area}领域发生{few}起以上事故的，一律挂牌督办",
    "同比下降{share}%以上，坚决遏制{area}较大以上事故",
)
WHEN = (
    "6月底前", "年底前", "2026年10月底前", "上半年", "第三季度末前", "9月30日前", "全年", "11月中旬前",
)  # fmt: skip
OFTEN = ("每月", "每季度", "每半年", "每周", "每年")
HAN = "一二三四五六七八九"


def sentence(chance: random.Random, area: str) -> str:
    return chance.choice(ACTS).format(
        area=area,
        when=chance.choice(WHEN),
        often=chance.choice(OFTEN),
        n=chance.randint(12, 320),
        few=chance.randint(1, 4),
        more=chance.randint(5, 9),
        share=chance.randint(50, 100),
    )


def sentences(chance: random.Random, area: str) -> str:
    return "".join(sentence(chance, area) + "。" for _ in range(chance.randint(2, 5)))


def bodies(chance: random.Random, most: int = 4) -> str:
    return "、".join(chance.sample(BODIES, chance.randint(1, most)))


def labelled(chance: random.Random) -> str:
    return f"（责任单位：{bodies(chance)}）"


def led(chance: random.Random) -> str:
    return f"〔{chance.choice(BODIES)}牵头，{bodies(chance)}配合〕"


def timed(chance: random.Random) -> str:
    return (
        f"（牵头单位：{chance.choice(BODIES)}；配合单位：{bodies(chance)}；"
        f"完成时限：{chance.choice(WHEN)}）"
    )


def parts(chance: random.Random, note: Callable[[random.Random], str], size: int) -> str:
    """一、 with （一） below it."""
    out = []
    for p in range(size):
        area = chance.choice(AREAS)
        out.append(f"{HAN[p]}、强化{area}安全监管\n")
        out += [
            f"（{HAN[a]}）健全{area}责任体系。{sentences(chance, area)}{note(chance)}\n"
            for a in range(chance.randint(2, 5))
        ]
    return "".join(out)


def items(chance: random.Random, note: Callable[[random.Random], str], size: int) -> str:
    """一、 with 1. below it and run-in headings."""
    out = []
    for p in range(size):
        out.append(f"{HAN[p]}、突出重点领域治理\n")
        for i in range(chance.randint(2, 5)):
            area = chance.choice(AREAS)
            out.append(f"{i + 1}.{area}领域：{sentences(chance, area)}{note(chance)}\n")
    return "".join(out)


def clauses(chance: random.Random, note: Callable[[random.Random], str], size: int) -> str:
    areas = [chance.choice(AREAS) for _ in range(size * 3)]
    return "".join(
        f"第{HAN[i // 10 - 1] + '十' if i > 9 else ''}{HAN[i % 10] if i % 10 < 9 else '九'}条　"
        f"{sentences(chance, a)}{note(chance)}\n"
        for i, a in enumerate(areas[:9])
    )


def scanned(chance: random.Random, note: Callable[[random.Random], str], size: int) -> str:
    """Hard-wrapped lines with page numbers and half-width signs."""
    text = parts(chance, note, size).translate(str.maketrans("（）：；，", "():;,"))
    out = []
    for paragraph in text.splitlines():
        out += [paragraph[i : i + 28] for i in range(0, len(paragraph), 28)]
    pages = range(0, len(out), 22)
    return "\n".join(
        "\n".join(out[i : i + 22]) + f"\n— {page} —" for page, i in enumerate(pages, 1)
    )


def table(chance: random.Random, note: Callable[[random.Random], str], size: int) -> str:
    """A Markdown table of tasks."""
    del note
    rows = ["| 序号 | 重点任务 | 工作措施 | 牵头单位 | 配合单位 | 完成时限 |", "|---" * 6 + "|"]
    for i in range(size * 4):
        area = chance.choice(AREAS)
        rows.append(
            f"| {i + 1} | {area}治理 | {sentences(chance, area)} | {chance.choice(BODIES)} "
            f"| {bodies(chance)} | {chance.choice(WHEN)} |"
        )
    return "\n".join(rows) + "\n"


LAYOUTS = (parts, items, clauses, scanned, table)
NOTES = (labelled, led, timed)


def draft(number: int) -> tuple[str, str]:
    """File name and text of the notice with this number: every layout with every kind of note."""
    chance = random.Random(number)
    layout, note = LAYOUTS[number % 5], NOTES[number % 3]
    place = PLACES[number % len(PLACES)]
    name = f"notice-{number:04d}.{'md' if layout is table else 'txt'}"
    body = layout(chance, note, chance.randint(2, 6))
    default = (
        "（以上各项任务均由各乡镇人民政府负责落实，不再一一列出）\n" if number % 7 == 0 else ""
    )
    return name, (
        f"{place}人民政府关于做好2026年安全生产工作的通知\n\n{place[0]}政发〔2026〕{number + 1}号\n\n"
        "各乡镇人民政府，街道办事处，市直各有关单位：\n\n"
        "为坚决杜绝重特大事故，有效遏制较大事故，现就做好2026年安全生产工作通知如下。\n\n"
        f"{body}\n{default}\n{place}人民政府\n2026年3月{number % 28 + 1}日\n"
    )
