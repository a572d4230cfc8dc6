"""Links lead somewhere, named files exist, both READMEs say the same, the index is whole."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tests.docs.pages import anchors, links, pages, paths
from tests.docs.running import ROOT
from tests.docs.shell import commands

READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")


def test_relative_links_resolve() -> None:
    count = 0
    broken = []
    for page in pages():
        for link in links(page):
            if re.match(r"[a-z]+:", link):
                continue
            count += 1
            file, _, anchor = unquote(link).partition("#")
            target = (page.parent / file).resolve() if file else page
            whole = not anchor or (target.suffix == ".md" and anchor in anchors(target))
            if not target.exists() or not whole:
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert not broken
    assert count >= 130


def test_paths_named_in_documents_exist() -> None:
    named = [(page, path) for page in pages() for path in paths(page)]
    missing = [f"{page.name}: {path}" for page, path in named if not any(ROOT.glob(path))]
    assert not missing
    assert len(named) >= 20


def test_both_readmes_have_the_same_commands_and_links() -> None:
    first, second = ([command.text for command in commands(page)] for page in READMES)
    assert [_bare(text) for text in first] == [_bare(text) for text in second]
    assert len(first) == 6
    there, here = ([_neutral(link) for link in links(page)] for page in READMES)
    assert there == here
    assert len(there) >= 8


def _bare(text: str) -> str:
    return re.sub(r"\s+#\s.*", "", text)


def _neutral(link: str) -> str:
    return link.replace(".zh-CN", "")


def test_index_lists_every_document() -> None:
    folder = ROOT / "docs"
    listed = {(folder / link.partition("#")[0]).resolve() for link in links(folder / "README.md")}
    documents = set(folder.rglob("*.md")) - {folder / "README.md"}
    assert not {str(path.relative_to(ROOT)) for path in documents - listed}
    assert len(documents) >= 20
