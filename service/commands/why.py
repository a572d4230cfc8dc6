"""``anze why``: why a triple of the graph holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import pyoxigraph as ox
import typer

from ontology import ids
from ontology.proof import Proof, lines, prove
from service.commands import Data
from service.errors import BadRequest
from service.settings import read_settings
from service.sparql.formats import PREFIXES
from service.store.layout import DataDir
from service.store.registry import REGISTRY_GRAPH

app = typer.Typer()


@app.command("why")
def command(
    subject: Annotated[str, typer.Argument(help="主语 IRI Subject")],
    predicate: Annotated[str, typer.Argument(help="谓语，如 az:superiorUnit Predicate")],
    value: Annotated[str, typer.Argument(metavar="OBJECT", help="宾语 IRI Object")],
    data: Data = None,
) -> None:
    """说明一条事实由何而来：出自哪个图，或由哪条规则从哪些事实推出。Why a triple holds.

    \b
    anze why id/unit/141181/safety-committee-office az:superiorUnit id/unit/141100/safety-committee-office

    \b
    退出码 Exit codes: 0 成立 it holds; 1 不成立 it does not.
    """
    snapshot = DataDir(read_settings(data_dir=data).data_dir).require_current()
    triple = ox.Triple(node(subject), node(predicate), node(value))
    found = prove(ox.Store.read_only(str(snapshot.store)), triple)
    proof = by_notice(found, ox.Store.read_only(str(snapshot.said)))
    if not proof.holds:
        typer.echo(f"图谱中没有这条事实，也推不出来。Neither asserted nor inferred: {triple}")
        raise typer.Exit(1)
    typer.echo("\n".join(lines(proof)))


def by_notice(proof: Proof, said: ox.Store) -> Proof:
    """The proof with the notices that say what the registry has."""
    premises = tuple(by_notice(premise, said) for premise in proof.premises)
    graphs = proof.asserted_in
    if REGISTRY_GRAPH in graphs:
        s, p, o = proof.triple
        quads = said.quads_for_pattern(s, p, o, None)
        notices = (q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode))
        graphs = tuple(sorted(notices)) or graphs
    return replace(proof, asserted_in=graphs, premises=premises)


def node(words: str) -> ox.NamedNode:
    """The IRI that ``words`` name: a whole one, one with a known prefix, or a path under the base.

    >>> node("az:superiorUnit").value, node("id/unit/141181/enterprise").value
    ('https://w3id.org/anze/ontology#superiorUnit', 'https://w3id.org/anze/id/unit/141181/enterprise')
    """
    prefix, colon, local = words.partition(":")
    whole = ""
    if words.startswith(("http://", "https://")):
        whole = words
    elif colon and prefix in PREFIXES:
        whole = PREFIXES[prefix] + local
    elif not colon and words.startswith(("id/", "code/", "graph/")):
        whole = ids.BASE + words
    try:
        return ox.NamedNode(whole)
    except ValueError:
        raise BadRequest(
            f"“{words}”不是 IRI。请写完整 IRI、带前缀的名称（az:owner）或 id/、code/ 开头的路径。",
            f"{words} is no IRI; write a whole one, a prefixed name such as az:owner, or a path"
            " that begins with id/ or code/.",
        ) from None
