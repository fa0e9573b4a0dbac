// Is the certificate's holder the one who writes? A first look for the page; the shell compares again and decides.

/** Surname and given name folded: case, ё = е, spaces and hyphens (contract §4). */
const folded = (name: string): string[] =>
  name
    .normalize("NFC")
    .toLocaleLowerCase("ru")
    .replace(/ё/g, "е")
    .replace(/-/g, " ")
    .split(/\s+/)
    .filter(Boolean);

export function differs(holder: string, writer: string): boolean {
  const have = folded(holder);
  const wanted = folded(writer);
  return wanted.length > 0 && wanted.slice(0, 2).some((part) => !have.includes(part));
}
