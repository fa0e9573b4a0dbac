"""OpenSSL's GOST engine behind a line protocol, so that thousands of keys need one process.

Standard input, one request a line; standard output, one answer a line, "error …" when refused:

    generate ALGORITHM SET             -> PKCS8 SPKI           (hexadecimal DER)
    sign PKCS8 DIGEST                  -> SIGNATURE
    verify SPKI DIGEST SIGNATURE       -> yes | no
    speed PKCS8 SPKI DIGEST SECONDS    -> signatures/s verifications/s

OPENSSL_CONF names a configuration that loads the engine. Only libcrypto itself is needed.
"""

import ctypes
import ctypes.util
import sys
import time

crypto = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so.3")
pointer, size = ctypes.c_void_p, ctypes.c_size_t


def declare(name, result, *arguments):
    function = getattr(crypto, name)
    function.restype = result
    function.argtypes = arguments
    return function


init = declare("OPENSSL_init_crypto", ctypes.c_int, ctypes.c_uint64, pointer)
new_by_name = declare("EVP_PKEY_CTX_new_id", pointer, ctypes.c_int, pointer)
text_to_nid = declare("OBJ_txt2nid", ctypes.c_int, ctypes.c_char_p)
new_by_key = declare("EVP_PKEY_CTX_new", pointer, pointer, pointer)
free_context = declare("EVP_PKEY_CTX_free", None, pointer)
free_key = declare("EVP_PKEY_free", None, pointer)
keygen_init = declare("EVP_PKEY_keygen_init", ctypes.c_int, pointer)
keygen = declare("EVP_PKEY_keygen", ctypes.c_int, pointer, ctypes.POINTER(pointer))
control = declare("EVP_PKEY_CTX_ctrl_str", ctypes.c_int, pointer, ctypes.c_char_p, ctypes.c_char_p)
sign_init = declare("EVP_PKEY_sign_init", ctypes.c_int, pointer)
sign = declare("EVP_PKEY_sign", ctypes.c_int, pointer, ctypes.c_char_p, ctypes.POINTER(size), ctypes.c_char_p, size)
verify_init = declare("EVP_PKEY_verify_init", ctypes.c_int, pointer)
verify = declare("EVP_PKEY_verify", ctypes.c_int, pointer, ctypes.c_char_p, size, ctypes.c_char_p, size)
read_private = declare("d2i_AutoPrivateKey", pointer, pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long)
read_public = declare("d2i_PUBKEY", pointer, pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long)
write_public = declare("i2d_PUBKEY", ctypes.c_int, pointer, ctypes.POINTER(pointer))
to_pkcs8 = declare("EVP_PKEY2PKCS8", pointer, pointer)
write_pkcs8 = declare("i2d_PKCS8_PRIV_KEY_INFO", ctypes.c_int, pointer, ctypes.POINTER(pointer))
free_pkcs8 = declare("PKCS8_PRIV_KEY_INFO_free", None, pointer)
clear_errors = declare("ERR_clear_error", None)


class Refused(Exception):
    pass


def check(result, what):
    if not result or (isinstance(result, int) and result < 0):
        clear_errors()
        raise Refused(what)
    return result


def der_of(write, value):
    length = check(write(value, None), "encoding")
    buffer = ctypes.create_string_buffer(length)
    start = pointer(ctypes.addressof(buffer))
    check(write(value, ctypes.byref(start)), "encoding")
    return buffer.raw.hex()


def key_from(read, text):
    der = bytes.fromhex(text)
    start = ctypes.c_char_p(der)
    return check(read(None, ctypes.byref(start), len(der)), "decoding a key")


def generate(algorithm, parameter_set):
    context = check(new_by_name(text_to_nid(algorithm.encode()), None), "algorithm")
    key = pointer()
    try:
        check(keygen_init(context) > 0, "keygen_init")
        check(control(context, b"paramset", parameter_set.encode()) > 0, "parameter set")
        check(keygen(context, ctypes.byref(key)) > 0, "keygen")
        info = check(to_pkcs8(key), "PKCS#8")
        answer = der_of(write_pkcs8, info) + " " + der_of(write_public, key)
        free_pkcs8(info)
        return answer
    finally:
        free_key(key)
        free_context(context)


def with_context(key, start, act):
    context = check(new_by_key(key, None), "context")
    try:
        check(start(context) > 0, "initialisation")
        return act(context)
    finally:
        free_context(context)


def signature(context, digest):
    buffer, length = ctypes.create_string_buffer(256), size(256)
    check(sign(context, buffer, ctypes.byref(length), digest, len(digest)) > 0, "signing")
    return buffer.raw[: length.value]


def per_second(act, seconds):
    count, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < seconds:
        for _ in range(50):
            act()
        count += 50
    return count / elapsed


def answer(request):
    command, *words = request.split()
    if command == "generate":
        return generate(*words)
    if command == "sign":
        key, digest = key_from(read_private, words[0]), bytes.fromhex(words[1])
        try:
            return with_context(key, sign_init, lambda context: signature(context, digest)).hex()
        finally:
            free_key(key)
    if command == "verify":
        key = key_from(read_public, words[0])
        digest, value = bytes.fromhex(words[1]), bytes.fromhex(words[2])
        try:
            outcome = with_context(
                key, verify_init, lambda context: verify(context, value, len(value), digest, len(digest))
            )
            clear_errors()
            return "yes" if outcome == 1 else "no"
        finally:
            free_key(key)
    if command == "speed":
        private, public = key_from(read_private, words[0]), key_from(read_public, words[1])
        digest, seconds = bytes.fromhex(words[2]), float(words[3])

        def timed_signing(context):
            value = signature(context, digest)
            return value, per_second(lambda: signature(context, digest), seconds)

        value, signing = with_context(private, sign_init, timed_signing)
        check_once = lambda context: verify(context, value, len(value), digest, len(digest))
        verifying = with_context(
            public, verify_init, lambda context: per_second(lambda: check_once(context), seconds)
        )
        free_key(private)
        free_key(public)
        return f"{signing:.0f} {verifying:.0f}"
    raise Refused("command")


LOAD_CONFIG = 0x40
init(LOAD_CONFIG, None)
for line in sys.stdin:
    try:
        print(answer(line), flush=True)
    except Refused as refusal:
        print("error", refusal, flush=True)
