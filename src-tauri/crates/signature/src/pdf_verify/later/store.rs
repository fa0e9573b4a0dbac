//! Data for later validation: the document security store (ETSI EN 319 142-1 §5.4). It shows nothing, so it may grow.

use std::collections::BTreeMap;

use pdf_file::{Dictionary, Object};

use super::Finding;
use super::comparison::{Comparison, only_keys};
use super::same::same;

const STORE: &[&str] = &["Type", "Certs", "CRLs", "OCSPs", "VRI"];
const OF_ONE_SIGNATURE: &[&str] = &["Type", "Cert", "CRL", "OCSP", "TU", "TS"];
/// What describes the data of a stream and no more.
const DATA: &[&str] = &["Length", "Filter", "DecodeParms"];

impl Comparison<'_> {
    /// The store as a whole.
    pub(super) fn store(&mut self, old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
        let (old, new) = match self.pair("DSS", old, new)? {
            (Object::Null, Object::Null) => return Ok(()),
            (Object::Null, Object::Dictionary(new)) => (Dictionary::new(), new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => return Err(odd()),
        };
        if !only_keys(&new, STORE) || (new.contains("Type") && !new.is_name("Type", "DSS")) {
            return Err(odd());
        }
        for key in ["Certs", "CRLs", "OCSPs"] {
            self.data(key, &old, &new)?;
        }
        let (old, new) = match self.pair("VRI", &old, &new)? {
            (_, Object::Null) => return Ok(()),
            (Object::Null, Object::Dictionary(new)) => (Dictionary::new(), new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => return Err(odd()),
        };
        let old: BTreeMap<&[u8], &Object> = old.iter().collect();
        for (key, value) in new.iter() {
            match old.get(key) {
                Some(old) if same(old, value) => {}
                Some(_) => return Err(odd()),
                None => self.of_one_signature(key, value)?,
            }
        }
        Ok(())
    }

    fn of_one_signature(&mut self, key: &[u8], value: &Object) -> Result<(), Finding> {
        let is_digest = key.len() == 40
            && key
                .iter()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
        if !is_digest {
            return Err(odd());
        }
        let value = match value {
            Object::Dictionary(value) => value.clone(),
            Object::Reference(id) => {
                let written = self.added(*id).filter(|written| written.data.is_none());
                let Some(Object::Dictionary(value)) = written.map(|written| written.value.clone())
                else {
                    return Err(odd());
                };
                self.explained.insert(id.number);
                value
            }
            _ => return Err(odd()),
        };
        if !only_keys(&value, OF_ONE_SIGNATURE) {
            return Err(odd());
        }
        for key in ["Cert", "CRL", "OCSP"] {
            self.data(key, &Dictionary::new(), &value)?;
        }
        value.get("TS").map_or(Ok(()), |stream| self.stream(stream))
    }

    /// An array of streams.
    fn data(&mut self, key: &str, old: &Dictionary, new: &Dictionary) -> Result<(), Finding> {
        match self.pair(key, old, new)?.1 {
            Object::Null => Ok(()),
            Object::Array(streams) => streams.iter().try_for_each(|one| self.stream(one)),
            _ => Err(odd()),
        }
    }

    /// A stream that was there before shows no more and no less by being named here.
    fn stream(&mut self, stream: &Object) -> Result<(), Finding> {
        let id = stream.as_reference().ok_or_else(odd)?;
        if !self.is_new(id.number) {
            return Ok(());
        }
        let plain = self.added(id).is_some_and(|written| {
            written.data.is_some()
                && written
                    .dictionary()
                    .is_some_and(|dictionary| only_keys(dictionary, DATA))
        });
        if !plain {
            return Err(odd());
        }
        self.explained.insert(id.number);
        Ok(())
    }
}

fn odd() -> Finding {
    Finding::unknown(
        "Сведения для проверки (DSS), добавленные после подписания, записаны непривычно.",
    )
}
