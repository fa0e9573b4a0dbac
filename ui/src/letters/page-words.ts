// Heading and reason of a page, which depend on the answers before it.
import type { Answers } from "../draft/fields";
import { needsDocument } from "../draft/kinds";
import { documentWay, isRepresented, kindOf, type Page } from "../draft/pages";
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
  const kind = kindOf(answers);
  switch (page) {
    case "demand":
      return kind ? { title: words.demandTitles[kind], ...words.demandWhy[kind] } : pages.kind;
    case "subject":
      return isRepresented(answers) ? pages.subject_other : pages.subject;
    case "document":
    case "representative_document": {
      const way = documentWay(answers, page);
      if (way === "none") return pages.document_none;
      if (way === "other") return pages.document_other;
      return kind && !needsDocument(kind) ? pages.document_short : pages.document;
    }
    default:
      return pages[page];
  }
}
