// The question pages: which there are for these answers, in what order, and what each asks.
import { answer, repeats, type Answers, type Input, type Row } from "./fields";
import { DEMANDS, demandRows } from "./demands";
import type { Requirer } from "../ipc/types";
import { asks, insists, isKind, strongest, type Kind } from "./kinds";

export const PAGES = [
  "operator",
  "kind",
  "demand",
  "whose",
  "subject",
  "document",
  "representative",
  "representative_document",
  "authority",
  "relationship",
  "reply",
  "enclosures",
] as const;
export type PageName = (typeof PAGES)[number];
/** A page of the window; those of a second demand and further bear its number. */
export type Page = PageName | `kind-${number}` | `demand-${number}`;

/** What a page is about, whichever demand it belongs to. */
export const nameOf = (page: Page): PageName => page.replace(/-\d+$/, "") as PageName;
/** Which demand a page belongs to. */
export const nthOf = (page: Page): number => Number(/-(\d+)$/.exec(page)?.[1] ?? 0);
/** The page of the `nth` demand. */
export const pageOf = (name: "kind" | "demand", nth: number): Page => (nth === 0 ? name : `${name}-${nth}`);

/** How the identity document is given; the window's own answer. */
export type DocumentWay = "passport" | "other" | "none";

export const demandCount = (answers: Answers): number => repeats(answers, DEMANDS);
export const kindOf = (answers: Answers, nth = 0): Kind | null => {
  const kind = answer(answers, `/demands/${nth}/kind`);
  return isKind(kind) ? kind : null;
};
/** The kinds chosen so far, in the order of the letter. */
export const kindsOf = (answers: Answers): Kind[] =>
  Array.from({ length: demandCount(answers) }, (_, nth) => kindOf(answers, nth)).filter((kind) => kind !== null);

/** Who asks for something in this letter: of several demands the strictest counts. */
export const asked = (what: "document" | "relationship" | "signature", answers: Answers): Requirer | null =>
  strongest(kindsOf(answers).map((kind) => asks(kind, answers)[what]));

/** Whose data it is about, as the person says it: their own, or on what ground they write for another. */
export const BASES = ["parent", "guardian", "power_of_attorney", "other_law"] as const;
export const basisOf = (answers: Answers): (typeof BASES)[number] | null =>
  BASES.find((basis) => basis === answer(answers, "whose")) ?? null;
export const isRepresented = (answers: Answers): boolean => basisOf(answers) !== null;

/** The pages these answers open, in order. */
export function path(answers: Answers): Page[] {
  const open = kindsOf(answers).length === 0;
  return PAGES.flatMap((page): Page[] => {
    switch (page) {
      case "kind":
        return Array.from({ length: demandCount(answers) }, (_, nth) => [pageOf("kind", nth), pageOf("demand", nth)]).flat();
      case "demand":
        return [];
      case "representative":
      case "representative_document":
      case "authority":
        return isRepresented(answers) ? [page] : [];
      case "document":
      case "relationship":
        // What nobody asks for is not asked.
        return open || asked(page, answers) !== null ? [page] : [];
      default:
        return [page];
    }
  });
}

/** A letter may go without the subject's document where nobody insists, or where the representative's stands for it. */
export const mayOmitDocument = (answers: Answers): boolean =>
  isRepresented(answers) || (kindsOf(answers).length > 0 && !insists(asked("document", answers)));

export function documentWay(answers: Answers, page: "document" | "representative_document"): DocumentWay {
  const way = answer(answers, page);
  if (page === "document" && !path(answers).includes(page)) return "none";
  if (way === "none" && page === "document" && mayOmitDocument(answers)) return "none";
  return way === "other" ? "other" : "passport";
}

/** What a page asks. Pages with an empty list have a layout of their own. */
export function rows(page: Page, answers: Answers): readonly Row[] {
  const name = nameOf(page);
  switch (name) {
    case "operator":
      return OPERATOR;
    case "kind":
      return [];
    case "demand": {
      const kind = kindOf(answers, nthOf(page));
      return kind ? demandRows(kind, nthOf(page)) : [];
    }
    case "whose":
      return WHOSE;
    case "subject":
      return person("/subject", ["parent", "guardian"].includes(answer(answers, "whose")));
    case "document":
      return document("/subject/document", documentWay(answers, name));
    case "representative":
      return person("/representative/person", false);
    case "representative_document":
      return document("/representative/person/document", documentWay(answers, name));
    case "authority":
      return AUTHORITY;
    case "relationship":
      return relationship(insists(asked("relationship", answers)) || kindsOf(answers).length === 0);
    case "reply":
      return isRepresented(answers) ? [...REPLY, REPLY_TO] : REPLY;
    case "enclosures":
      return ENCLOSURES;
  }
}

const line = (at: string, label: Input["label"], must: boolean, rest: Partial<Input> = {}): Input => ({
  is: "input",
  at,
  type: "line",
  label,
  must,
  width: "full",
  ...rest,
});

const kept = (at: string): Input =>
  line(at, "operator_name", false, { hidden: true, type: at.endsWith("_on") ? "date" : "line" });

const OPERATOR: Row[] = [
  [line("/operator/name", "operator_name", true)],
  [
    line("/operator/ogrn", "ogrn", false, { type: "digits", lengths: [13, 15], width: "half" }),
    line("/operator/inn", "inn", false, { type: "digits", lengths: [10, 12], width: "half" }),
  ],
  [line("/operator/address/text", "operator_address", true, { type: "address" })],
  [line("/operator/email", "operator_email", false, { type: "email" })],
  [kept("/operator/short_name"), kept("/operator/checked_on"), kept("/operator/source")],
];

const WHOSE: Row[] = [
  [
    {
      is: "choice",
      at: "whose",
      label: "whose",
      words: "whose",
      must: true,
      options: ["self", ...BASES].map((value) => ({ value })),
    },
  ],
];

/** The birth date is asked only where the ground of representation depends on it (contract §1). */
function person(base: string, born: boolean): Row[] {
  const name: Row[] = [
    [line(`${base}/surname`, "surname", true, { autocomplete: "family-name" })],
    [
      line(`${base}/given_name`, "given_name", true, { width: "half", autocomplete: "given-name" }),
      line(`${base}/patronymic`, "patronymic", false, { width: "half", autocomplete: "additional-name" }),
    ],
  ];
  if (born) {
    name.push([line(`${base}/birth_date`, "birth_date", true, { type: "date", width: "date", autocomplete: "bday" })]);
  }
  return [
    ...name,
    [line(`${base}/address/text`, "address", false, { type: "address", autocomplete: "street-address" })],
    [line(`${base}/email`, "email", false, { type: "email", autocomplete: "email" })],
    [line(`${base}/phone`, "phone", false, { type: "phone", width: "half", autocomplete: "tel" })],
  ];
}

/** The passport in the order it is printed; other papers by what ст. 14 ч. 3 names. */
function document(base: string, way: DocumentWay): Row[] {
  if (way === "none") return [];
  if (way === "passport") {
    return [
      [
        line(`${base}/series`, "series", true, { type: "digits", lengths: [4], width: "series", numeral: 1 }),
        line(`${base}/number`, "passport_number", true, { type: "digits", lengths: [6], width: "number" }),
      ],
      [line(`${base}/issued_by`, "issued_by", true, { numeral: 2 })],
      [
        line(`${base}/issued_on`, "issued_on", true, { type: "date", width: "date", numeral: 3 }),
        line(`${base}/subdivision_code`, "subdivision_code", false, { type: "subdivision", width: "date", numeral: 4 }),
      ],
    ];
  }
  return [
    [
      {
        is: "choice",
        at: `${base}/type`,
        label: "document_type",
        words: "document_type",
        must: true,
        options: OTHER_DOCUMENTS.map((value) => ({ value })),
      },
    ],
    [
      line(`${base}/series`, "other_series", false, { width: "series" }),
      line(`${base}/number`, "document_number", true, { width: "half" }),
    ],
    [line(`${base}/issued_by`, "document_issued_by", true)],
    [line(`${base}/issued_on`, "issued_on", true, { type: "date", width: "date" })],
  ];
}
const OTHER_DOCUMENTS = [
  "temporary_id_2p",
  "birth_certificate",
  "residence_permit",
  "temporary_residence",
  "foreign_passport",
  "passport_rf_foreign",
  "military_id",
  "refugee",
  "other",
];

const AUTHORITY: Row[] = [
  [line("/representative/authority/title", "authority_title", true)],
  [
    line("/representative/authority/number", "authority_number", false, { width: "half" }),
    line("/representative/authority/issued_on", "authority_issued_on", true, { type: "date", width: "date" }),
  ],
  [line("/representative/authority/issued_by", "authority_issued_by", false)],
  [line("/representative/authority/valid_until", "authority_valid_until", false, { type: "date", width: "date" })],
  [
    {
      is: "choice",
      at: "/representative/authority/form",
      label: "authority_form",
      words: "authority_form",
      must: true,
      options: [{ value: "paper" }, { value: "electronic" }],
    },
  ],
];

const tie = (type: string, ...parts: Input[]) => ({ value: type, rows: [parts] });
const relationship = (must: boolean): Row[] => [
  [
    {
      is: "tagged",
      at: "/relationship",
      label: "relationship",
      words: "relationship",
      must,
      options: [
        tie(
          "contract",
          line("/relationship/contract/number", "contract_number", true, { width: "half" }),
          line("/relationship/contract/date", "contract_date", true, { type: "date", width: "date" }),
        ),
        tie("account", line("/relationship/account/value", "account_value", true)),
        tie("phone", line("/relationship/phone/value", "phone_value", true, { type: "phone", width: "half" })),
        tie("email", line("/relationship/email/value", "email_value", true, { type: "email" })),
        tie(
          "order",
          line("/relationship/order/number", "order_number", true, { width: "half" }),
          line("/relationship/order/date", "order_date", false, { type: "date", width: "date" }),
        ),
        tie("other", line("/relationship/other/text", "relationship_text", true, { type: "text" })),
      ],
    },
  ],
];

const REPLY: Row[] = [
  [
    {
      is: "choice",
      at: "/reply/form",
      label: "reply_form",
      words: "reply_form",
      must: true,
      options: [
        { value: "same" },
        { value: "electronic", rows: [[line("/reply/email", "reply_email", false, { type: "email" })]] },
        { value: "paper", rows: [[line("/reply/address/text", "reply_address", false, { type: "address" })]] },
        { value: "in_person" },
      ],
    },
  ],
];
const REPLY_TO: Row = [
  {
    is: "choice",
    at: "/reply/to",
    label: "reply_to",
    words: "reply_to",
    must: true,
    options: [{ value: "representative" }, { value: "subject" }],
  },
];

const ENCLOSURES: Row[] = [
  [
    {
      is: "repeat",
      at: "/enclosures",
      label: "enclosures",
      least: 0,
      rows: (base) => [
        [line(`${base}/title`, "enclosure_title", true)],
        [
          line(`${base}/pages`, "enclosure_pages", false, { type: "count", width: "series" }),
          line(`${base}/copies`, "enclosure_copies", false, { type: "count", width: "series" }),
          kept(`${base}/file`),
        ],
      ],
    },
  ],
];
