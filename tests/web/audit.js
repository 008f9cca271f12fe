// What a reader with poor eyes, a screen reader or a shaking hand would stumble over on this page, as sentences.
() => {
  const faults = [];
  const told = (node) => `${node.tagName.toLowerCase()} "${(node.textContent || node.id).trim().slice(0, 40)}"`;
  const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".unseen, .skip");

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => {
    const linear = (value) => ((value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  // The colours behind a node are laid over one another from the page up to it.
  const ground = (node) => {
    const behind = node ? ground(node.parentElement) : [255, 255, 255];
    const [red, green, blue, alpha = 1] = node ? channels(getComputedStyle(node).backgroundColor) : [0, 0, 0, 0];
    return [red, green, blue].map((value, at) => value * alpha + behind[at] * (1 - alpha));
  };
  const contrast = (node, colour, over) => {
    const [bright, dim] = [luminance(channels(colour)), luminance(ground(over))].sort((a, b) => b - a);
    return (bright + 0.05) / (dim + 0.05);
  };

  for (const node of document.querySelectorAll("body *")) {
    const says = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!says || !seen(node)) continue;
    const ratio = contrast(node, getComputedStyle(node).color, node);
    if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(2)}: ${told(node)}`);
  }
  const field = document.querySelector("textarea");
  if (contrast(field, getComputedStyle(field, "::placeholder").color, field) < 4.5) faults.push("contrast: placeholder");
  const edge = document.querySelector(".composer");
  if (contrast(edge, getComputedStyle(edge).borderTopColor, edge.parentElement) < 3) faults.push("contrast: field edge");

  for (const node of document.querySelectorAll("button, a, textarea, summary")) {
    const name = node.textContent.trim() || node.getAttribute("aria-label") || node.labels?.[0]?.textContent.trim();
    if (!name) faults.push(`no name: ${node.outerHTML.slice(0, 80)}`);
    const { width, height } = node.getBoundingClientRect();
    if (seen(node) && (width < 24 || height < 24)) faults.push(`small: ${told(node)}`);
  }
  for (const node of document.querySelectorAll("svg")) {
    if (node.getAttribute("aria-hidden") !== "true") faults.push("a picture is read out");
  }
  for (const node of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    const id = node.getAttribute("aria-labelledby") ?? node.getAttribute("aria-describedby");
    if (!document.getElementById(id)) faults.push(`names nothing: ${id}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  if (new Set(ids).size !== ids.length) faults.push("an id is used twice");
  if (document.documentElement.lang !== "vi") faults.push("language");
  if (document.querySelectorAll("main").length !== 1) faults.push("one main");
  if (document.querySelectorAll("h1").length !== 1) faults.push("one h1");
  if (document.querySelector("h1, h2").tagName !== "H1") faults.push("h1 comes first");
  return faults;
}
