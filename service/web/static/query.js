// The query page over this service's endpoint; nothing is asked of any other host.

import { chartOf } from "./chart.js";
import { makeEditor } from "./editor.js";

const FIRST = `# 每份通知的任务数
SELECT ?title (COUNT(?task) AS ?tasks) WHERE {
  ?task a az:Task ; az:notice ?notice .
  ?notice dcterms:title ?title .
} GROUP BY ?title ORDER BY DESC(?tasks)
`;
//: Rows that are fetched, and that stand on a page.
const MOST = 10000;
const PAGE = 100;

const $ = (id) => document.getElementById(id);
const english = () => document.documentElement.lang === "en";
const say = (zh, en) => (english() ? en : zh);

function make(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

const prefixes = JSON.parse($("editor").dataset.prefixes);
const declared = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`).join("");

async function ask(query, signal) {
  return fetch("/sparql", {
    method: "POST",
    headers: {
      "Content-Type": "application/sparql-query",
      Accept: "application/sparql-results+json, text/turtle;q=0.5",
    },
    body: query,
    signal,
  });
}

async function rowsOf(query) {
  const answer = await ask(declared + query);
  return answer.ok ? (await answer.json()).results.bindings : [];
}

// Names of IRIs, each asked for once.
const known = new Map();
async function nameAll(iris) {
  const wanted = [...new Set(iris)].filter((iri) => !known.has(iri) && /^https?:[^\s<>"{}|\\^`]+$/.test(iri));
  wanted.forEach((iri) => known.set(iri, ""));
  if (!wanted.length) return;
  const rows = await rowsOf(`SELECT ?x (SAMPLE(?name) AS ?label) {
    VALUES ?x { ${wanted.map((iri) => `<${iri}>`).join(" ")} }
    ?x skos:prefLabel|rdfs:label|dcterms:title|az:text ?name FILTER(LANG(?name) IN ("zh", "")) } GROUP BY ?x`);
  for (const row of rows) if (row.x) known.set(row.x.value, row.label.value);
}

function short(iri) {
  const found = Object.entries(prefixes).find(([, start]) => iri.startsWith(start) && !iri.slice(start.length).includes("/"));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri.replace("https://w3id.org/anze/", "");
}

function cellOf(term) {
  const cell = make("td");
  if (!term) return cell;
  if (term.type === "uri") {
    const name = known.get(term.value);
    const link = make("a", name ? (name.length > 60 ? name.slice(0, 60) + "…" : name) : short(term.value));
    link.href = here(term.value);
    link.title = term.value;
    cell.append(link);
  } else {
    cell.textContent = written(term);
    if (cell.textContent !== term.value) cell.title = term.value;
    if (/#(integer|decimal|double)$/.test(term.datatype || "")) cell.className = "num";
  }
  return cell;
}

function tableOf(names, rows) {
  const table = make("table");
  const head = table.createTHead().insertRow();
  names.forEach((name) => head.append(headCell(name)));
  const body = table.createTBody();
  rows.forEach((row) => body.insertRow().append(...names.map((name) => cellOf(row[name]))));
  names.forEach((_, at) => (head.cells[at].className = body.rows[0]?.cells[at].className || ""));
  return table;
}

function save(name, content, type) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function button(zh, en, act) {
  const node = make("button", say(zh, en), "small");
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

// One page of the rows; their names come when they are known.
async function showRows(names, rows, start, took) {
  const some = rows.slice(start, start + PAGE);
  const bar = make("p", undefined, "pager");
  const cut = rows.length >= MOST ? say("（只取这些；要更多请自己写 LIMIT）", " (no more are fetched; write a LIMIT of your own)") : "";
  const range = rows.length > PAGE ? say(`第 ${start + 1}—${start + some.length} 行，`, `rows ${start + 1}–${start + some.length} of `) : "";
  bar.append(make("span", range + say(`共 ${rows.length} 行${cut}，${took} 毫秒`, `${rows.length} rows${cut}, ${took} ms`)));
  if (start > 0) bar.append(button("上一页", "Back", () => showRows(names, rows, start - PAGE, took)));
  if (start + PAGE < rows.length) bar.append(button("下一页", "Next", () => showRows(names, rows, start + PAGE, took)));
  if (rows.length) bar.append(button("下载 Excel", "Excel", takeWorkbook), button("下载 CSV", "CSV", () => save("anze-query.csv", csvOf(names, rows), "text/csv")));
  const box = make("div", undefined, "box");
  const draw = () => box.replaceChildren(tableOf(names, some));
  const picture = make("div", undefined, "box");
  picture.hidden = true;
  const drawChart = () => {
    const told = (term) => (term.type === "uri" ? known.get(term.value) || short(term.value) : written(term));
    picture.replaceChildren(chartOf(names, rows, told, say, headOf));
  };
  if (rows.length > 1) {
    bar.append(button("画图", "Chart", () => {
      picture.hidden = !picture.hidden;
      if (!picture.hidden) drawChart();
    }));
  }
  draw();
  $("answer").replaceChildren(bar, picture, box);
  await nameAll(some.flatMap((row) => Object.values(row)).filter((term) => term.type === "uri").map((term) => term.value));
  draw();
  if (!picture.hidden) drawChart();
}

// The whole answer as a workbook; how long it takes stands beside the button, which stops it, too.
async function takeWorkbook({ currentTarget: own }) {
  if (own.stop) return own.stop.abort();
  const told = make("span", "", "note");
  told.setAttribute("role", "status");
  own.after(told);
  own.stop = new AbortController();
  const begun = performance.now();
  const tell = () => {
    const seconds = Math.round((performance.now() - begun) / 1000);
    told.textContent = say(`正在写全部行 ${seconds} 秒，再点一次停止`, `writing all rows, ${seconds} s; press again to stop`);
  };
  tell();
  const clock = setInterval(tell, 1000);
  try {
    const body = new URLSearchParams({ query: editor.getValue(), format: "xlsx" });
    const answer = await fetch("/sparql", { method: "POST", body, signal: own.stop.signal });
    if (!answer.ok) return await showProblem(answer);
    save("anze-query.xlsx", await answer.blob(), answer.headers.get("Content-Type"));
  } catch (error) {
    if (!own.stop.signal.aborted) throw error;
  } finally {
    clearInterval(clock);
    told.remove();
    own.stop = null;
  }
  return undefined;
}

// What the service hints at: the query asks what nothing can answer.
function hinted(answer) {
  const [text, chinese] = ["X-Hint", "X-Hint-Zh"].map((name) => decodeURIComponent(answer.headers.get(name) || ""));
  const more = chinese.includes("本体") ? "写 az: 再写中文，可以补全。" : "";
  $("hint").hidden = !text;
  $("hint").textContent = say(chinese + more, text.replace(/^\S+; /, ""));
}

async function showProblem(answer) {
  try {
    const problem = await answer.json();
    const [zh, ...en] = problem.title.split(" ");
    const lines = [[say(zh, en.join(" ")), "answer-title"], [say(problem.detail, problem.detail_en), "error"]];
    $("answer").replaceChildren(...lines.map(([text, style]) => make("p", text, style)));
    if (problem.line) editor.fault(problem.line, problem.column);
  } catch {
    $("answer").replaceChildren(make("p", `HTTP ${answer.status}`, "error"));
  }
}

async function show(answer, query, took) {
  hinted(answer);
  if (!answer.ok) return showProblem(answer);
  if (!answer.headers.get("Content-Type").includes("json")) {
    const text = await answer.text();
    $("answer").replaceChildren(button("下载 Turtle", "Turtle", () => save("anze-query.ttl", text, "text/turtle")), make("pre", text.slice(0, 200000)));
    return undefined;
  }
  const result = await answer.json();
  if ("boolean" in result) {
    $("answer").replaceChildren(make("p", result.boolean ? say("是", "yes") : say("否", "no")));
    return undefined;
  }
  return showRows(inOrder(result.head.vars, query), result.results.bindings, 0, took);
}

let running = null;
async function run() {
  editor.declare(missingPrefixes(editor.getValue(), prefixes));
  const query = editor.getValue();
  keep(query);
  if (query !== given()) history.pushState(null, "", "#query=" + encodeURIComponent(query));
  running?.abort();
  const own = (running = new AbortController());
  $("stop").hidden = false;
  $("hint").hidden = true;
  $("answer").replaceChildren(make("p", say("正在查询……", "Asking…"), "note"));
  const start = performance.now();
  try {
    const asked = limited(query, MOST);
    let answer = await ask(asked, own.signal);
    if (answer.status === 400 && asked !== query) answer = await ask(query, own.signal); // told of what was written
    await show(answer, query, Math.round(performance.now() - start));
  } catch (error) {
    const told = own.signal.aborted ? say("已停止。", "Stopped.") : String(error);
    if (running === own) $("answer").replaceChildren(make("p", told, "error"));
  } finally {
    if (running === own) $("stop").hidden = true;
  }
}

// Terms of the ontology and codes, with their names in both languages.
const terms = () => rowsOf(`SELECT ?x ?zh ?en ?kind { { ?x a ?kind VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }
    ?x rdfs:label|skos:prefLabel ?zh OPTIONAL { ?x rdfs:label|skos:prefLabel ?en FILTER(LANG(?en) = "en") } FILTER(STRSTARTS(STR(?x), STR(az:))) }
    UNION { ?x skos:inScheme ?scheme ; skos:prefLabel ?zh OPTIONAL { ?x skos:prefLabel ?en FILTER(LANG(?en) = "en") } }
    FILTER(LANG(?zh) = "zh") }`);

// The example that stands in the editor is the chosen one until something is changed.
let shown = "";
const changed = () => editor.getValue() !== shown && ($("example").value = "");
const editor = makeEditor($("editor"), { run, terms, short, prefixes, changed });
$("run").addEventListener("click", run);
$("stop").addEventListener("click", () => running?.abort());

// The query that was run last, kept in this browser where it keeps anything.
function keep(query) {
  try { localStorage.setItem("anze-query", query); } catch { /* it stands in the address in any case */ }
}

function kept() {
  try { return localStorage.getItem("anze-query"); } catch { return null; }
}

const given = () => new URLSearchParams(location.hash.slice(1)).get("query");
function begin() {
  editor.setValue(given() || kept() || FIRST);
  if (given()) run();
}
addEventListener("popstate", begin);
begin();

// An example with its question in the language of the page above it; where it is from and for whom is told elsewhere.
function withQuestion(example) {
  const question = (english() ? example.en : example.zh) || example.title;
  return `# ${question}\n${example.query.replace(/^(#\s*(title|zh|en|source|who)\s*[:：].*\n)+/, "")}`;
}

const examples = await (await fetch("/queries", { headers: { Accept: "application/json" } })).json();
const groups = new Map();
for (const each of examples) {
  if (each.group && !groups.has(each.group)) {
    groups.set(each.group, Object.assign(document.createElement("optgroup"), { label: each.group }));
    $("example").append(groups.get(each.group));
  }
  const option = new Option(english() ? each.en || each.title : each.zh || each.title, each.name);
  (groups.get(each.group) ?? $("example")).append(option);
}
$("example").addEventListener("change", () => {
  const chosen = examples.find((each) => each.name === $("example").value);
  if (!chosen) return;
  shown = withQuestion(chosen);
  editor.setValue(shown);
  $("example").value = chosen.name;
  run();
});
