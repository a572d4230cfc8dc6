"""The graph of what follows from all others, renewed where these have changed."""

from __future__ import annotations

import hashlib
import json

from ontology.ids import INFERRED_GRAPH
from ontology.materialise import NOT_READ, infer_store
from service.store.graphs import OUTSIDE_UNION
from service.store.manifest import Manifest
from service.store.writer import Draft


def renew(draft: Draft) -> int | None:
    """Number of inferred triples now in the draft, or None where nothing had to be inferred anew."""
    key = premises_digest(draft.manifest)
    if draft.manifest.vocabulary.get(INFERRED_GRAPH) == key:
        return None
    inference = infer_store(draft.store, skip=NOT_READ | OUTSIDE_UNION)
    draft.put_vocabulary(INFERRED_GRAPH, list(inference.triples), key)
    return len(inference.triples)


def premises_digest(manifest: Manifest) -> str:
    """SHA-256 (hex) of what inference reads: the notices, the vocabulary, the reader's code."""
    vocabulary = {k: v for k, v in manifest.vocabulary.items() if k != INFERRED_GRAPH}
    notices = [(row.graph, row.sha256, row.reader) for row in manifest.notices]
    premises = json.dumps([manifest.revision, vocabulary, notices], sort_keys=True)
    return hashlib.sha256(premises.encode()).hexdigest()
