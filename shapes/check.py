"""Graph in, report out: the composition of this package. Read it first.

graph ─► index ─► notice ─► measured facts ─► shapes (compiled or pySHACL) ─► findings ─► report
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rdflib import Graph, URIRef

from shapes.drafts import why_draft, why_profile
from shapes.engine import Result, run
from shapes.facts import Fact, measured, triples
from shapes.index import Index, Triple
from shapes.known import division_name, mechanism_names, unit_names
from shapes.measure.abolished import former_names, measure_abolished
from shapes.measure.annex import absent_annex, measure_annex, measure_annexes
from shapes.measure.announced import measure_announced
from shapes.measure.campaigns import measure_campaigns
from shapes.measure.cells import measure_cells
from shapes.measure.changed import measure_changed
from shapes.measure.cited import measure_cited
from shapes.measure.clashing import measure_clashes
from shapes.measure.contrary import measure_contrary
from shapes.measure.counted import measure_counted
from shapes.measure.elsewhere import measure_elsewhere
from shapes.measure.festivals import measure_festivals
from shapes.measure.foreign import measure_foreign
from shapes.measure.form import measure_form
from shapes.measure.holders import Holders
from shapes.measure.kind import measure_kind, measure_readers, read_kind
from shapes.measure.laws import measure_laws
from shapes.measure.leftover import measure_leftover
from shapes.measure.names import measure_names
from shapes.measure.order import measure_order
from shapes.measure.owners import measure_owners
from shapes.measure.phases import measure_phases
from shapes.measure.powers import measure_powers
from shapes.measure.renamed import measure_renamed
from shapes.measure.repeated import measure_repeated
from shapes.measure.repeating import measure_repeating
from shapes.measure.reports import measure_reports
from shapes.measure.rising import measure_rising
from shapes.measure.roles import measure_roles
from shapes.measure.seats import measure_seats
from shapes.measure.signer import measure_signer, signature
from shapes.measure.structure import measure_structure
from shapes.measure.sums import measure_sums
from shapes.measure.superior import measure_superior
from shapes.measure.tabled import measure_tabled
from shapes.measure.targets import measure_targets
from shapes.measure.times import measure_times
from shapes.measure.totals import measure_totals
from shapes.measure.unfilled import measure_unfilled
from shapes.measure.unread import measure_unread
from shapes.measure.voice import measure_voice
from shapes.measure.weekdays import measure_weekdays
from shapes.measure.wording import measure_wording
from shapes.narrate import Narrator
from shapes.peers import Peers, among
from shapes.policy import LocalRules, make_policy, profile_for
from shapes.rates import measure_rates
from shapes.rdf_file import named
from shapes.records import Report
from shapes.reference import run_reference
from shapes.rulebook import Rule, load_rulebook
from shapes.terms import AZC
from shapes.text import line_ends_alike
from shapes.view import Notice, read_notice
from shapes.waivers import Waiver, apply_waivers

#: The engine for one notice: pySHACL, and of one with more than ``ORDINARY`` triples, which it would judge for long, the
#: compiled engine, whose results are the same. Those of data/notices have up to 5,800.
BY_SIZE = "by-size"
ORDINARY = 12_000


@dataclass(frozen=True, slots=True)
class Options:
    """How to check. ``profile``: draft, issued or strict (None: by the notice's status);
    ``engine``: pyshacl, the reference, compiled, for batches, or ``BY_SIZE``; ``others``: notices to stand beside."""

    profile: str | None = None
    local: LocalRules | None = None
    waivers: Sequence[Waiver] = ()
    others: Peers = field(default_factory=Peers)
    engine: str = "compiled"


def check(
    graph: Iterable[Triple],
    *,
    source: str | None = None,
    superior: Iterable[Triple] | None = None,
    options: Options = Options(),
) -> Report:
    """The report on the one notice of ``graph`` (an rdflib graph or its triples). ``source``: the text of the file as read, for
    exact offsets; ``superior``: the graph of the superior's notice to compare with."""
    source = None if source is None else line_ends_alike(source)
    data = list(named(iter(graph)))
    index = Index(data)
    notice = read_notice(index)
    above = read_notice(Index(superior)) if superior is not None else None
    added = list(triples(facts(notice, above, source)))
    index.add(added)
    results = judge([*data, *added], _engine(options.engine, len(data)), index)
    draft = why_draft(source or "", bool(notice.own_date), notice.status)
    status = "draft" if draft else notice.status
    chosen = options.profile or (options.local.profile if options.local else None)
    policy = make_policy(profile_for(status, options.local, options.profile), options.local)
    rules = load_rulebook().rules
    findings = Narrator(notice, index, policy, source).tell(results, rules)
    rates = measure_rates(notice)
    return Report(
        notice=notice.iri,
        title=notice.title,
        number=notice.number,
        file_name=notice.file_name,
        status=status,
        plan_year=notice.plan_year,
        policy=policy,
        rates=rates,
        among=among(rates, options.others),
        findings=apply_waivers(findings, options.waivers),
        rules=tuple(rules.values()),
        superior=above.title if above else None,
        notes=() if chosen else (why_profile(draft, source or ""),),
    )


def facts(notice: Notice, superior: Notice | None = None, source: str | None = None) -> list[Fact]:
    """Everything measured about the notice; ``source`` is the text of its file, if at hand."""
    has_text = bool(source) or any(section.text for section in notice.sections.values())
    kind = read_kind(notice)
    holders = Holders(notice, source) if source else None
    former = former_names(notice, holders) if holders else {}
    clashes = list(measure_clashes(notice))
    targets = list(measure_targets(notice))
    annex = list(measure_annex(notice, source))
    return [
        *([measured(notice.iri, "measured", True)] if has_text else []),
        *measure_kind(notice, kind),
        *measure_form(notice, kind, source),
        *measure_structure(notice, source),
        *measure_owners(notice, unit_names(_tier(notice)), former),
        *((*measure_readers(notice, kind), *measure_unread(notice, kind)) if source else ()),
        *(_of_the_text(notice, holders, source, clashes) if holders and source else ()),
        *measure_abolished(notice, former),
        *measure_times(notice, kind, source),
        *clashes,
        *measure_cells(notice, source),
        *measure_phases(notice, kind),
        *measure_repeated(notice),
        *targets,
        *measure_wording(notice, mechanism_names(), source),
        *annex,
        *measure_tabled(notice, source, (*annex, *clashes, *targets)),
        *absent_annex(notice, source),
        *measure_annexes(notice, source),
        *(measure_superior(notice, superior) if superior else ()),
    ]


def _of_the_text(
    notice: Notice, holders: Holders, source: str, clashes: Iterable[Fact]
) -> Iterator[Fact]:
    """What the print alone shows: blanks, slips in names, gaps in what is counted."""
    yield from measure_unfilled(holders)
    yield from measure_names(notice, holders, source)
    yield from measure_counted(notice, holders)
    yield from measure_announced(notice, holders)
    yield from measure_leftover(holders)
    yield from measure_order(notice, holders)
    yield from measure_campaigns(notice, holders)
    yield from measure_sums(holders)
    yield from measure_totals(holders)
    yield from measure_changed(notice, holders)
    yield from measure_rising(holders)
    yield from measure_reports(holders)
    told = {fact.place.start for fact in clashes if fact.name == "otherRhythm"}
    yield from measure_repeating(holders, told)
    yield from measure_laws(notice, holders)
    yield from measure_contrary(notice, holders)
    yield from measure_roles(notice, source)
    signed = signature(holders)
    yield from measure_signer(notice, holders, signed)
    yield from measure_weekdays(notice, holders)
    yield from measure_cited(notice, holders)
    yield from measure_festivals(notice, holders)
    yield from measure_voice(notice, holders)
    yield from measure_foreign(notice, holders)
    yield from measure_seats(holders)
    yield from measure_powers(notice, holders)
    yield from measure_renamed(notice, holders)
    yield from measure_elsewhere(notice, holders, signed)


def checked_graph(graph: Graph, superior: Graph | None = None, source: str | None = None) -> Graph:
    """The notice's graph with its measured facts: what a SHACL engine is to be given."""
    notice = read_notice(Index(graph))
    above = read_notice(Index(superior)) if superior is not None else None
    whole = Graph()
    for triple in graph:
        whole.add(triple)
    source = None if source is None else line_ends_alike(source)
    for triple in triples(facts(notice, above, source)):
        whole.add(triple)
    return whole


def judge(
    triples: Sequence[Triple], engine: str = "pyshacl", index: Index | None = None
) -> list[Result]:
    """The results of all shapes; ``index``: one of these triples, if at hand. A literal that is none of its datatype is judged by the shapes of form
    alone: the others compare values, and there is none."""
    sound = [triple for triple in triples if not getattr(triple[2], "ill_typed", False)]
    if len(sound) == len(triples):
        return _run(triples, engine, lambda _rule: True, index)
    form = _run(triples, engine, lambda rule: rule.subject == "form")
    return form + _run(sound, engine, lambda rule: rule.subject != "form")


def _run(
    triples: Sequence[Triple],
    engine: str,
    which: Callable[[Rule], bool],
    index: Index | None = None,
) -> list[Result]:
    book = load_rulebook()
    names = {AZC + rule.id for rule in book.rules.values() if which(rule)}
    if engine == "compiled":
        chosen = [shape for shape in book.shapes if shape.iri in names]
        return run(chosen, index or Index(triples))
    only: list[str | URIRef] | None = [*sorted(names)] if len(names) < len(book.rules) else None
    return run_reference(book.graph, triples, only)


def _engine(asked: str, triples: int) -> str:
    if asked != BY_SIZE:
        return asked
    return "pyshacl" if triples <= ORDINARY else "compiled"


def _tier(notice: Notice) -> str:
    """The character that the notice's own units begin with: 市, 县, 区 …"""
    name = division_name(notice.division)
    return name[-1] if name and name[-1] in "省市县区旗州" else "市"
