export const problems: Record<string, string> = {
  document: "Name the document: its number, date and who issued it",
  relationship: "Name what joins you with the company",
  signature: "The letter must be signed",
  email_masked: "This is a site’s stand-in, not an address: find the real one",
  email_shape: "An e-mail looks like name@server.ru",
  phone_shape: "A telephone is written in digits, for example +7 916 123-45-67",
  ogrn_checksum: "The ОГРН has a mistake: its check digit is wrong",
  ogrn_shape: "An ОГРН has thirteen or fifteen digits",
  inn_checksum: "The ИНН has a mistake: its check digit is wrong",
  inn_shape: "An ИНН has ten or twelve digits",
  postal_code_shape: "A postcode has six digits",
  control_character: "The answer has an invisible character: type it again",
  too_long: "The answer is too long: shorten it",
};

export const warnings: Record<string, string> = {
  signature_not_qualified: "The signature does not count as qualified: the program is not certified (63-ФЗ art. 5 (4)). Paper is always at hand.",
  signer_differs: "The certificate belongs to somebody other than the writer.",
  unsigned: "The letter is not signed: sign it with another program.",
  not_signed: "The letter is not signed: sign it with another program.",
  no_sender_address: "Your address is not given: the sender’s place on the envelope stays empty.",
  sender_address_missing: "Your address is not given: the sender’s place on the envelope stays empty.",
};
