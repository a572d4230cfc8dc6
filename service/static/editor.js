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

window.addEventListener("DOMContentLoaded", async () => {
  const Yasgui = window.Yasgui.default || window.Yasgui;
  Yasgui.Yasqe.defaults.value = FIRST;
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  const endpoint = new URL("/sparql", window.location.href).href;
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
