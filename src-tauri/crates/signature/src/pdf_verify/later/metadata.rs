//! Metadata after a further signature: programs write the date of the change and their own name. Title, author and all
//! the rest stay (ISO 32000-1 §14.3; XMP is ISO 16684-1).

use std::collections::BTreeMap;

use pdf_file::{Dictionary, Object};
use roxmltree::{Document, Node};

use super::Finding;
use super::comparison::{Comparison, only_keys};
use super::same::differing;

/// What a program may write of itself in `Info`.
const INFORMATION: &[&str] = &["ModDate", "Producer"];
/// The same in XMP, by namespace and name.
const PROPERTIES: &[(&str, &str)] = &[
    ("http://ns.adobe.com/xap/1.0/", "ModifyDate"),
    ("http://ns.adobe.com/xap/1.0/", "MetadataDate"),
    ("http://ns.adobe.com/pdf/1.3/", "Producer"),
    ("http://ns.adobe.com/xap/1.0/mm/", "InstanceID"),
];
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Metadata of a document are a few kilobytes.
const MAX_XMP: usize = 4 << 20;
const MAX_NODES: u32 = 100_000;
const MAX_DEPTH: usize = 32;

impl Comparison<'_> {
    /// The `Info` dictionary of the trailer.
    pub(super) fn information(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<(), Finding> {
        let (old, new) = match self.pair("Info", old, new)? {
            (_, Object::Null) => return Ok(()),
            (Object::Null, Object::Dictionary(new)) => (Dictionary::new(), new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => return Err(changed()),
        };
        let text = |key: &&str| matches!(new.get(key), None | Some(Object::String(_)));
        if differing(&old, &new, INFORMATION).is_empty() && INFORMATION.iter().all(text) {
            Ok(())
        } else {
            Err(changed())
        }
    }

    /// The XMP stream of the catalog.
    pub(super) fn metadata(&mut self, old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
        let touched = |dictionary: &Dictionary| {
            dictionary
                .get("Metadata")
                .and_then(Object::as_reference)
                .is_some_and(|id| self.written.contains_key(&id.number))
        };
        if old.get("Metadata") == new.get("Metadata") && !touched(new) {
            return Ok(());
        }
        let (old, new) = self.pair("Metadata", old, new)?;
        let Object::Stream(stream) = &new else {
            return Err(changed());
        };
        const KEYS: &[&str] = &["Type", "Subtype", "Length", "Filter", "DecodeParms"];
        if !only_keys(&stream.dictionary, KEYS) || !stream.dictionary.is_name("Subtype", "XML") {
            return Err(changed());
        }
        let before = match &old {
            Object::Null => Some(BTreeMap::new()),
            Object::Stream(old) => properties(&self.old.decode(old, MAX_XMP)?),
            _ => None,
        };
        let after = properties(&self.new.decode(stream, MAX_XMP)?);
        if before.is_some() && before == after {
            Ok(())
        } else {
            Err(changed())
        }
    }
}

fn changed() -> Finding {
    Finding::forbidden(
        "После подписания изменены сведения о документе (название, автор или другие).",
    )
}

/// Every property but those a program may write of itself, each in one spelling.
fn properties(xmp: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = std::str::from_utf8(xmp).ok()?;
    let options = roxmltree::ParsingOptions {
        nodes_limit: MAX_NODES,
        ..roxmltree::ParsingOptions::default()
    };
    let document =
        Document::parse_with_options(text.trim_start_matches('\u{feff}'), options).ok()?;
    let root = document
        .descendants()
        .find(|node| node.has_tag_name((RDF, "RDF")))?;
    let mut properties = BTreeMap::new();
    for description in root.children().filter(Node::is_element) {
        if !description.has_tag_name((RDF, "Description")) {
            return None;
        }
        for (name, value) in members(description, 0)? {
            let ours = PROPERTIES
                .iter()
                .any(|(namespace, local)| name == format!("{namespace} {local}"));
            // One property written twice could be read in two ways.
            if !ours && properties.insert(name, value).is_some() {
                return None;
            }
        }
    }
    Some(properties)
}

/// The properties of a description: simple ones may be attributes (ISO 16684-1 §7.9.2.2).
fn members(description: Node<'_, '_>, depth: usize) -> Option<BTreeMap<String, String>> {
    let mut members = BTreeMap::new();
    for attribute in description.attributes() {
        match attribute.namespace() {
            Some(RDF | XML) => {}
            Some(namespace) => {
                let name = format!("{namespace} {}", attribute.name());
                members.insert(name, format!("{:?}", attribute.value()));
            }
            None => return None,
        }
    }
    for element in description.children().filter(Node::is_element) {
        let name = format!(
            "{} {}",
            element.tag_name().namespace()?,
            element.tag_name().name()
        );
        if members.insert(name, value(element, depth + 1)?).is_some() {
            return None;
        }
    }
    Some(members)
}

/// The value of a property or of an item: text or a link, an array, a structure.
fn value(element: Node<'_, '_>, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    let language = element.attribute((XML, "lang")).unwrap_or_default();
    if let Some(link) = element.attribute((RDF, "resource")) {
        // Some programs write an address as a link that others write as text.
        return Some(format!("{language}{link:?}"));
    }
    if element.attribute((RDF, "parseType")) == Some("Resource") {
        return Some(format!("{language}{:?}", members(element, depth)?));
    }
    let mut inner = element.children().filter(Node::is_element);
    let Some(first) = inner.next() else {
        let text: String = element.children().filter_map(|node| node.text()).collect();
        return Some(format!("{language}{text:?}"));
    };
    if inner.next().is_some() || first.tag_name().namespace() != Some(RDF) {
        return None;
    }
    if first.has_tag_name((RDF, "Description")) {
        return Some(format!("{language}{:?}", members(first, depth)?));
    }
    let items: Option<Vec<String>> = first
        .children()
        .filter(Node::is_element)
        .map(|item| value(item, depth + 1))
        .collect();
    Some(format!("{language}{}{:?}", first.tag_name().name(), items?))
}

#[cfg(test)]
mod tests {
    use super::properties;

    fn xmp(inside: &str) -> String {
        format!(
            r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">{inside}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#
        )
    }

    #[test]
    fn a_date_and_a_program_may_differ_and_a_title_may_not() {
        let title = |title: &str| {
            format!(
                "<dc:title><rdf:Alt><rdf:li xml:lang=\"ru\">{title}</rdf:li></rdf:Alt></dc:title>"
            )
        };
        let old = xmp(&format!(
            "<rdf:Description rdf:about=\"\" pdf:Producer=\"one\">{}</rdf:Description>",
            title("Запрос")
        ));
        let honest = xmp(&format!(
            "<rdf:Description><xmp:ModifyDate>2026</xmp:ModifyDate></rdf:Description><rdf:Description>{}<pdf:Producer>two</pdf:Producer></rdf:Description>",
            title("Запрос")
        ));
        let other = xmp(&format!(
            "<rdf:Description>{}</rdf:Description>",
            title("Отказ")
        ));
        let read = |text: &str| properties(text.as_bytes());
        assert!(read(&old).is_some());
        assert_eq!(read(&old), read(&honest));
        assert_ne!(read(&old), read(&other));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_not_read() {
        for odd in [
            xmp("<rdf:Description dc:title=\"a\" /><rdf:Description dc:title=\"b\" />"),
            xmp("<dc:title>a</dc:title>"),
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".into(),
            "not xml".into(),
        ] {
            assert_eq!(properties(odd.as_bytes()), None, "{odd}");
        }
    }
}
