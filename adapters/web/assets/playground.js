// Makes the playground quicker to use. Everything works without it.
"use strict";

const line = document.getElementById("line");
const list = document.getElementById("offers");
const form = document.getElementById("say");
let offers = [];
let active = -1;
let asked = 0;

function close() {
  list.hidden = true;
  list.replaceChildren();
  active = -1;
  line.setAttribute("aria-expanded", "false");
  line.removeAttribute("aria-activedescendant");
}

function mark(index) {
  active = index;
  [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
  if (index >= 0) {
    line.setAttribute("aria-activedescendant", "offer-" + index);
    list.children[index].scrollIntoView({ block: "nearest" });
  } else {
    line.removeAttribute("aria-activedescendant");
  }
}

function take(index) {
  line.value = offers[index].line;
  const more = line.value.endsWith(" ");
  close();
  line.focus();
  if (more) ask();
}

function show() {
  list.replaceChildren();
  offers.forEach((offer, i) => {
    const item = document.createElement("li");
    item.id = "offer-" + i;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.textContent = offer.label;
    item.append(name);
    if (offer.about) {
      const about = document.createElement("small");
      about.textContent = offer.about;
      item.append(" ", about);
    }
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(i);
    });
    list.append(item);
  });
  list.hidden = offers.length === 0;
  line.setAttribute("aria-expanded", String(offers.length > 0));
  active = -1;
}

async function ask() {
  if (!line.value.startsWith("/")) return close();
  const turn = ++asked;
  try {
    const response = await fetch("/suggest?line=" + encodeURIComponent(line.value));
    if (turn !== asked || !response.ok) return;
    offers = await response.json();
    show();
  } catch {
    close();
  }
}

if (line) {
  line.addEventListener("input", ask);
  line.addEventListener("blur", close);
  line.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return ask();
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + offers.length) % offers.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape") {
      close();
    }
  });
  form.addEventListener("submit", close);
}

// A menu opens what is chosen at once; the button beside it is for browsers without scripts.
document.documentElement.classList.add("scripted");
document.querySelectorAll("select[data-submit]").forEach((menu) => {
  menu.addEventListener("change", () => menu.form.requestSubmit());
});

// An answer begins at the top of the window, while the cursor stands ready for the next
// command; a screen reader, which did not see the page change, is told what was answered. On a
// touch screen the cursor would open the keyboard over the answer.
const said = /^#said-(\d+)$/.exec(location.hash);
const arrived = performance.getEntriesByType("navigation")[0];
if (line && said && arrived && arrived.type !== "reload") {
  // Going to a place in a page takes the cursor away, so it is put there once that is done.
  const ready = () => requestAnimationFrame(() => line.focus({ preventScroll: true }));
  if (!matchMedia("(pointer: coarse)").matches) addEventListener("load", ready);
  const spoken = document.querySelector("#entry-" + said[1] + " .spoken");
  if (spoken) {
    const tell = () => { document.getElementById("answered").textContent = spoken.textContent.split("\n")[0]; };
    setTimeout(tell, 300); // a region that changes while the page is drawn is not read out
  }
}

// What the bot posts of its own accord is shown at once while nobody is typing, and offered
// otherwise: a page never changes under somebody's hands.
const version = document.body.dataset.version;
const newsLine = document.getElementById("news");
if (version !== undefined && newsLine) {
  const look = async () => {
    if (document.hidden) return;
    try {
      const latest = (await (await fetch("/news")).json()).version;
      if (String(latest) === version) return;
      const idle = line.value === "" && (document.activeElement === line || document.activeElement === document.body);
      if (idle && !document.querySelector("details[open]")) location.reload();
      else newsLine.hidden = false;
    } catch {
      // The program is being restarted; the next look finds it again.
    }
  };
  setInterval(look, 3000);
}
