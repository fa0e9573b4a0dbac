// The one door to the shell.
import { shell } from "./shell";
import type { Ipc } from "./types";

export { asCommandError } from "./shell";
export type * from "./types";

/** The shell; in development with `?fake` in the address, a pretended one (never part of the bundle). */
export async function connect(): Promise<Ipc> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has("fake")) {
    return (await import("./fake")).fake(new URLSearchParams(location.search));
  }
  return shell;
}
