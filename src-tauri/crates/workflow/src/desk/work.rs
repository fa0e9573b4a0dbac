//! Work inside the company: who was asked to search for the data, when, and what they answered.

use chrono::NaiveDate;
use register::{Cases as _, Stamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::inner;
use crate::failure::Failure;
use crate::open_register::OpenRegister;

/// The code of a search order among a case's papers, and of an answer to one.
const ORDER: &str = "search_order";
const ORDER_ANSWER: &str = "search_answer";

/// A search order to the owner of a system, or to a processor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id, given by the register.
    #[serde(default)]
    pub id: String,
    /// The system or the processor.
    pub system: String,
    /// Who is asked.
    pub owner: String,
    /// By which signs to search.
    pub by: String,
    /// When it was placed.
    pub asked_on: NaiveDate,
    /// Until when the answer is wanted.
    pub due: NaiveDate,
    /// The answer, once there is one.
    #[serde(default)]
    pub answer: Option<OrderAnswer>,
}

/// What the owner answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderAnswer {
    /// When.
    pub on: NaiveDate,
    /// Whether data were found.
    pub found: bool,
    /// What was found, or by what it was searched.
    pub text: String,
    /// What is kept, by which norm and until when, where something is.
    #[serde(default)]
    pub kept: Option<String>,
}

/// Places an order; gives its id.
///
/// # Errors
/// [`Failure::Register`].
pub fn place_order(
    register: &OpenRegister,
    case: &str,
    order: &Order,
    stamp: &Stamp,
) -> Result<String, Failure> {
    let document = inner(ORDER, &order.system, &json!(order));
    register.wait(register.add_document(case, document, stamp))
}

/// Files an answer to an order.
///
/// # Errors
/// [`Failure::Register`].
pub fn answer_order(
    register: &OpenRegister,
    case: &str,
    order: &str,
    answer: &OrderAnswer,
    stamp: &Stamp,
) -> Result<(), Failure> {
    let document = inner(
        ORDER_ANSWER,
        order,
        &json!({ "order": order, "answer": answer }),
    );
    register.wait(register.add_document(case, document, stamp))?;
    Ok(())
}

/// The orders of a case with their answers, the oldest first.
///
/// # Errors
/// [`Failure::Register`].
pub fn orders(register: &OpenRegister, case: &str) -> Result<Vec<Order>, Failure> {
    let mut orders: Vec<Order> = Vec::new();
    for document in register.wait(register.documents(case))? {
        if document.code != ORDER && document.code != ORDER_ANSWER {
            continue;
        }
        let bytes = register.wait(register.document(&document.id))?;
        if document.code == ORDER {
            if let Ok(order) = serde_json::from_slice::<Order>(&bytes) {
                orders.push(Order {
                    id: document.id,
                    ..order
                });
            }
        } else if let Ok(value) = serde_json::from_slice::<serde_json::Value>(&bytes)
            && let Some(order) = orders.iter_mut().find(|order| value["order"] == order.id)
        {
            order.answer = serde_json::from_value(value["answer"].clone()).ok();
        }
    }
    Ok(orders)
}
