"use strict";
// The query editor over this service's endpoint; nothing is asked of any other host.

const PROLOGUE = `PREFIX az: <https://w3id.org/anze/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>

`;
const FIRST = PROLOGUE + `# 每份通知的任务数
SELECT ?title (COUNT(?task) AS ?tasks) WHERE {
  ?task a az:Task ; az:notice ?notice .
  ?notice dcterms:title ?title .
} GROUP BY ?title ORDER BY DESC(?tasks)
`;

// The JSON results in a response, their columns in the order of the query.
function ordered(response, query) {
  const type = response.content ? response.headers.get("Content-Type") : "";
  if (!type.includes("sparql-results+json")) return response;
  const result = JSON.parse(response.content);
  if (result.head.vars) result.head.vars = inOrder(result.head.vars, query);
  return { ...response, content: JSON.stringify(result) };
}

// A problem of this service in words; anything else is left to the editor.
async function told(error) {
  try {
    const problem = JSON.parse(error.text);
    const shown = document.createElement("div");
    for (const [text, style] of [[problem.title, "answer-title"], [problem.detail, "error"], [problem.detail_en, "en"]]) {
      const line = document.createElement("p");
      line.textContent = text;
      line.className = style;
      shown.append(line);
    }
    return shown;
  } catch {
    return undefined;
  }
}

// What the service hints at: the query asks what nothing can answer.
const HINTS = {
  "year-number": "az:planYear 是 gYear，不等于任何整数：请改用 az:year，或写 \"2026\"^^xsd:gYear。",
  "label-language": "名称带语言标记：请写 \"…\"@zh，或比较 STR(?label)。",
  "text-without-language": "标题和通知原话不带语言标记：请去掉 @zh。",
  "unknown-code": "代码表里没有这个代码：请到 /code/ 查看。",
};

function hinted(response) {
  const given = (response.headers && response.headers.get("X-Hint")) || "";
  const line = document.getElementById("hint");
  const [name, ...rest] = given.split("; ");
  line.hidden = !given;
  line.textContent = given ? `${HINTS[name] || ""} ${rest.join("; ")}` : "";
}

// Links in results lead to this service, whose name IRIs do not bear.
for (const kind of ["mousedown", "keydown"]) {
  document.addEventListener(kind, (event) => {
    const link = event.target.closest("#yasgui a[href]");
    if (link) link.href = here(link.href);
  }, true);
}

window.addEventListener("DOMContentLoaded", async () => {
  const Yasgui = window.Yasgui.default || window.Yasgui;
  Yasgui.Yasqe.defaults.value = FIRST;
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  const endpoint = new URL("/sparql", window.location.href).href;
  Yasgui.Yasr.defaults.errorRenderers = [told];
  const show = Yasgui.Yasr.prototype.setResponse;
  Yasgui.Yasr.prototype.setResponse = function (response, duration) {
    hinted(response);
    show.call(this, ordered(response, gui.getTab().getQuery()), duration);
  };
  const table = Yasgui.Yasr.plugins.table.prototype;
  const download = table.download;
  table.download = function (name) {
    return forSpreadsheets(download.call(this, name));
  };
  const gui = new Yasgui(document.getElementById("yasgui"), {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: true,
    persistenceId: "anze",
  });
  const given = new URLSearchParams(window.location.hash.slice(1)).get("query");
  if (given) {
    gui.getTab().setQuery(given);
    gui.getTab().query();
  }
  const examples = await (await fetch("/queries")).json();
  const select = document.getElementById("example");
  for (const each of examples) select.add(new Option(each.zh || each.title, each.name));
  select.addEventListener("change", () => {
    const chosen = examples.find((each) => each.name === select.value);
    if (chosen) {
      gui.getTab().setQuery(chosen.query);
      gui.getTab().query();
    }
  });
});
