"""How a sentence opens, so that a finding can say how sure it is that nobody is named: with what is to be done, with
what does nothing (a plan, a tunnel), with one who acts, or with words that may be one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shapes.tables import first_match

_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百\d]+条|[（(]?[一二三四五六七八九十\d]{1,3}[)）.、．]|[①-⑳]|第?[一二三四五六七八九十](?:是|，)|其[一二三四五]，?)+"
)
_LABEL = re.compile(r"[^，。；：“”]{2,20}(?:：|方面，|领域，|(?<=[领行]域)|(?<=行业)，)")
_LEAD_IN = re.compile(
    r"(?:(?:节|假|主?汛期|雨季|[春夏秋冬]季|两会|春运|暑运|高温|寒潮|台风|重[要大]|大型|敏感|特殊|关键)[^，。；要应须对将由]{0,18}(?:期间|时段|时期|节点)，?)|"
    r"(?:[^，。；]{0,40}(?:[前后]|(?<!小)时|期间|以来|中|上|下|情况下|之际|当[日天]|(?:小时|分钟|工作日)内)，)|(?:对?[^，。；对由将把]{0,40}的，)"
    r"|(?:[到自从于在])?(?:20\d\d年|[次翌当]年)?(?:\d{1,2}月(?:\d{1,2}日|份|底|初|[上中下]旬)?|(?:末月)?\d{1,2}日|年[底末初内中]|第?[一二三四](?:、[一二三四])*季度[末初]?|[上下]半年|[一二两三\d]+个?(?:年|小时|分钟|工作日|[天日])[内前])(?:之?前|起|内)?(?:[，、到-]|至(?!少))?|20\d\d年度?，?|各(?=向|组织|开展|进行|举办|检查|召开|一[次轮场])"
    r"|每(?:年|季度?|月|周[一二三四五六日末]?|[日天]|学[年期]|半[年月])度?，?|(?:主?汛期|[春夏秋冬]季|雨季|防火期|采暖季|供暖期|高温(?:季节|期)|节假日|春节|国庆|元旦|中秋|清明|暑期|岁末年初)(?:期间|来临前|前后?|后)?，?|(?:“?(?:五一|十一|两节|双节|两会|三夏|三秋)”?|入[汛冬夏秋]|春耕|春播|秋收|春运|暑运|高考|开学|放假|假期|旅游旺季)(?:期间|来临前|前后?|后)，?|全年，?|年度?内，?|[上下]班前，?|今年，?|本年度，?|至少(?!有)|当[日天年]，?"
    r"|(?:按照?|根据|依据|围绕|结合|聚焦|针对|对标|对照|通过|利用|依托|以|在|对|为)[^，。；]{2,60}"
    r"(?:要求|规定|精神|部署|安排|原则|意见|标准|需要|实际|机制|契机|重点|抓手|目标|主线|总牵引|保障|力度|手段|隐患|问题|单位|企业|场所|区域|部位|环节|领域|行为|事故|险情|项目|设备|设施|车辆|船舶|矿山|煤矿|建筑|房屋)，"
)
_PREDICATE = re.compile(
    r"(?<![主只需重必])要(?![求点素害件塞闻])|应当?(?![急对用变力])|(?<![必])必?须(?!知)|不得|不准|不超|未(?!来|成年)|发生|请(?!示)|占(?!用|道)|小于|大于|投[入用]|(?<=率)\d|立即|安排|移[送交]|(?<!\d)[一二两三\d]年|各(?=[管负司尽自])|严禁|禁止|务必|确保|一律|全部|[均都]"
    r"|每(?:[年月季周日天班逢]|[一二两三\d]{1,2}个?[年月周天])|\d{1,2}月|至少|不少于|不低于|达到|超过|[将把向由]|对(?![象口外内])|按照?|在(?![建册岗校园用线])|于(?!是)|纳入|实[行施]|落实|开展(?!情况)"
    r"|完成(?!率)|建[立成]|制定|加[强装快大]|严格|强化|组织(?!部)|采取|执行(?!率)|配[备齐]|安装|设[立置]|全面|及时|负责(?!人)|统筹(?!办)|参照|持证(?!率)|自[行觉查]|成立|同步|坚持|做[好到]|保持|进行|接受|提交|逐"
)
_SURE = re.compile(
    r"要(?![求点素害件塞闻])|应当?(?![急对用变力])|必?须(?!知)|不得|不准|严禁|禁止|务必|确保|一律|(?:全部|全面|如期|按期)?(?:完成|清零|到位|闭环|销号)"
)
_WHOSE = re.compile(r"[^对，。；][^，。；]*的，")
_OF_SUCH = re.compile(
    r"([^对，。；][^，。；]{2,60}的(?:单位|企业|个人|人员|干部|(?:[^，。；的]{0,6}(?:煤矿|矿[井山]|工地|学校|医院|场站))(?=，(?:在|应|要|必?须|不得|每))))，"
)
_WHOLE_PLACE = re.compile(r"(?:全|我)[省市县区州旗镇乡](?:范围内)?(?!要|应|必须|不得)")
_OWN = re.compile(
    r"(?:各|所有|重点|高危|规上)?(?:中小学|学校|幼儿园|医疗机构|医院|养老机构|企业|施工单位|景区|商场|工地)(?!周边|附近|门前|内|外|间)(?=[^的，。；]{2})"
)
_OF_OTHERS = re.compile(
    r"(?:率|任务|工作|整治|治理|行动|监管|执法|检查|比例|占比|事故|隐患|问题|资金|经费|水平|能力|数量|接入|领域)$"
)
_SHARE = re.compile("(?:率|占比|比例)$")
"""A share of persons or bodies, which does nothing (主要负责人培训考核合格率达到100%)."""
_NO_ACTOR = r"(?:(?!对|将|把|由|向|与|督促|指导|组织|推动|要求|引导|支持|鼓励|帮助|协调|动员|加强|明确|确保|建立|完善|落实|开展|约谈|通报)[^，。；：])"
_ACTS = re.compile(
    rf"(?:{_NO_ACTOR}{{1,10}}?(?:组|队|专班|人员|单位|企业|公司|机构|部门|[方员户商科处站])(?=要(?![求点素])|应当?(?!急)|必?须(?!知)|不得|负责))"
    r"|(?:运营|运维|管护|管理|检[修测查]|监[测理管]|承[包建办租]|使用|施工|建设|设计|生产|经营|销售|配送|宣传|安[保装]|维[保修]|养护|值[班守]|巡[查护逻]|看护|救援|调度|执法|发包|出租|租赁|装卸|驾驶|押运|操作|督查|培训|实施|评[估价]|鉴定|清洗|加工|储存|运输|处[置理]|协[调管]|报告|参[与演训]|救护|查验)"
    r"(?:单位|企业|公司|机构|部门|人员(?!密集)|[方商员者组队科站])(?=每|于|在|对|按|将|发现|接到|严格|定期|立即|\d{1,2}月)"
)
_BODY = re.compile(
    rf"(?!全|年){_NO_ACTOR}{{1,12}}?(?:企业|单位|公司|机构|部门|大队|工作队|人员(?!密集)|负责人)(?=.)"
)
_BY = re.compile(
    r"由([^，。；：]{2,20}?)(?=负责|牵头|承担|组织|统一|带队|实施|签|审|按|每|在|对|$|[，。；])"
)
_HEADING = re.compile(r"(?:“[^“”]{2,20}”|[^\d，。；：“”]){1,16}。?")
_QUOTES = "“”‘’"
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_TAIL = re.compile(r"(?:各自?|分别|也|还|[均都]|年内|全年)$")
_SHOWN = 12  # characters of words that no predicate follows


@dataclass(frozen=True, slots=True)
class Opening:
    """``kind``: order, thing, actor, words, plain or statement; ``words``: what stands in front of the predicate, of a plain
    sentence, which has none that orders, its first ones; ``sure``: whether the sentence orders beyond doubt."""

    kind: str
    words: str = ""
    sure: bool = False


def read_opening(sentence: str) -> Opening:
    """How a sentence, without what it cites, opens.

    >>> read_opening("全面开展检查。"), read_opening("旗财政安排经费。").kind, read_opening("重点任务全面完成。").kind
    (Opening(kind='order', words='', sure=True), 'actor', 'thing')
    """
    if first_match("statements", sentence):
        return Opening("statement")
    rest = _BRACKET.sub("", _past(_NUMBER, sentence))
    if (label := _LABEL.match(rest)) and first_match("actors", label[0].rstrip("：，")):
        return Opening("actor", label[0].rstrip("：，"))
    rest = _past(_NUMBER, _past(_LABEL, rest))
    if acts := _ACTS.match(rest):
        return Opening("actor", acts[0])
    while not first_match("imperatives", rest) or _LEAD_IN.match(rest):
        if (whole := _WHOLE_PLACE.match(rest)) and first_match("imperatives", rest[whole.end() :]):
            break  # 全县举办培训班: a place where, nobody who
        if not (lead := _LEAD_IN.match(rest)):
            return _fronted(rest)
        if _WHOSE.match(rest) and _fronted(lead[0]).kind == "actor":
            return _fronted(rest)  # 从业人员未取得资格的，不得上岗
        rest = rest[lead.end() :]
    return Opening("order", sure=True)


def is_heading(sentence: str) -> bool:
    """Whether a sentence is no more than a number and a few words, which the sentences behind it explain.

    >>> is_heading("二是“日巡查、周报告”。"), is_heading("（一）落实预警叫应。"), is_heading("（一）3月底前完成。")
    (True, True, False)
    """
    rest = past_number(sentence)
    return rest != sentence and bool(_HEADING.fullmatch(rest))


def past_number(sentence: str) -> str:
    """The sentence behind all the numbers, 一是 and 其一 that it begins with."""
    return _past(_NUMBER, sentence)


def _past(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found else text


def _shown(clause: str) -> str:
    """The first words of a clause without a predicate; … tells that they are cut.

    >>> _shown("老城区道路狭窄，管线老化。"), _shown("现场发现的隐患能立改的当场整改到位。")
    ('老城区道路狭窄', '现场发现的隐患能立改的当…')
    """
    whole = re.split(r"[，。；：]", clause)[0]
    return whole if len(whole) <= _SHOWN + 2 else whole[:_SHOWN] + "…"


def _fronted(clause: str) -> Opening:
    """The opening with words in front of the predicate."""
    if such := _OF_SUCH.match(clause) or _BY.match(clause):
        return Opening("actor", such[1])
    found = _PREDICATE.search(clause, 2)
    words = re.split(r"[，。；：]", clause[: found.start()] if found else _shown(clause))[0]
    if (own := _OWN.match(words)) and not _OF_OTHERS.search(words):
        return Opening("actor", own[0])  # 学校食堂每日留样: the school does
    if not found:
        return Opening("actor" if _BODY.match(words) else "plain", words)
    sure = bool(_SURE.search(clause[found.start() :].split("，")[0]))
    if _SHARE.search(words):
        return Opening("thing", words, sure)
    named = [
        _TAIL.sub("", each).strip(_QUOTES).rpartition("“")[2]
        for each in re.split(r"[、和及与]", words)
    ]
    if any(first_match("actors", each) for each in [*named, words]):
        return Opening("actor", words, sure)
    return Opening("thing" if first_match("things", named[-1]) else "words", words, sure)
