// What the shell finds in a request it says in Russian itself, by kind and norm; only what reads badly beside a field is
// said anew here.
export const problems: Record<string, string> = {
  missing_field: "Это надо заполнить",
};

export const warnings: Record<string, string> = {
  signature_not_qualified: "Подпись не считается квалифицированной: программа не сертифицирована (63-ФЗ ст. 5 ч. 4). Рядом всегда есть бумага.",
  signer_differs: "Сертификат выдан не тому, кто пишет письмо.",
  unsigned: "Письмо не подписано: подпишите его другой программой.",
  not_signed: "Письмо не подписано: подпишите его другой программой.",
  no_sender_address: "Ваш адрес не указан: место отправителя на конверте останется пустым.",
  sender_address_missing: "Ваш адрес не указан: место отправителя на конверте останется пустым.",
};
