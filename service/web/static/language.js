"use strict";
// The language that the reader chose, kept in the browser; set before the page is painted.
{
  const kept = () => { try { return localStorage.getItem("anze-language"); } catch { return null; } };
  const root = document.documentElement;
  if (kept() === "en") root.lang = "en";

  // What cannot hold both languages: the words of options, placeholders, names for screen readers, what appears under the mouse.
  const swapped = [
    ["data-en", null], ["data-en-placeholder", "placeholder"], ["data-en-aria-label", "aria-label"],
    ["data-en-title", "title"],
  ];
  const translate = () => {
    for (const [other, own] of swapped) {
      for (const each of document.querySelectorAll(`[${other}]`)) {
        const chinese = `data-zh-${own ?? "text"}`;
        if (!each.hasAttribute(chinese)) each.setAttribute(chinese, own ? each.getAttribute(own) : each.textContent);
        const words = each.getAttribute(root.lang === "en" ? other : chinese);
        if (own) each.setAttribute(own, words);
        else each.textContent = words;
      }
    }
  };
  addEventListener("DOMContentLoaded", translate);

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#language")) return;
    root.lang = root.lang === "en" ? "zh-CN" : "en";
    try { localStorage.setItem("anze-language", root.lang); } catch { /* the choice lasts for this page */ }
    translate();
  });
}
