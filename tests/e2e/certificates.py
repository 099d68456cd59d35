"""Certificates of every kind, made by openssl while the test runs."""

import os
import subprocess
import tempfile

CA_CONFIG = """[ca]
default_ca = here
[here]
database = %(folder)s/index
new_certs_dir = %(folder)s
serial = %(folder)s/serial
policy = any
[any]
commonName = supplied
"""


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Authority:
    """A CA in a folder of its own, which ends with the object."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="pop3sh-ca.")
        self.certificate = self.path("ca.pem")
        openssl(
            *("req", "-x509", "-nodes", "-days", "30"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-keyout", self.path("ca.key"), "-out", self.certificate),
            *("-subj", "/CN=Test CA"),
        )

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def issue(
        self,
        name,
        alt="DNS:localhost,IP:127.0.0.1",
        expired=False,
        key=("ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        digest="sha256",
        by=("ca.pem", "ca.key"),
        more=(),
    ):
        """The path of certificate and key in one file; by: its issuer."""
        request, both = self.path(name + ".csr"), self.path(name + ".pem")
        extensions = self.path(name + ".ext")
        with open(extensions, "w", encoding="ascii") as file:
            file.write("subjectAltName=%s\n" % alt if alt else "")
            file.writelines(line + "\n" for line in more)
        openssl(
            *("req", "-new", "-nodes", "-newkey", *key),
            *("-keyout", self.path(name + ".key"), "-out", request),
            *("-subj", "/CN=" + name),
        )
        made = ("-in", request, "-extfile", extensions, "-out", both)
        if expired:
            self.issue_expired(*made)
        else:
            openssl(
                *("x509", "-req", "-" + digest, "-days", "30", *made),
                *("-CA", self.path(by[0]), "-CAkey", self.path(by[1])),
                "-CAcreateserial",
            )
        with open(both, "a", encoding="ascii") as file:
            with open(self.path(name + ".key"), encoding="ascii") as secret:
                file.write(secret.read())
        return both

    def chain(self, name, depth):
        """As issue, through so many authorities, all of them in the file."""
        by = ("ca.pem", "ca.key")
        chain = []
        for level in range(depth):
            link = "%s-%d" % (name, level)
            self.issue(link, alt="", by=by, more=["basicConstraints=critical,CA:TRUE"])
            by = (link + ".pem", link + ".key")
            chain.insert(0, by[0])
        both = self.issue(name, by=by)
        with open(both, "a", encoding="ascii") as file:
            for link in chain:
                with open(self.path(link), encoding="ascii") as one:
                    file.write(one.read().partition("-----BEGIN PRIVATE")[0])
        return both

    def issue_expired(self, *made):
        """Only "openssl ca" of OpenSSL 3.0 takes dates."""
        config = self.path("ca.cnf")
        for name, text in {
            config: CA_CONFIG % {"folder": self.folder.name},
            self.path("index"): "",
            self.path("serial"): "01\n",
        }.items():
            with open(name, "w", encoding="ascii") as file:
                file.write(text)
        openssl(
            *("ca", "-batch", "-notext", "-md", "sha256", "-config", config),
            *("-cert", self.certificate, "-keyfile", self.path("ca.key")),
            *("-startdate", "20200101000000Z", "-enddate", "20200201000000Z"),
            *made,
        )
