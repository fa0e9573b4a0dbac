// A pretended shell for looking at the pages in a browser: development and pictures only, never in the bundle.
// What it says is chosen by the address: `?fake&login=refused`, `?fake&at=<draft as JSON>`, …
import { isoDate } from "../draft/dates";
import { LAW_ASKS } from "./bindings";
import type { Draft } from "../draft/draft";
import type { CaseView, CommandError, Deadline, Ipc, PickedFile, Problem, Profile, RequestJson, Term } from "./types";

/** Monday, so that the term crosses the long holidays (law: 10 working days end on 13 January 2027). */
const NOW = "2026-12-21T12:00:00+03:00";

export function fake(options: URLSearchParams): Ipc {
  let profiles: Profile[] = options.has("noprofile")
    ? []
    : [
        { name: "m.ivanova@mail.example", host: "smtp.mail.example", port: 465, tls: "implicit", user: "m.ivanova", from: "m.ivanova@mail.example", ca: null },
        { name: "Рабочая", host: "mail.office.example", port: 587, tls: "starttls", user: "ivanova", from: "ivanova@office.example", ca: "kept" },
      ];
  const saved: Draft[] = [];
  Object.assign(globalThis, { savedDrafts: saved });

  return {
    start: () => Promise.resolve({ language: null, draft: given(options), case: null, now: NOW }),
    saveDraft: (draft) => {
      saved.push(structuredClone(draft));
      return options.has("diskfull") ? fail("file_unwritable") : Promise.resolve(null);
    },
    newDraft: (kind) =>
      Promise.resolve({
        format: "zapros-request/1",
        date: "2026-12-21",
        operator: {
          name: "Общество с ограниченной ответственностью «ИТ Проспект»",
          short_name: "ООО «ИТ Проспект»",
          ogrn: "1127847409557",
          address: {
            postal_code: "197110",
            text: "г. Санкт-Петербург, ул. Малая Разночинная, дом № 9, литер А, комната 3, помещения 10-Н",
          },
          source: "политика от 2023-03-09",
        },
        demands: [{ kind }],
      }),
    checkDraft: (request) => {
      const problems = judge(request as RequestJson);
      return Promise.resolve({ complete: problems.every((p) => p.severity !== "error"), problems });
    },
    terms: (request) => Promise.resolve((request as { demands: { kind: string }[] }).demands.map(({ kind }) => deadline(kind))),
    renderPreview: async () => (await fetch("fake-letter.pdf")).arrayBuffer(),
    renderPost: async (_request, paper) => (await fetch(`fake-post_${paper}.pdf`)).arrayBuffer(),
    pickCertificate: () => Promise.resolve({ file: "picked-1", name: "ivanova.pfx" }),
    openCertificate: (_file, password) =>
      password === "wrong"
        ? fail("wrong_password")
        : Promise.resolve({
            id: "certificate-1",
            holder: options.has("stranger") ? "Ким Ольга Викторовна" : "Иванова-Петровская Мария Сергеевна",
            issuer: "АО «УЦ „Северный ключ“»",
            notBefore: "2026-05-14T00:00:00Z",
            notAfter: "2027-08-14T00:00:00Z",
            serial: "01 D9 7C 4A 5E 80 12 44 B0 6F 91 2C",
            qualified: true,
          }),
    compose: (_request, { certificateId, email, post }) =>
      Promise.resolve<CaseView>({
        caseId: "1",
        folder: "/home/maria/Документы/Запрос/1",
        files: [
          ...(post ? ["post/letter.pdf", "post/second-copy.pdf", "post/envelope.pdf", "post/inventory-f107.pdf", "post/notice-f119.pdf"] : ["letter.pdf"]),
          ...(certificateId ? ["letter.pdf.sig", "certificate.cer"] : []),
          ...(email ? ["message.eml"] : []),
        ].map((name, i) => ({ name, size: [94_208, 3_412, 1_822, 148_100][i] ?? 20_480 })),
        legalForce: certificateId ? "unqualified" : "none",
        warnings: certificateId ? [{ code: "signature_not_qualified", message: "Подпись не считается квалифицированной." }] : [],
        state: null,
        sentAt: null,
      }),
    pickEnclosure: () => Promise.resolve({ title: "Снимок экрана с рекламой", file: "picked-1/screenshot.png", size: 240_000 }),
    enclose: (file) => Promise.resolve({ title: file.replace(/\.\w+$/, ""), file, size: 240_000 }),
    lookAtEnclosures: (files) =>
      Promise.resolve(
        files.map((file) => ({
          file,
          name: file.split("/").at(-1) ?? file,
          state: file.includes("gone") ? "gone" : file.includes("changed") ? "changed" : "same",
        })),
      ),
    pickReturned: () => Promise.resolve([{ file: "picked-2/letter.pdf.sig", name: "letter.pdf.sig" }]),
    takeBack: () =>
      outcome(options).then(() => ({
        caseId: "1",
        folder: "/home/maria/Документы/Запрос/1",
        files: ["letter.pdf", "letter.pdf.sig", "certificate.cer", "message.eml"].map((name, i) => ({ name, size: [94_208, 3_412, 1_822, 148_100][i] ?? 0 })),
        legalForce: "qualified_claimed",
        warnings: [],
        state: null,
        sentAt: null,
      })),
    onDrop: (tell) => {
      Object.assign(globalThis, { drop: (files: PickedFile[]) => tell(files) });
      return Promise.resolve();
    },
    profiles: () => Promise.resolve(profiles),
    saveProfile: (profile, was) => {
      profiles = [...profiles.filter(({ name }) => name !== was), profile];
      return Promise.resolve(null);
    },
    removeProfile: (name) => {
      profiles = profiles.filter((one) => one.name !== name);
      return Promise.resolve(null);
    },
    testProfile: () => outcome(options).then(() => null),
    pickAuthority: () => Promise.resolve({ file: "ca.pem", name: "ca.pem" }),
    send: () =>
      outcome(options).then(() => ({ state: "sent", sentAt: "2026-12-21T12:04:00+03:00", recipient: "privacy@operator.example", receipt: "250 2.0.0 Ok" })),
    revealFolder: () => Promise.resolve(null),
    openFile: () => Promise.resolve(null),
  };
}

const given = (options: URLSearchParams): Draft | null => {
  const at = options.get("at");
  return at === null ? null : (JSON.parse(at) as Draft);
};

const fail = (code: string, args: Record<string, string | number> = {}): Promise<never> =>
  Promise.reject({ code, args } satisfies CommandError);

function outcome(options: URLSearchParams): Promise<void> {
  const code = options.get("fail");
  return code === null
    ? Promise.resolve()
    : fail(code, SAID[code] ? { message: SAID[code] } : {});
}

/** What the real shell says of some failures. */
const SAID: Record<string, string> = {
  smtp_wrong_password: "Сервер smtp.mail.example не принял имя или пароль: «535 5.7.8 Authentication failed»",
  smtp_port_closed: "Компьютер smtp.mail.example не принимает соединения на порту 465",
  smtp_certificate_untrusted: "Сертификату сервера smtp.mail.example нельзя доверять: его выдал неизвестный центр",
  smtp_mailbox_refused: "Почтовый ящик privacy@operator.example не принимает письма: «550 5.1.1 No such user»",
  smtp_temporary: "Сервер просит повторить позже: «451 4.7.1 Greylisted»",
};

function judge(request: RequestJson): Problem[] {
  const at = (pointer: string): unknown =>
    pointer
      .split("/")
      .slice(1)
      .reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], request);
  const problems: Problem[] = [];
  const by = LAW_ASKS[at("/demands/0/kind") as keyof typeof LAW_ASKS].document;
  if (by && !at("/subject/document") && !at("/representative/person/document")) {
    problems.push({
      severity: by === "law" ? "error" : "warning",
      code: "missing_document",
      field: "/subject/document",
      norm: "ст. 14 ч. 3",
      required_by: by,
      message: "Укажите номер, дату выдачи и орган, выдавший документ.",
    });
  }
  if (at("/operator/ogrn") === "1127847409550") {
    problems.push({ severity: "error", code: "ogrn_checksum", field: "/operator/ogrn", norm: null, required_by: null, message: "Контрольная цифра ОГРН не сходится: проверьте номер." });
  }
  const way = at("/signing/form");
  if (way === "ink" && at("/reply/form") === "same" && !at("/subject/address") && !at("/representative")) {
    problems.push({ severity: "error", code: "reply_without_address", field: "/reply/address", norm: "152-ФЗ ст. 14 ч. 3", required_by: null, message: "Укажите почтовый адрес, по которому вы ждёте ответа." });
  }
  return problems;
}

function deadline(kind: string): Deadline {
  const main = kind === "marketing_stop" ? immediate() : kind === "consent_withdrawal" ? calendar() : working();
  const waiting: Term = { ...working(), code: "correct", what: "Внести изменения и уведомить о них", norm: "152-ФЗ ст. 20 ч. 3", count: 7, start: null, starts_when: "представлены сведения, подтверждающие требование", due: null, counted: [], skipped: [] };
  return { kind, received: NOW, terms: kind === "rectification" ? [immediate(), waiting] : kind === "delete_all" ? [main, { ...calendar(), code: "destroy", what: "Уничтожить данные и уведомить об этом" }] : [main] };
}

const HOLIDAYS = ["2026-12-31", ...Array.from({ length: 8 }, (_, i) => `2027-01-0${i + 1}`)];
const START = { event: "receipt", date: "2026-12-21", assumed: true };

function working(): Term {
  const counted: string[] = [];
  const skipped: { date: string; reason: string }[] = [];
  for (let day = 1; counted.length < 10; day++) {
    const date = new Date(Date.UTC(2026, 11, 21 + day));
    const iso = isoDate(date.toISOString().slice(0, 10)) ?? "";
    if (HOLIDAYS.includes(iso)) skipped.push({ date: iso, reason: iso === "2026-12-31" ? "выходной перенесён с 04.01.2026 (ПП РФ от 24.09.2025 № 1466)" : "праздничный день: Новогодние каникулы (ТК РФ ст. 112)" });
    else if (date.getUTCDay() % 6 === 0) skipped.push({ date: iso, reason: date.getUTCDay() === 0 ? "воскресенье" : "суббота" });
    else counted.push(iso);
  }
  return { code: "answer", what: "Предоставить запрошенные сведения", norm: "152-ФЗ ст. 14 ч. 3", unit: "working_days", count: 10, start: START, starts_when: null, due: counted.at(-1) ?? null, strict_due: null, counted, skipped, calendar_decreed: true, checked: false, internal: false };
}

function calendar(): Term {
  const counted = Array.from({ length: 30 }, (_, i) => new Date(Date.UTC(2026, 11, 22 + i)).toISOString().slice(0, 10));
  return { code: "answer", what: "Предоставить запрошенные сведения", norm: "152-ФЗ ст. 21 ч. 5", unit: "calendar_days", count: 30, start: START, starts_when: null, due: counted.at(-1) ?? null, strict_due: "2027-01-20", counted, skipped: [], calendar_decreed: true, checked: true, internal: false };
}

const immediate = (): Term => ({ code: "stop_at_once", what: "Прекратить обработку данных", norm: "152-ФЗ ст. 15 ч. 2", unit: "immediately", count: 0, start: START, starts_when: null, due: "2026-12-21", strict_due: null, counted: [], skipped: [], calendar_decreed: true, checked: true, internal: false });
