"use strict";
window.addEventListener("hashchange", () => wirebook.redraw());
wirebook.page(async () => {
  const { h, word, value } = wirebook;
  const found = await wirebook.loadById("entity", wirebook.parameters().get("id") || "");
  if (!found) return h("h1", null, word("unknownEntity"));
  const { entity, names, roles } = found;
  const facts = wirebook.objects(wirebook.data.meta.listed, found.facts);
  const own = names.filter((name) => name.verdict === "same");
  const maybe = names.filter((name) => name.verdict !== "same");
  const ids = [["Wikidata", entity.wikidata_qid], ["LEI", entity.lei], ["", entity.ticker]].filter(([, id]) => id);
  const item = (fact) => h("li", null,
    h("span", null, wirebook.factLink(fact.fact_id, wirebook.kind(fact)), " ",
      h("span", { class: "small" }, [wirebook.subject(fact), wirebook.subject(fact, "object")].filter(Boolean).join(" → "))),
    h("span", { class: "amount" }, wirebook.amount(fact, "amount", wirebook.short), " ", fact.currency || ""),
    h("span", { class: "small" },
      (roles[fact.fact_id] || []).map((role) => h("span", { class: "tag" }, value("role", role))),
      [value("modality", fact.modality), wirebook.when(fact)].filter(Boolean).join(" · ")));
  return [
    h("p", { class: "small" }, [value("type", entity.type), entity.country].filter(Boolean).join(" · ")),
    h("h1", null, (wirebook.language() === "ko" && entity.name_ko) || entity.name),
    h("p", { class: "lead" }, own.map((name) => name.name).filter((name) => name !== entity.name).slice(0, 12).join(" · ")),
    ids.length ? h("p", { class: "small" }, `${word("listed")}: `, ids.map(([kind, id], place) => [place ? ", " : "", kind, " ", h("code", null, id)])) : null,
    h("h2", null, word("facts")),
    h("ul", { class: "list" }, facts.map(item)),
    wirebook.sums(facts),
    h("h2", null, word("names")),
    wirebook.table([word("names"), word("script"), word("linkedBy"), word("articles")],
      [...own, ...maybe].slice(0, 60).map((name) => [
        [name.name, name.verdict === "same" ? "" : [" ", h("span", { class: "tag warn" }, word("candidates"))]],
        name.script, value("method", name.method), wirebook.whole(name.articles)]), [3]),
  ];
});
