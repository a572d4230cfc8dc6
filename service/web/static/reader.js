// A link #char=5,7 leads to the sentence that holds those characters, whole or in part; where no task is read in them, to
// their section.

const held = (told, start, end) => {
  const own = /(\d+),(\d+)$/.exec(told);
  return own && Number(own[1]) < end && start < Number(own[2]);
};

function reveal() {
  const asked = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
  if (!asked || document.getElementById(location.hash.slice(1))) return;
  const [start, end] = [Number(asked[1]), Number(asked[2])];
  const found = [...document.querySelectorAll(".sentence[id^='char=']")].find((each) => held(each.id, start, end))
    ?? [...document.querySelectorAll(".row[data-read]")].findLast((each) => held(each.dataset.read, start, end))?.querySelector("p");
  document.querySelector(".asked")?.classList.remove("asked");
  found?.classList.add("asked");
  found?.scrollIntoView({ block: "center" });
}

addEventListener("hashchange", reveal);
reveal();
if (matchMedia("(max-width:820px)").matches) document.querySelector(".contents details").open = false;
