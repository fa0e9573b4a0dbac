//! ГОСТ Р 34.10: keys as RFC 9215 §4 and RFC 4491 §2.3 write them, signatures as s‖r.

use gost::{Algorithm, Error, Signature, VerifyingKey};

use super::{PublicKey, Rejected, unknown};
use crate::asn1::{AlgorithmIdentifier, Parameters};

/// `standard` is what the signature claims to obey; the key must be of the same.
///
/// RFC 9215 §3 wants no parameters. Beside a bare key identifier OpenSSL writes NULL, others the parameters of the
/// key once more: those must be the key's indeed.
pub(super) fn verify(
    standard: Algorithm,
    key: &PublicKey<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Rejected> {
    if key.algorithm.oid != standard.key_oid() {
        return Err(unknown("ключ подписавшего — другого алгоритма"));
    }
    let repeats_the_key = algorithm.oid == key.algorithm.oid
        && matches!(algorithm.parameters, Parameters::Other(_))
        && algorithm.parameters == key.algorithm.parameters;
    if !algorithm.parameters.is_absent_or_null() && !repeats_the_key {
        return Err(unknown("у алгоритма ГОСТ лишние параметры"));
    }
    let key = VerifyingKey::from_public_key_der(key.raw).map_err(|error| match error {
        Error::UnknownParameterSet(set) => unknown(format!("набор параметров ГОСТ {set}")),
        _ => unknown("открытый ключ ГОСТ записан с ошибкой"),
    })?;
    let wrong = |_| Rejected::Wrong;
    let signature = Signature::from_bytes(signature).map_err(wrong)?;
    key.verify_prehash(key.digest(message).as_ref(), &signature)
        .map_err(wrong)
}
