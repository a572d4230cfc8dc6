"""Bytes to text. A decoder's success says little (GB18030 decodes almost anything), so each
candidate's text is weighed by how much of it is ordinary written Chinese."""

from __future__ import annotations

import codecs
import re

from ingest.read.problems import unreadable, without_text

SAMPLE_BYTES = 60_000
_FIRST_BYTES = 6_000
"""What tells by itself that bytes that have the form of UTF-8 are."""
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
OTHERS = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")

# The commonest characters of modern Chinese and of official writing, simplified and traditional,
# and its punctuation. Text decoded wrongly holds next to none of them.
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
    "子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制"
    "机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正"
    "心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党"
    "程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角"
    "期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压"
    "志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万"
    "每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林"
    "律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史"
    "感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层"
    "片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈"
    "罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案言"
    "监督责隐患故章乡镇街村危险煤尾库燃烟灾害救援急预演练宣培训执罚考核履职牵印附镇署贯彻履"
    "產單國發對會過時來學經進電還當從後個們這說種長門開關聯動業實務報應幹屬嚴縣鎮區責災"
    "，。、；：（）“”《》！？〔〕【】—…\u3000\xa0·％"
)
FOREIGN = re.compile(rb"[\x80-\xff]")
NOISE = re.compile(r"[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")


def decode(data: bytes, file_name: str) -> tuple[str, str]:
    """The text of ``data`` without its byte order mark, and the encoding's name."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return _whole(data[len(bom) :], name, file_name), name
    best = _best(_sampled(data.rstrip(b"\0")))
    return _whole(data, best, file_name), best


def _sampled(data: bytes) -> bytes:
    """The part of ``data`` that tells its encoding: from its first byte beyond ASCII."""
    first = FOREIGN.search(data)
    start = first.start() & ~1 if first else 0  # even, for UTF-16
    return data[start : start + SAMPLE_BYTES]


def _best(sample: bytes) -> str:
    """Name of the encoding whose text is most like Chinese."""
    proven = 0.4 if _is_utf8(sample) else 0.0  # form proves UTF-8, but not on a few characters
    if (
        proven
        and len(sample) > _FIRST_BYTES
        and likeness(_sample(sample[:_FIRST_BYTES], "utf-8")) > 0.4
    ):
        return "utf-8"
    scores = {"utf-8": likeness(_sample(sample, "utf-8")) + 0.1 + proven}
    if scores["utf-8"] > 0.8:
        return "utf-8"
    for name in OTHERS:
        scores[name] = likeness(_sample(sample, name))
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.2:
        return best
    return "utf-8" if proven else _guess(sample) or best


def likeness(text: str) -> float:
    """How much of ``text`` beyond ASCII is ordinary Chinese: 1 all of it, 0 none, below 0 noise."""
    foreign = [character for character in text if character > "\x7f"]
    common = sum(map(COMMON.__contains__, foreign))
    bad = noise(text)
    return (common - 5 * bad) / max(1, len(foreign) + bad)


def noise(text: str) -> int:
    """How many characters no text has: controls, private use, replacement characters."""
    return sum(1 for _ in NOISE.finditer(text))


def _is_utf8(sample: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _sample(sample: bytes, name: str) -> str:
    return sample.decode(name, errors="replace")[:-1] or sample.decode(name, errors="replace")


def _guess(sample: bytes) -> str | None:
    """Encoding by charset-normalizer, for text that is hardly Chinese (Latin, Japanese)."""
    from charset_normalizer import from_bytes

    match = from_bytes(sample[:20_000]).best()
    return None if match is None else match.encoding


def _whole(data: bytes, name: str, file_name: str) -> str:
    """All of ``data`` as text; a few damaged bytes become U+FFFD, many are an error."""
    whole = data.decode(name, errors="replace")
    text = whole.rstrip("\x1a\x00")
    bad = noise(text)
    if not text.strip():
        raise without_text(file_name, data if "\0" in whole else b"")
    if bad > max(2, len(text) // 50) or ("\x00" in text and text.count("\x00") > 3):
        raise unreadable(
            file_name,
            "binary",
            detail=(
                f"{bad}/{len(text)} 无法解码的字符",
                f"{bad} of {len(text)} characters cannot be decoded",
            ),
        )
    return text
