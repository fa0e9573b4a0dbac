// What the shell finds in a request, in the window's words, and the warnings of a composed letter. A code that is not
// here is shown by the shell's own Russian sentence, in English by its `norm` and field.
export const problems: Record<string, string> = {
  document: "Назовите документ: номер, дату выдачи и кем он выдан",
  relationship: "Назовите, что связывает вас с компанией",
  signature: "Письмо надо подписать",
  email_masked: "Это не адрес, а заглушка с сайта: найдите настоящий",
  email_shape: "Адрес почты пишется как имя@сервер.ru",
  phone_shape: "Телефон пишется цифрами, например +7 916 123-45-67",
  ogrn_checksum: "В ОГРН ошибка: контрольная цифра не сходится",
  ogrn_shape: "ОГРН – тринадцать или пятнадцать цифр",
  inn_checksum: "В ИНН ошибка: контрольная цифра не сходится",
  inn_shape: "ИНН – десять или двенадцать цифр",
  postal_code_shape: "Индекс – шесть цифр",
  control_character: "В ответе есть невидимый знак: наберите его заново",
  too_long: "Ответ слишком длинный: сократите его",
};

export const warnings: Record<string, string> = {
  signature_not_qualified: "Подпись не считается квалифицированной: программа не сертифицирована (63-ФЗ ст. 5 ч. 4). Рядом всегда есть бумага.",
  signer_differs: "Сертификат выдан не тому, кто пишет письмо.",
  unsigned: "Письмо не подписано: подпишите его другой программой.",
  not_signed: "Письмо не подписано: подпишите его другой программой.",
  no_sender_address: "Ваш адрес не указан: место отправителя на конверте останется пустым.",
  sender_address_missing: "Ваш адрес не указан: место отправителя на конверте останется пустым.",
};
