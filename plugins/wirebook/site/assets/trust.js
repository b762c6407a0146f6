"use strict";
wirebook.page(async () => {
  const { h, word, value } = wirebook;
  const trust = wirebook.data.trust;
  const sums = trust.reconciled;
  const figure = (term, told) => h("div", null, h("dt", null, term), h("dd", null, wirebook.whole(told ?? 0)));
  const failed = trust.checks.filter((check) => !check.success);
  const noted = failed.filter((check) => check.severity === "W").length;
  const runs = trust.runs.slice().reverse();
  const even = String(sums.accepted) === String(sums.claims_in_facts);
  return [
    h("h1", null, word("trustTitle")),
    h("p", { class: "lead" }, word("trustLead")),
    h("h2", null, word("reconciled")),
    h("dl", { class: "figures" },
      figure(word("articles"), sums.articles), figure(word("mentions"), sums.mentions), figure(word("claims"), sums.claims),
      figure(word("accepted"), sums.accepted), figure(word("rejected"), sums.rejected), figure(word("facts"), sums.facts)),
    h("p", null, h("span", { class: `tag ${even ? "good" : "bad"}` }, even ? word("mathOk") : word("mathOff"))),
    h("h2", null, word("checks")),
    trust.checks.length === 0 ? h("p", null, word("notYet")) : h("p", null,
      h("span", { class: "tag good" }, `${trust.checks.length - failed.length} ${word("passed")}`),
      noted ? h("span", { class: "tag warn" }, `${noted} ${word("noted")}`) : null,
      h("span", { class: failed.length > noted ? "tag bad" : "tag" }, `${failed.length - noted} ${word("failed")}`)),
    failed.length ? wirebook.table([word("table"), word("checks"), word("severity"), word("why"), word("unexpected")],
      failed.map((check) => [h("code", null, check.table), value("check", check.check), check.severity, check.why, wirebook.whole(check.rows_unexpected ?? 0)]), [4]) : null,
    h("h2", null, word("checksByRun")),
    wirebook.table([word("when"), word("passed"), word("noted"), word("failed")],
      runs.map((run) => [wirebook.moment(run.at), wirebook.whole(run.passed), wirebook.whole(run.noted),
        run.failed ? h("span", { class: "tag bad" }, String(run.failed)) : "0"]), [1, 2, 3]),
    h("h2", null, word("quarantine")),
    wirebook.table([word("source"), word("reason"), word("rows")],
      trust.quarantine.map((row) => [row.source, row.reason, wirebook.whole(row.rows)]), [2]),
    h("h2", null, word("rejectedWhy")),
    wirebook.table([word("reason"), word("claims")], trust.rejected.map((row) => [value("rejected", row.reason), wirebook.whole(row.claims)]), [1]),
    h("h2", null, word("freshness")),
    wirebook.table([word("source"), word("articles"), word("newestArticle"), word("newestFetch")],
      trust.freshness.map((row) => [row.source, wirebook.whole(row.articles), wirebook.day(row.newest_published_on) || word("undated"), wirebook.moment(row.newest_fetched_at)]), [1]),
  ];
});
