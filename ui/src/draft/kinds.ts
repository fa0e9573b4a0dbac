// The demands: which keys each kind has (contract §2) and what the law asks of its letter (152-ФЗ, by article).
import type { Input, Part, Row } from "./fields";

export const KINDS = [
  "access",
  "access_repeat",
  "rectification",
  "blocking",
  "destruction",
  "unlawful_processing",
  "consent_withdrawal",
  "stop_processing",
  "marketing_stop",
  "stop_dissemination",
  "public_source_removal",
  "automated_decision_objection",
  "refusal_to_provide",
  "explanation",
  "delete_all",
  "complaint",
  "free",
] as const;
export type Kind = (typeof KINDS)[number];
export const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);

/** How the kinds stand on their page. */
export const KIND_GROUPS = [
  ["know", ["access", "access_repeat", "explanation"]],
  ["correct", ["rectification", "blocking", "automated_decision_objection"]],
  ["stop", ["marketing_stop", "stop_processing", "consent_withdrawal", "stop_dissemination", "public_source_removal"]],
  ["remove", ["delete_all", "destruction"]],
  ["contest", ["unlawful_processing", "refusal_to_provide", "complaint", "free"]],
] as const satisfies readonly (readonly [string, readonly Kind[]])[];

/** Kinds whose letter must name a document by ст. 14 ч. 3 itself; elsewhere a short letter without one is lawful. */
export const needsDocument = (kind: Kind): boolean =>
  kind === "access" || kind === "access_repeat" || kind === "explanation";

/** Kinds for which no article asks what joins the person with the operator. */
const STRANGERS: readonly Kind[] = [
  "marketing_stop",
  "stop_dissemination",
  "public_source_removal",
  "refusal_to_provide",
  "complaint",
];
export const asksRelationship = (kind: Kind): boolean => !STRANGERS.includes(kind);

/** Kinds whose articles ask no signature. */
const UNSIGNED: readonly Kind[] = ["marketing_stop", "stop_dissemination", "refusal_to_provide"];
export const mayBeUnsigned = (kind: Kind): boolean => UNSIGNED.includes(kind);

/** No authority takes complaints by e-mail. */
export const goesByEmail = (kind: Kind): boolean => kind !== "complaint";

/** Ст. 14 ч. 7 п. 1–10. */
export const ACCESS_ITEMS = [
  "confirmation",
  "grounds_and_purposes",
  "purposes_and_methods",
  "operator_and_recipients",
  "data_and_source",
  "retention",
  "exercise_of_rights",
  "cross_border",
  "processors",
  "duties_18_1",
  "other",
] as const;

const at = (key: string) => `/demands/0/${key}`;
const text = (key: string, label: Input["label"], must: boolean): Row => [
  { is: "input", at: at(key), type: "text", label, must, width: "full" },
];
const lines = (key: string, label: Input["label"], must: boolean): Row => [
  { is: "input", at: at(key), type: "lines", label, must, width: "full" },
];
const items: Part = { is: "items", at: at("items"), label: "items", words: "items", codes: ACCESS_ITEMS };
const inspect: Part = { is: "flag", at: at("inspect"), label: "inspect" };

const previous = (base: string): Row[] => [
  [
    { is: "input", at: `${base}/sent_on`, type: "date", label: "sent_on", must: true, width: "date" },
    { is: "input", at: `${base}/number`, type: "line", label: "previous_number", must: false, width: "half" },
  ],
  [{ is: "input", at: `${base}/channel`, type: "line", label: "previous_channel", must: true, width: "full" }],
  [
    {
      is: "choice",
      at: `${base}/outcome`,
      label: "outcome",
      words: "outcome",
      must: true,
      options: [{ value: "none" }, { value: "partial", rows: answeredOn(base) }, { value: "full", rows: answeredOn(base) }],
    },
  ],
];
const answeredOn = (base: string): Row[] => [
  [{ is: "input", at: `${base}/answered_on`, type: "date", label: "answered_on", must: false, width: "date" }],
];

const channel = (type: string): { value: string; rows: Row[] } => ({
  value: type,
  rows: [
    [
      {
        is: "input",
        at: at(`channels/${type}/address`),
        type: type === "email" ? "email" : type === "post" ? "line" : type === "messenger" ? "line" : "phone",
        label: type === "email" ? "channel_email" : type === "post" ? "channel_post" : type === "messenger" ? "channel_messenger" : "channel_phone",
        must: true,
        width: "full",
      },
    ],
    [{ is: "input", at: at(`channels/${type}/dates`), type: "dates", label: "channel_dates", must: false, width: "full" }],
  ],
});

/** What the demand's page asks; the keys are the contract's. */
export const demandRows: Record<Kind, readonly Row[]> = {
  access: [[items], [inspect]],
  access_repeat: [...previous(at("previous")), text("reasons", "repeat_reasons", false), [items], [inspect]],
  rectification: [
    [
      {
        is: "repeat",
        at: at("corrections"),
        label: "corrections",
        least: 1,
        rows: (base) => [
          [{ is: "input", at: `${base}/what`, type: "line", label: "correction_what", must: true, width: "full" }],
          [{ is: "input", at: `${base}/wrong`, type: "line", label: "correction_wrong", must: true, width: "full" }],
          [{ is: "input", at: `${base}/right`, type: "line", label: "correction_right", must: true, width: "full" }],
          [{ is: "input", at: `${base}/proof`, type: "line", label: "correction_proof", must: false, width: "full" }],
        ],
      },
    ],
  ],
  blocking: [text("reasons", "blocking_reasons", true), lines("data", "data", false)],
  destruction: [
    [
      {
        is: "choice",
        at: at("ground"),
        label: "ground",
        words: "ground",
        must: true,
        options: [{ value: "unlawful" }, { value: "not_needed" }],
      },
    ],
    lines("facts", "facts", true),
    text("proof", "proof", false),
  ],
  unlawful_processing: [lines("facts", "facts", true)],
  consent_withdrawal: [
    [{ is: "input", at: at("consent/given_on"), type: "date", label: "consent_given_on", must: false, width: "date" }],
    [{ is: "input", at: at("consent/form"), type: "line", label: "consent_form", must: false, width: "full" }],
    text("consent/purpose", "consent_purpose", false),
    lines("data", "data", false),
  ],
  stop_processing: [lines("data", "data", false), text("reasons", "reasons", false)],
  marketing_stop: [
    [
      {
        is: "tagged",
        at: at("channels"),
        label: "channels",
        words: "channels",
        must: true,
        options: ["sms", "call", "email", "messenger", "post"].map(channel),
      },
    ],
  ],
  stop_dissemination: [lines("data", "data_dissemination", true), text("where", "where", false)],
  public_source_removal: [text("source", "source", true), lines("data", "data", false)],
  automated_decision_objection: [text("decision", "decision", true), text("objection", "objection", true)],
  refusal_to_provide: [lines("data", "data_refused", false), text("question", "question", false)],
  explanation: [lines("questions", "questions", true)],
  delete_all: [
    [{ is: "input", at: at("account"), type: "line", label: "account", must: false, width: "full" }],
    text("reasons", "reasons", false),
  ],
  complaint: [
    [
      {
        is: "choice",
        at: at("authority/code"),
        label: "authority_code",
        words: "authority_code",
        must: true,
        options: [
          { value: "rkn" },
          { value: "fas" },
          { value: "prosecutor", rows: authority(true) },
          { value: "court", rows: authority(true) },
          { value: "other", rows: authority(true) },
        ],
      },
    ],
    lines("facts", "facts", true),
    [{ is: "repeat", at: at("previous"), label: "previous", least: 0, rows: previous }],
    lines("asks", "asks", false),
  ],
  free: [text("text", "free_text", true)],
};

function authority(must: boolean): Row[] {
  return [
    [{ is: "input", at: at("authority/name"), type: "line", label: "authority_name", must, width: "full" }],
    [{ is: "input", at: at("authority/address"), type: "line", label: "authority_address", must: false, width: "full" }],
  ];
}
