"""What stands around a notice and is none of its text: the lines of a web page, contacts.

A line is furniture where it begins with a key of ``rules/furniture.yml`` and ：, or is one of the
bare words that pages print. The values of the keys serve where the notice itself is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from ingest.records import Table
from ingest.rulebook import rule_table

_KEY = re.compile(r"([^，。；：“”《》〔〕（）]{1,20}(?:（(?:盖章|公章|章)）)?)：")
_SEAL = re.compile(r"（(?:盖章|公章|章)）$")
_PAGE = re.compile(
    r"(?:(?:[^，。；：]{2,10}网)?(?:首页|网站首页)|返回首页|您?(?:现在|当前)?的?位置|您?(?:现在|当前)?所在的?位置)(?:[：>＞»/|·›→-].*|$)"
    r"|今天(?:是(?:20\d\d年|[，：]|星期).{0,60}|：)"
    r"|[^，。；：>＞»›]{2,12}(?:[>＞»›][^，。；：>＞»›]{1,20})+"
    r"|[〔（]?(?:字体|字号)?：?(?:大|中|小|默认|超大|[ |]){2,8}[〕）]?(?:打印|关闭|收藏|分享)*"
    r"|(?:打印|关闭|分享|收藏|返回|返回顶部|复制链接|微信|微博|扫一扫|无障碍|我要纠错|正文|详细内容|下载|收藏本页|打印本页|关闭窗口|打印关闭|页面打印|网站地图|听全文|政策解读|相关解读|图解)"
    r"(?:[ |·/【】〔〕（）]*(?:打印|关闭|分享|收藏|返回|本页|本页面|窗口|页面|文章|到|：|朋友圈|微信|微博|QQ空间|正文))*"
    r"|(?:微信|扫码|扫描二维码|长按二维码|扫一扫)?关注(?:微信)?(?:官方)?(?:公众号|微信)|扫一扫[^，。；：]{0,16}(?:打开|查看|分享|浏览)[^，。；：]{0,8}"
    r"|(?:切换到?)?(?:繁体版?|简体版?)[ |]*(?:无障碍(?:浏览|阅读)?|长者[版专]区?)?"
    r"|(?:上一?[篇条]|下一?[篇条])：?.{0,60}"
    r"|(?:PART|Part|part)?\.?0?\d{1,2}"
)


def pairs(line: str) -> tuple[tuple[str, str], ...]:
    """(rule id, value) of each KEY：VALUE of a line that begins with such a key, else ().

    >>> pairs("来源：本站发布时间：2025-03-10")
    (('furniture.page', '本站'), ('furniture.published', '2025-03-10'))
    >>> pairs("发布机构|甲县应急局|文号|甲应急〔2025〕3号|")
    (('furniture.issuer', '甲县应急局'), ('furniture.number', '甲应急〔2025〕3号'))
    >>> pairs("各乡镇人民政府：")
    ()
    """
    cells = line.strip("|").split("|") if "|" in line else []
    if cells and _rule_of(cells[0]):
        return tuple(
            (rule, value)
            for key, value in zip(cells[::2], cells[1::2], strict=False)
            if (rule := _rule_of(key))
        )
    first = _KEY.match(line.lstrip("〔（"))
    if first is None or not _rule_of(first[1]):
        return ()
    keys = [(m, key) for m in _KEY.finditer(line) if (key := _known_end(m[1]))]
    starts = [m.start(1) + len(m[1]) - len(key) for m, key in keys]
    ends = [*starts[1:], len(line)]
    return tuple(
        (_rule_of(key), _SEAL.sub("", line[m.end() : max(m.end(), end)]).strip(" 〕）|"))
        for (m, key), end in zip(keys, ends, strict=True)
    )


def is_page_line(line: str) -> bool:
    """Whether a line belongs to the page around a notice.

    >>> is_page_line("首页>政务公开>通知公告"), is_page_line("浏览次数：114"), is_page_line("各县：")
    (True, True, False)
    """
    return bool(_PAGE.fullmatch(line)) or bool(pairs(line))


def facts(lines: Iterable[str], tables: Iterable[Table] = ()) -> dict[str, str]:
    """What the keys around a notice say, by field: the first value of each."""
    found: dict[str, str] = {}
    for rule, value in [*_of_lines(lines), *_of_tables(tables)]:
        field = _field(rule)
        if field != "none" and value:
            found.setdefault(field, value)
    return found


def is_page_table(table: Table) -> bool:
    """Whether a table only says what a page says of a notice (索引号, 发文机关 …)."""
    cells = [c.text for row in table.rows for c in row if c.text]
    keys = sum(1 for c in cells if _rule_of(c.rstrip("：")) or pairs(c))
    return len(table.rows) <= 12 and keys >= 2 and keys * 3 >= len(cells)


def _of_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of the lines; a key alone on its line takes the next one for its value."""
    waiting = ""
    for line in lines:
        if waiting and not pairs(line):
            yield waiting, line
        found = pairs(line)
        yield from found
        waiting = found[0][0] if len(found) == 1 and not found[0][1] else ""


def _of_tables(tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    for table in tables:
        if is_page_table(table):
            for row in table.rows:
                texts = list(dict.fromkeys(c.text for c in row))
                yield from (p for t in texts for p in pairs(t) if p[1])
                for key, value in pairwise(texts):
                    if rule := _rule_of(key.rstrip("：")):
                        yield rule, value


def _known_end(words: str) -> str:
    """The longest known key that ``words`` ends with: of 本站发布时间 it is 发布时间."""
    return next((words[i:] for i in range(len(words)) if _rule_of(words[i:])), "")


@lru_cache(4096)
def _rule_of(key: str) -> str:
    """Id of the rule whose pattern is the key, or ""."""
    found = (r.id for r in rule_table("furniture") if r.pattern.fullmatch(key.replace(" ", "")))
    return next(found, "")


def _field(rule: str) -> str:
    return next(r.given["field"] for r in rule_table("furniture") if r.id == rule)
