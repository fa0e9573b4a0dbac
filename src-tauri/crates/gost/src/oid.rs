//! Object identifiers of RFC 9215, RFC 7836, RFC 4357, RFC 4491, RFC 9337 and RFC 9548.

use der::oid::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// id-tc26-gost3410-12-256: a key of 256 bits.
pub const GOST_R3410_2012_256: ObjectIdentifier = oid("1.2.643.7.1.1.1.1");
/// id-tc26-gost3410-12-512: a key of 512 bits.
pub const GOST_R3410_2012_512: ObjectIdentifier = oid("1.2.643.7.1.1.1.2");
/// id-GostR3410-2001: a key of the old standard (RFC 4491).
pub const GOST_R3410_2001: ObjectIdentifier = oid("1.2.643.2.2.19");

/// id-tc26-signwithdigest-gost3410-12-256.
pub const SIGN_WITH_DIGEST_256: ObjectIdentifier = oid("1.2.643.7.1.1.3.2");
/// id-tc26-signwithdigest-gost3410-12-512.
pub const SIGN_WITH_DIGEST_512: ObjectIdentifier = oid("1.2.643.7.1.1.3.3");
/// id-GostR3411-94-with-GostR3410-2001 (RFC 4491).
pub const SIGN_WITH_DIGEST_2001: ObjectIdentifier = oid("1.2.643.2.2.3");

/// id-tc26-gost3411-12-256: Streebog with a digest of 256 bits.
pub const STREEBOG_256: ObjectIdentifier = oid("1.2.643.7.1.1.2.2");
/// id-tc26-gost3411-12-512: Streebog with a digest of 512 bits.
pub const STREEBOG_512: ObjectIdentifier = oid("1.2.643.7.1.1.2.3");
/// id-GostR3411-94: the old hash (RFC 4357).
pub const GOST_R3411_94: ObjectIdentifier = oid("1.2.643.2.2.9");
/// id-GostR3411-94-TestParamSet.
pub const GOST_R3411_94_TEST: ObjectIdentifier = oid("1.2.643.2.2.30.0");
/// id-GostR3411-94-CryptoProParamSet.
pub const GOST_R3411_94_CRYPTO_PRO: ObjectIdentifier = oid("1.2.643.2.2.30.1");

/// id-tc26-hmac-gost-3411-12-256.
pub const HMAC_STREEBOG_256: ObjectIdentifier = oid("1.2.643.7.1.1.4.1");
/// id-tc26-hmac-gost-3411-12-512.
pub const HMAC_STREEBOG_512: ObjectIdentifier = oid("1.2.643.7.1.1.4.2");
/// id-HMACGostR3411-94.
pub const HMAC_GOST_R3411_94: ObjectIdentifier = oid("1.2.643.2.2.10");

/// id-GostR3410-2001-TestParamSet: the 256-bit example of RFC 7091.
pub const TEST_256: ObjectIdentifier = oid("1.2.643.2.2.35.0");
/// id-GostR3410-2001-CryptoPro-A-ParamSet.
pub const CRYPTO_PRO_A: ObjectIdentifier = oid("1.2.643.2.2.35.1");
/// id-GostR3410-2001-CryptoPro-B-ParamSet.
pub const CRYPTO_PRO_B: ObjectIdentifier = oid("1.2.643.2.2.35.2");
/// id-GostR3410-2001-CryptoPro-C-ParamSet.
pub const CRYPTO_PRO_C: ObjectIdentifier = oid("1.2.643.2.2.35.3");
/// id-GostR3410-2001-CryptoPro-XchA-ParamSet.
pub const CRYPTO_PRO_XCH_A: ObjectIdentifier = oid("1.2.643.2.2.36.0");
/// id-GostR3410-2001-CryptoPro-XchB-ParamSet.
pub const CRYPTO_PRO_XCH_B: ObjectIdentifier = oid("1.2.643.2.2.36.1");
/// id-tc26-gost-3410-12-256-paramSetA.
pub const TC26_256_A: ObjectIdentifier = oid("1.2.643.7.1.2.1.1.1");
/// id-tc26-gost-3410-12-256-paramSetB.
pub const TC26_256_B: ObjectIdentifier = oid("1.2.643.7.1.2.1.1.2");
/// id-tc26-gost-3410-12-256-paramSetC.
pub const TC26_256_C: ObjectIdentifier = oid("1.2.643.7.1.2.1.1.3");
/// id-tc26-gost-3410-12-256-paramSetD.
pub const TC26_256_D: ObjectIdentifier = oid("1.2.643.7.1.2.1.1.4");
/// id-tc26-gost-3410-12-512-paramSetTest: the 512-bit example of RFC 7091.
pub const TC26_512_TEST: ObjectIdentifier = oid("1.2.643.7.1.2.1.2.0");
/// id-tc26-gost-3410-12-512-paramSetA.
pub const TC26_512_A: ObjectIdentifier = oid("1.2.643.7.1.2.1.2.1");
/// id-tc26-gost-3410-12-512-paramSetB.
pub const TC26_512_B: ObjectIdentifier = oid("1.2.643.7.1.2.1.2.2");
/// id-tc26-gost-3410-12-512-paramSetC.
pub const TC26_512_C: ObjectIdentifier = oid("1.2.643.7.1.2.1.2.3");

/// id-tc26-agreement-gost3410-12-256: seen as the algorithm of exchange keys; not for signatures.
pub const AGREEMENT_256: ObjectIdentifier = oid("1.2.643.7.1.1.6.1");
/// id-tc26-agreement-gost3410-12-512.
pub const AGREEMENT_512: ObjectIdentifier = oid("1.2.643.7.1.1.6.2");

/// id-gostr3412-2015-magma-ctracpkm (RFC 9337 §7.3).
pub const MAGMA_CTR_ACPKM: ObjectIdentifier = oid("1.2.643.7.1.1.5.1.1");
/// id-gostr3412-2015-magma-ctracpkm-omac.
pub const MAGMA_CTR_ACPKM_OMAC: ObjectIdentifier = oid("1.2.643.7.1.1.5.1.2");
/// id-gostr3412-2015-kuznyechik-ctracpkm.
pub const KUZNYECHIK_CTR_ACPKM: ObjectIdentifier = oid("1.2.643.7.1.1.5.2.1");
/// id-gostr3412-2015-kuznyechik-ctracpkm-omac.
pub const KUZNYECHIK_CTR_ACPKM_OMAC: ObjectIdentifier = oid("1.2.643.7.1.1.5.2.2");
/// id-Gost28147-89 (RFC 4357), in containers of older programs.
pub const GOST_28147_89: ObjectIdentifier = oid("1.2.643.2.2.21");
/// id-Gost28147-89-CryptoPro-A-ParamSet.
pub const GOST_28147_CRYPTO_PRO_A: ObjectIdentifier = oid("1.2.643.2.2.31.1");
/// id-Gost28147-89-CryptoPro-B-ParamSet.
pub const GOST_28147_CRYPTO_PRO_B: ObjectIdentifier = oid("1.2.643.2.2.31.2");
/// id-Gost28147-89-CryptoPro-C-ParamSet.
pub const GOST_28147_CRYPTO_PRO_C: ObjectIdentifier = oid("1.2.643.2.2.31.3");
/// id-Gost28147-89-CryptoPro-D-ParamSet.
pub const GOST_28147_CRYPTO_PRO_D: ObjectIdentifier = oid("1.2.643.2.2.31.4");
/// id-tc26-gost-28147-param-Z: the S-boxes of Magma.
pub const GOST_28147_TC26_Z: ObjectIdentifier = oid("1.2.643.7.1.2.5.1.1");
