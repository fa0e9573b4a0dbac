// The pages to look at: a name, the draft they open with, and what is done on them.

const ANSWERS = {
  "/operator/name": "Общество с ограниченной ответственностью «ИТ Проспект»",
  "/operator/short_name": "ООО «ИТ Проспект»",
  "/operator/ogrn": "1127847409557",
  "/operator/address/text": "197110, г. Санкт-Петербург, ул. Малая Разночинная, дом № 9, литер А, комната 3, помещения 10-Н",
  "/operator/email": "privacy@operator.example",
  "/operator/source": "политика от 2023-03-09",
  "/demands/0/kind": "access",
  whose: "self",
  "/subject/surname": "Иванова-Петровская",
  "/subject/given_name": "Мария",
  "/subject/patronymic": "Сергеевна",
  "/subject/address/text": "125009, г. Москва, ул. Тверская, д. 7, кв. 12",
  "/subject/email": "m.ivanova@mail.example",
  "/subject/document/series": "45 08",
  "/subject/document/number": "123456",
  "/subject/document/issued_by": "ОВД «Тверской» г. Москвы",
  "/subject/document/issued_on": "14.05.2008",
  "/subject/document/subdivision_code": "770-001",
  "/relationship": "contract,account",
  "/relationship/contract/number": "C2D-2025/0417",
  "/relationship/contract/date": "17.04.2025",
  "/relationship/account/value": "m.ivanova",
  "/reply/form": "same",
  "/reply/to": "representative",
};
const REPRESENTED = {
  ...ANSWERS,
  whose: "parent",
  document: "none",
  "/subject/surname": "Ким",
  "/subject/given_name": "Артём",
  "/subject/patronymic": "",
  "/subject/birth_date": "30.09.2016",
  "/subject/address/text": "",
  "/subject/email": "",
  "/representative/person/surname": "Ким",
  "/representative/person/given_name": "Ольга",
  "/representative/person/patronymic": "Викторовна",
  "/representative/person/address/text": "450075, Республика Башкортостан, г. Уфа, пр-т Октября, д. 132/3, кв. 40",
  "/representative/person/document/series": "8012",
  "/representative/person/document/number": "654321",
  "/representative/person/document/issued_by": "Отделом УФМС России по Республике Башкортостан в Октябрьском районе г. Уфы",
  "/representative/person/document/issued_on": "20.03.2012",
  "/representative/authority/title": "Свидетельство о рождении",
  "/representative/authority/number": "III-АК 654321",
  "/representative/authority/issued_on": "12.10.2016",
  "/representative/authority/form": "paper",
};
const ORDER = ["operator", "kind", "demand", "whose", "subject", "document", "representative", "representative_document", "authority", "relationship", "reply", "enclosures"];
const COMPOSED = {
  caseId: "1",
  folder: "/home/maria/Документы/Запрос/1",
  files: [
    { name: "letter.pdf", size: 94208 },
    { name: "letter.pdf.sig", size: 3412 },
    { name: "certificate.cer", size: 1822 },
    { name: "message.eml", size: 148100 },
  ],
  legalForce: "unqualified",
  warnings: [{ code: "signature_not_qualified" }],
};
const UNSIGNED = { ...COMPOSED, legalForce: "none", files: [COMPOSED.files[0], COMPOSED.files[3]], warnings: [{ code: "not_signed" }] };
const TWO = {
  ...ANSWERS,
  "count:/demands": "2",
  "/demands/1/kind": "marketing_stop",
  "/demands/1/channels": "sms,email",
  "/demands/1/channels/sms/address": "+7 916 123-45-67",
  "/demands/1/channels/email/address": "m.ivanova@mail.example",
};
const ENCLOSED = {
  "count:/enclosures": "2",
  "/enclosures/0/title": "Снимок экрана",
  "/enclosures/0/file": "picked-1/changed.png",
  "/enclosures/1/title": "Договор",
  "/enclosures/1/file": "picked-2/gone.pdf",
};
const PAPER = { ...COMPOSED, legalForce: "none", warnings: [], files: ["letter", "envelope", "inventory-f107", "notice-f119"].map((n) => ({ name: `post/${n}.pdf`, size: 40960 })) };

const first = (page) => page.locator("form button[type=submit], .acts .first").first();
const go = async (page) => first(page).click();

/** Every page, in the order a person meets them. */
export function pages(language) {
  const base = { format: "zapros-draft/1", language, answers: ANSWERS, answered: ORDER };
  const asking = (page, answers = {}, name = page, more = {}) => ({
    name,
    draft: { ...base, answers: { ...ANSWERS, ...answers }, at: "asking", page, changing: false },
    ...more,
  });
  const demand = (kind, answers = {}) => asking("demand", { "/demands/0/kind": kind, ...answers }, `demand-${kind}`);
  const rep = (page) => asking(page, REPRESENTED, `rep-${page}`);
  const at = (name, at, more = {}, rest = {}) => ({ name, draft: { ...base, at, ...more }, ...rest });
  return [
    { name: "00-language", draft: { ...base, answers: {}, answered: [], at: "language" } },
    asking("operator", { "/operator/email": "" }, "01-operator"),
    asking("kind", { "/demands/0/kind": "" }, "02-kind"),
    asking("kind", { "/demands/0/kind": "" }, "02-kind-error", { act: go }),
    asking("kind", { "/demands/0/kind": "delete_all" }, "02-kind-erase"),
    asking("kind", { "/demands/0/kind": "free" }, "02-kind-list"),
    asking("kind-1", { "count:/demands": "2" }, "02-kind-second"),
    demand("access"),
    ...["access_repeat", "rectification", "blocking", "destruction", "unlawful_processing", "consent_withdrawal", "stop_processing", "stop_dissemination", "public_source_removal", "automated_decision_objection", "refusal_to_provide", "explanation", "delete_all", "complaint", "free"].map((kind) => demand(kind)),
    demand("marketing_stop", { "/demands/0/channels": "sms,messenger", "/demands/0/channels/sms/address": "+7 916 123-45-67" }),
    asking("whose", {}, "04-whose"),
    asking("subject", {}, "05-subject"),
    asking("document", {}, "06-passport"),
    asking("document", { "/subject/document/number": "12345", "/subject/document/issued_on": "14.05.2028" }, "06-passport-errors", { act: go }),
    asking("document", { document: "other" }, "06-document-other"),
    asking("document", { document: "none", "/demands/0/kind": "delete_all" }, "06-document-none"),
    rep("whose"), rep("subject"), rep("representative"), rep("representative_document"), rep("authority"),
    asking("relationship", {}, "10-relationship"),
    asking("relationship", { "/relationship": "" }, "10-relationship-error", { act: go }),
    asking("reply", { "/reply/form": "electronic" }, "11-reply"),
    asking("enclosures", { "count:/enclosures": "1", "/enclosures/0/title": "Снимок экрана", "/enclosures/0/file": "picked-1/screen.png" }, "12-enclosures"),
    asking("enclosures", ENCLOSED, "12-enclosures-changed"),
    at("13-check", "checking"),
    at("13-check-represented", "checking", { answers: REPRESENTED }),
    at("13-check-two", "checking", { answers: TWO }),
    at("13-check-changed", "checking", { answers: { ...ANSWERS, ...ENCLOSED } }),
    at("13-check-ads", "checking", { answers: { ...ANSWERS, "/demands/0/kind": "marketing_stop", "/demands/0/channels": "sms", "/demands/0/channels/sms/address": "+7 916 123-45-67" } }),
    at("13-check-error", "checking", { answers: { ...ANSWERS, "/subject/document/number": "", document: "other", "/subject/document/series": "", "/subject/document/issued_by": "", "/subject/document/issued_on": "", "/operator/ogrn": "1127847409550" } }, { act: (page) => page.locator(".trouble").waitFor() }),
    at("14-signing", "signing", { way: null }, { act: go }),
    at("14-signing-password", "signing", { way: "certificate" }, { act: (page) => page.locator("#pick").click() }),
    at("14-signing-wrong", "signing", { way: "certificate" }, { act: (page) => unlock(page, "wrong") }),
    at("14-signing-opened", "signing", { way: "certificate" }, { act: (page) => unlock(page, "right") }),
    at("14-signing-dropped", "signing", { way: null }, { act: (page) => drop(page, "ivanova.pfx", "#password") }),
    at("14-signing-stranger", "signing", { way: "certificate" }, { search: { stranger: "" }, act: (page) => unlock(page, "right") }),
    at("14-signing-paper", "signing", { way: "paper" }),
    ...["envelope", "f107", "f119"].map((paper, i) =>
      at(`14-signing-paper-${paper}`, "signing", { way: "paper" }, { act: (page) => show(page, i + 1) }),
    ),
    at("14-signing-unsigned", "signing", { way: "unsigned", answers: { ...ANSWERS, "/demands/0/kind": "marketing_stop", "/demands/0/channels": "sms", "/demands/0/channels/sms/address": "+7 916 123-45-67" } }),
    at("14-signing-paper-error", "signing", { way: "paper", answers: { ...ANSWERS, "/subject/address/text": "" } }, { act: async (page) => { await go(page); await page.locator(".trouble").waitFor(); } }),
    at("14-signing-outside", "signing", { way: "outside" }),
    at("15-sending", "sending", { way: "certificate", composed: COMPOSED }),
    at("15-sending-noprofile", "sending", { way: "certificate", composed: COMPOSED }, { search: { noprofile: "" } }),
    at("15-sending-paper", "sending", { way: "paper", composed: PAPER }),
    at("15-outside", "sending", { way: "outside", composed: UNSIGNED }),
    at("15-outside-returned", "sending", { way: "outside", composed: UNSIGNED }, { act: (page) => drop(page, "letter.pdf.sig", "#profile") }),
    ...["returned_other_bytes", "returned_unconfirmed"].map((fail) =>
      at(`15-${fail}`, "sending", { way: "outside", composed: UNSIGNED }, { search: { fail }, act: async (page) => { await first(page).click(); await page.locator(".failure").waitFor(); } }),
    ),
    ...["smtp_wrong_password", "smtp_port_closed", "smtp_certificate_untrusted", "smtp_mailbox_refused", "smtp_temporary", "smtp_outcome_unknown"].map((fail) =>
      at(`15-${fail}`, "sending", { way: "certificate", composed: COMPOSED }, { search: { fail }, act: (page) => sendOnce(page, fail) }),
    ),
    at("16-profile", "sending", { way: "certificate", composed: COMPOSED }, { search: { noprofile: "" }, act: settings }),
    at("16-profile-saved", "sending", { way: "certificate", composed: COMPOSED }, { act: async (page) => { await page.locator("#profile input").nth(1).click(); await page.locator(".mailboxes button").first().click(); await page.locator("#host").waitFor(); } }),
    at("17-done-sent", "done", { way: "certificate", composed: COMPOSED, outcome: { state: "sent", sentAt: "2026-12-21T12:04:00+03:00", recipient: "privacy@operator.example" } }, { act: (page) => page.locator(".strip").waitFor() }),
    at("17-done-saved", "done", { way: "paper", composed: PAPER, outcome: { state: "saved" } }, { act: (page) => page.locator(".strip").waitFor() }),
    at("17-done-delete", "done", { way: "certificate", answers: { ...ANSWERS, "/demands/0/kind": "delete_all" }, composed: COMPOSED, outcome: { state: "saved" } }, { act: (page) => page.locator(".strip").waitFor() }),
  ];
}

async function unlock(page, password) {
  await page.locator("#pick").click();
  await page.locator("#password").fill(password);
  await page.locator("#password").press("Enter");
  await page.locator(password === "wrong" ? ".failure" : ".serial").waitFor();
}
/** Lays another paper of the postal pack on the desk. */
async function show(page, nth) {
  await page.locator(".paper canvas[data-painted]").first().waitFor();
  const before = await page.locator(".paper canvas").first().elementHandle();
  await page.locator(".papers button").nth(nth).click();
  await page.waitForFunction((old) => !old.isConnected, before);
}
/** As the shell tells of a file that was dropped. */
async function drop(page, name, shows) {
  await page.evaluate((file) => globalThis.drop([{ file: `picked-9/${file}`, name: file }]), name);
  await page.locator(shows).waitFor();
}
async function sendOnce(page, fail) {
  await page.locator("#profile").waitFor();
  await first(page).click();
  await page.locator(fail === "smtp_outcome_unknown" ? ".done" : ".failure").waitFor();
}
async function settings(page) {
  await page.locator(".acts .first:not(:disabled)").click();
  await page.locator("#host").waitFor();
}
