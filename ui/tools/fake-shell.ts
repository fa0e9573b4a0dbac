// Stands where Tauri's bridge would: `invoke` by the names the window uses, answered by the pretended shell.
import { fake } from "../src/ipc/fake";
import type { Ipc } from "../src/ipc/types";

const ipc = fake(new URLSearchParams(location.search));

Object.assign(globalThis, {
  __TAURI_INTERNALS__: {
    invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
      const name = command.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as keyof Ipc;
      const run = ipc[name] as (...values: unknown[]) => Promise<unknown>;
      return run(...Object.values(args));
    },
  },
});
