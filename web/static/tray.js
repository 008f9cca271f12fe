// Files that go with the next message: on their way to the server once they are chosen, and still here after a reload.

import { element } from "./render.js";
import { bring, newId } from "./wire.js";

const MOST = 5; // with one message
const STORE = "files"; // [key, name] of each file that the server has and no message has taken along yet

// `list` shows the files, `line` says what became of them; none is brought before `ready`.
export function makeTray(list, line, ready) {
  const kept = new Map(remembered());
  let files = [...kept].map(([key, name]) => ({ key, name, state: "here" }));
  let coming = ready;
  let mostMb = Infinity;

  function tell(sentence) {
    line.textContent = sentence;
  }

  function remember() {
    try {
      sessionStorage.setItem(STORE, JSON.stringify([...kept]));
    } catch {} // a browser that keeps nothing loses them with the page
  }

  function show() {
    list.hidden = !files.length;
    list.replaceChildren(...files.map(chip));
  }

  function chip(file) {
    const node = element("li", `file ${file.state}`);
    node.append(element("span", "", file.name));
    if (file.state === "coming") node.append(element("span", "note", "đang tải lên…"));
    if (file.state === "failed") node.append(button("Thử lại", `Thử lại ${file.name}`, () => start(file)));
    node.append(button("Bỏ", `Bỏ ${file.name}`, () => drop(file)));
    return node;
  }

  function button(label, name, onPress) {
    const node = element("button", "chip", label);
    node.type = "button";
    node.setAttribute("aria-label", name);
    node.addEventListener("click", onPress);
    return node;
  }

  function drop(file) {
    settled([file.key]);
    tell("");
  }

  // One after the other: a weak connection carries one file better than five.
  function start(file) {
    file.state = "coming";
    show();
    coming = coming.then(async () => {
      if (!files.includes(file)) return;
      const outcome = await bring(file.key, file.content);
      if (files.includes(file)) arrived(file, outcome);
    });
  }

  function arrived(file, outcome) {
    if (outcome.ok) {
      file.state = "here";
      kept.set(file.key, file.name);
      remember();
      tell(`Đã đính kèm “${file.name}”.`);
    } else if (outcome.later) {
      file.state = "failed";
      tell(`Chưa tải lên được “${file.name}”, sẽ tự thử lại khi có mạng.`);
    } else {
      files = files.filter((each) => each !== file);
      tell(outcome.sentence);
    }
    show();
  }

  function add(content) {
    const megabytes = content.size / 1e6;
    if (files.length >= MOST) return tell(`Mỗi tin kèm được nhiều nhất ${MOST} tệp; các tệp còn lại gửi ở tin sau.`);
    if (megabytes > mostMb) {
      return tell(`Tệp “${content.name}” nặng ${Math.round(megabytes)} MB, quá mức ${mostMb} MB nên không gửi được.`);
    }
    const file = { key: newId(), name: content.name, content };
    files.push(file);
    start(file);
  }

  // The files of a message that goes out now; null where some are not there yet, and it says so.
  function take() {
    if (files.some((file) => file.state !== "here")) {
      tell("Tệp chưa tải lên xong. Anh/chị chờ một chút rồi gửi, hoặc bỏ tệp đó.");
      return null;
    }
    const taken = files.map((file) => [file.key, file.name]);
    files = [];
    tell("");
    show();
    return taken;
  }

  // These are with their message now.
  function settled(keys) {
    for (const key of keys) kept.delete(key);
    files = files.filter((file) => !keys.includes(file.key));
    remember();
    show();
  }

  function retry() {
    for (const file of files) if (file.state === "failed") start(file);
  }

  function forget() {
    settled([...kept.keys()]);
  }

  show();
  return { add, take, settled, retry, forget, limit: (most) => (mostMb = most) };
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) ?? [];
  } catch {
    return [];
  }
}
