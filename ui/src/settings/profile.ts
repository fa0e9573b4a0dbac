// The mailbox's form: what it must have before the shell is asked.

export interface Form {
  from: string;
  user: string;
  host: string;
  port: string;
  tls: "implicit" | "starttls";
  ca: string;
}

export function missing(form: Form): ("from" | "user" | "host" | "port")[] {
  const empty = (["from", "user", "host"] as const).filter((key) => form[key].trim() === "");
  const port = Number(form.port);
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? empty : [...empty, "port"];
}
