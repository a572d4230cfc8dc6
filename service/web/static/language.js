"use strict";
// The language that the reader chose, kept in the browser; set before the page is painted.
{
  const kept = () => { try { return localStorage.getItem("anze-language"); } catch { return null; } };
  const root = document.documentElement;
  if (kept() === "en") root.lang = "en";
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#language")) return;
    root.lang = root.lang === "en" ? "zh-CN" : "en";
    try { localStorage.setItem("anze-language", root.lang); } catch { /* the choice lasts for this page */ }
  });
}
