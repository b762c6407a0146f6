// Read texts with one peer of npm; the same task as python_peers.py, in Node.
//
//     node node_peers.mjs PEER SECONDS < texts.jsonl     (run where the peer is installed)
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const need = createRequire(`${process.cwd()}/`);
const CULTURES = { en: "en-us", zh: "zh-cn", ja: "ja-jp", ko: "ko-kr" };

const PEERS = {
  // Microsoft Recognizers-Text: currencies and percentages.
  recognizers() {
    const suite = need("@microsoft/recognizers-text-suite");
    return (text, lang) => [
      suite.recognizeCurrency(text, CULTURES[lang]),
      suite.recognizePercentage(text, CULTURES[lang]),
    ];
  },
  // compromise with its numbers: money and percentages.
  compromise() {
    const nlp = need("compromise");
    nlp.plugin(need("compromise-numbers"));
    return (text) => {
      const document = nlp(text);
      return [document.money().json(), document.percentages().json()];
    };
  },
};

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const read = PEERS[process.argv[2]]();
const allowed = Number(process.argv[3]);
const warm = new Set();
let characters = 0;
let failed = 0;
let spent = 0;
for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  const { lang, text } = JSON.parse(line);
  const began = cpu();
  try {
    read(text, lang);
  } catch {
    failed += 1;
  }
  if (!warm.has(lang)) {
    warm.add(lang);
    continue;
  }
  spent += cpu() - began;
  characters += [...text].length;
  if (spent > allowed) break;
}
console.log(`\n${JSON.stringify({ characters, seconds: spent, failed })}`);
