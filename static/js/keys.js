// Keys make the desk quicker; every one of them has a visible control, none submits, all can be switched off.
const sheet = document.getElementById("keys");
const help = document.querySelector("[data-keys]");
const off = document.querySelector("[data-keys-off]");
const KEYS_OFF = "cordon-keys-off";

help.hidden = false;
help.addEventListener("click", () => sheet.showModal());
off.checked = localStorage.getItem(KEYS_OFF) === "yes";
off.addEventListener("change", () => localStorage.setItem(KEYS_OFF, off.checked ? "yes" : "no"));

const rows = () => [...document.querySelectorAll("tr[data-row]")];
const place = () => rows().findIndex((row) => row.contains(document.activeElement));

function step(by) {
  const all = rows();
  if (!all.length) return;
  const next = Math.min(Math.max(place() + by, 0), all.length - 1);
  all.forEach((row) => row.classList.toggle("on", row === all[next]));
  all[next].querySelector("a").focus();
}

function follow(selector) {
  document.querySelector(selector)?.click();
}

function choose(value) {
  const radio = document.querySelector(`[data-current-hit] input[type=radio][value="${value}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  document.querySelector("[data-reason]")?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => follow("[data-next-hit]"),
  p: () => follow("[data-previous-hit]"),
  1: () => choose("false_positive"),
  2: () => choose("inconclusive"),
  3: () => choose("true_match"),
  c: () => document.querySelector("[data-note]")?.focus(),
  "/": () => document.getElementById("find")?.focus(),
  "?": () => sheet.showModal(),
  "g d": () => follow("[data-go-desk]"),
  "g q": () => follow("[data-go-queue]"),
};

let waiting = "";
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select, dialog");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field) {
    field.closest("form")?.requestSubmit();
    return;
  }
  if (field || off.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = waiting ? `${waiting} ${event.key}` : event.key;
  waiting = event.key === "g" ? "g" : "";
  if (!KEYS[key]) return;
  event.preventDefault();
  KEYS[key]();
});
