// Heading and reason of a page, which depend on the answers before it.
import type { Answers } from "../draft/fields";
import { insists } from "../draft/kinds";
import { asked, documentWay, isRepresented, kindOf, nameOf, nthOf, type Page } from "../draft/pages";
import type { Speech } from "../words";

export interface PageText {
  title: string;
  lead?: string;
  why: string;
  quote?: string;
  norm?: string;
}

export function pageWords(page: Page, answers: Answers, { words }: Speech): PageText {
  const { pages } = words;
  const name = nameOf(page);
  switch (name) {
    case "kind":
      return nthOf(page) === 0 ? pages.kind : pages.kind_more;
    case "demand": {
      const kind = kindOf(answers, nthOf(page));
      return kind ? { title: words.demandTitles[kind], ...words.demandWhy[kind] } : pages.kind;
    }
    case "subject":
      return isRepresented(answers) ? pages.subject_other : pages.subject;
    case "document":
    case "representative_document": {
      const way = documentWay(answers, name);
      if (way === "none") return pages.document_none;
      if (way === "other") return pages.document_other;
      return insists(asked("document", answers)) ? pages.document : pages.document_short;
    }
    default:
      return pages[name];
  }
}
