//! The order of a letter: heads, heading, demands, identity, relationship, answer, enclosures, signature.

use law::Kind;
use request::{AuthorityCode, Demand, Enclosure, ReplyForm, ReplyTo, Request};

use crate::LetterError;
use crate::blocks::{Block, Item, Letter, Mark, Signature};
use crate::facts::{LAW, facts};
use crate::quotes::guillemets;
use crate::template::{self, Template, paragraphs, punctuated};
use crate::typography::bind;
use crate::wording;

/// What does not stand in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What stands where the hand signature would be. [`Mark::Electronic`] only when these bytes become signed.
    pub mark: Mark,
}

/// Composes the letter of a request.
///
/// # Errors
/// [`LetterError`] when there is nothing to ask, when a complaint stands beside demands to the operator, or when a
/// template is broken.
pub fn compose(request: &Request, options: &Options) -> Result<Letter, LetterError> {
    let mut parts = Vec::new();
    for demand in &request.demands {
        parts.push((demand, template::template(demand.kind())?));
    }
    let Some((first, first_template)) = parts.first() else {
        return Err(LetterError::NoDemands);
    };
    let complaint = request.kinds().any(|k| k == Kind::Complaint);
    if complaint && request.demands.len() > 1 {
        return Err(LetterError::MixedAddressees);
    }
    let several = parts.len() > 1;
    let heading = if several {
        "О реализации прав субъекта персональных данных".to_owned()
    } else {
        first_template.heading.clone()
    };

    let mut blocks = vec![heads(request, first), Block::Heading(heading.clone())];
    blocks.extend(standing(request));
    for (number, (demand, template)) in parts.iter().enumerate() {
        if several {
            blocks.push(Block::Part(format!("{}. {}", number + 1, template.part)));
        }
        let facts = facts(request, demand);
        blocks.extend(template::blocks(demand.kind().code(), template, &facts)?);
        if let (true, Some(answer)) = (several, &template.answer) {
            let answer = template::fill(demand.kind().code(), answer, &facts)?;
            blocks.push(Block::Paragraph(format!("Ответ прошу направить {answer}.")));
        }
    }
    if several {
        // What follows belongs to all the parts, so it needs a heading of its own to be found by ear.
        blocks.push(Block::Part(format!(
            "{}. Сведения о заявителе и ответе",
            parts.len() + 1
        )));
    }
    if let Some(text) = &request.text {
        blocks.extend(paragraphs(text));
    }
    blocks.extend(identity(request));
    blocks.extend(relationships(request));
    blocks.extend(answer(
        request,
        options,
        first,
        (!several).then_some(first_template),
    )?);
    blocks.extend(enclosures(request));
    blocks.push(Block::Signature(Signature {
        name: wording::signature_name(request.applicant()),
        mark: options.mark.clone(),
    }));

    name_the_law(&mut blocks);
    each_text(&mut blocks, &mut |text| *text = bind(&guillemets(text)));
    Ok(Letter {
        title: heading,
        author: request.applicant().full_name(),
        language: "ru-RU",
        date: request.date,
        blocks,
    })
}

/// Sender, date and number, addressee (реквизиты 08, 10, 11, 15).
fn heads(request: &Request, first: &Demand) -> Block {
    let person = request.applicant();
    let mut sender = vec![person.full_name()];
    sender.extend(person.address.as_ref().map(wording::address));
    sender.extend(person.email.as_ref().map(ToString::to_string));
    sender.extend(person.phone.as_ref().map(|p| wording::phone(p)));

    let mut reference = wording::date(request.date);
    if let Some(number) = &request.number {
        reference.push_str(&format!(" № {number}"));
    }

    let mut addressee = Vec::new();
    if let Demand::Complaint { authority, .. } = first {
        addressee.push(addressee_name(request));
        addressee.extend(authority.address.as_ref().map(ToString::to_string));
    } else {
        let operator = &request.operator;
        addressee.push(operator.name.to_string());
        let short = operator
            .short_name
            .as_ref()
            .filter(|short| **short != operator.name);
        addressee.extend(short.map(|short| format!("({short})")));
        addressee.extend(wording::operator_numbers(operator));
        addressee.push(wording::address(&operator.address));
        addressee.extend(operator.email.as_ref().map(ToString::to_string));
    }
    Block::Heads {
        sender,
        reference: vec![reference],
        addressee,
    }
}

/// The addressee's name, as on an envelope: the authority of a complaint, else the operator.
pub(crate) fn addressee_name(request: &Request) -> String {
    match request.demands.first() {
        Some(Demand::Complaint { authority, .. }) => authority
            .name
            .as_ref()
            .map_or_else(|| authority_name(authority.code), ToString::to_string),
        _ => request.operator.name.to_string(),
    }
}

/// The addressee's address and index.
pub(crate) fn addressee_address(request: &Request) -> (String, Option<String>) {
    match request.demands.first() {
        Some(Demand::Complaint { authority, .. }) => (
            authority
                .address
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            None,
        ),
        _ => {
            let address = &request.operator.address;
            (
                address.text.to_string(),
                address.postal_code.as_ref().map(ToString::to_string),
            )
        }
    }
}

fn authority_name(code: AuthorityCode) -> String {
    match code {
        AuthorityCode::Rkn => {
            "Федеральная служба по надзору в сфере связи, информационных технологий и массовых коммуникаций (Роскомнадзор)"
        }
        AuthorityCode::Fas => "Федеральная антимонопольная служба",
        AuthorityCode::Prosecutor => "Прокуратура",
        AuthorityCode::Court => "Суд общей юрисдикции",
        AuthorityCode::Other => "Уполномоченный орган",
    }
    .to_owned()
}

/// For whom a representative writes, and by what right.
fn standing(request: &Request) -> Vec<Block> {
    let Some(representative) = &request.representative else {
        return Vec::new();
    };
    let subject = &request.subject;
    let mut who = format!(
        "Субъект персональных данных (далее – субъект): {}",
        subject.full_name()
    );
    if let Some(birth) = subject.birth_date {
        who.push_str(&format!(", дата рождения {}", wording::date(birth)));
    }
    let contacts: Vec<String> = [
        subject.address.as_ref().map(wording::address),
        subject.email.as_ref().map(ToString::to_string),
        subject.phone.as_ref().map(|p| wording::phone(p)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !contacts.is_empty() {
        who.push_str(&format!("; контактная информация: {}", contacts.join(", ")));
    }
    let mut blocks = vec![
        Block::Paragraph(punctuated(&who, '.')),
        Block::Paragraph(punctuated(
            &format!(
                "В интересах субъекта действует {}: {}. Документ о полномочиях: {}",
                wording::basis(representative.basis),
                representative.person.full_name(),
                wording::authority(&representative.authority)
            ),
            '.',
        )),
    ];
    if let Some(powers) = &representative.authority.powers {
        blocks.push(Block::Paragraph(punctuated(
            &format!("Полномочия: {}", wording::one_line(powers)),
            '.',
        )));
    }
    blocks
}

/// Основной документ, удостоверяющий личность (ст. 14 ч. 3): the subject's, the representative's, or both.
fn identity(request: &Request) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut tell = |whose: &str, text: String| {
        blocks.push(Block::Paragraph(punctuated(
            &format!("Основной документ, удостоверяющий личность{whose}: {text}"),
            '.',
        )));
    };
    let represented = request.representative.as_ref();
    if let Some(document) = &request.subject.document {
        let mut text = wording::document(document);
        if let (None, Some(birth)) = (represented, request.subject.birth_date) {
            text.push_str(&format!("; дата рождения {}", wording::date(birth)));
        }
        tell(
            if represented.is_some() {
                " субъекта"
            } else {
                ""
            },
            text,
        );
    } else if let (None, Some(birth)) = (represented, request.subject.birth_date) {
        blocks.push(Block::Paragraph(format!(
            "Дата рождения: {}.",
            wording::date(birth)
        )));
        return blocks;
    }
    if let Some(representative) = represented
        && let Some(document) = &representative.person.document
    {
        let mut text = wording::document(document);
        if let Some(birth) = representative.person.birth_date {
            text.push_str(&format!("; дата рождения {}", wording::date(birth)));
        }
        tell(" представителя", text);
    }
    blocks
}

fn relationships(request: &Request) -> Option<Block> {
    let known: Vec<String> = request
        .relationship
        .iter()
        .map(wording::relationship)
        .collect();
    (!known.is_empty()).then(|| {
        let sure = known
            .iter()
            .map(|t| t.trim_end_matches(['.', ';']))
            .collect::<Vec<_>>()
            .join("; ");
        Block::Paragraph(punctuated(
            &format!("Участие в отношениях с оператором подтверждают следующие сведения: {sure}"),
            '.',
        ))
    })
}

/// Form and address of the answer; for one demand alone with its term.
fn answer(
    request: &Request,
    options: &Options,
    first: &Demand,
    alone: Option<&Template>,
) -> Result<Option<Block>, LetterError> {
    let facts = facts(request, first);
    let (ask, term) = match alone {
        Some(template) => (
            template
                .reply
                .clone()
                .unwrap_or_else(|| "Ответ прошу направить".to_owned()),
            template
                .answer
                .as_ref()
                .map(|a| template::fill(first.kind().code(), a, &facts))
                .transpose()?,
        ),
        None => (
            "Ответ по каждому требованию прошу направить".to_owned(),
            None,
        ),
    };
    let to_subject = request.representative.is_some() && request.reply.to == Some(ReplyTo::Subject);
    let person = if to_subject {
        &request.subject
    } else {
        request.applicant()
    };
    let email = request.reply.email.as_ref().or(person.email.as_ref());
    let address = request.reply.address.as_ref().or(person.address.as_ref());
    let by_email = email.map(|e| format!("электронным документом на адрес {e}"));
    let by_post =
        address.map(|a| format!("на бумажном носителе по адресу: {}", wording::address(a)));
    let how = match request.reply.form {
        ReplyForm::Electronic => by_email,
        ReplyForm::Paper => by_post,
        ReplyForm::InPerson => {
            Some("на бумажном носителе с вручением лично по месту нахождения оператора".to_owned())
        }
        ReplyForm::Same if options.mark == Mark::Ink => by_post.or(by_email),
        ReplyForm::Same => by_email.or(by_post),
    };
    let mut sentence = ask;
    if let Some(term) = term {
        sentence.push_str(&format!(" {term}"));
        if how.is_some() {
            sentence.push(',');
        }
    }
    if let Some(how) = how {
        sentence.push_str(&format!(" {how}"));
    } else if !sentence.contains(' ')
        || alone.is_some_and(|t| t.answer.is_none())
        || alone.is_none()
    {
        sentence.push_str(" в форме, в которой направлено настоящее обращение");
    }
    if request.representative.is_some() && request.reply.to.is_some() {
        sentence.push_str(if to_subject {
            " (получатель ответа – субъект)"
        } else {
            " (получатель ответа – представитель)"
        });
    }
    Ok(Some(Block::Paragraph(punctuated(&sentence, '.'))))
}

/// Реквизит 19; the list always equals what is attached.
fn enclosures(request: &Request) -> Vec<Block> {
    enclosed(&request.enclosures)
}

/// The list of what goes along.
pub(crate) fn enclosed(enclosures: &[Enclosure]) -> Vec<Block> {
    match enclosures {
        [] => Vec::new(),
        [one] => vec![Block::Paragraph(punctuated(
            &format!("Приложение: {}", wording::enclosure(one)),
            '.',
        ))],
        several => vec![
            Block::Paragraph("Приложения:".to_owned()),
            Block::List(
                several
                    .iter()
                    .enumerate()
                    .map(|(i, e)| Item {
                        label: format!("{}.", i + 1),
                        text: punctuated(&wording::enclosure(e), '.'),
                    })
                    .collect(),
            ),
        ],
    }
}

/// The first mention of the law in full, the next by the short name it gives.
pub(crate) fn name_the_law(blocks: &mut [Block]) {
    let mut mentions = 0usize;
    each_text(blocks, &mut |text| mentions += text.matches(LAW).count());
    let mut seen = 0usize;
    each_text(blocks, &mut |text| {
        while let Some(at) = text.find(LAW) {
            let name = if seen > 0 {
                "Закона".to_owned()
            } else {
                let short = if mentions > 1 {
                    " (далее – Закон)"
                } else {
                    ""
                };
                format!("Федерального закона от 27.07.2006 № 152-ФЗ «О персональных данных»{short}")
            };
            text.replace_range(at..at + LAW.len(), &name);
            seen += 1;
        }
    });
}

pub(crate) fn each_text(blocks: &mut [Block], change: &mut impl FnMut(&mut String)) {
    for block in blocks {
        match block {
            Block::Heads {
                sender,
                reference,
                addressee,
            } => {
                sender
                    .iter_mut()
                    .chain(reference)
                    .chain(addressee)
                    .for_each(&mut *change);
            }
            Block::Heading(text) | Block::Part(text) | Block::Paragraph(text) => change(text),
            Block::List(items) => items.iter_mut().for_each(|item| change(&mut item.text)),
            Block::Signature(signature) => change(&mut signature.name),
            Block::Acceptance(acceptance) => {
                change(&mut acceptance.title);
                acceptance.lines.iter_mut().flatten().for_each(&mut *change);
            }
        }
    }
}
