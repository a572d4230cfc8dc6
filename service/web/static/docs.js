"use strict";
// Swagger UI has a dark look of its own, under a class that nothing sets: here it follows the reader's system.
{
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
}
