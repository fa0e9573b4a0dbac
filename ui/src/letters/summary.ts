// The lines of the summary: what was answered, in the words of the answers, with the norm that asks for it.
import { isoDate, typedDate } from "../draft/dates";
import { answer, chosen, leaves, type Answers } from "../draft/fields";
import { asked, basisOf, demandCount, documentWay, isRepresented, kindOf, nameOf, nthOf, path, rows, type Page } from "../draft/pages";
import type { Speech } from "../words";

export interface Line {
  page: Page;
  label: string;
  norm: string;
  values: string[];
}

export function summary(answers: Answers, speech: Speech): Line[] {
  return path(answers).flatMap((page) => {
    const values = valuesOf(page, answers, speech).filter(Boolean);
    if (page === "whose" && !isRepresented(answers)) return [];
    if (page === "enclosures" && values.length === 0) return [];
    if (nameOf(page) === "demand" && values.length === 0) return [];
    return [{ page, label: labelOf(page, answers, speech), norm: normOf(page, answers, speech), values }];
  });
}

function labelOf(page: Page, answers: Answers, { words }: Speech): string {
  const { rows: labels } = words.check;
  const name = nameOf(page);
  if (name === "subject" && isRepresented(answers)) return labels.subjectOther;
  // Several demands are numbered, as their parts in the letter are.
  const numbered = (name === "kind" || name === "demand") && demandCount(answers) > 1;
  return numbered ? `${labels[name]} ${nthOf(page) + 1}` : labels[name];
}

function normOf(page: Page, answers: Answers, { words, say }: Speech): string {
  const { norms } = words;
  const kind = kindOf(answers, nthOf(page));
  const name = nameOf(page);
  switch (name) {
    case "kind":
      return kind ? say(norms.kinds[kind]) : "";
    case "document":
    case "representative_document":
      return say(asked("document", answers) === "law" ? norms.document : norms.policy);
    case "whose":
    case "authority": {
      const basis = basisOf(answers);
      return basis ? say(norms.authority[basis]) : "";
    }
    case "relationship":
      return say(asked("relationship", answers) === "law" ? norms.relationship : norms.policy);
    case "operator":
    case "subject":
    case "representative":
    case "reply":
      return say(norms[name]);
    case "demand":
    case "enclosures":
      return "";
  }
}

function valuesOf(page: Page, answers: Answers, speech: Speech): string[] {
  const { words, say, count } = speech;
  const get = (key: string) => answer(answers, key).trim();
  const kind = kindOf(answers, nthOf(page));
  const name = nameOf(page);
  switch (name) {
    case "operator":
      return [get("/operator/short_name") || get("/operator/name"), get("/operator/email") || get("/operator/address/text")];
    case "kind":
      return kind ? [say(words.choices.kind[kind].label)] : [];
    case "demand":
      return demandValues(page, answers, speech);
    case "whose": {
      const basis = basisOf(answers);
      return basis ? [words.choices.whose[basis].label] : [];
    }
    case "subject":
      return personValues("/subject", get);
    case "representative":
      return personValues("/representative/person", get);
    case "document":
      return documentValues("/subject/document", answers, name, speech);
    case "representative_document":
      return documentValues("/representative/person/document", answers, name, speech);
    case "authority": {
      const number = get("/representative/authority/number");
      const date = typed(get("/representative/authority/issued_on"));
      return [`${get("/representative/authority/title")}${number ? ` № ${number}` : ""}`, date].map((v) => say(v));
    }
    case "relationship":
      return relationshipValues(answers, speech);
    case "reply": {
      const form = get("/reply/form") as keyof typeof words.choices.reply_form;
      const label = words.choices.reply_form[form]?.label ?? "";
      return [say(label), get(form === "paper" ? "/reply/address/text" : form === "electronic" ? "/reply/email" : "")];
    }
    case "enclosures": {
      const n = Number(get("count:/enclosures")) || 0;
      return n === 0 ? [] : [count(words.check.files, n), ...Array.from({ length: n }, (_, i) => get(`/enclosures/${i}/title`))];
    }
  }
}

const typed = (date: string): string => typedDate(isoDate(date) ?? date);

const personValues = (base: string, get: (key: string) => string): string[] => [
  [get(`${base}/surname`), get(`${base}/given_name`), get(`${base}/patronymic`)].filter(Boolean).join(" "),
  get(`${base}/address/text`) || get(`${base}/email`) || get(`${base}/phone`),
];

/** The number is shown here whole: this is the page where it must be read and checked. */
function documentValues(base: string, answers: Answers, page: "document" | "representative_document", { words, say }: Speech): string[] {
  const way = documentWay(answers, page);
  if (way === "none") return [words.check.noDocument];
  const get = (key: string) => answer(answers, `${base}/${key}`).trim();
  if (get("number") === "") return [];
  const series = get("series").replace(/\s/g, "").replace(/^(\d{2})(\d{2})$/, "$1 $2");
  const type = way === "passport" ? "" : (words.choices.document_type[get("type") as "other"]?.label ?? "");
  const code = way === "passport" ? get("subdivision_code") : "";
  return [
    say([type, series, `№ ${get("number")},`, say(words.check.issuedOn, { date: typed(get("issued_on")) })].filter(Boolean).join(" ")),
    [get("issued_by"), code].filter(Boolean).join(", "),
  ];
}

function relationshipValues(answers: Answers, { words, say }: Speech): string[] {
  const get = (key: string) => answer(answers, `/relationship/${key}`).trim();
  return chosen(answers, "/relationship").map((type) => {
    switch (type) {
      case "contract":
        return say(words.check.contract, { number: get("contract/number"), date: typed(get("contract/date")) });
      case "order":
        return say(words.check.order, { number: get("order/number") });
      case "other":
        return get("other/text");
      default:
        return `${words.choices.relationship[type as "account"].label}: ${get(`${type}/value`)}`;
    }
  });
}

function demandValues(page: Page, answers: Answers, { words, say, count }: Speech): string[] {
  const values: string[] = [];
  for (const leaf of leaves(rows(page, answers), answers)) {
    const value = answer(answers, leaf.at).trim();
    if (leaf.is === "items") {
      const n = chosen(answers, leaf.at).length;
      values.push(n === 0 || n === leaf.codes.length ? say(words.check.items, { n: leaf.codes.length }) : count(words.check.itemsSome, n));
    } else if (leaf.is === "flag" && value === "yes") values.push(say(words.fields[leaf.label].label));
    else if (leaf.is === "choice" && value) {
      const all: Record<string, { label: string }> = words.choices[leaf.words];
      values.push(say(all[value]?.label ?? value));
    } else if (leaf.is === "input" && value) values.push(value);
  }
  return values;
}
