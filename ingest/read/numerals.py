"""Numbers as list numbering writes them: 3 is 三, 叁, (3), ③, C or iii."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL = dict(zip("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟", strict=True))
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def chinese(number: int) -> str:
    """Counting numeral up to 9999: 10 is 十, 21 二十一, 105 一百零五."""
    result, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            result += ("零" if zero and result else "") + DIGITS[digit] + name
        zero = digit == 0
    return (result[1:] if result.startswith("一十") else result) or "零"


def counting(number: int) -> str:
    """Counting numeral up to 99, then digit by digit: 101 is 一○一."""
    return chinese(number) if number < 100 else digits(number).replace("〇", "○")


def japanese(number: int) -> str:
    """Japanese numeral, without zeros and without 一 before 百 and 千: 101 is 百一."""
    plain = chinese(number)
    return (
        plain.replace("零", "").replace("一百", "百").replace("一千", "千").replace("一十", "十")
        or "〇"
    )


def digits(number: int) -> str:
    """Digit by digit: 21 is 二一."""
    return "".join(DIGITS[int(digit)] for digit in str(number))


def legal(number: int) -> str:
    """Numeral of legal documents: 21 is 贰拾壹."""
    plain = chinese(number)
    return "".join(LEGAL[c] for c in ("一" + plain if plain[0] == "十" else plain))


def roman(number: int) -> str:
    """Roman numeral in capitals."""
    result = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        result += letters * count
    return result


def letters(number: int) -> str:
    """A … Z, AA, BB … as Word counts them."""
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def ranged(first: str, count: int) -> Callable[[int], str]:
    """Writer with single characters from ``first``; plain digits beyond ``count``."""
    return lambda n: chr(ord(first) + n - 1) if 0 < n <= count else str(n)


def circled(number: int) -> str:
    """①…⑳, ㉑…㊿, then plain digits."""
    for low, high, first in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if low <= number <= high:
            return chr(ord(first) + number - low)
    return str(number)


def listed(signs: str) -> Callable[[int], str]:
    """Writer with ``signs`` one by one; plain digits beyond them."""
    return lambda n: signs[n - 1] if 0 < n <= len(signs) else str(n)


WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalFullWidth2": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "chineseCounting": counting,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": japanese,
    "ideographDigital": digits,
    "taiwaneseDigital": digits,
    "japaneseDigitalTenThousand": digits,
    "chineseLegalSimplified": legal,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": ranged("⑴", 20),
    "decimalEnclosedFullstop": ranged("⒈", 20),
    "ideographEnclosedCircle": ranged("㊀", 10),
    "ideographTraditional": listed("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": listed("子丑寅卯辰巳午未申酉戌亥"),
    "upperLetter": letters,
    "lowerLetter": lambda n: letters(n).lower(),
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "none": lambda _: "",
}


def write_number(number: int, style: str) -> str:
    """``number`` in the list style ``style`` (ST_NumberFormat); unknown styles as digits."""
    return WRITERS.get(style, str)(number) if 0 <= number < 10_000 else str(number)
