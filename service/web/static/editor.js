// The editor of a query: colours, matching brackets, terms completed by their names, faults marked.

/* global CodeMirror */

//: What is being written: a variable, a prefixed name, an IRI, or Chinese.
const WORD = /(?:[?$][\p{L}\p{N}_]*|[a-z][\w-]*:[\p{L}\p{N}_-]*|<[^\s<>]*|\p{Script=Han}[\p{L}\p{N}]*)$/u;
const MOST = 40;

//: Behind the word a of a triple a class is written.
const CLASS = /[\s;]a\s+(?:[\w-]*:)?[\p{L}\p{N}_-]*$/u;

// `terms` fetches rows ?x ?zh ?en ?kind when first needed; `short` writes an IRI with one of the `prefixes` where it can.
// `changed` is told of every change of the text.
export function makeEditor(place, { run, terms, short, prefixes, changed }) {
  let known = null;

  async function named(word, classes) {
    known ??= terms();
    const [, prefix, rest] = /^(?:([a-z][\w-]*):|<)?(.*)$/su.exec(word);
    const wanted = rest.toLowerCase();
    const start = prefixes[prefix];
    const own = (row) => row.x.value.startsWith(prefixes.az);
    const names = (row) => [start ? row.x.value.slice(start.length) : short(row.x.value), row.zh.value, row.en?.value || ""];
    const fits = (row) => (!start || row.x.value.startsWith(start)) && (!classes || row.kind?.value.endsWith("#Class"))
      && names(row).some((name) => name.toLowerCase().includes(wanted));
    const rank = (row) => (own(row) ? 0 : 1);
    const found = (await known).filter(fits).sort((one, other) => rank(one) - rank(other) || one.x.value.length - other.x.value.length);
    return found.slice(0, MOST).map(({ x, zh }) => {
      const name = short(x.value);
      return { text: /^[a-z][\w-]*:/.test(name) ? name : `<${x.value}>`, displayText: `${name}　${zh.value}` };
    });
  }

  function variables(word) {
    const all = [...editor.getValue().matchAll(/[?$][\p{L}_][\p{L}\p{N}_]*/gu)].map((match) => match[0]);
    return [...new Set(all)].filter((name) => name !== word && name.startsWith(word)).map((text) => ({ text }));
  }

  async function hint() {
    const to = editor.getCursor();
    const before = editor.getLine(to.line).slice(0, to.ch);
    const classes = CLASS.test(before);
    const word = WORD.exec(before)?.[0] ?? (classes ? /\S*$/.exec(before)[0] : "");
    if ((!word && !classes) || /string|comment/.test(editor.getTokenTypeAt(to) || "")) return null;
    const list = /^[?$]/.test(word) ? variables(word) : await named(word, classes);
    return { list, from: { line: to.line, ch: to.ch - word.length }, to };
  }

  const complete = () => editor.showHint({ hint, completeSingle: false, closeCharacters: /[\s()[\]{};>,]/ });
  const editor = CodeMirror(place, {
    mode: "application/sparql-query",
    lineNumbers: true,
    lineWrapping: true,
    matchBrackets: true,
    screenReaderLabel: "SPARQL",
    // Tab leaves the editor, as it leaves every field.
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": complete, Tab: false, "Shift-Tab": false },
  });
  CodeMirror.commands.autocomplete = complete;
  editor.on("inputRead", () => {
    const at = editor.getCursor();
    const before = editor.getLine(at.line).slice(0, at.ch);
    if (WORD.test(before) || CLASS.test(before)) complete();
  });
  let marked = null;
  editor.on("change", () => {
    marked?.clear();
    changed();
  });

  return {
    getValue: () => editor.getValue(),
    setValue: (text) => editor.setValue(text),
    // Declarations of prefixes in front of the query.
    declare: (prefixes) => {
      const lines = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`);
      if (lines.length) editor.replaceRange(lines.join(""), { line: 0, ch: 0 });
    },
    // Marks what stands at a line and column, both from 1.
    fault: (line, column) => {
      const from = { line: line - 1, ch: column - 1 };
      const token = editor.getTokenAt({ line: from.line, ch: column });
      marked = editor.markText(from, { line: from.line, ch: Math.max(token.end, column) }, { className: "fault" });
      editor.setCursor(from);
      editor.scrollIntoView(from, 60);
    },
  };
}
