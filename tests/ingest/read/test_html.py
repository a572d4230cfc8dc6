"""The body of government pages, by what it holds and by known names."""

from __future__ import annotations

import pytest

from ingest.errors import UnreadableDocument
from ingest.read import read_document
from tests.ingest.read.genre import check_spans

TEXT = "为做好2026年安全生产工作，现将有关事项通知如下。各县区要压实责任；各部门要加强检查。"
TITLE = "清源市人民政府关于做好2026年安全生产工作的通知"


def blocks(markup: str, name: str = "a.html") -> list[tuple[str, str]]:
    document = read_document(markup.encode(), name)
    check_spans(document)
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def words(markup: str) -> list[str]:
    page = markup if markup.startswith("<frameset") else f"<body>{markup}</body>"
    return [text for _, text in blocks(f"<html>{page}</html>")]


def test_inline_markup_blanks_and_breaks() -> None:
    markup = "<p>　　<b>（一）党政\n责任。</b>&nbsp;各级<span>党委</span>落实\n  OPEC plus 。<br>督促。<br/></p>"
    assert words(markup) == ["（一）党政责任。 各级党委落实 OPEC plus 。", "督促。"]


def test_lists_show_their_numbers() -> None:
    markup = "<ol start=3><li><p>甲。</p></li><li>乙。<ul><li>丙。</li></ul></li><li>丁。</li></ol>"
    assert words(markup) == ["3.甲。", "4.乙。", "丙。", "5.丁。"]


def test_html_li_value_counts_on_from_a_given_number() -> None:
    assert words("<ol start=3><li>甲<li value=7>乙<li>丙</ol>") == ["3.甲", "7.乙", "8.丙"]


@pytest.mark.parametrize("inner", ["", "<noframes><body>请用支持框架的浏览器。</body></noframes>"])
def test_html_frameset_is_refused_in_plain_words(inner: str) -> None:
    with pytest.raises(UnreadableDocument, match="网页只有框架") as refused:
        words(f"<frameset cols='20%,*'><frame src=a.html>{inner}</frameset>")
    assert "<" not in str(refused.value)


def test_hidden_and_scripted_parts_are_dropped() -> None:
    markup = (
        f"<p>{TEXT}</p><p style='display:none'>隐藏。</p><p hidden>隐藏。</p><script>'通知。'</script>"
        "<style>p{}</style><!-- 注。 --><noscript>请启用。</noscript><button>打印</button>"
    )
    assert words(markup) == [TEXT]


@pytest.mark.parametrize(
    "body", ["<div id=zoom>{}</div>", "<div class=TRS_Editor>{}</div>", "<div>{}</div>"]
)
def test_menus_around_the_body_are_dropped(body: str) -> None:
    links = "".join(f"<li><a href=#>第{i}号通知。</a></li>" for i in range(30))
    markup = (
        f"<div class='top-nav'><ul>{links}</ul></div><div><div class=left><ul>{links}</ul></div>"
        f"<div>{body.format(f'<p>{TEXT}</p>' * 3)}</div></div><div class=footer>网站声明。版权所有。</div>"
    )
    assert words(markup) == [TEXT] * 3


def test_old_page_laid_out_with_tables() -> None:
    markup = (
        f"<table><tr><td>首页</td></tr></table><table><tr><td><a>菜单</a></td><td><p>{TEXT}</p><p>{TEXT}</p>"
        "<table border=1><tr><td>序号</td><td>任务</td></tr><tr><td>1</td><td>整治</td></tr></table></td></tr></table>"
    )
    found = blocks(f"<html><body>{markup}</body></html>")
    assert [kind for kind, _ in found] == ["paragraph", "paragraph", "table"]
    assert found[2][1] == "序号\t任务\n1\t整治"


@pytest.mark.parametrize(
    "head",
    [
        f"<h1>{TITLE}</h1>",
        f"<meta name='ArticleTitle' content='{TITLE}'>",
        f"<title>{TITLE}_通知公告_清源市人民政府</title>",
        f"<title>{TITLE} - 清源市政府网</title>",
    ],
)
def test_title_and_number_outside_of_the_body_are_taken_in(head: str) -> None:
    facts = "<table><tr><td>发文字号：</td><td>清政发〔2026〕3号</td><td>索引号：</td><td>01</td></tr></table>"
    markup = f"<!DOCTYPE html><html>{head}<body>{facts}<div><div id=zoom><p>{TEXT}</p></div></div></body></html>"
    assert blocks(markup) == [
        ("paragraph", "清政发〔2026〕3号"),
        ("heading", TITLE),
        ("paragraph", TEXT),
    ]


def test_a_number_without_brackets_stands_behind_its_key() -> None:
    rest = f"<div><div id=zoom><p>{TEXT}</p></div></div>"
    assert words(f"<ul><li>文　　号：清政函20263号</li></ul>{rest}") == ["清政函20263号", TEXT]
    assert words(f"<ul><li>地　　址：清源路20263号</li></ul>{rest}") == [TEXT]


def test_title_in_the_body_is_not_doubled() -> None:
    markup = f"<h1>{TITLE}</h1><div id=zoom><p>清源市人民政府<br>关于做好2026年安全生产工作的通知</p><p>{TEXT}</p></div>"
    assert words(markup) == ["清源市人民政府", "关于做好2026年安全生产工作的通知", TEXT]


def test_page_wrapped_in_a_form_is_kept() -> None:
    assert words(f"<form><input value=x><div><p>{TEXT}</p></div></form>") == [TEXT]


def test_saved_as_one_file() -> None:
    page = f"<html><body><p>{TEXT}</p></body></html>"
    message = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=X\n\n--X\n"
        f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{page}\n--X--\n"
    )
    assert blocks(message, "a.mht") == [("paragraph", TEXT)]
