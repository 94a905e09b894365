// Tables sort by value and are searched; code opens by a switch; marks tell what they stand for;
// a drawing is saved from the one that is shown. Without any of this the page is whole.
const lang = document.documentElement.lang;
const words = JSON.parse(document.body.dataset.words || "{}");
const POWERS = {
  百: 1e2, 千: 1e3, 万: 1e4, 百万: 1e6, 千万: 1e7, 亿: 1e8, 万亿: 1e12,
  thousand: 1e3, million: 1e6, billion: 1e9, k: 1e3, M: 1e6, G: 1e9,
};
const VALUE = /^(?:CNY|[≥≤><≈+×约近超逾达至少不低于不高于足过突破以提高降]|nearly|about|at least|at most|more than|less than|over|under|\s)*([-−–]?\d[\d,]*(?:\.\d+)?)\s*(百万|千万|万亿|百|千|万|亿|thousand|million|billion|[kMG](?=[WVg]))?/;
const value = text => {
  const found = VALUE.exec(text.trim());
  return found ? parseFloat(found[1].replace(/,/g, "").replace(/[−–]/, "-")) * (POWERS[found[2]] || 1) : NaN;
};
const copy = text => {
  const box = document.createElement("textarea");
  box.value = text;
  box.style.position = "fixed";
  document.body.append(box);
  box.select();
  document.execCommand("copy"); // the newer way is refused to files
  box.remove();
};
const copied = (button, text) => {
  copy(text);
  button.textContent = words.copied;
};
const source = id => (document.getElementById(id) || { textContent: "" }).textContent.trim();
// What is copied to be cited: what it is, where it stands, and how to cite report and data.
const cited = lines => [...lines, source("citation")].join("\n");
const bibtex = lines => [...lines.map(line => `% ${line}`), source("bibtex")].join("\n");
const named = figure => [figure.dataset.title, `${location.href.split("#")[0]}#${figure.id}`];
const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);

for (const table of document.querySelectorAll("main table")) {
  const body = table.tBodies[0];
  if (!table.tHead || !body || body.rows.length < 2) continue;
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  heads.forEach((head, place) => {
    for (const row of body.rows) {
      if (row.cells[place] && head.textContent.trim()) row.cells[place].dataset.head = head.textContent.trim();
    }
    if (head.hidden || !head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.onclick = () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = [...body.rows].map(row => {
        const cell = row.cells[place], text = cell.textContent.trim();
        return [row, value(cell.dataset.sort || text), text];
      });
      keyed.sort(([, x, a], [, y, b]) => {
        if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1; // what is no number comes last
        const order = isNaN(x) ? a.localeCompare(b, lang) : x - y;
        return down ? -order : order;
      });
      body.append(...keyed.map(([row]) => row));
    };
  });
  table.parentElement.classList.add("carded");
  if (body.rows.length < 6) continue;
  const field = made("input", "", { type: "search", className: "find" });
  field.placeholder = field.ariaLabel = document.body.dataset.search;
  field.oninput = () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  };
  table.before(field);
}

const all = document.getElementById("all");
if (all && document.querySelector("details.code")) {
  all.hidden = false;
  all.onclick = () => {
    const open = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", open);
    document.querySelectorAll("details.code").forEach(part => (part.open = open));
  };
}

// A table that is drawn is one of cards where the screen is narrow.
const narrow = matchMedia("(max-width: 700px)");
const cards = () => {
  for (const rows of document.querySelectorAll("figure.table details.data")) rows.open = narrow.matches;
};
narrow.addEventListener("change", cards);
cards();

// A drawing as a file: with the font of the page, which a file alone would lack.
const drawn = figure => {
  const svg = figure.querySelector("svg").cloneNode(true);
  const [, , wide, high] = svg.getAttribute("viewBox").split(/[\s,]+/).map(Number);
  const faces = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).filter(rule => rule.type === 5);
  const style = made("style", `*{stroke-linejoin:round;stroke-linecap:butt}text{font-family:"Xiaoyi Sans",sans-serif;white-space:pre}.bold{font-weight:700}${
    faces.map(rule => rule.cssText).join("")}`);
  svg.prepend(style);
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("width", wide);
  svg.setAttribute("height", high);
  const text = new XMLSerializer().serializeToString(svg);
  return { address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`, wide, high };
};
const save = (address, name) => {
  const link = made("a", "", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
};
const quoted = text => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
const rows = figure => {
  const table = figure.querySelector("details.data table");
  const lines = [[...table.tHead.rows[0].cells].map(cell => cell.dataset.name)];
  for (const row of table.tBodies[0].rows) lines.push([...row.cells].map(cell => cell.dataset.raw || cell.textContent));
  return lines.map(line => line.map(quoted).join(",")).join("\n") + "\n";
};
const DO = {
  large(figure, button) {
    button.setAttribute("aria-pressed", figure.classList.toggle("large"));
  },
  svg: figure => save(drawn(figure).address, `${figure.dataset.stem}.svg`),
  png(figure) {
    const { address, wide, high } = drawn(figure);
    const picture = new Image();
    picture.onload = () => {
      const canvas = made("canvas", "", { width: 2 * wide, height: 2 * high });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), `${figure.dataset.stem}.png`);
    };
    picture.src = address;
  },
  cite: (figure, button) => copied(button, cited(named(figure))),
  bibtex: (figure, button) => copied(button, bibtex(named(figure))),
  csv: figure =>
    save(`data:text/csv;charset=utf-8,${encodeURIComponent("\ufeff" + rows(figure))}`, `${figure.dataset.stem}.csv`),
};
for (const paper of document.querySelectorAll(".paper")) { // a tap enlarges, as the button does
  paper.addEventListener("click", event => {
    const button = paper.parentElement.querySelector("[data-do=large]");
    if (narrow.matches && !event.target.closest("a")) button.click();
  });
}
for (const text of document.querySelectorAll("pre.copied")) {
  const button = made("button", words.copy, { type: "button" });
  button.onclick = () => copied(button, text.textContent);
  text.before(button);
}
for (const tools of document.querySelectorAll(".tools")) {
  tools.hidden = false;
  for (const button of tools.children) {
    button.onclick = () => DO[button.dataset.do](tools.closest("figure"), button);
  }
}

// At a mark: what it says, with the quotes; a click holds it, Escape closes it.
const tip = document.getElementById("tip");
let held = null, left = false;
const close = () => {
  tip.hidden = true;
  if (held) held.removeAttribute("aria-describedby");
  held = null;
};
const leave = () => {
  const back = held || document.activeElement;
  close();
  left = true; // the mark is reached again, and shall not tell again
  back.focus({ preventScroll: true });
  left = false;
};
const tell = (mark, hold) => {
  const keys = mark.dataset.figures.split(" ").filter(Boolean);
  const [first, ...rest] = (mark.getAttribute("aria-label") || "").split("; ");
  tip.replaceChildren(made("p", ""), ...rest.map(said => made("p", said)));
  tip.firstChild.append(made("b", first));
  tip.ariaLabel = first;
  const list = document.createElement("ul");
  for (const key of keys) {
    const known = document.getElementById(`figure-${key}`);
    if (!known) continue;
    const item = known.cloneNode(true);
    item.removeAttribute("id");
    list.append(item);
  }
  if (list.children.length) tip.append(list);
  if (hold) {
    const aim = keys.length ? `#figure-${keys[0]}` : mark.getAttribute("href");
    const address = location.href.split("#")[0] + aim;
    const button = (name, text) => {
      const one = made("button", words[name], { type: "button" });
      one.onclick = () => copied(one, text);
      return one;
    };
    const said = [first, ...[...list.querySelectorAll("q")].map(quote => `“${quote.textContent}”`), address];
    tip.append(button("link", address), button("cite", cited(said)), button("bibtex", bibtex(said)),
      button("report", words.error.replace("{page}", address.split("#")[0]).replace("{figure}", `${keys.join(" ")} ${first}`)));
    const end = made("button", words.close, { type: "button" });
    end.onclick = leave;
    tip.append(end);
    history.replaceState(null, "", aim);
  }
  tip.hidden = false;
  const box = mark.getBoundingClientRect(), own = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left), Math.max(8, document.documentElement.clientWidth - own.width - 8));
  const below = box.bottom + own.height + 12 < innerHeight || box.top < own.height + 12;
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${scrollY + (below ? box.bottom + 8 : box.top - own.height - 8)}px`;
  mark.setAttribute("aria-describedby", "tip");
  held = hold ? mark : held;
};
const marks = document.querySelectorAll("a.mark");
if (tip) {
  for (const mark of marks) {
    const told = mark.getAttribute("aria-label")
      ? mark
      : [...marks].find(other => other.getAttribute("href") === mark.getAttribute("href"));
    mark.onmouseenter = mark.onfocus = () => held || left || tell(told, false);
    mark.onmouseleave = mark.onblur = () => held || close();
    mark.onclick = event => {
      event.preventDefault();
      close();
      tell(told, true);
      tip.querySelector("button").focus({ preventScroll: true });
    };
  }
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && !tip.hidden) leave();
  });
  document.addEventListener("click", event => {
    if (held && !tip.contains(event.target) && !event.target.closest("a.mark")) close();
  });
}

// A link to a figure opens what holds it and shows its marks.
const aim = () => {
  const name = decodeURIComponent(location.hash.slice(1));
  const part = name && document.getElementById(name);
  if (!part) return;
  const folded = part.closest("details");
  if (folded) {
    folded.open = true;
    part.scrollIntoView({ block: "center" });
  }
  const key = name.replace(/^figure-/, "");
  for (const mark of marks) {
    mark.classList.toggle("aimed", mark.dataset.figures.split(" ").includes(key) || mark.getAttribute("href") === `#${name}`);
  }
};
addEventListener("hashchange", aim);
aim();
