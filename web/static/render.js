// Messages as elements. Every text goes in by textContent: what a person or a plan says is never mark-up.

const LONG_QUOTE = 320; // characters; a longer one is folded away

export function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// Paragraphs; lines that begin with "- " are bullets. A line is its runs: [style, words].
function prose(lines, className) {
  const box = element("div", className);
  let list = null;
  for (const [[style, words], ...rest] of lines.filter((line) => line.length)) {
    const bullet = !style && words.startsWith("- ");
    list = bullet ? (list ?? box.appendChild(element("ul"))) : null;
    const line = (list ?? box).appendChild(element(list ? "li" : "p"));
    for (const [how, said] of [[style, bullet ? words.slice(2) : words], ...rest]) line.append(element("span", how, said));
  }
  return box;
}

function plainLines(text) {
  return text.split("\n").map((line) => (line.trim() ? [["", line.trim()]] : []));
}

function quote(text) {
  const words = element("blockquote", "", text);
  if (text.length <= LONG_QUOTE) {
    const box = element("div", "quote");
    box.append(element("p", "caption", "Trích nguồn"), words);
    return box;
  }
  const box = element("details", "quote");
  box.append(element("summary", "caption", "Trích nguồn"), words);
  return box;
}

function block([kind, text]) {
  return kind === "quote" ? quote(text) : prose(kind === "rich" ? text : plainLines(text), kind);
}

function speaker(name) {
  return element("span", "unseen", `${name}: `);
}

export function botMessage(item, onPress) {
  const node = element("article", "message bot");
  node.append(speaker("Trống Trường"), ...item.blocks.map(block));
  if (item.files.length) node.append(files(item.files));
  if (item.buttons.length) node.append(buttons(item, onPress));
  return node;
}

function files(list) {
  const box = element("ul", "files");
  for (const [name, address] of list) {
    const link = element("a", "", name);
    link.href = address;
    link.download = name;
    box.appendChild(element("li")).append(link);
  }
  return box;
}

// Answers to a question close together once one is chosen; short cuts stay. aria-disabled keeps the focus in its place.
function buttons(item, onPress) {
  const box = element("div", `buttons ${item.intent}`);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", item.intent === "choose" ? "Lựa chọn" : "Gợi ý");
  for (const [label, value] of item.buttons) {
    const button = element("button", "chip", label);
    button.type = "button";
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      if (item.intent === "choose") for (const other of box.children) other.setAttribute("aria-disabled", "true");
      button.classList.add("pressed");
      onPress(label, value);
    });
    box.append(button);
  }
  return box;
}

export function personMessage(item) {
  const node = element("article", "message person");
  node.append(speaker("Anh/chị"));
  if (item.text) node.append(element("p", "said", item.text));
  if (item.files?.length) {
    const list = node.appendChild(element("ul", "files"));
    list.append(...item.files.map(([, name]) => element("li", "", name)));
  }
  return node;
}

// The line under one's own message: "" takes it away.
export function tell(node, sentence, onResend) {
  node.querySelector(".state")?.remove();
  node.classList.toggle("failed", Boolean(onResend));
  if (!sentence) return;
  const state = node.appendChild(element("p", "state", sentence));
  if (!onResend) return;
  const button = element("button", "chip", "Gửi lại");
  button.type = "button";
  button.addEventListener("click", onResend);
  state.append(" ", button);
}
