"use strict";
(function () {
  const ROW = 58;
  const { h, word, value } = wirebook;
  // Folded so that case, width and accents make no difference, in any script.
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{Mn}/gu, "").normalize("NFC");
  const KEYS = ["q", "type", "modality", "company", "currency", "language", "period", "confidence", "summed", "why", "sort"];
  const narrow = () => window.matchMedia("(max-width: 36rem)").matches;
  let facts = null;

  async function all() {
    if (facts) return facts;
    const meta = wirebook.data.meta;
    const shards = await Promise.all(Array.from({ length: meta.shards.facts }, (_, n) => wirebook.load(`facts-${n}`)));
    facts = shards.filter(Boolean).flatMap((shard) => wirebook.objects(shard.columns, shard.rows));
    const names = wirebook.data.names || {};
    for (const fact of facts) {
      const ids = [fact.subject_entity_id, fact.object_entity_id, ...fact.party_ids].filter(Boolean);
      const labels = ["en", "ko"].map((code) => wirebookWords[code][`fact_type:${fact.fact_type}`] || "");
      fact.haystack = fold([fact.subject_name, fact.subject_name_ko, fact.object_name, fact.object_name_ko, fact.said_by, fact.title,
        fact.fact_id, value("fact_type", fact.fact_type), ...labels, ...fact.parties, ...fact.topics,
        ...new Set(ids.flatMap((id) => names[id] || []))].filter(Boolean).join(" \n"));
    }
    return facts;
  }

  const SORTS = {
    who: (fact) => wirebook.subject(fact).toLowerCase(),
    amount: (fact) => `${fact.currency || ""}`.padEnd(5) + String(Math.round(Number(fact.amount_point ?? fact.amount_low ?? fact.amount_high ?? 0))).padStart(32, "0"),
    usd: (fact) => Number(fact.amount_usd ?? fact.amount_usd_low ?? fact.amount_usd_high ?? -1),
    when: (fact) => fact.announced_on || fact.horizon_end || "",
    sources: (fact) => fact.independent_sources * 1e6 + fact.articles,
  };

  function matching(list, asked) {
    const terms = fold(asked.q || "").split(/\s+/).filter(Boolean);
    const found = list.filter((fact) =>
      (!asked.type || fact.fact_type === asked.type) &&
      (!asked.modality || fact.modality === asked.modality) &&
      (!asked.company || fact.subject_name === asked.company) &&
      (!asked.currency || fact.currency === asked.currency) &&
      (!asked.language || fact.languages.includes(asked.language)) &&
      (!asked.period || (fact.announced_on || "").startsWith(asked.period)) &&
      (!asked.confidence || Number(fact.confidence) >= Number(asked.confidence)) &&
      (!asked.summed || String(fact.may_be_summed) === asked.summed) &&
      (!asked.why || fact.why_not_summed === asked.why) &&
      terms.every((term) => fact.haystack.includes(term)));
    const [by, way] = (asked.sort || "usd-down").split("-");
    const key = SORTS[by] || SORTS.usd;
    const keyed = found.map((fact) => [key(fact), fact]);
    keyed.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    if (way === "down") keyed.reverse();
    return keyed.map((pair) => pair[1]);
  }

  // What a spreadsheet would run as a formula gets an apostrophe, in columns of text only.
  const FORMULA = /^[=+\-@\t\r\n \ufeff\u00a0＝＋－＠]/;
  const NUMBER = /^(amount_|confidence|articles|independent_sources)/;
  function csv(list) {
    const columns = wirebook.data.meta.listed;
    const cell = (column, raw) => {
      let text = raw === null || raw === undefined ? "" : Array.isArray(raw) ? raw.join(" ") : String(raw);
      if (!NUMBER.test(column) && FORMULA.test(text)) text = `'${text}`;
      return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
    };
    return [columns.join(","), ...list.map((fact) => columns.map((c) => cell(c, fact[c])).join(","))].join("\r\n") + "\r\n";
  }

  function choices(list, of, kind) {
    const counts = new Map();
    for (const fact of list) for (const item of [of(fact)].flat()) if (item) counts.set(item, (counts.get(item) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 400).map(([item, n]) => [item, `${kind ? value(kind, item) : item} (${n})`]);
  }

  wirebook.page(async () => {
    const list = await all();
    const asked = Object.fromEntries(KEYS.map((key) => [key, wirebook.parameters().get(key) || ""]));
    let found = [];

    const status = h("p", { role: "status", class: "small" });
    const body = h("tbody");
    const charts = h("div");
    const panel = h("div", { class: "window", tabindex: "0", role: "region", "aria-label": word("tableLabel") });
    const heads = {};
    const heading = (key, text, kind, number) => {
      heads[key] = h("th", { scope: "col", class: `${kind}${number ? " number" : ""}` },
        h("button", { type: "button", onclick: () => {
          asked.sort = asked.sort === `${key}-down` ? `${key}-up` : `${key}-down`;
          panel.scrollTop = 0;
          apply();
        } }, text));
      return heads[key];
    };
    const table = h("table", { "aria-label": word("factsTitle") },
      h("thead", null, h("tr", null,
        heading("who", word("who"), "facts-who"), heading("amount", word("amount"), "facts-amount", true),
        heading("usd", word("usd"), "facts-usd", true), heading("when", word("when"), "facts-when"),
        heading("sources", word("sources"), "facts-sources"))), body);
    panel.append(table);

    const row = (fact, place) => h("tr", { class: "row", "aria-rowindex": String(place + 2) },
      h("td", null,
        wirebook.factLink(fact.fact_id, wirebook.subject(fact) || "?"),
        h("div", { class: "small" }, [wirebook.kind(fact), value("modality", fact.modality),
          wirebook.subject(fact, "object"), fact.status === "active" ? "" : value("status", fact.status)].filter(Boolean).join(" · "))),
      h("td", { class: "number facts-amount" }, h("div", null, wirebook.amount(fact, "amount", wirebook.short)),
        h("div", { class: "small" }, fact.currency || "")),
      h("td", { class: "number facts-usd" }, h("div", null, wirebook.amount(fact, "amount_usd", wirebook.short) || word("noRate")),
        h("div", { class: "small" }, fact.may_be_summed ? word("mayBeSummed") : value("reason", fact.why_not_summed))),
      h("td", { class: "facts-when" }, h("div", null, wirebook.when(fact))),
      h("td", { class: "facts-sources" }, h("div", null, `${fact.independent_sources} / ${fact.articles}`),
        h("div", { class: "small" }, fact.languages.map((code) => value("language", code)).join(" "))));

    const gap = (height) => {
      const columns = Object.values(heads).filter((head) => getComputedStyle(head).display !== "none").length;
      const cell = h("td", { colspan: String(columns) });
      cell.style.height = `${height}px`;
      return h("tr", { class: "gap", "aria-hidden": "true" }, cell);
    };
    let drawn = "";
    const scroll = () => {
      const first = Math.max(0, Math.floor(panel.scrollTop / ROW) - 8);
      const last = Math.min(found.length, first + Math.ceil((panel.clientHeight || 540) / ROW) + 16);
      const now = `${first} ${last}`;
      if (now === drawn) return;
      drawn = now;
      body.replaceChildren(
        ...(first ? [gap(first * ROW)] : []),
        ...found.slice(first, last).map((fact, n) => row(fact, first + n)),
        ...(last < found.length ? [gap((found.length - last) * ROW)] : []));
    };
    window.onresize = () => { drawn = ""; scroll(); };
    panel.addEventListener("scroll", () => requestAnimationFrame(scroll));

    let later;
    function apply() {
      found = matching(list, asked);
      table.setAttribute("aria-rowcount", String(found.length + 1));
      const [by, way] = (asked.sort || "usd-down").split("-");
      for (const [key, cell] of Object.entries(heads)) {
        if (key === by) cell.setAttribute("aria-sort", way === "up" ? "ascending" : "descending");
        else cell.removeAttribute("aria-sort");
      }
      const summed = found.filter((fact) => fact.may_be_summed);
      const total = summed.reduce((sum, fact) => sum + (wirebook.dollars(fact) || 0), 0);
      status.textContent = found.length
        ? word("showing", { n: wirebook.whole(found.length), of: wirebook.whole(list.length), s: wirebook.whole(summed.length), usd: `US$ ${wirebook.short(total)}` })
        : word("noMatch");
      drawn = "";
      scroll();
      clearTimeout(later);
      later = setTimeout(() => charts.replaceChildren(wirebook.sums(found)), charts.childElementCount ? 250 : 0);
      const state = new URLSearchParams(Object.entries(asked).filter(([, told]) => told));
      history.replaceState(null, "", `#${state}`);
    }

    const change = (key) => (event) => { asked[key] = event.target.value; panel.scrollTop = 0; apply(); };
    const select = (key, label, options) => {
      const box = h("select", { onchange: change(key) }, h("option", { value: "" }, word("all")),
        options.map(([item, told]) => h("option", { value: item, selected: asked[key] === item }, told)));
      return h("label", null, label, box);
    };
    const search = h("input", { type: "search", value: asked.q, autocomplete: "off", oninput: change("q") });
    const selects = [select("type", word("type"), choices(list, (fact) => fact.fact_type, "fact_type")),
      select("modality", word("modality"), choices(list, (fact) => fact.modality, "modality")),
      select("company", word("company"), choices(list, (fact) => fact.subject_name)),
      select("currency", word("currency"), choices(list, (fact) => fact.currency)),
      select("period", word("period"), choices(list, (fact) => (fact.announced_on || "").slice(0, 4))),
      select("language", word("language"), choices(list, (fact) => fact.languages, "language")),
      select("confidence", word("confidence"), [["0.5", "0.5"], ["0.7", "0.7"], ["0.9", "0.9"]]),
      select("summed", word("summed"), [["true", word("yes")], ["false", word("no")]]),
      select("why", word("leftOutShort"), choices(list, (fact) => fact.why_not_summed, "reason"))];
    const filters = h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      h("label", { class: "wide" }, word("search"), search),
      h("details", { class: "wide", open: narrow() ? KEYS.slice(1, -1).some((key) => asked[key]) : true },
        h("summary", null, word("filters")), h("div", { class: "filters" }, selects)));
    const clear = h("button", { type: "button", onclick: () => { history.replaceState(null, "", "#"); wirebook.redraw(); } }, word("clear"));
    const download = h("button", { type: "button", onclick: () => {
      const address = URL.createObjectURL(new Blob(["\ufeff", csv(found)], { type: "text/csv;charset=utf-8" }));
      h("a", { href: address, download: "facts.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    } }, word("csv"));

    setTimeout(apply, 0);
    return [h("h1", null, word("factsTitle")), filters, h("div", { class: "bar" }, status, clear, download), panel,
      h("h2", null, word("inDollars")), charts];
  });
})();
