"""JSON Web Tokens (RFC 7519), signed with HS256."""

import base64
import hashlib
import hmac
import json
import time


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=")


def token(key, user, lasts=600):
    header = encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    now = int(time.time())
    claims = {"sub": user, "iat": now - 60, "exp": now + lasts}
    signed = header + b"." + encode(json.dumps(claims).encode())
    return signed + b"." + encode(hmac.new(key, signed, hashlib.sha256).digest())
