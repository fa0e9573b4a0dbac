// What every room is given: the shell, the words, the draft, and the way to change it.
import type { Draft, Event } from "./draft/draft";
import type { Ipc, PickedFile } from "./ipc";
import type { Speech } from "./words";

/** Files dropped on the window; the room they are meant for takes them, once. */
export class Drop {
  #files: readonly PickedFile[];
  constructor(files: readonly PickedFile[]) {
    this.#files = files;
  }
  take(): readonly PickedFile[] | null {
    const files = this.#files;
    this.#files = [];
    return files.length > 0 ? files : null;
  }
}

export interface Room<At extends Draft["at"] = Draft["at"]> {
  ipc: Ipc;
  speech: Speech;
  draft: Extract<Draft, { at: At }>;
  /** The day in Moscow, by the shell's clock. */
  today: string;
  dropped: Drop | null;
  dispatch: (event: Event) => void;
}
