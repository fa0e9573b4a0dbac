// Pages in English. The law is quoted in Russian, because that is the law.
import { pages as source } from "../ru/pages";
import type { Words } from "../ru";

export const pages: Words["pages"] = {
  operator: { ...source.operator, title: "Who are you writing to?", lead: "Check the address and the e-mail on the company’s site.", why: "You write to the operator: the company that collected the data and decides what to do with them. A letter to the address in the register of companies counts as delivered even if nobody collects it.", norm: "Article 14, part 1." },
  kind: { title: "What do you want?", why: "It decides what the letter must contain and how many days the company has. Nothing needless will be asked." },
  kind_more: { title: "What else do you ask for?", why: "Each demand has its own part in the letter and its own term." },
  whose: { ...source.whose, title: "Whose data is the letter about?", why: "You write for another person by law or by power of attorney. Then the letter has your name and document, and the paper that lets you write.", norm: "Article 14, part 3." },
  subject: { title: "What is your name?", lead: "Write it as in your passport.", why: "By the name the company finds you, to the address it answers. The law demands no address, e-mail or telephone: give the one where you want the answer." },
  subject_other: { title: "Who is the letter about?", lead: "Write the name as in this person’s document.", why: "By the name the company finds this person’s data. Your own name and document come later." },
  document: { ...source.document, title: "Passport", lead: "Open it at pages 2 and 3.", why: "The law demands the number of the document, its date and who issued it. No copy is needed: nobody may demand one.", norm: "Article 14, part 3." },
  document_short: { title: "Passport", lead: "Open it at pages 2 and 3.", why: "For this letter the law itself demands no passport. The company asks for it in a formal request (its policy, 10.2), and it leaves fewer grounds to refuse. No copy is needed." },
  document_other: { ...source.document_other, title: "Which document do you have?", why: "The law demands its number, its date and who issued it. A driving licence is no identity document by law.", norm: "Article 14, part 3." },
  document_none: { title: "A letter without a passport", why: "For this letter the law demands no document. The company may ask who you are if it does not know you by the rest." },
  representative: { title: "What is your own name?", lead: "You write for another person and sign the letter yourself.", why: "The representative signs the letter and usually gets the answer." },
  authority: { ...source.authority, title: "What lets you write?", lead: "A certificate, a decision of guardianship or a power of attorney.", why: "The company will check your right. A power of attorney without a date is void; without a term it is valid for a year.", norm: "Civil Code, article 186, item 1." },
  relationship: { ...source.relationship, title: "What joins you with the company?", lead: "One is enough. The more you name, the easier you are found.", why: "The law asks to name what confirms your relations with the company, or the very fact that it processes the data.", norm: "Article 14, part 3." },
  reply: { ...source.reply, title: "Where to answer?", why: "The company answers in the form in which it got the letter, unless you ask otherwise.", norm: "Article 14, part 3." },
  enclosures: { title: "What goes with the letter?", lead: "It may be nothing. A copy of the passport is not needed.", why: "Enclose what confirms your words: a power of attorney, a certificate, a screenshot. The list in the letter always equals what is enclosed." },
};

export const demandTitles: Words["demandTitles"] = {
  access: "What do you want to know?",
  access_repeat: "What did you ask before?",
  rectification: "What should be corrected?",
  blocking: "What should be blocked?",
  destruction: "What should be destroyed?",
  unlawful_processing: "What is the breach?",
  consent_withdrawal: "Which consent do you withdraw?",
  stop_processing: "Which processing should stop?",
  marketing_stop: "Where does advertising come?",
  stop_dissemination: "What should they stop showing?",
  public_source_removal: "Where should the data be removed?",
  automated_decision_objection: "Which decision do you object to?",
  refusal_to_provide: "What do you not want to give?",
  explanation: "What do you want to ask?",
  delete_all: "What should be deleted?",
  complaint: "What do you complain about?",
  free: "What do you want to write?",
};

export const demandWhy: Words["demandWhy"] = {
  access: { why: "You may ask for all or some. The answer is free and comes within ten working days. The company’s policy does not name items 7–10, but you may ask about them.", norm: "Article 14, parts 3 and 7; article 20, parts 1 and 3." },
  access_repeat: { why: "After a full answer you may ask again in thirty days. After silence or an incomplete answer you need not wait, but must say why.", norm: "Article 14, parts 4–6." },
  rectification: { why: "The company corrects the data within seven working days from the day it gets the proof, and tells those it gave them to.", norm: "Article 20, part 3; article 21, parts 1 and 2." },
  blocking: { why: "Data are blocked at once, while it is checked.", norm: "Article 21, part 1." },
  destruction: { why: "Seven working days run from the day you give the proof.", norm: "Article 14, part 1; article 20, part 3." },
  unlawful_processing: { why: "Data are blocked while it is checked. A confirmed breach is stopped within three working days.", norm: "Article 21, parts 1 and 3." },
  consent_withdrawal: { why: "Processing stops within thirty days. The company may go on only on another ground, which it must name.", norm: "Article 9, part 2; article 21, part 5." },
  stop_processing: { why: "Ten working days. The law names the cases where processing may go on.", norm: "Article 21, part 5.1." },
  marketing_stop: { why: "Advertising stops at once. Only the number or address it comes to is needed.", norm: "Article 15, part 2; Law on advertising, article 18." },
  stop_dissemination: { why: "A name, one contact and a list of the data are needed. No passport.", norm: "Article 10.1, parts 12–14." },
  public_source_removal: { why: "They can be removed at any time.", norm: "Article 8, part 2." },
  automated_decision_objection: { why: "An objection is considered within thirty days.", norm: "Article 16, parts 3 and 4." },
  refusal_to_provide: { why: "The company must explain what a refusal leads to if the law makes the data compulsory.", norm: "Article 18, part 2." },
  explanation: { why: "A formal question is written as a request for information and answered within ten working days.", norm: "Article 14; article 18, part 1." },
  delete_all: { why: "These are two demands at once: consent is withdrawn and processing stops. It stops within ten working days, the data are destroyed within thirty days.", norm: "Article 9, part 2; article 21, parts 5 and 5.1." },
  complaint: { why: "A complaint is not sent by e-mail: it is filed on the authority’s site, through Gosuslugi or on paper. The program prepares the text.", norm: "Article 17." },
  free: { why: "The program lays out the letter and signs it, but cannot say whether the company has a term for the answer.", norm: "" },
};
