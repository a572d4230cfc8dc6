"use strict";
// Runs example queries and task look-ups on the start page; talks to this service alone.

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
  names.forEach((name) => head.append(make("th", name)));
  const body = table.createTBody();
  rows.forEach((cells) => body.insertRow().append(...cells));
  return table;
}

async function readProblem(response) {
  try {
    const problem = await response.json();
    return problem.detail + "\n" + (problem.detail_en || "");
  } catch {
    return "HTTP " + response.status;
  }
}

async function runQuery(button) {
  document.querySelectorAll(".question").forEach((each) => each.removeAttribute("aria-current"));
  button.setAttribute("aria-current", "true");
  const query = button.dataset.query;
  $("answer-title").textContent = button.dataset.title;
  $("answer").replaceChildren(make("p", "正在查询……", "note"));
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
    $("answer").replaceChildren(make("p", result.boolean ? "是" : "否"));
    return;
  }
  const names = inOrder(result.head.vars, query);
  const rows = result.results.bindings;
  const table = tableOf(names, rows.map((row) => names.map((name) => cellOf(row[name]))));
  $("answer").replaceChildren(table, make("p", `${rows.length} 行，${took} 毫秒`, "note"));
}

const labels = (list) => list.map((each) => each.label).join("、");

function timesOf(task) {
  return task.times.map((time) => time.by || time.as_written).join("、");
}

async function findTasks(parameters) {
  $("found").hidden = false;
  $("found").scrollIntoView({ behavior: "smooth" });
  $("found-body").replaceChildren(make("p", "正在查找……", "note"));
  for (const format of ["csv", "xlsx"]) {
    $("found-" + format).href = "/tasks?" + new URLSearchParams({ ...parameters, format });
  }
  const response = await fetch("/tasks?" + new URLSearchParams({ ...parameters, limit: 100 }));
  if (!response.ok) {
    $("found-body").replaceChildren(make("p", await readProblem(response), "error"));
    return;
  }
  const found = await response.json();
  const rows = found.items.map((task) => {
    const where = make("td");
    const link = make("a", task.section ? (task.section.number || "") + (task.section.title || "") : "");
    link.href = task.section ? task.section.url : "#";
    where.append(make("div", task.notice ? task.notice.label : "", "en"), link);
    const text = make("td");
    const own = make("a", task.text);
    own.href = task.url;
    text.append(own);
    return [where, text, make("td", labels(task.owners.map((owner) => owner.unit || { label: owner.as_written }))), make("td", timesOf(task))];
  });
  if (!rows.length) {
    $("found-body").replaceChildren(make("p", "没有符合条件的任务。请换个说法，或少给一个条件。", "note"));
    return;
  }
  const more = found.total > rows.length ? `，此处列前 ${rows.length} 项` : "";
  $("found-body").replaceChildren(make("p", `共 ${found.total} 项${found.at_least ? "以上" : ""}${more}`, "note"), tableOf(["出处", "任务", "责任单位", "时间"], rows));
}

document.querySelectorAll(".question").forEach((button) => button.addEventListener("click", () => runQuery(button)));
document.querySelectorAll("a.go").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    findTasks({ ...link.dataset });
  }),
);
$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const wanted = [...new FormData(event.target)].filter(([, value]) => value);
  findTasks(Object.fromEntries(wanted));
});
