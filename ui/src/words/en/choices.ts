import type { Words } from "../ru";

interface ChoiceWords {
  label: string;
  note?: string;
}
const c = (label: string, note?: string): ChoiceWords => (note === undefined ? { label } : { label, note });

export const choices = {
  kind: {
    access: c("Learn what they know about me", "Which data, from where, what for, until when, given to whom. Art. 14 (7)"),
    access_repeat: c("Ask again", "There was no answer, it was not full, or thirty days have passed. Art. 14 (4–5)"),
    explanation: c("Ask questions about the processing", "In your own words. Art. 14, 18 (1)"),
    rectification: c("Correct a mistake", "Data are incomplete, old or wrong. Art. 20 (3)"),
    blocking: c("Block the data while it is checked", "Art. 21 (1)"),
    automated_decision_objection: c("Object to a machine’s decision", "Decided without a human. Art. 16 (3–4)"),
    marketing_stop: c("Stop advertising", "Art. 15 (2)"),
    stop_processing: c("Stop the processing", "Art. 21 (5.1)"),
    consent_withdrawal: c("Withdraw my consent", "Art. 9 (2), 21 (5)"),
    stop_dissemination: c("Stop showing my data to everybody", "Shown with your consent. Art. 10.1 (12–14)"),
    public_source_removal: c("Remove me from a public source", "Directories and address books. Art. 8 (2)"),
    delete_all: c("Delete everything", "Withdrawal of consent and the end of processing together. Art. 9 (2), 21 (5, 5.1)"),
    destruction: c("Destroy what is unlawful or not needed", "With proof. Art. 20 (3)"),
    unlawful_processing: c("Report a breach", "Data are processed unlawfully. Art. 21 (1, 3)"),
    refusal_to_provide: c("Refuse to give data", "And ask what follows. Art. 18 (2)"),
    complaint: c("Complain", "Роскомнадзор, ФАС, prosecutor, court. Art. 17"),
    free: c("Write my own letter", "Without a ready form"),
  },
  whose: {
    self: c("Mine"),
    parent: c("My child’s", "Under eighteen. Family Code, art. 64"),
    guardian: c("My ward’s", "I am a guardian. Civil Code, art. 31–36"),
    power_of_attorney: c("A person who gave me a power of attorney", "Civil Code, art. 185"),
    other_law: c("Another person’s, by law", "For example, the head of a care institution"),
  },
  document_type: {
    temporary_id_2p: c("Temporary identity card", "Form 2П, while the passport is made"),
    birth_certificate: c("Birth certificate", "Under fourteen"),
    residence_permit: c("Residence permit"),
    temporary_residence: c("Temporary residence permit"),
    foreign_passport: c("Foreign passport"),
    passport_rf_foreign: c("Russian passport for travel", "For those who live abroad"),
    military_id: c("Military identity card"),
    refugee: c("Refugee certificate"),
    other: c("Another document"),
  },
  authority_form: { paper: c("On paper"), electronic: c("Electronic") },
  relationship: {
    contract: c("A contract"),
    account: c("An account"),
    phone: c("A telephone", "They write or call"),
    email: c("An e-mail", "They write to it"),
    order: c("An order"),
    other: c("Something else", "Anything that shows that the company processes the data"),
  },
  reply_form: {
    same: c("The way the letter goes", "So the law has it unless you ask otherwise. Art. 14 (3)"),
    electronic: c("By e-mail"),
    paper: c("On paper, by post"),
    in_person: c("Handed over at the company’s office"),
  },
  reply_to: { representative: c("To me"), subject: c("To the person the letter is about") },
  items: {
    confirmation: c("Whether data are processed at all", "item 1"),
    grounds_and_purposes: c("On what ground and why", "item 2"),
    purposes_and_methods: c("Purposes and ways of processing", "item 3"),
    operator_and_recipients: c("Who the operator is and who has access", "item 4"),
    data_and_source: c("Which data exactly, and where from", "item 5"),
    retention: c("How long they are processed and kept", "item 6"),
    exercise_of_rights: c("How to use your rights", "item 7"),
    cross_border: c("Whether they go abroad", "item 8"),
    processors: c("Who processes them on behalf of the company", "item 9"),
    duties_18_1: c("How the company meets its duties", "item 9.1"),
    other: c("Other facts named by law", "item 10"),
  },
  outcome: { none: c("Nothing"), partial: c("Not everything"), full: c("A full answer") },
  ground: {
    unlawful: c("They were obtained unlawfully"),
    not_needed: c("They are not needed for the declared purpose"),
  },
  channels: {
    sms: c("SMS"),
    call: c("Calls"),
    email: c("E-mail"),
    messenger: c("A messenger"),
    post: c("Paper mail"),
  },
  authority_code: {
    rkn: c("Роскомнадзор", "Breach of the law on personal data"),
    fas: c("ФАС", "Advertising without consent"),
    prosecutor: c("The prosecutor"),
    court: c("The court"),
    other: c("Another authority"),
  },
} satisfies Words["choices"];
