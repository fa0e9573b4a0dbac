// The shell's commands as the window uses them: every failure is a code.
import { Channel } from "@tauri-apps/api/core";
import { commands, type PickedFile } from "./bindings";
import type { CommandError, Ipc, RequestJson, Start } from "./types";

const { watchDrops, ...called } = coded(commands);

export const shell: Ipc = {
  ...called,
  // The draft comes back as it was given, or not at all; its format is looked at before it is used.
  start: async () => (await called.start()) as Start,
  newDraft: async (kind) => (await called.newDraft(kind)) as RequestJson,
  onDrop: (tell) => {
    const drops = new Channel<PickedFile[]>();
    drops.onmessage = tell;
    return watchDrops(drops);
  },
};

/** The same functions, failing with a code and nothing else. */
function coded<Functions extends object>(functions: Functions): Functions {
  const wrapped = Object.entries(functions).map(([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    (...args: unknown[]) =>
      call(...args).catch((cause: unknown) => {
        throw asCommandError(cause);
      }),
  ]);
  return Object.fromEntries(wrapped) as Functions;
}

/** Whatever was thrown, as a code; what is no command's error of ours is `internal`, never a guess from its text. */
export function asCommandError(cause: unknown): CommandError {
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string") {
    return cause as CommandError;
  }
  return { code: "internal" };
}
