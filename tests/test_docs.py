"""What can be set, called, asked or found is documented; files speak of the project alone."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from rdflib import OWL, Graph

from ontology.docs import reference_page
from ontology.namespaces import ONTOLOGY_IRI
from ontology.terms import CLASSES, PROPERTIES
from service.commands.settings import as_markdown
from service.settings import Settings, read_settings, variable
from service.web.app import create_app, routers
from shapes.rulebook import load_rulebook
from tests.docs import commands

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
VENDORED = "service/web/static/vendor/"


def documents(folder: str = "") -> str:
    """All text under docs/ or a folder of it."""
    return "\n".join(path.read_text("utf-8") for path in sorted((DOCS / folder).rglob("*.md")))


def test_every_setting() -> None:
    text = (DOCS / "service" / "settings.md").read_text("utf-8")
    names = [variable(item) for item in fields(Settings)]
    assert len(names) >= 35
    assert not [name for name in names if f"| `{name}` |" not in text]
    told = [line.partition(" | ")[2].partition(" | ")[2] for line in as_markdown().splitlines()[2:]]
    assert not [meaning for meaning in told if meaning not in text]


def test_no_setting_that_is_gone() -> None:
    known = {variable(item) for item in fields(Settings)}
    named = set(re.findall(r"\bANZE_[A-Z][A-Z_]*[A-Z]\b", documents()))
    assert len(named) >= 35
    assert named <= known


def test_every_command_and_option() -> None:
    text = commands.PAGE.read_text("utf-8")
    assert text == commands.page(), "renew it: python -m tests.docs.refresh"
    found = list(commands.commands())
    assert len(found) >= 13
    named = [path for _, each in found for path in re.findall(r"data/[\w/-]+\.\w+", each.help)]
    assert len(named) >= 2
    assert not [path for path in named if not (ROOT / path).is_file()]
    options = [(name, option) for name, each in found for option in each.params]
    assert len(options) >= 40
    for name, option in options:
        section = text.partition(f"\n## anze {name}\n")[2].partition("\n## ")[0]
        for written in option.opts if option.param_type_name == "option" else ():
            assert f"`{written}`" in section, (name, written)
        assert option.help, (name, option.name)


def routes() -> Iterator[APIRoute]:
    """Those of every router, and the application's own."""
    own = create_app(read_settings({})).routes
    gathered = [route for router in routers() for route in router.routes]
    paths = {}
    for route in (*own, *gathered):
        if isinstance(route, APIRoute):
            paths[route.path, *sorted(route.methods or ())] = route
    yield from paths.values()


def test_every_route_and_parameter() -> None:
    text = documents("service") + documents("checks")
    found = list(routes())
    assert len(found) >= 35
    undocumented = []
    for route in found:
        if route.path == "/docs/oauth2-redirect":  # a part of the page /docs
            continue
        path = re.sub(r"\{(\w+):path\}", r"{\1}", route.path)
        names = [each.alias for each in route.dependant.query_params]
        names += [each.alias for part in _parts(route.dependant) for each in part.query_params]
        undocumented += [path] if f"`{path}`" not in text and f"`{path} " not in text else []
        undocumented += [f"{path}?{name}" for name in names if not _named(text, name)]
    assert not undocumented


def _parts(dependant: Dependant) -> Iterator[Dependant]:
    for part in dependant.dependencies:
        yield part
        yield from _parts(part)


def _named(text: str, parameter: str) -> bool:
    return re.search(rf"`{parameter}[`=]|[?&]{parameter}=", text) is not None


def test_every_class_and_property() -> None:
    page = reference_page()
    names = CLASSES | PROPERTIES
    assert len(names) >= 100
    assert not [name for name in names if f'id="{name}"' not in page]


def test_no_class_or_property_that_does_not_exist() -> None:
    named = set(re.findall(r"\baz:([A-Za-z]+)\b", documents()))
    assert len(named) >= 60
    assert named <= CLASSES | PROPERTIES | {"between"}  # the one comparator that is not of ODRL


def test_every_shape_rule() -> None:
    text = (DOCS / "checks" / "rules.md").read_text("utf-8")
    rules = load_rulebook().rules
    assert len(rules) >= 66
    assert not [rule for rule in rules if f'<a id="{rule}"></a>' not in text]


def test_version_and_changelog_agree() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[0] == "Unreleased"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    newest = next((each.split()[0] for each in headings[1:]), None)
    assert newest in (None, project), "a released version is the project's until the next"
    ontology = Graph().parse(ROOT / "ontology" / "modules" / "anze.ttl")
    assert f"ontology {ontology.value(ONTOLOGY_IRI, OWL.versionInfo)}" in text.lower()


#: What the project's files do not speak of: how, where and with what they are written.
FOREIGN = re.compile(
    r"(?<![\w.])/(?:work|root|home)/\w|\bissues? #?\d|\bcq\d+ of the brief|\bsub-?agents?\b"
    r"|\bAI[- ](?:assistant|generated|written)|\blanguage model|\bLLMs?\b|co-authored-by"
    r"|\bClaude\b|Anthropic|ChatGPT|OpenAI|Copilot|\bTODO\b|\bFIXME\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", ["in /work/main", "see issue 4", "LLM", "TODO: later"])
def test_what_counts_as_foreign(text: str) -> None:
    assert FOREIGN.search(text)


@pytest.mark.needs("git")
def test_files_speak_of_the_project_alone() -> None:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = [name for name in listing.stdout.decode().split("\0") if name]
    assert len(names) >= 400
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = []
    for name in names:
        if name == own or name.startswith(VENDORED) or not (ROOT / name).is_file():
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", "ignore")
        found += [f"{name}: {match[0]}" for match in FOREIGN.finditer(text)]
    assert not found
