"""Who a sentence itself names as acting: 各有关单位于…完成, 由市应急局牵头, 组织应急、气象等部门实行….

Somebody who is only urged, supervised or helped (督促企业…) is no subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.agents import LONGEST, Agents, any_of, goes_on, opens, read_agents, rows
from ingest.brackets import match_pairs
from ingest.finding import Clause
from ingest.first_characters import quick
from ingest.functions import within_office
from ingest.heads import is_head_alone, place_beside
from ingest.note_values import clauses, owners_in, predicate_of
from ingest.records import Owner
from ingest.rulebook import MACROS, FirstOf, Rule, first_of, rule_table
from ingest.times import behind_recurrence
from ingest.unit_names import Piece, looks_like_unit

_REPEATED = re.compile(
    r"每[^，。；：、]{0,3}(?:年|月|季度|周|日|天|班)$|每[^，。；：、]{1,12}[次遍轮]$|\d个?(?:分钟|小时|天|日|工作日)(?:之|以)?内$"
    r"|(?:牵头|主责)$|(?:月|日|[月年季]底|[上中下]旬|季度末|年末|[汛春夏秋冬]季?)(?:之|以)?前$"
)
_ANOTHER_DAY = re.compile(
    rf"{MACROS['day']}[日号](?!常|用)|(?:每?(?:周|星期))[一二三四五六日天](?!次|遍|轮|回)"
)
"""Another day behind 、 (每月5日、15日市应急局…; 每周日、周四…), which is no clause of its own."""
_LED = quick(
    r"(?<![自理事缘因经来])(?<!不得再)(?<!不再)(?<!形成|构建|建立|组建|成立|实行)由(?!于|此|来|衷)|(?:须|应|要|必须|需)经(?!过|常|费|济|营|培训)"
    r"|(?<=[，、。])经(?=(?:你|各|本|所在|属地|当地|[省市县区镇乡])[^，。；、]{1,12}(?:核验|审核|审查|审定|验收|同意|批准|复核|确认|签字|盖章)后)"
)
_LEADING_CHARACTER = re.compile("[由经]")
"""One of these stands in every match of ``_LED``."""
_SEPARATOR = re.compile("[，；：。！、]")
_BY_WHEN = re.compile(
    r"(?:拟|将)?(?:于|在)?[\d一二三四五六七八九十年每][^，。；：、]{0,12}?(?:[前内底起次旬](?=会同|联合|组织)|[度月周年日](?=会同|联合))"
)
"""By when somebody acts, in front of those who take part (于8月15日前会同县公安局…)."""
_SITES = frozenset(("premises", "ruled"))
_LED_THERE = re.compile("[前后时]由(?!于)")
"""Who is named behind 由 acts, not the place in which something is done (地下酒池作业前由安全总监签批)."""
_LABELLED = re.compile(r"(?:范围|对象|地点|内容|名单|区域|类别|点位|时间|主题)$")
"""Labels whose value lists things, no agents (检查范围：加油站、在建工地)."""
_ROLE_NAME = re.compile(r"(?:单位|部门|组)$")
"""A label whose value is a unit (组长单位：市应急局), no unit itself."""
_LEADER = re.compile(
    "(?:[省市县区旗镇乡州盟局院校厂矿]长|书记|(?<![副办室])主任|[省市县区镇]级领导|总经理|董事长)$"
)
"""A leading post, which may be the label of what its holder does in person (常务副县长：每月调度1次…)."""
_FIRM = re.compile("(?:公司|集团|服务企业)$")
_APPOINTED = re.compile(r"(?:担|兼|出)?任(?!务)")
_ATTRIBUTE = re.compile(
    r"[^，。；]{1,30}(?:带队|参加|组成|牵头|主持|负责|召开)的(?=[\u4e00-\u9fff])|[^，。；]{2,30}的(?:办法|方式|方法|模式)(?=[，。；]|$)"
)
"""What says whose the noun behind it is, and not who acts (由校长带队的检查)."""
_HEADLESS = re.compile("[省市州县区旗镇乡局厅委院校厂站]|集团|公司|医院|学校")
_EACH = ("各", "所有", "全体")
_ZONES = ("区", "街道", "镇", "乡", "县", "市")
_OF_A_TIER = re.compile(
    "[省市县区州旗镇乡](?:直|级|[^，。；、长]{1,14}[、和])|[^，。；、]{1,6}(?:区|县|市|镇|乡|街道)、"
)
"""How a list of offices of one tier, or of places, begins (市应急局、市住建局，各县区要…)."""
_OF_ONE_OFFICE = ("各", "所有", "本", "镇", "乡", "市", "县", "区", "省", "村")
_PASSIVE = re.compile(r"的|等|组成|构成|引发|造成|引起|导致|向|改|转|变|所|$")
_HALF_A_WORD = re.compile(
    "办[学理案证法好结妥公园]|科[技学]|部[分署位门]|[部局处科股站所队院厂矿校]长(?![期效抓时远途])|长[效途]|门[禁卫诊店岗]|站[岗台点]|局[面部势]|会[同商议计场]|员[工会额]|委[托员派会常]|处[置理罚于在]|组[织成建]|队[伍员列]|室[内外]|所[有在属需]|[人司]员|经理人|工[作程业区地段]|[上中下长]期"
)
_ANOTHER = re.compile(
    r"(?:各|[省市县区镇乡])[^，。；、：]{1,16}?(?:要|应当?|须|必须)(?=[对于每在按将把开组完])"
)
"""An agent with its modal behind 、 (市住建局要对管网、市水利局要对堤防开展排查)."""
_REACTING = re.compile(
    r"[^，。；、：\d]{2,16}(?:\d{1,3}|[一二三半])个?(?:分钟|小时)(?:之|以)?内(?=[\u4e00-\u9fff]{2})"
)
_CONDITION = re.compile(
    r"(?:的|(?<![先事灾善今以随最])后|(?<![底末日月以目当提事])前|(?<![小学课工按及随准限临实])时|期间|过程中|情况下|后[\d一二两三半]{1,3}个?(?:分钟|小时|天|日|工作日)(?:之|以)?内)$"
)
_COUNTED_AGAINST = re.compile(
    r"[\d一两二三四五六七八九十半]{1,2}(?:个月|年|季度|天|日)(?:之|以)?内(?:累计|连续)?(?:被|发生|出现|受到|[两三\d]次).*的"
)
"""What came about within a time, for which the next clause says what is done (企业3个月内被处罚2次的，…)."""
_VISITED = re.compile(
    r"(?!每(?:日|天|班|晚|夜|小时)|夜间|早晚|[^，。；：]{2,12}[一\d两三][次遍](?!以上)[\u4e00-\u9fff]{2})(?:(?:必须|须|应当?|要)?(?:实现|做到)?全覆盖(?:检查|抽查|排查|执法|检测)|[^，。；：对向]{0,6}(?<!自)(?:检查|抽查|督导|巡查|走访|执法|检测|评估)(?:覆盖)?(?:每(?:年|月|季度?|半年))?(?:不少于|至少|不低于|[\d一两二三]次|[一\d]遍|全覆盖))"
)
_NUMBER_OF = (
    r"(?:\d+|[一二两三四五六七八九十]+)余?(?:个|处|座|所|家|套|部|台|辆|架|支|次|场|名|公里)"
)
_NUMBERED_THING = re.compile(_NUMBER_OF)
_COUNTED_ACT = re.compile(
    r"[^，。；：、\d（]{2,14}?(?P<act>(?:至少|均|也|分别)?(?:新建|改建|扩建|建成|购置|采购|配备|新增|增设|安装|组织|举办|开展|完成)"
    rf"[^，。；、\d]{{0,10}}?{_NUMBER_OF})"
)
"""An agent that does a number of things itself (各乡镇至少组织2次)."""
_VERBS = ("subject.act", "subject.duty")
_NOMINAL = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,6}|和[\u4e00-\u9fff]{2,4})?"
    r"(?:(?:必须|须|应当|不得)[^，。；]|每[年月季周日半][^，。；]{0,4}[一两\d]+次(?:[，。；]|$)"
    r"|(?:半年|一年|一季度|一月|一周|两年)一次(?:[，。；]|$))"
)
"""Verbs that a modal or a frequency turns into what is spoken of: 加油站改造、重新投用须…验收."""
_CLEARED = re.compile(
    r"(?:达到?|增至|减至|整合至|压减至|减少到|增加到)\d|[^，。；]{0,12}?(?:前|内|底|起)(?:全部|基本|一律)?(?:清零|销号|收官|收尾|完工|归零|见底|搬离|关停|停用)(?:[，。；]|$)"
)
"""What places undergo (“多合一”场所6月底前清零)."""
_SERVED = ("用户", "住户", "居民", "家庭")
_FITTED = re.compile(
    r"(?:全部|普遍)?(?:加装|安装|更换|改造|配备)[^，。；]{0,20}(?:应装尽装|全覆盖|率|\d)"
)
"""What is fitted at those who are served, by others (居民用户加装“三件套”实现应装尽装)."""
_TOPIC = re.compile(
    r"(?!外(?!出|来)|[内里上下中间至到不])(?:(?![的将把由对向或等])[\u4e00-\u9fff、]){2,14}"
)
"""What may stand between an agent and the modal word: what it sees to (企业积尘厚度不得大于3毫米) or when."""
_MODAL = quick(
    r"(?:均|都|也)?(?:不得|必须|须(?!知)|应当|(?<![对相反响供适感效理顺呼])应(?!急|用|届|力|收|战|变|答|邀|援|知|.尽)|务必|严禁|(?<![主需重首紧摘简扼只必将概纲险显次机])要(?!求|点|素|件|害|闻|塞|情))(?=[^，。；])"
)
_KEPT_UP = re.compile(r"每[日月周季天班](?:自查|巡查|检查|排查|自检|点检|清扫|维护|检修|更换)")
_OCCASION = quick(
    r"(?:(?<![先事灾善今以随最])后(?![勤备续台方期])|(?<![底末日月以目当提事年])前(?![置期往台沿端])|(?<![小学课工按及随准限临实])时(?![间段限刻长期])|期间|过程中)(?=[^，。；]{3})"
)
_LAST_OF_NAME = re.compile(
    "[门位局委厅办部府党组处会室挥防总班伍队站所院关安构联协心司社科股织人志导职记任理监师工表长员匠手户台堂馆校园业店场厂矿点]"
)
_FARTHEST_TOPIC = 14
_OPENING = 16
"""Code points of a clause that tell whether a verb or a preposition opens it."""
_LONGEST_HEAD = 48
"""Code points of the longest list of agents looked for without a word of the tables behind it."""
_COUNTED = re.compile(
    r"[^，。；]{0,12}(?:率|占|比例|数量|人数)|[^，。；]{0,6}不得?(?:少于|低于|超过|多于|高于)"
)
"""A rate or a number of persons, which they do not act in."""
_OFFICE = re.compile(
    r"(?!全|.*(?:单位|部门).)(?:(?:各|所有|本|其他|其余)[^的\d]+|科协|妇联|残联|团委|[^的\d]{2,}(?:局|委|办|厅|科|处|股|[^大开]会|[^车仓基]站|[^全干]部|[^室]室|[大支中总]队)|[^的\d]+(?:委员会|办公室|中心|[^场住厕]所|人大|政协|科协|妇联|(?:检查|督查|督导|联络|专家|巡查|指导|核查|验收|调查)组|政府))"
)
"""A name that cannot be taken for a verb and its object (检查单位, 培训人员)."""
_OF_ANYBODY = re.compile(
    r"[^，。；]{0,8}?(?:一律|均|都)?(?:不得|严禁|禁止|不准)(?:使用)?(?:一切)?(?:野外)?(?:动火|吸烟|明火|用火|住人|燃放|野炊|烧荒)"
)
"""What nobody may do in premises (商场营业期间一律不得动火)."""
_PUNISHED = re.compile(
    r"(?:(?:依法|依规|依纪|从严|从重|严肃|坚决|一律)、?){1,3}(?:予以|给予)?(?:处罚|处理|取缔|关闭|行政处罚)(?=[，。；]|$)"
)
"""What is done to those of whom a clause with 的 speaks (擅自复工的项目，依法予以处罚)."""
_RELATIVE = re.compile(
    r"[\u4e00-\u9fff]{2,4}的(?![^，。；]{0,8}(?:方案|办法|制度|情况|清单|结果|台账|预案|意见|措施))[\u4e00-\u9fff]{2,8}?(?:不得|必须|应当|须|一律|严禁)"
)
"""What an office has done to the things that the clause is about (市教育局备案的校车不得…)."""
_JOINS = re.compile("委会同(?![意步时行级类期心])")
"""A commission by its short name with those it acts with (区城管委会同区应急局…), no 管委会."""
_IN_CHARGE_OF = re.compile(
    "(?:分管|协管|主管)[^，。；：的对向将把]{1,16}的(?:副?[省市县区州旗镇乡局]长|副?主任|副书记|负责人|负责同志|领导|部门|机构|科室|[处股]室)"
)
"""What tells which of its own an office means (县政府分管工业的领导每月检查), and not what it does."""
_BY_OTHERS = re.compile("(?:必须|须|应当?|要|需要?|每(?:年|半年|季度?|月|周|日|学期)|定期)由(?!于)")
"""What others have to do with it (在建项目须由项目经理带班, 用户每月由燃气企业检查)."""
_WORKERS = ("人", "员", "工", "手", "保安")
_MANNED = re.compile(r"(?:至少|不(?:得|应)?(?:少于|低于))[\d一两二三四五六七八九十]{1,3}余?[名人]")
"""How many belong to a group, which it does not act in (每组至少3人)."""
_SHARE_OF_EACH = re.compile(
    r"(?:至少)?(?:配备|抽调|[有设])[^，。；]{0,8}[\d一两二三四五六七八九十]"
    r"|(?:现场)?(?:检查|督查|督导|巡查|抽查|暗访)?(?:时间|项目|点位|天数|家数|人数)(?:均|都)?(?:应|要|须)?(?:不(?:得|应)?(?:少于|低于|超过)|至少|为)"
)
"""What falls to each of several groups, mines or firms, which acts in nothing by that (每组配备3名专家, 每矿检查时间不少于2天)."""
_TRADE = re.compile("高危行业(?:领域)?")
"""A trade, which is counted among those who act (…每季度至少1次，高危行业领域每月至少1次)."""
_UNDERGOES = re.compile(
    r"(?:(?:每[^，。；]{1,4}|全年|年内)(?:接受)?(?:再?培训|体检|轮训|复训|教育|考核)|每班不少于)[^，。；]{0,8}[\d一二两三四五六七八九十]"
    r"|按[^，。；]{2,24}配[备足齐强](?:到位)?(?:[，。；]|$)"
)
"""What is done to persons or counted of them (驾驶人每学期培训不少于2次)."""
_WANTING = re.compile(
    "对[^，。；]{2,20}(?:落实|执行|重视|认识|掌握)[^，。；]{0,4}(?:不到位|不力|不够|不足)$"
)
"""Where they fell short, which nobody is told to do (多数单位对要求落实不到位)."""
_TOLD_OTHERS = re.compile(
    "(?:(?:下发|印发|发出)了?[^，。；]{0,12}通知|[作做]出了?[^，。；]{0,6}(?:部署|指示|批示|安排))，(?:要求|强调)"
    "|(?:印发|下发|发布|出台|颁布)了"
)
"""What a superior has told others, which is no act of the sentence (省安委会下发通知，要求…)."""
_CHARGED = re.compile("(?:具体|统一)?负责(?=，)")
"""Who is in charge, with nothing said but that."""
_LEADING = re.compile(r"[^，。；、对将把向]{0,8}(?P<verb>牵头(?!单位|部门|人|抓总|作用|责任))")
_CLOSING = re.compile(
    r"(?<!协同)(?<!协调)(?<!加强)(?P<verb>(?:牵头|配合|协助)(?:负责|落实|实施|做好)?)$"
)
_TOPICAL = (
    (_MODAL, "subject.modal"),
    (_OCCASION, "subject.time"),
    (_KEPT_UP, "subject.time"),
)
_ADVERB = "subject.unlisted_adverb"
"""Two characters in front of a verb, which may as well be the last of a longer name (总工程师落实)."""
_BY_WAY_OF = "subject.preposition"
"""How those act of whom all are meant, behind their comma (各学院、单位，参照办法，组织自查)."""
_LED_OUT = (
    "subject.modal",
    "subject.time",
    "subject.adverb",
    "subject.copula",
    "subject.all",
)


@dataclass(frozen=True, slots=True)
class Subjects:
    owners: tuple[Owner, ...]
    open_ended: bool


class Part(NamedTuple):
    """A clause: half-open local offsets behind its lead-in."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Agents with the role they act in and the row that found them; their names end at ``end``."""

    agents: Agents
    role: str
    rule: Rule
    end: int


def find_subjects(clause: Clause) -> Subjects:
    """The agents that the sentence names, each with its role."""
    if any(r.pattern.search(clause.view) for r in rows("default")):
        return Subjects((), False)
    groups = _beside_lead(clause.view, list(_all_groups(clause.view)))
    owners = [
        Owner(p.name, g.role, "subject", clause.mention(p.start, p.end, g.rule.id),
              open_list=g.agents.open_ended)
        for g in groups for p in g.agents.pieces
    ]  # fmt: skip
    distinct = {o.mention: o for o in reversed(owners)}
    named = dict.fromkeys(o for o in owners if distinct[o.mention] is o)
    return Subjects(tuple(_with_bodies(named)), any(g.agents.open_ended for g in groups))


def _with_bodies(owners: Iterable[Owner]) -> Iterator[Owner]:
    """The owners; persons that head a body are those of the bodies that act in front of them, and those of a
    government beside the Party committee of its place are its own."""
    bodies: list[Owner] = []
    last: Owner | None = None
    for owner in owners:
        if is_head_alone(owner.name):
            yield from (owner._replace(of=b.name) for b in bodies)
            if not bodies:
                yield owner
            last = None
            continue
        if last and (place := place_beside(last.name, owner.name)):
            yield owner._replace(of=place)
            continue
        if last is None or last.mention.rule != owner.mention.rule or last.role != owner.role:
            bodies = []
        if owner.role in ("lead", "responsible"):
            bodies.append(owner)
        last = owner
        yield owner


def _all_groups(text: str) -> Iterator[_Group]:
    """The groups of all clauses; a clause that only lists agents belongs to the next (各部门，各门店要…)."""
    silent: list[Part] = []
    urges = False
    for part in parts(text):
        groups = [g for g in _groups(text, part) if not _TOLD_OTHERS.match(text, g.end)]
        if urges and groups and _only_how_often(text, part, groups):
            continue
        urges = any_of("urges").search(text, part.start, part.end) is not None
        if not groups:
            silent.append(part)
            continue
        head = groups[0]
        if head.end == part.end and silent and _is_list(text, silent[-1]):
            groups = groups[1:]
        elif silent and (
            head.agents.kinds <= {"organ"} or head.agents.pieces[0].name.startswith(_OF_ONE_OFFICE)
        ):
            beside = _beside(text, silent, head.agents)
            yield from (_Group(a, head.role, head.rule, head.end) for a in beside)
        silent = []
        yield from groups


def _only_how_often(text: str, part: Part, groups: Sequence[_Group]) -> bool:
    """Whether a clause only says how often enterprises, sites or persons, who are no office, do what was named before it."""
    if any("organ" in g.agents.kinds or "place" in g.agents.kinds for g in groups):
        return False
    rest = text[groups[0].end : part.end]
    return any(r.pattern.match(rest) for r in rows("how-often"))


def _beside(text: str, silent: Sequence[Part], head: Agents) -> list[Agents]:
    """The agents of the last ``silent`` clauses in front of ``head`` that are nothing but lists of them."""
    found: list[Agents] = []
    for part in reversed(silent):
        agents = None
        if text.startswith(_EACH, part.start) or _OF_A_TIER.match(text, part.start):
            agents = read_agents(text, part.start, part.end)
        if agents is None or not _side_by_side(agents, head):
            break
        found.insert(0, agents)
    return found


def _side_by_side(agents: Agents, head: Agents) -> bool:
    """Whether agents may stand in a clause of their own in front of ``head``: each is a 各…, or all are offices and
    places of which one is one (各乡镇、街道办事处), or several offices in front of a 各… (市应急局、市住建局，各县区要…);
    in front of one office they are those it speaks to (市应急局、市公安局，省安委会要求…)."""
    each = [p.name.startswith(_EACH) for p in agents.pieces]
    if each[0] and agents.kinds <= {"organ", "short"}:
        return True
    before_each = head.pieces[0].name.startswith(_EACH)
    several = before_each and len(each) > 1 and agents.kinds <= {"organ"}
    zones = "premises" not in agents.kinds or all(p.name.endswith(_ZONES) for p in agents.pieces)
    governed = zones and agents.kinds <= {"organ", "place", "premises"}
    return all(each) or several or (any(each) and governed)


def _is_list(text: str, part: Part) -> bool:
    """Whether a clause is a list of things that are no agents (商店、礼堂、浴室，商场等场所，要…)."""
    words = text[part.start : part.end]
    return (
        "、" in words
        and len(words) <= 30
        and predicate(text, part.start, part.end) is None
        and read_agents(text, part.start, part.end) is None
    )


def _beside_lead(text: str, groups: list[_Group]) -> list[_Group]:
    """The groups; who takes part beside a lead or one who is in charge assists (由市住建局牵头，市应急局参加); without
    a lead 要积极配合 is what everybody is told to do."""
    led = any(g.role == "lead" or _CHARGED.match(text, g.end) for g in groups)
    roles = ("beside_lead",) if led else ("alone",)
    return [replace(g, role=next((g.rule.given[r] for r in roles if r in g.rule.given), g.role))
            for g in groups]  # fmt: skip


@lru_cache(maxsize=256)
def parts(text: str) -> tuple[Part, ...]:
    """Clauses between ，；：。 (and 、 behind 每月 or 6月底前) outside brackets and quotes."""
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Part]:
    inside = bytearray(len(text))
    for p in match_pairs(text):
        inside[p.start : p.end] = b"\x01" * (p.end - p.start)
    start = 0
    for m in _SEPARATOR.finditer(text):
        i, c = m.start(), m[0]
        if inside[i]:
            continue
        if c == "：" and _LABELLED.search(text, max(start, i - 12), i):
            yield from _part(text, start, i)
            return
        if c != "、" or (
            not _ANOTHER_DAY.match(text, i + 1)
            and (_REPEATED.search(text, max(start, i - 16), i) or _another(text, start, i))
        ):
            yield from _part(text, start, i)
            start = i + 1
    yield from _part(text, start, len(text))


def _another(text: str, start: int, i: int) -> bool:
    """Whether the 、 at ``i`` ends a clause: an agent with its modal word before and behind it, with its
    reaction time (甲队5分钟内到场、乙站10分钟内到场), or behind what is counted with what it counts itself
    (县级组织1次综合演练、各乡镇至少组织2次)."""
    if _REACTING.match(text, start, i):
        return bool(_REACTING.match(text, i + 1))
    if _NUMBERED_THING.search(text, start, i) and (act := _COUNTED_ACT.match(text, i + 1)):
        return read_agents(text, i + 1, act.start("act")) is not None
    return bool(_ANOTHER.match(text, i + 1)) and bool(re.search("要|须|应(?!急)", text[start:i]))


def _part(text: str, start: int, end: int) -> Iterator[Part]:
    """The clause without what leads in to its agent (年底前, 其中, 一是, 每周一)."""
    while start < end and text[start].isspace():
        start += 1
    for _ in range(3):
        lead = behind_recurrence(text, start)
        if lead == start:
            m = any_of("lead-in").pattern.match(text, start, end)
            if m is None:
                break
            lead = m.end()
        start = lead
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Part(start, end)


def _groups(text: str, part: Part) -> Iterator[_Group]:
    if noted := _noted_label(text, part):
        yield from noted
        return
    head = _head(text, part)
    if head and head.agents.kinds <= _SITES and _LED_THERE.search(text, head.end, part.end):
        head = None
    if head and _condition(text, part, head):
        modal = predicate(text, part.end + 1, len(text))
        passive = _LED.search(text, part.end, part.end + 6)
        if modal and modal.id == "subject.modal" and not passive:
            yield replace(head, role=modal.given["role"], rule=modal)
    elif head and head.rule.id != "subject.by":  # what stands before 由 is the object
        yield head
        when = _BY_WHEN.match(text, head.end, part.end)
        yield from _brought_in(text, when.end() if when else head.end, part.end)
    elif head is None:
        yield from _brought_in(text, part.start, part.end)
    if not _LEADING_CHARACTER.search(text, part.start, part.end):
        return
    for m in _LED.finditer(text, part.start, part.end):
        if _enclosed(text, part.start, m.start()) or _ATTRIBUTE.match(text, m.end(), part.end):
            continue
        led = _behind(text, m.end(), part.end, led=True) or _agentive(text, m.end(), part.end)
        if led and not _APPOINTED.match(text, led.end):
            yield led
            yield from _brought_in(text, led.end, part.end)


def _head(text: str, part: Part) -> _Group | None:
    """The agents at the head of the clause, unless a verb or a preposition opens it."""
    if opens(text[part.start : min(part.end, part.start + _OPENING)]):
        return None
    return (
        _behind(text, part.start, part.end)
        or _apart(text, part)
        or _topical(text, part)
        or _unlisted(text, part)
    )


def _enclosed(text: str, start: int, position: int) -> bool:
    """Whether ``position`` stands in a bracket or quotation that opens behind ``start``."""
    pairs = (("（", "）"), ("“", "”"), ("〔", "〕"), ("【", "】"), ("［", "］"))
    return any(text.rfind(a, start, position) > text.rfind(b, start, position) for a, b in pairs)


def _behind(text: str, start: int, end: int, led: bool = False) -> _Group | None:
    """The agents at ``start`` that stand in front of the first word that opens their predicate; a tier or
    a body by its class alone (市|建设工程中心带队, 集团|采购部核查) gives way to an office whose name goes on."""
    headless: _Group | None = None
    for t, rule in _openings(text, start, min(end, start + LONGEST, _next_led(text, start)), end):
        if goes_on(text, t) or not _fits(rule, text, start):
            continue
        if rule.id == _ADVERB and read_agents(text, start, t + 2, led):
            continue
        agents = read_agents(text, start, t, led)
        if agents and (_asked(text, start) or _acts(agents, rule, text[t:end], led)):
            found = _Group(agents, _role(text, t, end, rule), rule, t)
            if headless or not (
                _HEADLESS.fullmatch(text, start, t) and _may_be_noun(rule, text, t)
            ):
                return headless if headless and not agents.kinds <= {"organ"} else found
            headless = found
    return headless


def _may_be_noun(rule: Rule, text: str, position: int) -> bool:
    """Whether the verb at ``position`` may be the first half of a name (建设工程中心, 采购部)."""
    return rule.id in _VERBS and not text.startswith("组织", position)


def _asked(text: str, start: int) -> bool:
    """Whether those named at ``start`` are asked to act, whoever they are (请与会人员提前安排好工作)."""
    return text[max(0, start - 1) : start] in ("请", "望", "希")


def _next_led(text: str, start: int) -> int:
    """Where the next 由 stands: no name of an agent holds one."""
    found = text.find("由", start + 1)
    return found + 1 if found >= 0 else len(text)


def _fits(rule: Rule, text: str, start: int) -> bool:
    """Whether the agents at ``start`` begin as the row wants (``agents``: a pattern)."""
    return "agents" not in rule.given or bool(
        re.match(rule.given["agents"], text[start : start + 4])
    )


def predicate(text: str, position: int, end: int) -> Rule | None:
    """The row that a predicate opens with at ``position``, if one does."""
    return _any_row().match(text, position, end)


def _openings(text: str, start: int, stop: int, end: int) -> Iterator[tuple[int, Rule]]:
    """Where behind ``start`` and before ``stop`` predicates of the clause that ends at ``end`` open, not
    behind 、 nor within the name of an office (市|统计局), and the row that each opens with."""
    at = start + 1
    while at < stop and (found := _any_row().search(text, at, end)) and found[0] < stop:
        joins = _JOINS.match(text, found[0] - 1)
        if text[found[0] - 1] != "、" and (joins or not within_office(text, found[0], start)):
            yield found
        at = found[0] + 1


@cache
def _any_row() -> FirstOf:
    """All rows in one pattern: most positions open no predicate, and this tells at once."""
    return first_of(rule_table("subject"))


@cache
def _bringing_in() -> FirstOf:
    """The rows behind which others are named (会同, 组织)."""
    return first_of(r for r in rule_table("subject") if "with" in r.given)


def _acts(agents: Agents, rule: Rule, rest: str, led: bool = False) -> bool:
    """Whether agents of these kinds act by this row.

    Workers and sites do by a modal verb only; an enterprise that is counted in visits does not
    (A类企业每年检查不少于1次), unless 由 leads to it.
    """
    if "kinds" in rule.given and not agents.kinds <= set(rule.given["kinds"].split("|")):
        return False
    if (
        agents.kinds <= {"body", "premises"}
        and not led
        and (_VISITED.match(rest) or _CLEARED.match(rest))
    ):
        return False
    if all(p.name.endswith(_SERVED) for p in agents.pieces) and _FITTED.match(rest):
        return False
    if rule.id in _VERBS and not agents.kinds <= {"body", "organ"} and _NOMINAL.match(rest):
        return False
    if "premises" in agents.kinds and _OF_ANYBODY.match(rest):
        return False
    if rule.id in _VERBS and _IN_CHARGE_OF.match(rest):
        return False
    if rule.id in _VERBS and agents.kinds <= {"organ"} and _RELATIVE.match(rest):
        return False
    if not agents.kinds <= {"organ", "person"} and _BY_OTHERS.match(rest):
        return False
    if _WANTING.match(rest):
        return False
    if rest.startswith("每") and all(_TRADE.fullmatch(p.name) for p in agents.pieces):
        return False
    if _MANNED.match(rest) or (
        all(p.name.startswith("每") for p in agents.pieces) and _SHARE_OF_EACH.match(rest)
    ):
        return False
    if _UNDERGOES.match(rest) and all(p.name.endswith(_WORKERS) for p in agents.pieces):
        return False
    if "ruled" not in agents.kinds or "organ" in agents.kinds:
        return True
    if rule.id == "subject.trigger":
        return bool(
            re.match(r"[^，。；]{2,20}?(?:必须|应|须|要)(?=立即|当|在|第一时间|于|及时)", rest)
        )
    if rule.id == "subject.time":
        return bool(
            re.match(r"[^，。；每]{2,8}(?:必须|须|应当)|每班(?:开工|上岗|作业|入井|接班)前", rest)
        )
    return rule.id == "subject.modal" and not re.match(r"[都均也]?(?:不|严禁|禁止)", rest)


def _role(text: str, position: int, end: int, rule: Rule) -> str:
    """A 牵头 at the head of the clause (每年牵头组织), a 牵头 or 配合 at its end outweighs the verb that it begins with."""
    clause = text[position:end]
    m = _LEADING.match(clause) or _CLOSING.search(clause)
    outweighed = m and predicate(m["verb"], 0, len(m["verb"]))
    return (outweighed or rule).given["role"]


def _condition(text: str, part: Part, head: _Group) -> bool:
    """Whether the clause only says when or for whom a rule holds (企业完成整改后，…)."""
    free = ("subject.modal", "subject.preposition", "subject.time", "subject.trigger")
    clause_goes_on = text[part.end : part.end + 1] == "，"
    return (
        clause_goes_on
        and (head.rule.id not in free or bool(_COUNTED_AGAINST.match(text, head.end, part.end)))
        and bool(_CONDITION.search(text[part.start : part.end]))
    )


def _apart(text: str, part: Part) -> _Group | None:
    """Agents that are a clause of their own, with the predicate behind the comma (各部门，要…) or the
    colon (县公安局：负责维护秩序)."""
    behind = text[part.end : part.end + 1]
    rule = predicate(text, part.end + 1, len(text)) if behind in ("，", "：") else None
    if "的" in text[part.start : part.end] and _PUNISHED.match(text, part.end + 1):
        return None
    if behind == "：" and rule is None:
        return _labelled(text, part)
    if rule is None or (behind == "，" and rule.id not in (*_LED_OUT, _BY_WAY_OF)):
        return None
    if behind == "，" and rule.id == _BY_WAY_OF and not text.startswith(_EACH, part.start):
        return None
    agents = read_agents(text, part.start, part.end)
    if behind == "：" and agents and not _may_label(agents):
        return None
    strong = agents and (
        behind == "："
        or agents.open_ended
        or agents.kinds <= {"organ", "person", "short"}
        or all(re.match(r"各|凡|所有|.+的", p.name) for p in agents.pieces)
        or (agents.pieces[0].name.startswith("各") and "ruled" not in agents.kinds)
    )
    return _Group(agents, rule.given["role"], rule, part.end) if agents and strong else None


def _may_label(agents: Agents) -> bool:
    """Whether agents may stand as a label: offices, leading posts, companies, and places or enterprises of which all
    of a kind are meant (各村：…); a kind alone (工贸企业：…) is what is looked at as often."""
    each = all(p.name.startswith(_EACH) for p in agents.pieces)
    named = all(_FIRM.search(p.name) for p in agents.pieces)
    if agents.kinds <= {"body"} and (each or named):
        return True
    posts = agents.kinds <= {"person"} and any(_LEADER.search(p.name) for p in agents.pieces)
    return posts or agents.kinds <= ({"organ", "place"} if each else {"organ"})


def _labelled(text: str, part: Part) -> _Group | None:
    """The offices that stand as a label in front of what they have to do (基建办：装修现场实体隔离…)."""
    rule = predicate(text, part.end, len(text))
    agents = read_agents(text, part.start, part.end) if rule else None
    if rule is None or agents is None or not _may_label(agents):
        return None
    if any(_ROLE_NAME.search(p.name) for p in agents.pieces):
        return None
    return _Group(agents, rule.given["role"], rule, part.end)


def _noted_label(text: str, part: Part) -> list[_Group]:
    """Those whom the bracket behind a label charges, each in the role that it says, with the body that the label
    names (道路交通专委会（县公安局牵头）：…); none where the bracket says anything else."""
    if text[part.end - 1 : part.end + 1] != "）：":
        return []
    opened = text.rfind("（", part.start, part.end)
    rule = predicate(text, part.end, len(text)) or predicate(text, part.end + 1, len(text))
    inner = (opened + 1, part.end - 1)
    if (
        rule is None
        or opened < 0
        or not all(predicate_of(text[a:b]) for a, b in clauses(text, *inner))
    ):
        return []
    charged = owners_in(text, *inner, "").owners
    if not charged or not all(_is_charged(o.name) for o in charged):
        return []
    named = [(Piece(o.name, o.start, o.end), o.role) for o in charged]
    body = read_agents(text, part.start, opened)
    label = [_Group(body, "responsible", rule, part.end)] if body and _may_label(body) else []
    organ = frozenset(("organ",))
    return [
        *label,
        *(_Group(Agents((p,), organ, False), role, rule, part.end) for p, role in named),
    ]


def _is_charged(name: str) -> bool:
    """Whether words of a bracket name a body, alone."""
    agents = read_agents(name, 0, len(name), led=True)
    return looks_like_unit(name) and agents is not None and len(agents.pieces) == 1


def _topical(text: str, part: Part) -> _Group | None:
    """The agent at the head of a clause in front of a topic or an occasion: 企业积尘厚度不得大于…, 各门店打烊后关闭…."""
    hits = (
        (m, row) for found, row in _TOPICAL if (m := found.search(text, part.start + 3, part.end))
    )
    for m, row in hits:
        if text[part.end - 1] == "的":
            return None
        behind = m.end() if m.re is _OCCASION else m.start()
        for t in _ends_of_names(text, part.start, behind - 2, behind - _FARTHEST_TOPIC):
            agents = read_agents(text, part.start, t) if _TOPIC.fullmatch(text, t, behind) else None
            if agents and _sees_to(agents, text[t : part.end]):
                rule = _row(row)
                return _Group(agents, rule.given["role"], rule, t)
    return None


def _sees_to(agents: Agents, rest: str) -> bool:
    """Whether agents answer for what is said of a topic behind their name: not workers, sites and
    persons who are counted."""
    if re.match("占比|比例|数量|人数", rest) or any(
        re.search(r"\d", p.name) for p in agents.pieces
    ):
        return False
    each = all(p.name.startswith(_EACH) for p in agents.pieces)
    counted = _COUNTED.match(rest)
    more = () if counted else ("person", "premises") if each else ("person",)
    return agents.kinds <= {"organ", "body", *more}


def _unlisted(text: str, part: Part) -> _Group | None:
    """The office at the head of a clause whose verb is in no list (县编委办增设…)."""
    if text[part.end : part.end + 1] == "：":
        return None
    for t in _ends_of_names(text, part.start, part.end - 4, part.start):
        if not _OFFICE.fullmatch(text, part.start, t):
            continue
        agents = read_agents(text, part.start, t)
        if agents and agents.kinds <= {"organ"}:
            rule = rows("no-verb")[0]
            named = all(_OFFICE.fullmatch(p.name) for p in agents.pieces)
            if not named or rule.pattern.match(text, t, part.end):
                return None
            return _Group(agents, rule.given["role"], rule, t)
    return None


def _ends_of_names(text: str, start: int, last: int, first: int) -> Iterator[int]:
    """Each place from ``last`` down to ``first`` at which a name that begins at ``start`` may end."""
    here = _LAST_OF_NAME.finditer(text, max(first, start + 1), min(last, start + _LONGEST_HEAD))
    for t in reversed([m.end() for m in here]):
        if not _HALF_A_WORD.match(text, t - 1) and not goes_on(text, t):
            yield t


@cache
def _row(name: str) -> Rule:
    return next(r for r in rule_table("subject") if r.id == name)


def _agentive(text: str, start: int, end: int) -> _Group | None:
    """The agents behind 由 where no listed word opens the predicate (由包村干部一对一看护)."""
    rule = _row("subject.by")
    for t in range(min(end, start + 40, _next_led(text, start)), start + 1, -1):
        cut = _PASSIVE.match(text, t, end) or _HALF_A_WORD.match(text, t - 1, end)
        agents = None if cut else read_agents(text, start, t, led=True)
        if agents and agents.kinds <= {"organ", "person"}:
            return _Group(agents, rule.given["role"], rule, t)
    return None


def _brought_in(text: str, start: int, end: int) -> Iterator[_Group]:
    """The agents behind 会同 or 组织 at ``start``."""
    rule = _bringing_in().match(text, start, end)
    m = rule.pattern.match(text, start, end) if rule else None
    if rule is None or m is None:
        return
    found = _behind(text, m.end(), end, led=True)
    whole = found.agents if found else read_agents(text, m.end(), end, led=True)
    named = None if whole else _agentive(text, m.end(), end)
    agents = named.agents if named else whole
    if agents and ("only" not in rule.given or agents.kinds <= {rule.given["only"], "short"}):
        yield _Group(agents, rule.given["with"], rule, end)
