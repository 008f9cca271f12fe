// The conversation: what is typed or pressed goes out in order, what comes in is put in its place, once.

import { history, listen, newId, post } from "./wire.js";
import { botMessage, personMessage, tell } from "./render.js";
import { makeTray } from "./tray.js";

const SLOW_MS = 15000;
const OFFLINE_NOTICE_MS = 1200; // a short gap is nobody's concern

const $ = (id) => document.getElementById(id);
const [log, form, question, typing, offline, newer, examples] = [
  "log", "composer", "question", "typing", "offline", "newer", "examples",
].map($);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const touch = matchMedia("(pointer: coarse)");

// The first look at the history gives a new browser its cookie: nothing is posted before.
let haveLooked;
const looked = new Promise((resolve) => (haveLooked = resolve));

const tray = makeTray($("tray"), $("tray-line"), looked);
const shown = new Map(); // key -> element
const waiting = new Map(); // id of an own message that has no answer yet -> since when
const unsent = new Map(); // id -> what to post again
let lastDelivery = 0;
let sending = looked;
let offlineTimer = 0;
let slowTimer = 0;

const keyOf = (item) => `${item.from}:${item.id}`;

// What is known stays, unless its words have changed or it was taken back.
function put(item, previous) {
  const old = shown.get(keyOf(item));
  const words = JSON.stringify(item.blocks);
  if (item.gone) {
    old?.remove();
    shown.delete(keyOf(item));
    return previous;
  }
  if (old && old.words === words) return old;
  const node = item.from === "bot" ? botMessage(item, press) : personMessage(item);
  node.words = words;
  shown.set(keyOf(item), node);
  old ? old.replaceWith(node) : previous ? previous.after(node) : log.append(node);
  document.body.classList.add("talking");
  if (examples) examples.hidden = true;
  if (item.from === "bot") {
    lastDelivery = Math.max(lastDelivery, item.id);
    waiting.delete(item.answers);
  } else if (item.waiting) {
    waiting.set(item.id, Date.now());
  }
  return node;
}

// Reads both sides anew and adds what this page lacks, each in its place. Gives the id to listen from.
async function catchUp() {
  const { items, most_mb } = await history();
  tray.limit(most_mb);
  const first = shown.size === 0;
  if (first) log.setAttribute("aria-live", "off"); // what was said before is not news
  let previous = null;
  for (const item of items) {
    previous = put(item, previous);
    if (item.from !== "person") continue;
    tray.settled(item.files.map(([key]) => key));
    if (!item.waiting) waiting.delete(item.id);
  }
  if (first) requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  if (first && items.length) scrollTo(0, document.body.scrollHeight);
  showTyping();
  return lastDelivery;
}

async function receive(item) {
  if (item.gone || shown.has(keyOf(item))) return void put(item);
  const follow = waiting.has(item.answers) || nearEnd();
  // Asked in another tab: fetch the question too, so that the answer does not stand alone.
  if (item.answers && !shown.has(`person:${item.answers}`)) await catchUp().catch(() => {});
  const node = put(item);
  showTyping();
  if (follow) reveal(node);
  newer.hidden = follow;
}

function nearEnd() {
  return scrollY + innerHeight > document.documentElement.scrollHeight - 160;
}

// Down to the end of a message, but never past its beginning.
function reveal(node) {
  const dock = document.querySelector(".dock").offsetHeight;
  const box = node.getBoundingClientRect();
  const head = document.querySelector(".top").offsetHeight + 12;
  const by = Math.min(box.bottom + dock + 16 - innerHeight, box.top - head);
  if (by > 0) scrollBy({ top: by, behavior: calm.matches ? "auto" : "smooth" });
}

function showTyping() {
  const since = Math.min(...waiting.values());
  const late = Date.now() - since > SLOW_MS;
  const words = !waiting.size ? "" : late ? "Trả lời chậm hơn thường lệ, sẽ hiện ngay khi có." : "Đang trả lời…";
  typing.querySelector(".beats").hidden = !words;
  const line = typing.querySelector(".words");
  if (line.textContent !== words) line.textContent = words;
  clearTimeout(slowTimer);
  if (words && !late) slowTimer = setTimeout(() => catchUp().catch(showTyping), SLOW_MS + 100);
}

function say(body, text, files = []) {
  const message = { id: newId(), ...body };
  const node = put({ from: "person", id: message.id, text, files });
  reveal(node);
  send(message);
}

// One post at a time, so that the order of typing is the order of asking. A repeated post has the same id: asked once.
function send(message) {
  const node = shown.get(`person:${message.id}`);
  unsent.delete(message.id);
  waiting.set(message.id, Date.now());
  tell(node, "");
  const slow = setTimeout(() => tell(node, "Đang gửi…"), 600);
  sending = sending.then(async () => {
    const outcome = await post(message);
    clearTimeout(slow);
    tell(node, "");
    if (outcome.ok) tray.settled(message.uploads ?? []);
    else fail(node, message, outcome);
    showTyping();
  });
  showTyping();
}

function fail(node, message, outcome) {
  waiting.delete(message.id);
  if (outcome.later) unsent.set(message.id, message);
  tell(node, outcome.sentence, () => send(message));
}

function press(label, value) {
  say({ press: value, label }, label);
}

function submit() {
  const text = question.value.trim();
  const files = tray.take();
  if (files && (text || files.length)) {
    question.value = "";
    fit();
    say({ text, uploads: files.map(([key]) => key) }, text, files);
  }
  question.focus();
}

function fit() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
question.addEventListener("input", fit);
question.addEventListener("keydown", (event) => {
  // While a Vietnamese keyboard is composing a word, Enter belongs to it.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
$("attach").addEventListener("click", () => $("chosen").click());
$("chosen").addEventListener("change", (event) => {
  for (const file of event.target.files) tray.add(file);
  event.target.value = ""; // the same file may be chosen again
});
examples?.addEventListener("click", (event) => {
  const chip = event.target.closest("button");
  if (!chip) return;
  say({ text: chip.textContent }, chip.textContent);
  if (!touch.matches) question.focus(); // on a phone it would only bring up the keyboard
});

newer.addEventListener("click", () => {
  newer.hidden = true;
  reveal(log.lastElementChild);
});
addEventListener("scroll", () => nearEnd() && (newer.hidden = true), { passive: true });
// A shared computer should not show the next person what the last one asked.
$("leave").addEventListener("click", async () => {
  if (!confirm("Máy này sẽ không mở lại được cuộc trò chuyện. Tiếp tục?")) return;
  await fetch("/chat/leave", { method: "POST" });
  tray.forget();
  location.reload();
});

for (const control of [question, $("attach"), $("send"), ...(examples?.querySelectorAll("button") ?? [])]) control.disabled = false;
if (!touch.matches) question.focus({ preventScroll: true });

listen({
  onOpen: () => catchUp().finally(haveLooked),
  onMessage: receive,
  onState(up) {
    clearTimeout(offlineTimer);
    if (up) {
      offline.hidden = true;
      tray.retry();
      for (const message of unsent.values()) send(message);
    } else {
      offlineTimer = setTimeout(() => (offline.hidden = false), OFFLINE_NOTICE_MS);
    }
  },
});
