//! Asking a service for a time stamp (RFC 3161 §2.4): the request, what is accepted of the answer, and the token's place
//! in a signature (id-aa-signatureTimeStampToken). The network is passed in.

use crate::algorithm::DigestAlgorithm;
use crate::asn1::{NotDer, Reader, element, tag};
use crate::error::SignError;
use crate::oid;
use crate::timestamp::TokenInfo;

/// A time-stamping service, wherever it is.
pub trait TimeStamping {
    /// Sends a `TimeStampReq` and gives back the `TimeStampResp`, both DER.
    ///
    /// # Errors
    /// What the world did, in words for people.
    fn reply(&self, request: &[u8]) -> Result<Vec<u8>, String>;
}

/// A token over a signature value. The service is asked with a number used once, so that an old answer cannot be
/// passed off as this one's.
///
/// # Errors
/// [`SignError::TimeStamping`] when the service is not reached, refuses, or answers something else.
pub(crate) fn token(signature: &[u8], service: &dyn TimeStamping) -> Result<Vec<u8>, SignError> {
    let mut nonce = [0; 8];
    aws_lc_rs::rand::fill(&mut nonce)
        .map_err(|_| SignError::TimeStamping("нет случайных чисел".into()))?;
    // A positive INTEGER of exactly eight octets in its shortest form.
    nonce[0] = nonce[0] & 0x7f | 0x40;
    let imprint = DigestAlgorithm::Sha256.digest(&[signature]);
    let reply = service
        .reply(&request(&imprint, &nonce))
        .map_err(SignError::TimeStamping)?;
    let refused = |why: &str| SignError::TimeStamping(why.to_owned());
    let token = granted(&reply)
        .map_err(|NotDer| refused("служба отказала или ответила не меткой времени"))?;
    let info = TokenInfo::of_token(token)
        .map_err(|NotDer| refused("метка времени в ответе не читается"))?;
    if info.imprint != imprint || info.nonce.as_deref() != Some(&nonce[..]) {
        return Err(refused("служба ответила меткой на другой запрос"));
    }
    Ok(token.to_vec())
}

/// `TimeStampReq ::= SEQUENCE { version 1, messageImprint, nonce, certReq TRUE }`
fn request(imprint: &[u8], nonce: &[u8]) -> Vec<u8> {
    let sequence = |parts: &[Vec<u8>]| element(tag::SEQUENCE, &parts.concat());
    let sha256 = sequence(&[
        element(tag::OID, oid::SHA256.as_bytes()),
        element(tag::NULL, &[]),
    ]);
    sequence(&[
        element(tag::INTEGER, &[1]),
        sequence(&[sha256, element(tag::OCTET_STRING, imprint)]),
        element(tag::INTEGER, nonce),
        element(tag::BOOLEAN, &[0xff]),
    ])
}

/// `TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken OPTIONAL }`: the token, when it was granted (0) or
/// granted with changes (1).
fn granted(reply: &[u8]) -> Result<&[u8], NotDer> {
    let mut fields = Reader::new(Reader::new(reply).only(tag::SEQUENCE)?.content);
    let mut status = Reader::new(fields.expect(tag::SEQUENCE)?.content);
    if !matches!(status.expect(tag::INTEGER)?.content, [0 | 1]) {
        return Err(NotDer);
    }
    Ok(fields.only(tag::SEQUENCE)?.raw)
}

/// A SignedData of ours (one signer, no unsigned attributes) with a token in it. Everything else stays byte for byte.
///
/// # Errors
/// When the structure is not such a one.
pub(crate) fn with_token(cms: &[u8], token: &[u8]) -> Result<Vec<u8>, NotDer> {
    let mut info = Reader::new(Reader::new(cms).only(tag::SEQUENCE)?.content);
    let kind = info.next()?;
    let wrapped = info.only(0xa0)?;
    let fields = Reader::new(Reader::new(wrapped.content).only(tag::SEQUENCE)?.content).all()?;
    let (signers, before) = fields.split_last().ok_or(NotDer)?;
    let signer = Reader::new(signers.content).only(tag::SEQUENCE)?;
    let attribute = element(
        tag::SEQUENCE,
        &[
            element(tag::OID, oid::SIGNATURE_TIME_STAMP.as_bytes()),
            element(tag::SET, token),
        ]
        .concat(),
    );
    let signer = [signer.content, &element(0xa1, &attribute)].concat();
    let mut inner: Vec<u8> = before.iter().flat_map(|field| field.raw.to_vec()).collect();
    inner.extend(element(tag::SET, &element(tag::SEQUENCE, &signer)));
    let wrapped = element(0xa0, &element(tag::SEQUENCE, &inner));
    Ok(element(tag::SEQUENCE, &[kind.raw, &wrapped].concat()))
}

/// The signature value of the only signer.
pub(crate) fn signature_value(cms: &[u8]) -> Result<Vec<u8>, NotDer> {
    let (signed, _) = crate::cms_read::SignedData::read(cms)?;
    match signed.signers.as_slice() {
        [one] => Ok(one.signature.to_vec()),
        _ => Err(NotDer),
    }
}
