import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RequestJson } from "../ipc/types";
import { leaves } from "./fields";
import { LAW_ASKS } from "../ipc/bindings";
import { demandRows } from "./demands";
import { KINDS } from "./kinds";
import { answersFrom, phone, placeOf, toRequest } from "./request";

const example = (name: string): RequestJson =>
  JSON.parse(readFileSync(new URL(`../../../assets/examples/${name}.json`, import.meta.url), "utf8")) as RequestJson;

/** What a person types to get the complete example of access. */
const access = {
  ...answersFrom(example("access")),
  "/demands/0/kind": "access",
  whose: "self",
  "/subject/surname": "Иванова-Петровская",
  "/subject/given_name": "Мария",
  "/subject/patronymic": "Сергеевна ",
  "/subject/address/text": "125009, г. Москва, ул. Тверская, д. 7, кв. 12",
  "/subject/email": "m.ivanova@mail.example",
  "/subject/phone": "8 (916) 123-45-67",
  "/subject/document/series": "45 08",
  "/subject/document/number": "123456",
  "/subject/document/issued_on": "14.05.2008",
  "/subject/document/issued_by": "ОВД «Тверской» г. Москвы",
  "/subject/document/subdivision_code": "770001",
  "/relationship": "contract,account",
  "/relationship/contract/number": "C2D-2025/0417",
  "/relationship/contract/date": "17.04.2025",
  "/relationship/account/value": "m.ivanova",
  "/relationship/phone/value": "typed, then unticked",
  "/reply/form": "same",
};

describe("answers become the request file", () => {
  it("equals the complete example of access", () => {
    const wanted = example("access");
    // The birth date is asked only of those for whom a parent or a guardian writes.
    delete (wanted["subject"] as RequestJson)["birth_date"];
    expect(toRequest(access, "2026-11-16", "electronic")).toEqual(wanted);
  });

  it("equals the example of everything to be deleted, with a foreign document", () => {
    const request = toRequest(
      {
        ...answersFrom(example("delete-all")),
        "/demands/0/kind": "delete_all",
        "/demands/0/reasons": "Учётная запись больше не используется, договор расторгнут 1 ноября 2026 г.",
        "/demands/0/account": "sean@mail.example",
        whose: "self",
        "/subject/surname": "O’Connor",
        "/subject/given_name": "Seán",
        "/subject/email": "sean@mail.example",
        document: "other",
        "/subject/document/type": "foreign_passport",
        "/subject/document/number": "XN 1234567",
        "/subject/document/issued_on": "01.07.2021",
        "/subject/document/issued_by": "Passport Office, Dublin, Ireland",
        "/relationship": "email",
        "/relationship/email/value": "sean@mail.example",
        "/reply/form": "electronic",
        "/reply/email": "sean@mail.example",
      },
      "2026-11-12",
      "electronic",
    );
    expect(request).toEqual(example("delete-all"));
  });

  it("writes for a child as the example does", () => {
    const wanted = example("stop-by-representative");
    const request = toRequest(
      {
        ...answersFrom(wanted),
        "/demands/0/kind": "stop_processing",
        "/demands/0/data": "номер телефона\nимя\n\nпереписка",
        whose: "parent",
        document: "none",
        "/subject/surname": "Ким",
        "/subject/given_name": "Артём",
        "/subject/birth_date": "30.09.2016",
        "/representative/person/surname": "Ким",
        "/representative/person/given_name": "Ольга",
        "/representative/person/patronymic": "Викторовна",
        "/representative/person/document/series": "8012",
        "/representative/person/document/number": "654321",
        "/representative/person/document/issued_on": "20.03.2012",
        "/representative/person/document/issued_by":
          "Отделом УФМС России по Республике Башкортостан в Октябрьском районе г. Уфы",
        "/representative/person/document/subdivision_code": "020-004",
        "/representative/person/address/text": "450075 Республика Башкортостан, г. Уфа, пр-т Октября, д. 132/3, кв. 40",
        "/representative/authority/title": "Свидетельство о рождении",
        "/representative/authority/number": "III-АК 654321",
        "/representative/authority/issued_on": "12.10.2016",
        "/representative/authority/issued_by": "Отдел ЗАГС Октябрьского района г. Уфы",
        "/representative/authority/form": "paper",
        "/relationship": "phone,other",
        "/relationship/phone/value": "+79173456789",
        "/relationship/other/text": "Сообщения сервиса поступают на телефон ребёнка с 3 сентября 2026 г.",
        "/reply/form": "paper",
        "/reply/to": "representative",
        "count:/enclosures": "1",
        "/enclosures/0/title": "Копия свидетельства о рождении",
        "/enclosures/0/pages": "1",
        "/enclosures/0/copies": "1",
      },
      "2026-11-09",
      "ink",
    );
    wanted["demands"] = (wanted["demands"] as RequestJson[]).slice(0, 1);
    expect(request).toEqual(wanted);
  });

  it("names channels of advertising one by one, with their dates", () => {
    const request = toRequest(
      {
        "/demands/0/kind": "marketing_stop",
        "/demands/0/channels": "sms,messenger",
        "/demands/0/channels/sms/address": "89161234567",
        "/demands/0/channels/messenger/address": "+79173456789",
        "/demands/0/channels/messenger/dates": "3.9.2026, 21.10.2026",
        whose: "self",
        document: "none",
      },
      "2026-11-09",
      "none",
    );
    expect(request["demands"]).toEqual([
      {
        kind: "marketing_stop",
        channels: [
          { type: "sms", address: "+79161234567" },
          { type: "messenger", address: "+79173456789", dates: ["2026-09-03", "2026-10-21"] },
        ],
      },
    ]);
    expect(request).not.toHaveProperty("relationship");
  });

  it("keeps a short list of access items, and says «all» for all of them", () => {
    const items = (chosen: string) =>
      (toRequest({ ...access, "/demands/0/items": chosen }, "2026-11-16", "electronic")["demands"] as RequestJson[])[0]?.["items"];
    expect(items("retention,confirmation")).toEqual(["confirmation", "retention"]);
    expect(items("")).toBe("all");
  });

  it("carries what was typed wrong as it is, for the shell to judge", () => {
    const request = toRequest({ ...access, "/subject/document/issued_on": "31.02.2008" }, "2026-11-16", "electronic");
    expect(request).toHaveProperty(["subject", "document", "issued_on"], "31.02.2008");
  });
});

describe("a problem finds its page and field", () => {
  it.each([
    ["/subject/document/number", "document", "/subject/document/number"],
    ["/subject/document", "document", undefined],
    ["/relationship/1/value", "relationship", "/relationship/account/value"],
    ["/operator/address/postal_code", "operator", "/operator/address/text"],
    ["/reply/form", "reply", "/reply/form"],
    ["/demands/0/items/3", "demand", "/demands/0/items"],
    ["/signing", "kind", undefined],
  ])("%s", (pointer, page, key) => {
    const place = placeOf(pointer, access);
    expect(place.page).toBe(page);
    if (key !== undefined) expect(place.key).toBe(key);
  });
});

it("every kind asks what the contract names for it", () => {
  // Contract §2; the bold keys of each kind.
  const required: Record<string, string[]> = {
    access: ["items"],
    access_repeat: ["items", "previous/sent_on", "previous/channel", "previous/outcome"],
    rectification: ["corrections/0/what", "corrections/0/wrong", "corrections/0/right"],
    blocking: ["reasons"],
    destruction: ["ground", "facts"],
    unlawful_processing: ["facts"],
    consent_withdrawal: [],
    stop_processing: [],
    marketing_stop: ["channels/sms/address"],
    stop_dissemination: ["data"],
    public_source_removal: ["source"],
    automated_decision_objection: ["decision", "objection"],
    refusal_to_provide: [],
    explanation: ["questions"],
    delete_all: [],
    complaint: ["authority/code", "facts"],
    free: ["text"],
  };
  for (const kind of KINDS) {
    const asked = [...leaves(demandRows(kind), { "/demands/0/channels": "sms" })]
      .filter((leaf) => leaf.is === "items" || (leaf.is !== "flag" && leaf.must))
      .map((leaf) => leaf.at.replace("/demands/0/", ""));
    expect(asked.sort(), kind).toEqual(required[kind]?.sort());
    // Nothing that the rules of law require of the demand may be left out.
    for (const pointer of LAW_ASKS[kind].demand) expect(asked.some((key) => `/${key}`.startsWith(pointer)), `${kind}${pointer}`).toBe(true);
  }
});

it("reads telephone numbers as people write them", () => {
  expect(["8 916 123-45-67", "+7 (916) 123 45 67", "79161234567", "+49 30 1234567"].map(phone)).toEqual([
    "+79161234567",
    "+79161234567",
    "+79161234567",
    "+49301234567",
  ]);
});
