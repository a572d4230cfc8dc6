// Checks a draft without leaving the page: sends it, tells how far it is, shows the report, fetches the
// reports to take along. Without this script the form does the same by loading pages.

const form = document.getElementById("check");
const progress = document.getElementById("progress");
const stage = document.getElementById("stage");
const english = () => document.documentElement.lang === "en";
const say = (zh, en) => (english() ? en : zh);

function trouble(words) {
  progress.hidden = false;
  progress.querySelector("progress").hidden = document.getElementById("stop").hidden = true;
  stage.textContent = words;
}

let above = ""; // the superior's notice of the graph that the report is beside
form.elements.superior.addEventListener("change", () => (above = ""));

let last = "file"; // what was given last is what is checked
form.elements.file.addEventListener("change", () => {
  last = "file";
  putAway();
});
form.elements.text.addEventListener("input", () => (last = "text"));

function given() {
  const data = new FormData(form);
  const most = Number(form.dataset.most);
  if (data.get("file").size > most * 2 ** 20) throw say(`文件超过 ${most} MiB：请去掉图片，或另存为 DOCX 后再试。`, `The file is over ${most} MiB.`);
  if (data.get("file").size && data.get("text").trim()) data.delete(last === "file" ? "text" : "file");
  return data;
}

// The answer to the form's data; it tells its progress until it is there, and can be stopped.
async function send(address, accept, type) {
  const data = given();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const start = performance.now();
    const bar = progress.querySelector("progress");
    const tick = setInterval(() => {
      const seconds = Math.round((performance.now() - start) / 1000);
      if (!bar.hasAttribute("value")) stage.textContent = say(`读取、检查……${seconds} 秒`, `Reading and checking… ${seconds} s`);
    }, 500);
    const end = (settle, value) => {
      clearInterval(tick);
      progress.hidden = true;
      settle(value);
    };
    request.open("POST", address);
    request.setRequestHeader("Accept", accept);
    request.responseType = type;
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
      stage.textContent = say(`上传 ${Math.round(bar.value)}%`, `Sending ${Math.round(bar.value)}%`);
    });
    request.upload.addEventListener("load", () => bar.removeAttribute("value"));
    request.addEventListener("load", () => end(resolve, request));
    request.addEventListener("error", () => end(reject, say("连不上服务，请检查网络后再试。", "The service cannot be reached.")));
    request.addEventListener("abort", () => end(reject, say("已停止。", "Stopped.")));
    document.getElementById("stop").onclick = () => request.abort();
    stage.textContent = "";
    bar.hidden = document.getElementById("stop").hidden = progress.hidden = false;
    request.send(data);
  });
}

const asked = (address) => address + (address.includes("?") ? "&" : "?") + new URLSearchParams({ profile: form.querySelector("#profile").value, above, ...(address.includes("/validate") && english() ? { lang: "en" } : {}) });

async function check() {
  const result = document.getElementById("result");
  const answer = await send(asked("/check"), "text/html", "document");
  const found = answer.response.getElementById("result");
  if (found) await keep(found);
  else result.replaceChildren(...answer.response.querySelector("main").children);
  document.getElementById("result").scrollIntoView();
  document.getElementById("result").focus({ preventScroll: true });
}

// The reports of this tab with what was checked, kept in it until it is closed: each is a step of its history, so that Back
// and reload show it, and its Word file can still be fetched.
const KEPT = "anze-report-";
const MOST_KEPT = 4;
const FILES = ["file", "previous", "superior", "returned"];

const asData = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve({ name: file.name, data: reader.result });
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});

function asFile({ name, data }) {
  const [head, content] = data.split(",");
  return new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name, { type: head.slice(5).split(";")[0] });
}

// Puts the kept thing in; without the files where there is no room for them, and else not at all.
function store(report, kept) {
  const all = Object.keys(sessionStorage).filter((name) => name.startsWith(KEPT)).sort();
  for (const name of all.slice(0, Math.max(0, all.length - MOST_KEPT + 1))) sessionStorage.removeItem(name);
  for (const what of [kept, { ...kept, files: {} }]) {
    try {
      sessionStorage.setItem(KEPT + report, JSON.stringify(what));
      return true;
    } catch { /* no room: with less, or the report stands on the page until it is left */ }
  }
  return false;
}

async function keep(found) {
  const files = {};
  for (const field of FILES) if (form.elements[field].files.length) files[field] = await asData(form.elements[field].files[0]);
  document.getElementById("result").replaceWith(found);
  const report = String(Date.now());
  if (!store(report, { html: found.outerHTML, text: form.elements.text.value, profile: form.querySelector("#profile").value, above, files, last })) return;
  history.pushState(null, "", `?report=${report}`);
  shown = report;
}

const EMPTY = { html: '<div id="result" tabindex="-1"></div>', text: "", profile: "", above: "", files: {}, last: "file" };

function show(report) {
  const there = report && sessionStorage.getItem(KEPT + report);
  if (report && !there) trouble(say("这份报告只在检查它的那个标签页里；请再检查一次。", "This report is in the tab where it was made alone: check again."));
  const kept = there ? JSON.parse(there) : EMPTY;
  document.getElementById("result").replaceWith(new DOMParser().parseFromString(kept.html, "text/html").getElementById("result"));
  shown = report;
  form.elements.text.value = kept.text;
  form.querySelector("#profile").value = kept.profile;
  last = kept.last;
  above = kept.above;
  for (const field of FILES) {
    const holder = new DataTransfer();
    if (kept.files[field]) holder.items.add(asFile(kept.files[field]));
    form.elements[field].files = holder.files;
  }
}

const named = () => new URLSearchParams(location.search).get("report");
let shown = named();
if (shown) show(shown);
addEventListener("popstate", () => named() !== shown && show(named()));

// The report of another file goes when a file is chosen; Back shows it again.
function putAway() {
  document.getElementById("result").replaceChildren();
  above = "";
  if (!shown) return;
  history.pushState(null, "", location.pathname);
  shown = null;
}

async function take(button) {
  if (!form.elements.file.files.length && !form.elements.text.value.trim()) {
    throw say("报告还在，文件已不在页面里：请再选一次文件。", "The report is here, the file no longer: choose it again.");
  }
  const answer = await send(asked(button.getAttribute("formaction")), "*/*", "blob");
  if (answer.status !== 200) throw (JSON.parse(await answer.response.text()).detail);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(answer.response);
  const name = form.elements.file.files[0]?.name.replace(/\.[^.]+$/, "") || "通知";
  link.download = `${name}-检查报告.${button.dataset.form}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  above = event.submitter?.dataset.above ?? above;
  try {
    await (event.submitter?.dataset.form ? take(event.submitter) : check());
  } catch (error) {
    trouble(String(error));
  }
});

const drop = document.querySelector(".drop");
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    form.elements.file.files = event.dataTransfer.files;
    last = "file";
    putAway();
    form.requestSubmit();
  });
}

async function copy(button) {
  const words = button.parentElement.querySelector("q");
  try {
    await navigator.clipboard.writeText(words.textContent);
  } catch {
    getSelection().selectAllChildren(words); // an address without TLS has no clipboard
    document.execCommand("copy");
  }
  button.textContent = say("已复制", "Copied");
}

// A link to a finding opens it.
function reveal() {
  const found = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (found?.matches("details")) found.open = true;
}

document.addEventListener("click", (event) => {
  if (event.target.closest(".copy")) copy(event.target.closest(".copy"));
  const all = event.target.closest("#open-all");
  if (all) {
    const open = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(open));
    for (const each of document.querySelectorAll("details.finding")) each.open = open;
  }
  if (event.target.closest("a[href^='#']")) setTimeout(reveal);
});
addEventListener("hashchange", reveal);
reveal();
addEventListener("beforeprint", () => document.querySelectorAll("details.finding").forEach((each) => (each.open = true)));
