"""What pages call the terms of other vocabularies that the graph uses, and its kept figures: the graph has
labels of the terms of the ontology alone."""

from __future__ import annotations

import re

from ontology.terms import PREFIXES
from service.store.figures import FIGURE

_PREFIXES = {
    **PREFIXES,
    "vann": "http://purl.org/vocab/vann/",
    "prov": "http://www.w3.org/ns/prov#",
    "figure": FIGURE,
}
_LABELS = {
    "figure:tasks": "任务数",
    "figure:triples": "三元组数",
    "figure:notices": "通知数",
    "figure:due": "到期数",
    "figure:cited": "引用任务数",
    "figure:edition": "统计的版次",
    "figure:issuing": "要求制定的任务数",
    "figure:of-place": "该地通知数",
    "figure:of-year": "该年度通知数",
    "figure:units-with": "有这么多任务的单位数",
    "figure:revising": "要求修订的任务数",
    "figure:articles": "条目数",
    "figure:parts": "编章数",
    "figure:items": "款项数",
    "figure:rows": "附件表行数",
    "figure:sections": "章节总数",
    "figure:units": "责任单位数",
    "figure:instruments": "法规文件数",
    "figure:owner": "有责任单位的任务数",
    "figure:named": "点名责任单位的任务数",
    "figure:notice-named": "本通知点名责任单位的任务数",
    "figure:tasks-by-default": "仅凭全文统一规定的任务数",
    "figure:time": "有时间要求的任务数",
    "figure:date": "有明确期限的任务数",
    "figure:notice-tasks": "本通知任务数",
    "figure:notice-notices": "本通知份数",
    "figure:notice-articles": "本通知条目数",
    "figure:notice-parts": "本通知编章数",
    "figure:notice-items": "本通知款项数",
    "figure:notice-rows": "本通知附件表行数",
    "figure:notice-sections": "本通知章节总数",
    "figure:notice-owner": "本通知有责任单位的任务数",
    "figure:notice-time": "本通知有时间要求的任务数",
    "figure:notice-date": "本通知有明确期限的任务数",
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
    "prov:Activity": "变更",
    "prov:Agent": "操作者",
    "prov:generated": "发布",
    "prov:invalidated": "撤下",
    "prov:influenced": "改动的任务",
    "prov:used": "所用文件",
    "prov:wasAssociatedWith": "操作者",
    "prov:endedAtTime": "完成时间",
    "dcterms:type": "类别",
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
#: English where the name of the term does not say it.
_ENGLISH = {
    "figure:due": "tasks due",
    "figure:cited": "tasks that cite it",
    "figure:edition": "edition of the figures",
    "figure:issuing": "tasks to issue it",
    "figure:of-place": "notices of the place",
    "figure:of-year": "notices for the year",
    "figure:units-with": "units with so many tasks",
    "figure:revising": "tasks to revise it",
    "figure:rows": "annex rows",
    "figure:owner": "tasks with owners",
    "figure:named": "tasks with named owners",
    "figure:notice-named": "notice: tasks with named owners",
    "figure:tasks-by-default": "tasks by default only",
    "figure:time": "tasks with times",
    "figure:date": "tasks with dates",
    "figure:notice-rows": "notice: annex rows",
    "figure:notice-owner": "notice: tasks with owners",
    "figure:notice-time": "notice: tasks with times",
    "figure:notice-date": "notice: tasks with dates",
    "owl:versionIRI": "version address",
    "skos:prefLabel": "name",
    "skos:altLabel": "other name",
    "odrl:eq": "equal to",
    "odrl:gt": "greater than",
    "odrl:gteq": "at least",
    "odrl:lt": "less than",
    "odrl:lteq": "at most",
    "vann:preferredNamespaceUri": "namespace",
    "vann:preferredNamespacePrefix": "prefix",
}


def _words(name: str) -> str:
    """The words of a term's name.

    >>> _words("rdfs:subClassOf"), _words("figure:notice-tasks")
    ('sub class of', 'notice: tasks')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.partition(":")[2])
    return apart.replace("-", ": ").lower()


def _iri(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return _PREFIXES[prefix] + rest


#: Chinese label by IRI.
FOREIGN = {_iri(name): label for name, label in _LABELS.items()}
#: English label by IRI.
FOREIGN_ENGLISH = {_iri(name): _ENGLISH.get(name) or _words(name) for name in _LABELS}
