"""Honest changes after a signature, made by pyHanko: python3 honest.py FOLDER.

FOLDER holds signed.pdf (a letter signed by Zapros), form.pdf (unsigned, with a text field), key.p12, password.txt,
root.pem. What is honest goes to FOLDER/made; the root of the time-stamp service, made on the spot, to tsa.pem.
"""

import datetime
import sys
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

folder = Path(sys.argv[1])
made = folder / "made"
made.mkdir()
password = (folder / "password.txt").read_text().rstrip("\n").encode()
signer = signers.SimpleSigner.load_pkcs12(str(folder / "key.p12"), passphrase=password)


def authority():
    """A root and a time-stamp certificate under it."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def certificate(subject, issuer, key, by, extensions):
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=3650))
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(by, hashes.SHA256())

    def usage(**on):
        every = dict.fromkeys(
            "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
            "crl_sign encipher_only decipher_only".split(),
            False,
        )
        return x509.KeyUsage(**(every | on))

    root_key = rsa.generate_private_key(65537, 2048)
    key = rsa.generate_private_key(65537, 2048)
    root = certificate(
        "Test time root",
        "Test time root",
        root_key,
        root_key,
        [
            (x509.BasicConstraints(True, None), True),
            (usage(key_cert_sign=True, crl_sign=True), True),
            (x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), False),
        ],
    )
    stamping = certificate(
        "Test time stamps",
        "Test time root",
        key,
        root_key,
        [
            (x509.BasicConstraints(False, None), True),
            (usage(digital_signature=True), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
            (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False),
        ],
    )
    return root, stamping, key


def of_asn1crypto(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


root, stamping, key = authority()
(folder / "tsa.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
store = SimpleCertificateStore()
store.register(of_asn1crypto(root))
stamper = timestamps.DummyTimeStamper(
    tsa_cert=of_asn1crypto(stamping),
    tsa_key=asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    ),
    certs_to_embed=store,
)
_, _, root_der = asn1_pem.unarmor((folder / "root.pem").read_bytes())
context = ValidationContext(
    trust_roots=[asn1_x509.Certificate.load(root_der), of_asn1crypto(root)],
    allow_fetching=False,
    revocation_mode="soft-fail",
)


def sign(source, target, name, box=None, stamp=False, **options):
    with open(source, "rb") as opened:
        writer = IncrementalPdfFileWriter(opened)
        options.setdefault("subfilter", SigSeedSubFilter.PADES)
        result = signers.PdfSigner(
            signers.PdfSignatureMetadata(field_name=name, **options),
            signer,
            timestamper=stamper if stamp else None,
            new_field_spec=SigFieldSpec(name, on_page=0, box=box),
        ).sign_pdf(writer)
    target.write_bytes(result.getvalue())


def stamp_document(source, target):
    with open(source, "rb") as opened:
        writer = IncrementalPdfFileWriter(opened)
        result = signers.PdfTimeStamper(stamper).timestamp_pdf(writer, "sha256", context)
    target.write_bytes(result.getvalue())


def fill(source, target, value):
    with open(source, "rb") as opened:
        writer = IncrementalPdfFileWriter(opened)
        every = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
        field = next(one for one in every if one["/FT"] == "/Tx")
        field["/V"] = generic.pdf_string(value)
        writer.update_container(field)
        with open(target, "wb") as result:
            writer.write(result)


LT = {"embed_validation_info": True, "validation_context": context}

letter, form = folder / "signed.pdf", folder / "form.pdf"
sign(letter, made / "second.pdf", "Second")
sign(made / "second.pdf", made / "third.pdf", "Third", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
sign(letter, made / "level-t.pdf", "Second", stamp=True)
sign(letter, made / "level-lt.pdf", "Second", stamp=True, **LT)
sign(letter, made / "level-lta.pdf", "Second", stamp=True, use_pades_lta=True, **LT)
sign(made / "level-lta.pdf", made / "level-lta-and-third.pdf", "Third")
stamp_document(letter, made / "document-stamp.pdf")
stamp_document(made / "document-stamp.pdf", made / "document-stamp-twice.pdf")
sign(form, made / "certified.pdf", "First", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
fill(made / "certified.pdf", made / "certified-filled.pdf", "later")
sign(made / "certified-filled.pdf", made / "certified-filled-signed.pdf", "Second")
sign(form, folder / "closed.pdf", "First", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
stamp_document(folder / "closed.pdf", made / "closed-and-stamped.pdf")
