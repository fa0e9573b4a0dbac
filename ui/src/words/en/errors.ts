// The same errors in English.
import type { ErrorWords } from "../ru/errors";
import type { Words } from "../ru";

const e = (heading: string, what: string, todo: string): ErrorWords => ({ heading, what, do: todo });

export const errors: Words["errors"] = {
  internal: e(
    "The program has failed",
    "Something happened that we did not foresee.",
    "Try again. If that does not help, close the window and open it again: what you wrote is saved.",
  ),
  draft_not_saved: e(
    "Your answers are not being saved",
    "The draft could not be written to the disk.",
    "Free some space on the disk and type any word: the program will try again.",
  ),
  draft_unreadable: e(
    "The draft cannot be read",
    "The file with your earlier answers is damaged.",
    "Start the letter again: the old file is kept beside it.",
  ),
  incomplete: e(
    "The letter lacks something",
    "The answers have errors, and the letter would be refused.",
    "Correct the lines marked on the page where you check your answers.",
  ),
  file_unreadable: e(
    "The file cannot be read",
    "The file {name} could not be read.",
    "Check that the file is there and can be opened, then choose it again.",
  ),
  file_unwritable: e(
    "The letter was not written",
    "A file could not be written to the folder.",
    "Free some space, or close programs that have these files open, and try again.",
  ),
  file_too_large: e(
    "The file is too large",
    "{name} is larger than mail servers take.",
    "Choose a smaller file, or send it separately.",
  ),
  enclosure: e(
    "The enclosure cannot be used",
    "The file cannot go with the letter.",
    "Choose another file on the enclosures page.",
  ),
  not_json: e(
    "The request cannot be read",
    "The request file is damaged.",
    "Start the letter again.",
  ),
  not_utf8: e(
    "The request cannot be read",
    "The request file is not UTF-8.",
    "Start the letter again.",
  ),
  not_an_object: e(
    "The request cannot be read",
    "The request file has a wrong shape.",
    "Start the letter again.",
  ),
  other_format: e(
    "A request of another version",
    "The file was written by another version of the program.",
    "Update the program, or start the letter again.",
  ),
  unknown_kind: e(
    "The program does not know this letter",
    "The chosen kind of letter is not in the rules.",
    "Go back and choose what you want.",
  ),
  no_rule_pack: e(
    "No rules for this date",
    "The program has no rules of law for the day of the letter.",
    "Check the computer’s clock, or update the program.",
  ),
  unknown_rule_pack: e(
    "Rules of law not found",
    "The program lacks the set of rules it needs.",
    "Install the program again.",
  ),
  rule_pack_unreadable: e(
    "Rules of law are damaged",
    "The file with the rules cannot be read.",
    "Install the program again.",
  ),
  norm_not_in_force: e(
    "The norm is not in force",
    "On the day of the letter this norm is not in force.",
    "Check the date on the computer’s clock.",
  ),
  unknown_event: e(
    "The term was not computed",
    "The program does not know the event the term starts from.",
    "Update the program. The letter itself is not affected.",
  ),
  no_extension: e(
    "This term cannot be extended",
    "For such a letter the law knows no extension.",
    "Expect the answer by the named day.",
  ),
  extension_too_late: e(
    "The extension came too late",
    "The notice was sent after the term ended.",
    "Treat the term as passed: you may complain.",
  ),
  extension_before_start: e(
    "The term was not computed",
    "The extension was sent before the letter itself.",
    "Check the dates.",
  ),
  bad_received: e(
    "The date of receipt is unclear",
    "The day the letter was received could not be read.",
    "Check the date.",
  ),
  date_out_of_range: e(
    "The date is too far away",
    "The program does not compute terms for such a year.",
    "Check the date.",
  ),
  letter: e(
    "The letter could not be written",
    "The text could not be composed from the answers.",
    "Check your answers and shorten any very long text.",
  ),
  render: e(
    "The pages could not be made",
    "The PDF could not be made.",
    "Remove unusual characters (such as emoji) from your answers and try again.",
  ),
  pdf_damaged: e(
    "The PDF is damaged",
    "The PDF file is malformed.",
    "Compose the letter again.",
  ),
  pdf_encrypted: e(
    "The PDF is locked with a password",
    "Such a file can be neither read nor signed.",
    "Save it without a password and choose it again.",
  ),
  pdf_too_large: e(
    "The PDF is too large",
    "The file is larger than the program can handle.",
    "Choose a smaller file.",
  ),
  pdf_unsupported: e(
    "The PDF cannot be used",
    "The file has something the program cannot handle.",
    "Save the file as a plain PDF and choose it again.",
  ),
  not_a_pdf: e(
    "This is not a PDF",
    "A file of another kind was chosen.",
    "Choose a file whose name ends in .pdf.",
  ),
  pkcs12_password: e(
    "The password did not fit",
    "The certificate file does not open with this password.",
    "Check the keyboard layout and Caps Lock, and type the password again.",
  ),
  pkcs12_unreadable: e(
    "This is not a certificate file",
    "The file holds no certificate with a key in PKCS#12 form.",
    "Choose a .pfx or .p12 file. Export a CryptoPro container first, or sign the letter with another program.",
  ),
  key_missing: e(
    "The file has no key",
    "There is a certificate, but nothing to sign with.",
    "Choose a file that was exported together with the private key.",
  ),
  key_unsupported: e(
    "This key cannot be used",
    "The program cannot sign with a key of this kind.",
    "Sign the letter with another program, or by hand.",
  ),
  key_mismatch: e(
    "The key does not belong to this certificate",
    "The private key and the certificate in the file are not a pair.",
    "Export the certificate together with its own key again.",
  ),
  certificate_expired: e(
    "The certificate has expired",
    "The certificate was valid until {notAfter}.",
    "Get a new certificate, or sign the letter by hand.",
  ),
  certificate_not_yet_valid: e(
    "The certificate is not valid yet",
    "The certificate is valid from {notBefore}.",
    "Check the computer’s clock, or wait for that day.",
  ),
  certificate_unknown: e(
    "The certificate must be opened again",
    "The program no longer holds this key.",
    "Choose the file and type the password again.",
  ),
  sign_failed: e(
    "Signing failed",
    "The key is there, but no signature came of it.",
    "Try again. If that does not help, sign with another program or by hand.",
  ),
  own_signature_invalid: e(
    "The signature failed its check",
    "We checked our own signature and it did not match. The letter was not written.",
    "Use another certificate, or sign the letter by hand.",
  ),
  secret_missing: e(
    "A password is missing",
    "The program cannot open the key or the mailbox.",
    "Type the password on this page.",
  ),
  operator_email_missing: e(
    "The company’s e-mail is missing",
    "Without an address the letter cannot be sent.",
    "Add the address on the page “Who are you writing to?”, or take the paper letter.",
  ),
  email_not_accepted: e(
    "E-mail is not accepted",
    "A complaint to this authority is not filed by e-mail.",
    "File it through Gosuslugi, on the authority’s site, or on paper.",
  ),
  already_sent: e(
    "The letter has been sent already",
    "What was sent is kept unchanged.",
    "To write again, start a new letter.",
  ),
  not_composed: e(
    "The letter is not ready",
    "There is no file to send.",
    "Go back and sign the letter.",
  ),
  no_profile: e(
    "Mail is not set up",
    "The program does not know which server to send through.",
    "Open the mail settings and fill them in.",
  ),
  mail_address_invalid: e(
    "The e-mail address is wrong",
    "“{address}” is not an e-mail address.",
    "Check the address: it looks like name@server.ru.",
  ),
  mail_address_not_ascii: e(
    "The e-mail address will not be accepted",
    "There are letters outside the Latin alphabet before the @ sign.",
    "Ask the company for an address in Latin letters.",
  ),
  mail_address_hidden: e(
    "This is not an address",
    "The site hid the real address from robots.",
    "Open the company’s site in a browser and copy the address from there.",
  ),
  mail_no_recipient: e(
    "Nobody to send to",
    "The letter has no recipient.",
    "Add the company’s e-mail on the page “Who are you writing to?”.",
  ),
  mail_subject_invalid: e(
    "The subject cannot be used",
    "The subject has control characters.",
    "Remove line breaks from the company’s name.",
  ),
  mail_attachment_name_invalid: e(
    "The attachment’s name cannot be used",
    "“{name}” cannot be a file name.",
    "Rename the file and enclose it again.",
  ),
  mail_media_type_invalid: e(
    "The attachment cannot be used",
    "The kind of the attachment is unknown.",
    "Enclose a file of another kind, best of all a PDF.",
  ),
  mail_date_invalid: e(
    "The date is wrong",
    "The date cannot be written in the message.",
    "Check the computer’s clock.",
  ),
  mail_not_a_message: e(
    "This is not a message",
    "The file has no message headers.",
    "Save the whole message from your mail program as .eml.",
  ),
  mail_not_a_draft: e(
    "The message cannot be sent from here",
    "The message was not made here, or has been changed.",
    "Go back and sign the letter again.",
  ),
  mail_profile_invalid: e(
    "Mail settings cannot be read",
    "There is an error in the server settings.",
    "Open the mail settings and check the server, the port and the address.",
  ),
  mail_plain_text_refused: e(
    "We do not send without encryption",
    "Your password and passport would travel in the open.",
    "Choose encryption in the settings: port 465 or 587.",
  ),
  mail_ca_unreadable: e(
    "The authority’s certificate cannot be read",
    "The chosen file holds no PEM certificate.",
    "Choose a file that begins with BEGIN CERTIFICATE.",
  ),
  mail_login_refused: e(
    "The mailbox refused the password",
    "The server {host} did not accept the name or the password. The letter was not sent.",
    "Type the password again. Many providers want a separate app password, made in the mail settings on their site.",
  ),
  mail_unreachable: e(
    "The server does not answer",
    "Could not connect to {host}, port {port}. The letter was not sent.",
    "Check the internet connection, the server’s name and the port. It is usually 465 or 587.",
  ),
  mail_tls_untrusted: e(
    "The server cannot be trusted",
    "The certificate of {host} comes from nobody known, or belongs to another. We gave it neither the password nor the letter.",
    "Check the server’s name. If it is your organisation’s server, choose its authority’s certificate in the settings.",
  ),
  mail_tls_failed: e(
    "Encryption failed",
    "The server {host} does not encrypt on this port. We did not give it the password.",
    "Change the port and the encryption: 465 is implicit, 587 is STARTTLS.",
  ),
  mail_recipient_refused: e(
    "There is no such mailbox",
    "The server refused the letter for {recipient}: “{reply}”.",
    "Check the company’s e-mail on its site and correct the address. Or send the letter on paper.",
  ),
  mail_try_later: e(
    "The server asks you to wait",
    "The letter was not taken for now: “{reply}”. Servers check unknown senders this way.",
    "Press “Send” in fifteen minutes. The very same letter will go.",
  ),
  mail_refused: e(
    "The server refused the letter",
    "The server said: “{reply}”.",
    "Read its answer: it is often the size or the sender’s address. Correct it and send again.",
  ),
  mail_outcome_unknown: e(
    "It is unknown whether the letter went",
    "The connection broke after the letter was handed over and before the server answered. We do not send twice by ourselves.",
    "Look into the Sent folder on your mail site, or ask the company. If it is not there, send message.eml from the letter’s folder.",
  ),
  mail_test_address: e(
    "We do not send to this address",
    "“{address}” is an example address; nobody reads it.",
    "Type the company’s real e-mail.",
  ),
  keychain_unavailable: e(
    "There is nowhere to keep the password",
    "This computer’s password store is locked or missing.",
    "Unlock the keychain and try again.",
  ),
};
