// What the shell finds in a request it says in Russian itself, by kind and norm; only what reads badly beside a field is
// said anew here.
export const problems: Record<string, string> = {
  missing_field: "Это надо заполнить",
};

/** Warnings of a composed letter; the shell says the others in Russian itself. */
export const warnings: Record<string, string> = {
  signature_not_qualified: "Подпись не считается квалифицированной: программа не сертифицирована (63-ФЗ ст. 5 ч. 4). Рядом всегда есть бумага.",
  not_signed: "Письмо не подписано: подпишите его другой программой.",
};
