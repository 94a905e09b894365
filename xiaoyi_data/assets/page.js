// Tables sort by a click on a heading and are searched by a field above; code opens by a switch.
const lang = document.documentElement.lang;
const number = text => {
  const plain = text.replace(/[\s,%≥≤><+]/g, "").replace("−", "-");
  return /^-?[\d.]+/.test(plain) ? parseFloat(plain) : NaN;
};
for (const table of document.querySelectorAll("main table")) {
  const body = table.tBodies[0];
  if (!table.tHead || !body || body.rows.length < 2) continue;
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    if (!button.textContent.trim()) return;
    head.append(button);
    button.onclick = () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = row => row.cells[place].textContent.trim();
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [number(text(a)), number(text(b))];
        const order = isNaN(x) || isNaN(y) ? text(a).localeCompare(text(b), lang) : x - y;
        return down ? -order : order;
      });
      body.append(...rows);
    };
  });
  if (body.rows.length < 6) continue;
  const field = document.createElement("input");
  field.type = "search";
  field.className = "find";
  field.placeholder = field.ariaLabel = document.body.dataset.search;
  field.oninput = () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  };
  table.before(field);
}
const all = document.getElementById("all");
if (all) {
  all.hidden = false;
  all.onclick = () => {
    const open = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", open);
    document.querySelectorAll("details.code").forEach(part => (part.open = open));
  };
}
