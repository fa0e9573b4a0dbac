// Stands where Tauri's bridge would: `invoke` by the names the window uses, answered by the pretended shell.
import { fake } from "../src/ipc/fake";
import type { Ipc } from "../src/ipc/types";

const ipc: Ipc = fake(new URLSearchParams(location.search));

Object.assign(globalThis, {
  __TAURI_INTERNALS__: {
    // A channel is known by a number; the pretended one is called straight.
    transformCallback(tell: (message: { message: unknown; index: number }) => void): number {
      let index = 0;
      void ipc.onDrop((files) => tell({ message: files, index: index++ }));
      return 1;
    },
    invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
      if (command === "watch_drops") return Promise.resolve(null);
      const name = command.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as keyof Ipc;
      const run = ipc[name] as (...values: unknown[]) => Promise<unknown>;
      return run(...Object.values(args));
    },
  },
});
