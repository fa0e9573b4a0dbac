// What crosses the boundary between the window and the shell. Names and shapes are those of the shell's commands:
// arguments in camelCase, requests and deadlines as the contract fixes them.
import type { Draft } from "../draft/draft";

export type Language = "ru" | "en";

/** `zapros-request/1` as the window builds it; only the shell can say that it is right. */
export type RequestJson = { [key: string]: Json };
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What every failed command is: a code the window has sentences for, and the values they name. */
export interface CommandError {
  code: string;
  args?: Record<string, string | number>;
  /** JSON Pointer into the request, when one answer is to blame. */
  field?: string;
}

export interface Start {
  language: Language | null;
  draft: Draft | null;
  case: CaseView | null;
  /** RFC 3339, the shell's clock. */
  now: string;
}

export interface Problem {
  severity: "error" | "warning";
  code: string;
  /** JSON Pointer. */
  field: string;
  norm: string | null;
  required_by: "law" | "policy" | "practice" | null;
  /** Russian, from the shell; shown when the window has no sentence of its own for the code. */
  message: string;
  args?: Record<string, string | number>;
}

export interface Checked {
  complete: boolean;
  problems: Problem[];
}

/** Contract §4, `deadline`. */
export interface Deadline {
  kind: string;
  received: string;
  terms: Term[];
}

export interface Term {
  code: string;
  /** Russian. */
  what: string;
  norm: string;
  unit: "working_days" | "calendar_days" | "hours" | "immediately";
  count: number;
  start: { event: string; date: string; assumed: boolean } | null;
  /** Russian. */
  starts_when?: string;
  due: string | null;
  strict_due?: string;
  counted: string[];
  skipped: { date: string; reason: string }[];
  calendar_decreed: boolean;
  checked: boolean;
  /** The law names no count: a guide, not a statutory term. */
  internal?: boolean;
}

/** A file the person chose in a native dialog; the window knows its name, never its path. */
export interface PickedFile {
  file: string;
  name: string;
}

export interface Certificate {
  id: string;
  holder: string;
  issuer: string;
  /** RFC 3339. */
  notBefore: string;
  notAfter: string;
  serial: string;
  /** What the certificate claims of itself (63-ФЗ ст. 5). */
  qualified: "yes" | "no" | "unknown";
}

export interface PickedEnclosure {
  title: string;
  file: string;
  size: number;
}

export interface ComposeOptions {
  certificateId: string | null;
  email: boolean;
  post: boolean;
}

export interface Warning {
  code: string;
  field?: string;
  /** Russian. */
  message: string;
}

/** A composed letter, as it lies in its folder. */
export interface Composed {
  caseId: string;
  folder: string;
  files: { name: string; size: number }[];
  legalForce: "qualified_claimed" | "unqualified" | "none";
  warnings: Warning[];
}

export type OutboxState = "queued" | "sending" | "sent" | "refused" | "unknown";

/** The letter the register (or, before it, the outbox in the folder) knows of. */
export interface CaseView extends Composed {
  state: OutboxState | null;
  sentAt?: string;
}

export interface Profile {
  name: string;
  host: string;
  port: number;
  tls: "implicit" | "starttls";
  user: string;
  from: string;
  /** Picked file of an own certificate authority, PEM. */
  ca?: string;
}

export interface Sent {
  state: OutboxState;
  /** RFC 3339: when the server took the letter. */
  sentAt?: string;
  recipient: string;
  /** The server's own words. */
  receipt?: string;
}

/** The commands of the shell. */
export interface Ipc {
  start(): Promise<Start>;
  saveDraft(draft: Draft): Promise<void>;
  newDraft(kind: string): Promise<RequestJson>;
  checkDraft(request: RequestJson): Promise<Checked>;
  terms(request: RequestJson): Promise<Deadline[]>;
  renderPreview(request: RequestJson, certificateId: string | null): Promise<ArrayBuffer>;
  /** `null`: the dialog was closed. */
  pickCertificate(): Promise<PickedFile | null>;
  openCertificate(file: string, password: string): Promise<Certificate>;
  compose(request: RequestJson, options: ComposeOptions): Promise<Composed>;
  pickEnclosure(): Promise<PickedEnclosure | null>;
  profiles(): Promise<Profile[]>;
  /** `null` keeps the password the keychain holds. */
  saveProfile(profile: Profile, password: string | null): Promise<void>;
  testProfile(name: string): Promise<void>;
  pickAuthority(): Promise<PickedFile | null>;
  send(caseId: string, profileName: string): Promise<Sent>;
  revealFolder(): Promise<void>;
  openFile(name: string): Promise<void>;
}
