"""The page that explains every rule, made from the shapes: ``docs/checks/rules.md``."""

from __future__ import annotations

from html import escape

from shapes.report.labels import LABELS
from shapes.rulebook import PROFILES, SUBJECTS, Rule, load_rulebook

HEADS = {
    "owner": "责任单位 Owners",
    "deadline": "时限 Deadlines",
    "target": "指标 Targets",
    "notice": "公文格式 Form of the notice",
    "structure": "结构 Structure",
    "wording": "用语 Wording",
    "annex": "附表与正文 Annex and body",
    "superior": "与上级通知 Against the superior’s notice",
    "form": "图的结构 Form of the graph",
}


def rules_page() -> str:
    """Markdown; each rule has an anchor of its own id."""
    rules = load_rulebook().rules.values()
    parts = [
        "# 检查规则 Rules\n",
        "由 shapes/core.ttl 和 shapes/measured.ttl 生成（`python -m shapes.rule_docs > docs/checks/rules.md`），请勿手改。"
        "级别依次为：征求意见稿 draft、已印发 issued、从严 strict；“不查”即该档位不检查。\n",
        "Made from the shapes; do not edit. Severities are those of the profiles draft, issued and strict.\n",
        f"共 {len(rules)} 条 rules.\n",
    ]
    for subject in SUBJECTS:
        parts.append(f"## {HEADS[subject]}\n")
        parts += [_rule(rule) for rule in rules if rule.subject == subject]
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    severities = [rule.by_profile[profile] for profile in PROFILES]
    shown = " / ".join(LABELS[severity].zh for severity in severities)
    return f"""<a id="{rule.id}"></a>
### {rule.label.zh} {rule.label.en}

`{rule.id}`　级别 severity：{shown}（{" / ".join(severities)}）

- 问题：{rule.message.zh}
- 理由：{rule.reason.zh}（{rule.source}）
- 处理：{rule.remedy.zh}
- What: {rule.message.en} Why: {rule.reason.en} What to do: {rule.remedy.en}
"""


def rules_html() -> str:
    """The same as HTML, to stand in a page."""
    rules = load_rulebook().rules.values()
    parts = []
    for subject in SUBJECTS:
        parts.append(f"<h2>{escape(HEADS[subject])}</h2>")
        parts += [_rule_html(rule) for rule in rules if rule.subject == subject]
    return "\n".join(parts)


def _rule_html(rule: Rule) -> str:
    severities = [rule.by_profile[profile] for profile in PROFILES]
    shown = "，".join(
        f"{LABELS[profile].zh}：{LABELS[severity].zh}"
        for profile, severity in zip(PROFILES, severities, strict=True)
    )
    zh = (rule.message.zh, f"理由：{rule.reason.zh}（{rule.source}）", f"处理：{rule.remedy.zh}")
    en = " ".join((rule.message.en, rule.reason.en, rule.remedy.en))
    lines = "".join(f"<p>{escape(line)}</p>" for line in zh)
    head = f"{escape(rule.label.zh)} <span class='en'>{escape(rule.label.en)}</span>"
    return (
        f"<section id='{rule.id}'><h3>{head}</h3><p><code>{rule.id}</code>　{shown}</p>"
        f"{lines}<p class='en'>{escape(en)}</p></section>"
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(rules_page())
