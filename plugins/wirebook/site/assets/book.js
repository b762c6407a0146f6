"use strict";
// What every page needs: its data, its words, and elements made of text alone. Nothing that an
// article says is ever markup: text goes into text nodes, addresses are http(s) or no link.
(function () {
  const data = {};
  const waiting = {};
  const wirebook = { data };
  window.wirebook = wirebook;

  wirebook.put = (name, value) => {
    data[name] = value;
    (waiting[name] || []).forEach((tell) => tell(value));
    delete waiting[name];
  };

  // Load one shard as a script; null when it is not there.
  wirebook.load = (name) => new Promise((resolve) => {
    if (Object.hasOwn(data, name)) return resolve(data[name]);
    (waiting[name] ||= []).push(resolve);
    if (waiting[name].length > 1) return;
    const script = document.createElement("script");
    script.src = `data/${name}.js`;
    script.onerror = () => wirebook.put(name, null);
    document.head.append(script);
  });

  wirebook.shardOf = (id, count) => {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(id)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
    return value % count;
  };

  wirebook.loadById = async (kind, id) => {
    const shard = await wirebook.load(`${kind}-${wirebook.shardOf(id, data.meta.shards[kind])}`);
    return shard && Object.hasOwn(shard, id) ? shard[id] : null;
  };

  // Rows of a list as objects.
  wirebook.objects = (columns, rows) => rows.map((row) => {
    const object = {};
    columns.forEach((column, place) => { object[column] = row[place]; });
    return object;
  });

  // ---- language ------------------------------------------------------------------------------
  const stored = (() => { try { return localStorage.getItem("wirebook.language"); } catch { return null; } })();
  const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
  const wanted = asked || stored || (navigator.language || "en").slice(0, 2);
  let language = Object.hasOwn(wirebookWords, wanted) ? wanted : "en";
  wirebook.language = () => language;

  wirebook.word = (key, values = {}) => {
    const own = wirebookWords[language];
    let told = Object.hasOwn(own, key) ? own[key] : wirebookWords.en[key];
    if (told === undefined) told = key;
    return told.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  };
  // A value of the data in words: its translation, its label, or itself without underscores.
  wirebook.value = (kind, value) => {
    if (value === null || value === undefined) return "";
    const own = wirebookWords[language];
    const key = `${kind}:${value}`;
    if (Object.hasOwn(own, key)) return own[key];
    const labels = (data.meta || {})[`${kind}s`];
    if (labels && Object.hasOwn(labels, value)) return labels[value];
    return String(value).replace(/_/g, " ");
  };

  // ---- elements ------------------------------------------------------------------------------
  wirebook.h = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) {
      if (child !== null && child !== undefined && child !== false) element.append(child);
    }
    return element;
  };
  const h = wirebook.h;

  wirebook.outside = (address, text) =>
    /^https?:\/\//i.test(address || "")
      ? h("a", { href: address, rel: "noopener noreferrer nofollow external" }, text)
      : text;

  // A sentence with its amount marked; places count characters, not UTF-16 units.
  wirebook.marked = (sentence, start, end, code) => {
    const characters = Array.from(sentence);
    return h("blockquote", { lang: code },
      characters.slice(0, start).join(""),
      h("mark", null, characters.slice(start, end).join("")),
      characters.slice(end).join(""));
  };

  wirebook.table = (headings, rows, numbers = []) =>
    rows.length === 0 ? h("p", { class: "small" }, wirebook.word("nothing")) :
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": headings.join(", ") },
      h("table", null,
        h("thead", null, h("tr", null, headings.map((heading, place) =>
          h("th", { scope: "col", class: numbers.includes(place) && "number" }, heading)))),
        h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, place) =>
          h("td", { class: numbers.includes(place) && "number" }, cell)))))));

  // ---- figures -------------------------------------------------------------------------------
  wirebook.whole = (text) => {
    if (text === null || text === undefined) return "";
    const [integer, cents] = String(text).split(".");
    const grouped = integer.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return cents ? `${grouped}.${cents.padEnd(2, "0")}` : grouped;
  };
  wirebook.short = (text) => {
    const value = Number(text);
    return new Intl.NumberFormat(language, { notation: "compact", useGrouping: true, maximumSignificantDigits: value < 1000 ? 3 : 4 }).format(value);
  };
  const SIGNS = { at_least: "≥ ", more_than: "> ", at_most: "≤ ", less_than: "< ", about: "≈ " };
  // An amount with its bound and direction: show is wirebook.short or wirebook.whole.
  wirebook.amount = (fact, name, show) => {
    const low = fact[`${name}_low`], high = fact[`${name}_high`];
    const point = name === "amount" ? fact.amount_point : fact[name];
    let told;
    if (fact.bound === "range" && low !== null && high !== null) told = `${show(low)} – ${show(high)}`;
    else {
      const value = [point, low, high].find((v) => v !== null && v !== undefined);
      if (value === undefined) return "";
      told = (SIGNS[fact.bound] || "") + show(value);
    }
    return fact.sign === "minus" ? `−(${told})` : told;
  };
  wirebook.dollars = (fact) => {
    const value = fact.amount_usd ?? fact.amount_usd_low;
    return value === null || value === undefined ? null : Number(value);
  };

  wirebook.subject = (fact, side = "subject") =>
    (language === "ko" && fact[`${side}_name_ko`]) || fact[`${side}_name`] || "";
  wirebook.kind = (fact) => {
    const more = [fact.metric && wirebook.value("metric", fact.metric),
      fact.measure !== "level" && wirebook.value("measure", fact.measure)].filter(Boolean);
    return wirebook.value("fact_type", fact.fact_type) + (more.length ? ` (${more.join(", ")})` : "");
  };
  wirebook.sources = (fact) => wirebook.word("sourcesOf", { s: fact.independent_sources, n: fact.articles });
  wirebook.day = (text) => (text ? String(text).slice(0, 10) : "");
  wirebook.moment = (text) => (text ? `${String(text).slice(0, 16).replace("T", " ")} UTC` : "");
  wirebook.when = (fact) =>
    fact.horizon_start && fact.horizon_end
      ? `${fact.horizon_start.slice(0, 7)} – ${fact.horizon_end.slice(0, 7)}`
      : fact.horizon_end ? `→ ${fact.horizon_end}` : wirebook.day(fact.announced_on);
  wirebook.factLink = (id, text) => h("a", { href: `fact.html#id=${encodeURIComponent(id)}` }, text);
  wirebook.entityLink = (id, text) =>
    id ? h("a", { href: `entity.html#id=${encodeURIComponent(id)}` }, text) : text;

  // ---- the page ------------------------------------------------------------------------------
  wirebook.parameters = () => new URLSearchParams(location.hash.slice(1));
  let draw = () => {};
  wirebook.page = (drawing) => {
    draw = async () => {
      const main = document.getElementById("main");
      const parts = [await drawing()].flat(Infinity).filter(Boolean);
      main.replaceChildren(...parts);
      const title = main.querySelector("h1");
      document.title = title ? `${title.textContent} · wirebook` : "wirebook";
      main.dataset.ready = "true";
      main.dispatchEvent(new Event("drawn"));
    };
    say();
    draw();
  };
  wirebook.redraw = () => draw();

  function say() {
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = wirebook.word(element.dataset.word);
    for (const link of document.querySelectorAll("[data-nav]")) {
      if (link.dataset.nav === document.body.dataset.page) link.setAttribute("aria-current", "page");
    }
    const button = document.getElementById("language");
    button.textContent = wirebook.word("other");
    button.lang = wirebook.word("otherCode");
    document.getElementById("version").textContent = (data.meta || {}).publish_id || "";
  }
  document.getElementById("language").addEventListener("click", () => {
    language = wirebook.word("otherCode");
    try { localStorage.setItem("wirebook.language", language); } catch { /* it is not kept then */ }
    say();
    draw();
  });
})();
