"use strict";
wirebook.page(async () => {
  const { h, word, value } = wirebook;
  const today = wirebook.data.today;
  const meta = wirebook.data.meta;
  const sums = today.sums;
  const first = wirebook.objects(meta.listed, ((await wirebook.load("facts-0")) || { rows: [] }).rows);
  const known = new Map(first.map((fact) => [fact.fact_id, fact]));
  const changes = today.changes;

  const figure = (term, told, note) =>
    h("div", null, h("dt", null, term), h("dd", null, told, note && h("small", null, note)));
  const missing = Number(sums.without_dollars);

  const line = (change) => {
    const fact = known.get(change.fact_id);
    const name = fact ? wirebook.subject(fact) || "?" : change.subject_name || "?";
    const gone = change.why === "no longer a fact";
    return h("li", null,
      h("span", null, gone ? name : wirebook.factLink(change.fact_id, name),
        fact && [" ", h("span", { class: "small" }, wirebook.kind(fact))]),
      h("span", { class: "amount" },
        fact ? [wirebook.amount(fact, "amount", wirebook.short), " ", fact.currency || ""]
             : change.amount_usd_before ? ["US$ ", wirebook.short(change.amount_usd_before)] : ""),
      h("span", { class: "small" },
        h("span", { class: `tag ${gone ? "bad" : change.why === "new fact" ? "good" : "warn"}` }, value("why", change.why)),
        fact && [value("modality", fact.modality), " · ", wirebook.sources(fact)]));
  };

  const shown = changes
    .map((change) => [change, known.get(change.fact_id)])
    .sort((a, b) => (wirebook.dollars(b[1] || {}) || 0) - (wirebook.dollars(a[1] || {}) || 0))
    .slice(0, 12)
    .map(([change]) => change);

  return [
    h("h1", null, word("todayTitle")),
    h("p", { class: "lead" }, word("todayLead")),
    h("dl", { class: "figures" },
      figure(word("factsNow"), wirebook.whole(sums.facts)),
      figure(word("mayBeSummed"), wirebook.whole(sums.summed), missing ? `${missing} ${word("withoutDollars")}` : null),
      figure(word("inDollars"), sums.amount_usd === null ? "–" : wirebook.short(sums.amount_usd), wirebook.whole(sums.amount_usd)),
      figure(word("conflicted"), wirebook.whole(today.conflicts.length))),
    h("h2", null, word("changed")),
    h("p", { class: "small" }, word("changedOn", { n: wirebook.whole(changes.length), at: wirebook.moment(sums.newest) })),
    shown.length ? h("ol", { class: "list" }, shown.map(line)) : h("p", null, word("nothingChanged")),
    h("p", { class: "more" }, h("a", { href: "facts.html" }, word("largest"))),
    h("h2", null, word("leftOut")),
    wirebook.table([word("reason"), word("facts")],
      today.left_out.map((row) => [
        h("a", { href: `facts.html#why=${encodeURIComponent(row.reason)}` }, value("reason", row.reason)),
        wirebook.whole(row.facts)]), [1]),
  ];
});
