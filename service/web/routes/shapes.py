"""``/shapes`` and ``/check``: the SHACL shapes that the product checks by."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.sparql.negotiate import choose, refusal
from shapes.rulebook import shapes_graph

router = APIRouter(tags=["检查 Validation"])

TYPES = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/n-triples": "nt"}

SeveritiesOf = Annotated[
    Literal["draft", "issued", "strict"],
    Query(description="按哪一档位的级别 Severities of which profile"),
]
Part = Annotated[
    Literal["core", "all"],
    Query(description="core：任何引擎直接可用；all：另含须先测量事实的形状"),
]


@router.get("/shapes", summary="SHACL 形状 The SHACL shapes", response_class=Response)
def shapes(
    request: Request,
    profile: SeveritiesOf = "issued",
    part: Part = "all",
) -> Response:
    """The shapes as Turtle, JSON-LD or N-Triples. The IRI of every shape is …/check#…: /check
    gives them, too, to whoever asks for RDF. `part=core` works in any SHACL engine on the notice's graph alone."""
    accept = request.headers.get("accept")
    chosen = choose(accept, [*TYPES, "text/html"])
    if chosen is None:
        raise refusal(accept, list(TYPES))
    media_type = chosen if chosen in TYPES else "text/turtle"
    body = shapes_graph(profile, core_only=part == "core").serialize(format=TYPES[media_type])
    return Response(body, media_type=media_type, headers={"Vary": "Accept"})
