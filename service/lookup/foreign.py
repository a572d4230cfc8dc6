"""What pages call the terms of other vocabularies that the graph uses: the graph has labels of its
own terms alone."""

from __future__ import annotations

from ontology.terms import PREFIXES

_PREFIXES = {**PREFIXES, "vann": "http://purl.org/vocab/vann/"}
_LABELS = {
    "rdf:type": "类型",
    "rdf:first": "首项",
    "rdf:rest": "其余项",
    "rdfs:label": "名称",
    "rdfs:comment": "说明",
    "rdfs:subClassOf": "上位类",
    "rdfs:subPropertyOf": "上位属性",
    "rdfs:domain": "定义域",
    "rdfs:range": "值域",
    "rdfs:isDefinedBy": "所属本体",
    "rdfs:seeAlso": "参见",
    "owl:Class": "类",
    "owl:ObjectProperty": "对象属性",
    "owl:DatatypeProperty": "数据属性",
    "owl:AnnotationProperty": "注释属性",
    "owl:FunctionalProperty": "单值属性",
    "owl:SymmetricProperty": "对称属性",
    "owl:TransitiveProperty": "传递属性",
    "owl:Ontology": "本体",
    "owl:NamedIndividual": "个体",
    "owl:AllDifferent": "互异的个体",
    "owl:AllDisjointClasses": "互斥的类",
    "owl:AsymmetricProperty": "非对称属性",
    "owl:IrreflexiveProperty": "非自反属性",
    "owl:deprecated": "已弃用",
    "owl:distinctMembers": "互异成员",
    "owl:hasKey": "键",
    "owl:priorVersion": "前一版本",
    "owl:disjointWith": "互斥于",
    "owl:members": "成员",
    "owl:inverseOf": "逆属性",
    "owl:propertyChainAxiom": "属性链",
    "owl:imports": "引入",
    "owl:versionInfo": "版本",
    "owl:versionIRI": "版本地址",
    "skos:Concept": "概念",
    "skos:ConceptScheme": "代码表",
    "skos:prefLabel": "名称",
    "skos:altLabel": "别称",
    "skos:notation": "代码",
    "skos:definition": "释义",
    "skos:editorialNote": "编者注",
    "skos:historyNote": "沿革",
    "skos:changeNote": "变更说明",
    "skos:example": "例",
    "skos:inScheme": "所属代码表",
    "skos:topConceptOf": "代码表顶层",
    "skos:hasTopConcept": "顶层概念",
    "skos:broader": "上位概念",
    "skos:narrower": "下位概念",
    "skos:broaderTransitive": "各级上位概念",
    "skos:related": "相关概念",
    "skos:closeMatch": "相近",
    "skos:exactMatch": "等同",
    "skos:broadMatch": "较宽对应",
    "skos:narrowMatch": "较窄对应",
    "skos:relatedMatch": "相关对应",
    "dcterms:title": "标题",
    "dcterms:source": "出处",
    "dcterms:created": "创建日期",
    "dcterms:modified": "修改日期",
    "dcterms:isReplacedBy": "由……代替",
    "dcterms:issued": "印发日期",
    "dcterms:format": "格式",
    "dcterms:license": "许可",
    "dcterms:hasPart": "包含",
    "dcterms:isPartOf": "属于",
    "odrl:eq": "等于",
    "odrl:gt": "大于",
    "odrl:gteq": "不小于",
    "odrl:lt": "小于",
    "odrl:lteq": "不大于",
    "schema:domainIncludes": "可用于",
    "schema:rangeIncludes": "可取值",
    "vann:preferredNamespacePrefix": "前缀",
    "vann:preferredNamespaceUri": "命名空间",
}


def _iri(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return _PREFIXES[prefix] + rest


#: Chinese label by IRI.
FOREIGN = {_iri(name): label for name, label in _LABELS.items()}
