"use strict";
// Charts of sums: only facts that may be summed are in them.
wirebook.bars = (title, pairs, { most = 8, vertical = false } = {}) => {
  const { h, word } = wirebook;
  let shown = pairs.filter(([, dollars]) => dollars > 0);
  if (!shown.length) return null;
  if (!vertical) shown = shown.sort((a, b) => b[1] - a[1]).slice(0, most);
  else shown = shown.sort((a, b) => (a[0] < b[0] ? -1 : 1)).slice(-most);
  const rows = shown.map(([name, dollars]) => ({ name, dollars: dollars / 1e9 }));
  const style = getComputedStyle(document.documentElement);
  const accent = style.getPropertyValue("--accent").trim();
  const longest = Math.min(150, 20 + 7.2 * Math.max(...rows.map((row) => Array.from(row.name).length * (/[^\x00-\u024f]/.test(row.name) ? 1.6 : 1))));
  const shorten = (name) => (Array.from(name).length > 20 ? `${Array.from(name).slice(0, 19).join("")}…` : name);
  const value = { label: null, grid: true, ticks: 4, tickFormat: (d) => wirebook.short(d * 1e9) };
  const chart = vertical
    ? Plot.plot({ height: 230, width: 380, marginLeft: 52, marginBottom: 34, x: { label: null, type: "band", padding: shown.length < 4 ? 0.6 : 0.15 }, y: value,
        marks: [Plot.barY(rows, { x: "name", y: "dollars", fill: accent, rx: 2 }), Plot.ruleY([0])] })
    : Plot.plot({ height: 40 + 24 * rows.length, width: 380, marginLeft: longest, marginRight: 46, x: { ...value, axis: null, grid: false },
        y: { label: null, domain: rows.map((row) => row.name), tickFormat: shorten, tickSize: 0 },
        marks: [Plot.barX(rows, { x: "dollars", y: "name", fill: accent, rx: 2 }),
          Plot.text(rows, { x: "dollars", y: "name", text: (row) => wirebook.short(row.dollars * 1e9), dx: 5, textAnchor: "start" })] });
  // The chart is one picture with one label; its parts would be read as more.
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", `${title}: ${rows.map((row) => `${row.name} ${wirebook.short(row.dollars * 1e9)}`).join(", ")}`);
  return h("figure", { class: "card" }, h("figcaption", null, `${title}, ${word("usd")}`), chart);
};

// The three sums of a list of facts: by quarter, by company, by topic.
wirebook.sums = (facts) => {
  const { h, word, value } = wirebook;
  const by = (keys) => {
    const sums = new Map();
    for (const fact of facts) {
      const dollars = wirebook.dollars(fact);
      if (!fact.may_be_summed || dollars === null) continue;
      const own = keys(fact);
      for (const key of own) sums.set(key, (sums.get(key) || 0) + dollars / own.length);
    }
    return [...sums];
  };
  const quarter = (day) => (day ? `${day.slice(2, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}` : word("undated"));
  return h("div", { class: "charts" },
    wirebook.bars(word("byQuarter"), by((fact) => [quarter(fact.announced_on)]), { vertical: true }),
    wirebook.bars(word("byCompany"), by((fact) => [wirebook.subject(fact) || "?"])),
    wirebook.bars(word("byTopic"), by((fact) => (fact.topics.length ? fact.topics : []).map((topic) => value("topic", topic)))));
};
