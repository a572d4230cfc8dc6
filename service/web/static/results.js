"use strict";
// What every table of query results needs: addresses at this service, and the order of columns.

const BASE = "https://w3id.org/anze/";

// The address at this service of an IRI of the project; any other IRI is its own address.
function here(iri) {
  return iri.startsWith(BASE) ? "/" + iri.slice(BASE.length) : iri;
}

// Columns in the order in which the query names them: for SELECT * the service, as its engine, gives
// them by the alphabet.
function inOrder(names, query) {
  const plain = query.replace(/<[^<>\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*/g, " ");
  if (!/\bSELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?\*/i.test(plain)) return names;
  const place = (name) => plain.search(new RegExp(`[?$]${name}(?![\\p{L}\\p{N}_])`, "u"));
  return [...names].sort((one, other) => place(one) - place(other));
}

// A download of CSV with the byte order mark by which spreadsheets know that it is UTF-8.
function forSpreadsheets(found) {
  if (!found || found.contentType !== "text/csv") return found;
  return { ...found, getData: () => "\ufeff" + found.getData() };
}
