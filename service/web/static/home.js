"use strict";
// Runs example queries on the start page; talks to this service alone.

const $ = (id) => document.getElementById(id);

function make(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

function cellOf(term) {
  const cell = make("td");
  if (!term) return cell;
  if (term.type === "uri") {
    const link = make("a", term.value.replace(BASE, ""));
    link.href = here(term.value);
    cell.append(link);
  } else {
    cell.textContent = term.value;
    if (/#(integer|decimal|double)$/.test(term.datatype || "")) cell.className = "num";
  }
  return cell;
}

function tableOf(names, rows) {
  const table = make("table");
  const head = table.createTHead().insertRow();
  names.forEach((name) => head.append(headCell(name)));
  const body = table.createTBody();
  rows.forEach((cells) => body.insertRow().append(...cells));
  return table;
}

const say = (zh, en) => (document.documentElement.lang === "en" ? en : zh);

async function readProblem(response) {
  try {
    const problem = await response.json();
    return say(problem.detail, problem.detail_en);
  } catch {
    return "HTTP " + response.status;
  }
}

async function runQuery(button) {
  document.querySelectorAll(".question").forEach((each) => each.removeAttribute("aria-current"));
  button.setAttribute("aria-current", "true");
  const query = button.dataset.query;
  $("answer-title").textContent = say(button.dataset.title, button.dataset.nameEn);
  $("answer").replaceChildren(make("p", say("正在查询……", "Asking…"), "note"));
  $("answer-query").hidden = false;
  $("answer-query").querySelector("pre").textContent = query;
  $("answer-edit").href = "/query#query=" + encodeURIComponent(query);
  const start = performance.now();
  const response = await fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.5" },
    body: query,
  });
  if (!response.ok) {
    $("answer").replaceChildren(make("p", await readProblem(response), "error"));
    return;
  }
  if (!response.headers.get("Content-Type").includes("json")) {
    $("answer").replaceChildren(make("pre", await response.text()));
    return;
  }
  const result = await response.json();
  const took = Math.round(performance.now() - start);
  if ("boolean" in result) {
    $("answer").replaceChildren(make("p", result.boolean ? say("是", "yes") : say("否", "no")));
    return;
  }
  const names = inOrder(result.head.vars, query);
  const rows = result.results.bindings;
  const table = tableOf(names, rows.map((row) => names.map((name) => cellOf(row[name]))));
  $("answer").replaceChildren(table, make("p", say(`${rows.length} 行，${took} 毫秒`, `${rows.length} rows, ${took} ms`), "note"));
}

document.querySelectorAll(".question").forEach((button) => button.addEventListener("click", () => runQuery(button)));
