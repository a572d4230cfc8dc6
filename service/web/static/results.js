"use strict";
// What every table of query results needs: addresses at this service, the order of columns, values as
// people write them, a table to take along.

const BASE = "https://w3id.org/anze/";

// The address at this service of an IRI of the project; any other IRI is its own address.
function here(iri) {
  const local = iri.replace("#char=", "?char=");
  return local.startsWith(BASE) ? "/" + local.slice(BASE.length).replace(/^ontology#/, "ontology/") : iri;
}

// Columns in the order in which the query names them: for SELECT * the service, as its engine, gives
// them by the alphabet.
function inOrder(names, query) {
  const plain = bare(query);
  if (!/\bSELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?\*/i.test(plain)) return names;
  const place = (name) => plain.search(new RegExp(`[?$]${name}(?![\\p{L}\\p{N}_])`, "u"));
  return [...names].sort((one, other) => place(one) - place(other));
}

// The query without IRIs, strings and comments.
function bare(query) {
  return query.replace(/<[^<>\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*/g, " ");
}

// The query with a limit, where it selects rows and says none: a page shows no more.
function limited(query, most) {
  const plain = bare(query);
  const tail = plain.slice(plain.lastIndexOf("}"));
  const selects = /\bSELECT\b/i.test(plain) && !/^[^{]*\b(CONSTRUCT|DESCRIBE|ASK)\b/i.test(plain);
  const open = !selects || /\b(LIMIT|VALUES)\b/i.test(tail) || /\}\s*VALUES\b[^}]*\}\s*$/i.test(plain);
  return open ? query : `${query}\nLIMIT ${most}`;
}

// Declarations of the prefixes that a query uses and does not declare.
function missingPrefixes(query, known) {
  const plain = bare(query);
  const declared = new Set([...query.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((match) => match[1]));
  const used = new Set([...plain.matchAll(/(?<![\w:-])([a-z][\w-]*):/gi)].map((match) => match[1]));
  return Object.fromEntries(Object.entries(known).filter(([name]) => used.has(name) && !declared.has(name)));
}

// The head of a column: what a reader calls it, where the page says, with the variable as a tip.
let heads;

function headOf(name) {
  heads ??= JSON.parse(document.querySelector("[data-heads]")?.dataset.heads || "{}");
  return document.documentElement.lang === "en" ? name : heads[name] || name;
}

function headCell(name) {
  const cell = document.createElement("th");
  cell.textContent = headOf(name);
  cell.title = "?" + name;
  return cell;
}

// A value as people write it; numbers and dates bare, fractions to four places, truth in words.
function written(term) {
  if (/#(decimal|double|float)$/.test(term.datatype || "") && Number.isFinite(Number(term.value))) return String(Math.round(Number(term.value) * 1e4) / 1e4);
  if (term.type === "literal" && /#boolean$/.test(term.datatype || "")) return term.value === "true" ? "是" : "否";
  return term.value;
}

// Rows as CSV, with the byte order mark by which spreadsheets know that it is UTF-8; what they would take
// for a formula is a text.
function csvOf(names, rows) {
  const cell = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [names, ...rows.map((row) => names.map((name) => (row[name] ? row[name].value : "")))];
  return "\ufeff" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}
