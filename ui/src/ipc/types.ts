// What crosses the boundary between the window and the shell. The shapes are the shell's, generated into `bindings`;
// only what the shell keeps without looking into it is typed here: the draft, and the request under construction.
import type { Draft } from "../draft/draft";
import type { CaseView, commands, PickedFile, Start as GeneratedStart } from "./bindings";

export type {
  CertificateView as Certificate,
  CaseView,
  Checked,
  ComposeOptions,
  Deadline,
  EnclosureState,
  Language,
  OutboxState,
  PickedEnclosure,
  PickedFile,
  PostPaper,
  Problem,
  Profile,
  Requirer,
  Sent,
  Term,
  Tls,
  Warning,
} from "./bindings";

/** `zapros-request/1` as the window builds it; only the shell can say that it is right. */
export type RequestJson = { [key: string]: Json };
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What every failed command is: a code the window has sentences for, and the values they name. */
export interface CommandError {
  code: string;
  args?: Record<string, string | number>;
  /** JSON Pointer into the request, when one answer is to blame. */
  field?: string | null;
}

/** A composed letter, as the draft remembers it. */
export type Composed = Omit<CaseView, "state" | "sent_at" | "sentAt">;

export interface Start extends Omit<GeneratedStart, "draft"> {
  draft: Draft | null;
}

type Commands = typeof commands;

/** The commands of the shell, with the window's own types where the shell has none. */
export interface Ipc extends Omit<Commands, "start" | "saveDraft" | "newDraft" | "watchDrops"> {
  start(): Promise<Start>;
  saveDraft(draft: Draft): Promise<null>;
  newDraft(kind: string): Promise<RequestJson>;
  /** Calls back with the files of every drop on the window. */
  onDrop(tell: (files: PickedFile[]) => void): Promise<void>;
}
