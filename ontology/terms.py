"""Namespaces, and every class and property of the ontology by name.

``AZ.Task`` is a ``URIRef``; ``az()`` refuses a name that is not listed here. A test holds these lists
against the Turtle modules, so that neither can run ahead of the other.
"""

from __future__ import annotations

from rdflib import Namespace, URIRef

from ontology.errors import UnknownTermError
from ontology.ids import BASE, ONTOLOGY

AZ = Namespace(ONTOLOGY)
CODE = Namespace(BASE + "code/")
ID = Namespace(BASE + "id/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
ORG_NS = Namespace("http://www.w3.org/ns/org#")
SCHEMA = Namespace("https://schema.org/")
SSSOM = Namespace("https://w3id.org/sssom/")
ONTOLOGY_IRI = URIRef(BASE + "ontology")

CLASSES = frozenset(
    [
        "AccidentKind",
        "AccidentLevel",
        "Agent",
        "Aim",
        "Alignment",
        "AlignmentKind",
        "AnnexRow",
        "Arrangement",
        "Article",
        "Assignment",
        "Basis",
        "Campaign",
        "Category",
        "ChangeDirection",
        "Comparator",
        "Condition",
        "DefinitionStatus",
        "Difference",
        "DifferenceKind",
        "DifferenceWay",
        "DisasterClass",
        "DueDate",
        "Duty",
        "Evidence",
        "Formula",
        "FormulaKind",
        "Function",
        "Goal",
        "Grade",
        "Hazard",
        "Idiom",
        "IndustrySection",
        "Instrument",
        "InstrumentKind",
        "Item",
        "Jurisdiction",
        "LegalSource",
        "Level",
        "Measure",
        "Mechanism",
        "MechanismPart",
        "Mention",
        "Notice",
        "NoticeStatus",
        "Part",
        "Post",
        "Preamble",
        "Principle",
        "ProcessStep",
        "Quantity",
        "Recurrence",
        "ResponseTime",
        "Responsibility",
        "Role",
        "SeasonWindow",
        "Section",
        "Sector",
        "Slogan",
        "SourceFile",
        "Standard",
        "Target",
        "Task",
        "Technology",
        "TermKind",
        "TermMention",
        "TimeSpec",
        "Topic",
        "Unit",
        "UnitGroup",
        "UnitOfMeasure",
        "Uptake",
        "UsualName",
        "Violation",
    ]
)

OBJECT_PROPERTIES = frozenset(
    [
        "accidentLevel",
        "aim",
        "alignedFrom",
        "alignedTask",
        "alignedTo",
        "alignedWith",
        "alignmentKind",
        "alsoFunction",
        "answeredBy",
        "article",
        "assignee",
        "basis",
        "change",
        "cites",
        "combats",
        "comparator",
        "componentOf",
        "definitionStatus",
        "denotes",
        "differenceKind",
        "differenceWay",
        "evidence",
        "function",
        "grade",
        "hasAssignment",
        "hasComponent",
        "hasCondition",
        "hasDifference",
        "hasDuty",
        "hasGoal",
        "hasLegalSource",
        "hasMember",
        "hasMention",
        "hasStep",
        "hasTarget",
        "hasTask",
        "hasTerm",
        "hasTime",
        "hazard",
        "hazardOrBroader",
        "instrument",
        "instrumentKind",
        "invokedBy",
        "invokes",
        "issuedBy",
        "issuesNotice",
        "jurisdiction",
        "kind",
        "level",
        "measure",
        "measuredIn",
        "memberOf",
        "mentionedBy",
        "mentionsFormula",
        "mentionsInstrument",
        "nextStep",
        "notice",
        "operator",
        "ordersIssuing",
        "ordersRevising",
        "owner",
        "ownerOf",
        "ownerOrMember",
        "place",
        "previousStep",
        "repeats",
        "role",
        "sector",
        "sectorOrBroader",
        "setOutIn",
        "source",
        "statedIn",
        "statesTask",
        "status",
        "subgroupOf",
        "subordinateJurisdiction",
        "subordinateUnit",
        "superiorJurisdiction",
        "superiorJurisdictionTransitive",
        "superiorUnit",
        "superiorUnitTransitive",
        "takesUp",
        "termKind",
        "uptake",
        "usualName",
    ]
)

DATATYPE_PROPERTIES = frozenset(
    [
        "addressee",
        "asWritten",
        "by",
        "cadence",
        "clause",
        "code",
        "confidence",
        "copiedTo",
        "deathsBelow",
        "deathsMin",
        "difference",
        "docNumber",
        "docNumberAsCited",
        "due",
        "edition",
        "end",
        "exact",
        "fileName",
        "fromMonth",
        "high",
        "inHeading",
        "indicator",
        "injuriesBelow",
        "injuriesMin",
        "issuerName",
        "keyword",
        "leadTime",
        "lossBelow",
        "lossMin",
        "minTimes",
        "number",
        "ownerListOpen",
        "page",
        "period",
        "planYear",
        "position",
        "rank",
        "reactionTime",
        "rule",
        "sha256",
        "sharedText",
        "signed",
        "similarity",
        "start",
        "term",
        "text",
        "timesPerYear",
        "toMonth",
        "ucumCode",
        "unitText",
        "validFrom",
        "validUntil",
        "value",
        "wordsFrom",
        "wordsTo",
        "year",
    ]
)

ANNOTATION_PROPERTIES = frozenset({"within"})

PROPERTIES = OBJECT_PROPERTIES | DATATYPE_PROPERTIES | ANNOTATION_PROPERTIES

PREFIXES: dict[str, str] = {
    "az": ONTOLOGY,
    "dcterms": "http://purl.org/dc/terms/",
    "odrl": str(ODRL),
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": str(SCHEMA),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def az(name: str) -> URIRef:
    """The IRI of a term of the ontology; a name that the ontology lacks raises.

    >>> az("Task")
    rdflib.term.URIRef('https://w3id.org/anze/ontology#Task')
    """
    if name not in CLASSES and name not in PROPERTIES:
        raise UnknownTermError(name)
    return AZ[name]
