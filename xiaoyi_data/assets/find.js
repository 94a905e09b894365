// Search over all pages, exhibits and figures: words whole or begun, Chinese by its characters.
const entries = JSON.parse(document.getElementById("entries").textContent);
const box = document.getElementById("find"), field = document.getElementById("query");
const hits = document.getElementById("hits"), count = document.getElementById("count");
const told = JSON.parse(box.dataset.words);
const parts = text => text.toLowerCase().match(/[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+/g) || [];
const pairs = text => (text.length < 2 ? [text] : [...text].slice(1).map((sign, place) => text[place] + sign));
const score = (entry, asked) => {
  const head = entry.t.toLowerCase(), all = `${head} ${(entry.x || "").toLowerCase()} ${entry.h.toLowerCase()}`;
  let sum = 0;
  for (const part of asked) {
    if (all.includes(part)) {
      sum += head.includes(part) ? 4 : 2;
    } else if (/[\u3400-\u9fff]/.test(part)) {
      if (![...part].every(sign => all.includes(sign))) return 0;
      sum += pairs(part).filter(pair => all.includes(pair)).length / part.length;
    } else {
      return 0;
    }
  }
  return sum && sum + (entry.k === "page" ? 2 : entry.k === "exhibit" ? 1 : 0);
};
const find = () => {
  const asked = parts(field.value);
  const found = asked.length ? entries.map(entry => [score(entry, asked), entry]).filter(([sum]) => sum > 0) : [];
  found.sort(([a], [b]) => b - a);
  count.textContent = asked.length ? told.replace("{}", found.length) : "";
  hits.replaceChildren(...found.slice(0, 40).map(([, entry]) => {
    const item = document.createElement("li"), link = document.createElement("a"), more = document.createElement("small");
    item.lang = entry.l;
    link.href = entry.h;
    link.textContent = entry.t;
    more.textContent = entry.x || "";
    item.append(link, more);
    return item;
  }));
};
box.hidden = false;
field.oninput = find;
const asked = () => {
  const found = /^#find=(.*)$/.exec(location.hash);
  if (found) field.value = decodeURIComponent(found[1]);
  if (location.hash.startsWith("#find")) field.focus();
  find();
};
addEventListener("hashchange", asked);
asked();
