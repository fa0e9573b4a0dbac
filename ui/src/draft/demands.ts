// What the page of a demand asks: the keys of each kind (contract §2). What the law requires of a kind is never optional
// here; a test holds this against the rules of law.
import type { Input, Part, Repeat, Row } from "./fields";
import { ACCESS_ITEMS, type Kind } from "./kinds";

/** The demands of a letter as the repeated thing they are: one or more. */
export const DEMANDS: Repeat = { is: "repeat", at: "/demands", label: "kind", least: 1, rows: () => [] };

/** What the page of the `nth` demand asks. */
export const demandRows = (kind: Kind, nth = 0): readonly Row[] => rowsAt(`/demands/${nth}`)[kind];

function rowsAt(base: string): Record<Kind, readonly Row[]> {
  const at = (key: string) => `${base}/${key}`;
  const text = (key: string, label: Input["label"], must: boolean): Row => [
    { is: "input", at: at(key), type: "text", label, must, width: "full" },
  ];
  const lines = (key: string, label: Input["label"], must: boolean): Row => [
    { is: "input", at: at(key), type: "lines", label, must, width: "full" },
  ];
  const items: Part = { is: "items", at: at("items"), label: "items", words: "items", codes: ACCESS_ITEMS };
  const inspect: Part = { is: "flag", at: at("inspect"), label: "inspect" };
  return {
    access: [[items], [inspect]],
    access_repeat: [...previous(at("previous")), text("reasons", "repeat_reasons", false), [items], [inspect]],
    rectification: [
      [
        {
          is: "repeat",
          at: at("corrections"),
          label: "corrections",
          least: 1,
          rows: (one) => [
            [{ is: "input", at: `${one}/what`, type: "line", label: "correction_what", must: true, width: "full" }],
            [{ is: "input", at: `${one}/wrong`, type: "line", label: "correction_wrong", must: true, width: "full" }],
            [{ is: "input", at: `${one}/right`, type: "line", label: "correction_right", must: true, width: "full" }],
            [{ is: "input", at: `${one}/proof`, type: "line", label: "correction_proof", must: false, width: "full" }],
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
          options: ["sms", "call", "email", "messenger", "post"].map((type) => channel(base, type)),
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
            { value: "prosecutor", rows: authority(base, true) },
            { value: "court", rows: authority(base, true) },
            { value: "other", rows: authority(base, true) },
          ],
        },
      ],
      lines("facts", "facts", true),
      [{ is: "repeat", at: at("previous"), label: "previous", least: 0, rows: previous }],
      lines("asks", "asks", false),
    ],
    free: [text("text", "free_text", true)],
  };
}

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

const channel = (base: string, type: string): { value: string; rows: Row[] } => ({
  value: type,
  rows: [
    [
      {
        is: "input",
        at: `${base}/channels/${type}/address`,
        type: type === "email" ? "email" : type === "post" ? "line" : type === "messenger" ? "line" : "phone",
        label: type === "email" ? "channel_email" : type === "post" ? "channel_post" : type === "messenger" ? "channel_messenger" : "channel_phone",
        must: true,
        width: "full",
      },
    ],
    [{ is: "input", at: `${base}/channels/${type}/dates`, type: "dates", label: "channel_dates", must: false, width: "full" }],
  ],
});

function authority(base: string, must: boolean): Row[] {
  return [
    [{ is: "input", at: `${base}/authority/name`, type: "line", label: "authority_name", must, width: "full" }],
    [{ is: "input", at: `${base}/authority/address`, type: "line", label: "authority_address", must: false, width: "full" }],
  ];
}
