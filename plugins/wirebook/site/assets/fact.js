"use strict";
window.addEventListener("hashchange", () => wirebook.redraw());
wirebook.page(async () => {
  const { h, word, value } = wirebook;
  const found = await wirebook.loadById("fact", wirebook.parameters().get("id") || "");
  if (!found) return h("h1", null, word("unknownFact"));
  const { fact, claims, versions, rates } = found;
  const subject = wirebook.subject(fact) || "?";
  const object = wirebook.subject(fact, "object");

  const pair = (term, told) => (told === "" || told === null || told === undefined || told.length === 0 ? null : [h("dt", null, term), h("dd", null, told)]);
  const parties = fact.parties.map((name, place) => [place ? ", " : "",
    wirebook.entityLink(fact.party_ids[place], name), ` (${value("role", fact.party_roles[place])})`]);
  const rate = rates.map((leg) => h("div", null, `1 ${leg.base} = ${Number(leg.rate)} ${leg.quote}, ${leg.provider.toUpperCase()} ${leg.observed_on}`,
    leg.is_carried ? ` (${word("carried", { n: leg.carried_days })})` : ""));
  const usd = wirebook.amount(fact, "amount_usd", wirebook.whole);

  const claimed = (claim) => h("article", { class: "card" },
    claim.sentence ? wirebook.marked(claim.sentence, claim.mark_start, claim.mark_end, claim.language)
                   : h("p", { class: "small" }, h("mark", null, claim.surface), " ", word("noSentence")),
    h("p", { class: "small" },
      claim.is_headline && h("span", { class: "tag good" }, word("headline")),
      claim.article_status !== "live" && h("span", { class: "tag bad" }, value("status", claim.article_status)),
      h("span", { class: "tag" }, value("modality", claim.modality)),
      h("span", { class: "tag" }, value("bound", claim.bound)),
      claim.hedge && h("span", { class: "tag warn" }, `${word("hedge")}: ${claim.hedge}`),
      !claim.is_original && h("span", { class: "tag" }, word("copy"))),
    h("p", { class: "small" }, [claim.outlet, wirebook.day(claim.published_on) || word("undated"), claim.said_by].filter(Boolean).join(" · "),
      claim.canonical_url && [" · ", wirebook.outside(claim.canonical_url, word("read"))]),
    h("p", { class: "small" }, claim.byte_start === null ? "" : `${word("bytes")} ${claim.byte_start}–${claim.byte_end} ${word("ofFile")} `,
      h("code", null, claim.file_name || claim.warc_file || ""), " · sha256 ", h("code", null, claim.raw_sha256.slice(0, 12))));

  const languages = [...new Set(claims.map((claim) => claim.language))].sort((a, b) =>
    claims.filter((c) => c.language === b).length - claims.filter((c) => c.language === a).length);
  const columns = languages.map((code) => h("section", { class: "column", "aria-label": value("language", code) },
    h("h3", null, value("language", code)), claims.filter((claim) => claim.language === code).map(claimed)));

  return [
    h("p", { class: "small" }, wirebook.kind(fact), " · ", value("modality", fact.modality)),
    h("h1", null, wirebook.entityLink(fact.subject_entity_id, subject), object && [" → ", wirebook.entityLink(fact.object_entity_id, object)]),
    h("p", { class: "amount-large" }, wirebook.amount(fact, "amount", wirebook.whole), " ", fact.currency || ""),
    fact.currency !== "USD" && h("p", { class: "lead" }, usd ? `US$ ${usd}` : `${word("noConversion")}: ${value("conversion", fact.conversion)}`),
    h("p", null,
      h("span", { class: `tag ${fact.status === "active" ? "good" : "warn"}` }, value("status", fact.status)),
      h("span", { class: `tag ${fact.may_be_summed ? "good" : ""}` }, fact.may_be_summed ? word("sumYes") : word("sumNo") + value("reason", fact.why_not_summed))),
    h("dl", { class: "pairs" },
      pair(word("bound"), value("bound", fact.bound)),
      pair(word("horizon"), fact.horizon_start || fact.horizon_end ? `${fact.horizon_start || ""} – ${fact.horizon_end || ""}` : ""),
      pair(word("announced"), wirebook.day(fact.announced_on)),
      pair(word("asOf"), wirebook.day(fact.as_of_on)),
      pair(word("rate"), rate),
      pair(word("parties"), parties),
      pair(word("topics"), fact.topics.map((topic) => value("topic", topic)).join(", ")),
      pair(word("saidBy"), fact.said_by),
      pair(word("sources"), wirebook.sources(fact)),
      pair(word("confidenceOf"), fact.confidence),
      pair(word("rule"), value("rule", fact.resolution_rule)),
      Number(fact.spread_ratio) > 1 && pair(word("spread"), Number(fact.spread_ratio).toFixed(2)),
      fact.part_of_fact_id && pair(word("part"), wirebook.factLink(fact.part_of_fact_id, fact.part_of_fact_id.slice(0, 7))),
      fact.superseded_by_fact_id && pair(word("superseded"), wirebook.factLink(fact.superseded_by_fact_id, fact.superseded_by_fact_id.slice(0, 7)))),
    h("h2", null, word("evidence")),
    h("div", { class: "claims" }, columns),
    h("h2", null, word("history")),
    h("ol", { class: "timeline" }, versions.slice().reverse().map((version) => h("li", null,
      h("strong", null, wirebook.amount(version, "amount", wirebook.short), " ", version.currency || ""), " ",
      h("span", { class: "tag" }, value("status", version.status)),
      h("div", { class: "small" }, `${wirebook.moment(version.system_from)} – ${version.system_to ? wirebook.moment(version.system_to) : word("now")}`,
        ` · ${version.articles} ${word("articles")} · ${value("rule", version.resolution_rule)}`)))),
    h("p", { class: "small" }, h("code", null, fact.fact_id)),
  ];
});
