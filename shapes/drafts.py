"""Whether a text is still a draft: its number or its day is left open (GB/T 9704-2012, 7.2.5 and 7.3.5.4
have both in what is issued)."""

from __future__ import annotations

import re

from shapes.rulebook import Words

_LINE = 80  # characters of the longest that is looked at
#: What stands for digits that are not known yet; spaces are gone before anything is matched.
_OPEN = r"[×✕xXＸ_＿*＊○△]"
_NUMBER = re.compile(
    rf"[^，。；：《》]{{1,16}}[〔\[（(【［](?:\d{{4}}|{_OPEN}{{1,4}})[〕\]）)】］]第?{_OPEN}{{0,4}}号(?:签发人：?.*)?"
)
_DATE = re.compile(
    rf"[^，。；：、“”]{{0,40}}?(?:\d{{2,4}}|[〇○零O一二三四五六七八九]{{4}}|{_OPEN}{{1,4}})?年"
    rf"(?:\d{{1,2}}月{_OPEN}{{0,2}}日|{_OPEN}{{0,2}}月(?:\d{{1,2}}|{_OPEN}{{0,2}})日)"
)


def has_open_number(text: str) -> bool:
    """Whether a line of it is a document number without its number.

    >>> [has_open_number(line) for line in ("晋安办发〔2026〕　号", "X政发〔2026〕××号", "晋安办发〔2026〕5号")]
    [True, True, False]
    """
    return bool(open_number(text))


def has_open_date(text: str) -> bool:
    """Whether a line of it is a date without its day, behind the issuer's name perhaps.

    >>> [has_open_date(line) for line in ("2026年×月×日", "某县安委办 2026年3月　日", "2026年3月5日", "2026年3月")]
    [True, True, False, False]
    """
    return bool(open_date(text))


def open_number(text: str) -> str:
    """The first line of it that is a document number without its number; "" if there is none."""
    return _first(_NUMBER, text)


def open_date(text: str) -> str:
    """The first line of it that is a date without its day; "" if there is none."""
    return _first(_DATE, text)


def why_draft(text: str, dated: bool, status: str) -> Words | None:
    """What makes a draft of a notice of that ``status``; None of one that is issued. A blank date is one of a form to
    fill in where the notice is ``dated`` itself; a text without a day of signature is not signed yet, whatever number it has.

    >>> why_draft("晋安办发〔2026〕　号", True, "issued").en
    'the document number is left open'
    >>> why_draft("晋安办发〔2026〕5号", False, "issued").en, why_draft("晋安办发〔2026〕5号", True, "issued")
    ('it has no day of signature', None)
    """
    if has_open_number(text):
        return Words("发文字号还空着", "the document number is left open")
    if has_open_date(text) and not dated:
        return Words("日期还空着", "the date is left open")
    if status == "draft":
        if not text:
            return Words("图里记为草稿", "the graph says so")
        return Words(
            "文中写着“征求意见稿”一类，或落款的日期空着",
            "it is headed as a draft, or the date below the signature is left open",
        )
    if text and not dated:
        return Words("没有成文日期（或这一天在日历上没有）", "it has no day of signature")
    return None


def why_profile(draft: Words | None, text: str) -> Words:
    """Which profile was chosen by the notice itself, and why."""
    if draft is not None:
        return Words(
            f"按草稿检查：{draft.zh}。已印发的，请选“已印发”再查一次。",
            f"Checked as a draft: {draft.en}. If it is issued, choose that profile and check again.",
        )
    if not text:
        return Words(
            "按已印发检查：图里没有记为草稿。还是草稿的，请选“草稿”再查一次。",
            "Checked as issued: the graph does not say that it is a draft. If it is one, choose that profile and check again.",
        )
    return Words(
        "按已印发检查：文中没有草稿的样子（发文字号的数字或日期留着空，没有成文日期，或写明是征求意见稿）。还是草稿的，请选“草稿”再查一次。",
        "Checked as issued: nothing in it looks like a draft (a document number without its digits, a date left blank or missing, "
        "the heading of a draft). If it is one, choose that profile and check again.",
    )


def _first(form: re.Pattern[str], text: str) -> str:
    """The first short line that is of the form, its white space aside."""
    lines = (line.strip() for line in text.splitlines() if len(line) <= _LINE)
    return next((line for line in lines if form.fullmatch("".join(line.split()))), "")
