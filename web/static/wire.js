// The chat's routes: post a message, bring a file, read both sides, listen.

const TIMEOUT_MS = 15000;
const FILE_TIMEOUT_MS = 600000; // 20 MB over a weak connection
const BACK_OFF_MS = [1000, 2000, 4000, 8000, 15000];

// crypto.randomUUID exists on https only; a school's own server may have no certificate.
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// {ok}, or a sentence; `later` where the server never judged it, so that sending it again may help.
export function post(message) {
  const headers = { "Content-Type": "application/json" };
  return deliver("/chat/messages", { headers, body: JSON.stringify(message) }, TIMEOUT_MS);
}

// The bytes of a file, under a key that a message can name. The same key twice is one file.
export function bring(key, file) {
  return deliver(`/chat/uploads?id=${key}&name=${encodeURIComponent(file.name)}`, { body: file }, FILE_TIMEOUT_MS);
}

async function deliver(address, content, timeout) {
  let response;
  try {
    response = await fetch(address, { method: "POST", signal: AbortSignal.timeout(timeout), ...content });
  } catch {
    return { ok: false, later: true, sentence: "Chưa gửi được, sẽ tự gửi lại khi có mạng." };
  }
  if (response.ok) return { ok: true };
  const told = await response.json().catch(() => ({}));
  return { ok: false, later: response.status >= 500, sentence: told.error ?? "Máy chủ đang bận, tin chưa được nhận." };
}

export async function history() {
  const response = await fetch("/chat/history", { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`history: ${response.status}`);
  return response.json();
}

// Listens for as long as the page is seen: browsers allow one server six connections for all their tabs together.
// `onOpen` runs before each listening (it reads what was missed and gives the last id); `onState` hears true or false.
export function listen({ onOpen, onMessage, onState }) {
  let source = null;
  let timer = 0;
  let tries = 0;
  let turn = 0;

  function stop() {
    turn += 1;
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  async function start() {
    stop();
    const mine = turn;
    try {
      const last = await onOpen();
      if (mine === turn) open(last);
    } catch {
      if (mine === turn) again();
    }
  }

  function open(last) {
    source = new EventSource(`/chat/stream?after=${last}`);
    source.onopen = () => {
      tries = 0;
      onState(true);
    };
    source.onmessage = (event) => onMessage(JSON.parse(event.data));
    source.onerror = again;
  }

  function again() {
    stop();
    onState(false);
    timer = setTimeout(start, BACK_OFF_MS[Math.min(tries, BACK_OFF_MS.length - 1)]);
    tries += 1;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => event.persisted && start());
  addEventListener("online", start);
  addEventListener("offline", () => onState(false));
  start();
}
