"use strict";
// The bar of every page: the language that the reader chose, kept in the browser and set before the page is painted; the
// links that stand behind a button on a phone; and the buttons that print a page.
{
  const kept = () => { try { return localStorage.getItem("anze-language"); } catch { return null; } };
  const root = document.documentElement;
  if (kept() === "en") root.lang = "en";
  root.classList.add("scripted");

  // What cannot hold both languages: the words of options, placeholders, names for screen readers, what appears under the mouse.
  const swapped = [
    ["data-en", null], ["data-en-placeholder", "placeholder"], ["data-en-aria-label", "aria-label"],
    ["data-en-title", "title"], ["data-en-label", "label"], ["data-en-value", "value"],
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
    document.querySelectorAll("select[data-by-name]").forEach(order);
  };
  // Codes come as their Chinese names sound; in English they stand by their English names.
  const order = (list) => {
    const chosen = list.value;
    const [any, ...codes] = list.options;
    list.append(any, ...codes.sort((one, other) => one.text.localeCompare(other.text, root.lang)));
    list.value = chosen;
  };
  addEventListener("DOMContentLoaded", translate);

  const here = (link) => link.pathname === location.pathname || (link.pathname !== "/" && location.pathname.startsWith(`${link.pathname}/`));
  addEventListener("DOMContentLoaded", () => {
    for (const link of document.querySelectorAll("#site a")) if (here(link)) link.setAttribute("aria-current", "page");
  });
  const menu = () => document.getElementById("menu");
  const open = (wanted) => menu().setAttribute("aria-expanded", String(wanted));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu()?.getAttribute("aria-expanded") !== "true") return;
    open(false);
    menu().focus();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#menu")) open(menu().getAttribute("aria-expanded") !== "true");
    if (event.target.closest("button.print")) print();
    if (!event.target.closest("#language")) return;
    root.lang = root.lang === "en" ? "zh-CN" : "en";
    try { localStorage.setItem("anze-language", root.lang); } catch { /* the choice lasts for this page */ }
    translate();
  });
}
