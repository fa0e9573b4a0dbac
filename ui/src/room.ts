// What every room is given: the shell, the words, the draft, and the way to change it.
import type { Draft, Event } from "./draft/draft";
import type { Ipc } from "./ipc";
import type { Speech } from "./words";

export interface Room<At extends Draft["at"] = Draft["at"]> {
  ipc: Ipc;
  speech: Speech;
  draft: Extract<Draft, { at: At }>;
  /** The day in Moscow, by the shell's clock. */
  today: string;
  dispatch: (event: Event) => void;
}
