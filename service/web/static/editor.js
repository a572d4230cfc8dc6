// The editor of a query: colours, matching brackets, terms completed by their names, faults marked.

/* global CodeMirror */

//: What is being written: a variable, a prefixed name, an IRI, or Chinese.
const WORD = /(?:[?$][\p{L}\p{N}_]*|[a-z]+:[\p{L}\p{N}_-]*|<[^\s<>]*|\p{Script=Han}[\p{L}\p{N}]*)$/u;
const MOST = 40;

// `terms` fetches rows ?x ?zh ?en when first needed; `own` tells IRIs that have the prefix az.
export function makeEditor(place, { run, terms, short, own }) {
  let known = null;

  async function named(word) {
    known ??= terms();
    const wanted = word.replace(/^[a-z]+:|^</, "").toLowerCase();
    const fits = (row) => [short(row.x.value), row.zh.value, row.en?.value || ""].some((name) => name.toLowerCase().includes(wanted));
    const rank = (row) => (own(row.x.value) ? 0 : 1);
    const found = (await known).filter(fits).sort((one, other) => rank(one) - rank(other) || one.x.value.length - other.x.value.length);
    return found.slice(0, MOST).map(({ x, zh }) => ({ text: own(x.value) ? short(x.value) : `<${x.value}>`, displayText: `${short(x.value)}　${zh.value}` }));
  }

  function variables(word) {
    const all = [...editor.getValue().matchAll(/[?$][\p{L}_][\p{L}\p{N}_]*/gu)].map((match) => match[0]);
    return [...new Set(all)].filter((name) => name !== word && name.startsWith(word)).map((text) => ({ text }));
  }

  async function hint() {
    const to = editor.getCursor();
    const word = WORD.exec(editor.getLine(to.line).slice(0, to.ch))?.[0];
    if (!word || /string|comment/.test(editor.getTokenTypeAt(to) || "")) return null;
    const list = /^[?$]/.test(word) ? variables(word) : await named(word);
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
    if (WORD.test(editor.getLine(at.line).slice(0, at.ch))) complete();
  });
  let marked = null;
  editor.on("change", () => marked?.clear());

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
