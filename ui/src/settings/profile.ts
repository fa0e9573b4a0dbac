// The mailbox's form: what it must have before the shell is asked.
import type { Tls } from "../ipc/types";

export interface Form {
  /** What the person calls it; may stay empty. */
  name: string;
  from: string;
  user: string;
  host: string;
  port: string;
  tls: Tls;
  ca: string;
}

export function missing(form: Form): ("from" | "user" | "host" | "port")[] {
  const empty = (["from", "user", "host"] as const).filter((key) => form[key].trim() === "");
  const port = Number(form.port);
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? empty : [...empty, "port"];
}
