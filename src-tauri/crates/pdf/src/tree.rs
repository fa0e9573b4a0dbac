//! The structure of the document: what assistive technology reads (ISO 14289-1).

/// Number of an element in the tree.
pub(crate) type Id = usize;

/// The structure tree while the letter is laid out; elements are made in reading order.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) elements: Vec<Element>,
}

/// A structure element.
#[derive(Debug)]
pub(crate) struct Element {
    /// Standard structure type: `Document`, `H1`, `P`, `L`, …
    pub(crate) tag: &'static str,
    pub(crate) parent: Option<Id>,
    pub(crate) kids: Vec<Kid>,
    /// Text of a heading, for the outline.
    pub(crate) title: Option<String>,
    /// An attribute that its type needs: `ListNumbering` of a list, `Scope` of a header cell.
    pub(crate) attribute: Option<Attribute>,
}

/// An attribute of a structure element (ISO 32000-1, 14.8.5).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Attribute {
    /// How the items of a list are numbered.
    ListNumbering(&'static str),
    /// A header cell heads its column.
    ColumnScope,
}

/// What an element holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kid {
    Element(Id),
    /// A marked-content sequence of a page.
    Content {
        page: usize,
        mcid: i64,
    },
}

impl Tree {
    pub(crate) fn add(&mut self, tag: &'static str, parent: Option<Id>) -> Id {
        let id = self.elements.len();
        self.elements.push(Element {
            tag,
            parent,
            kids: Vec::new(),
            title: None,
            attribute: None,
        });
        if let Some(parent) = parent {
            self.elements[parent].kids.push(Kid::Element(id));
        }
        id
    }
}
