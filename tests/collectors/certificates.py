# SPDX-License-Identifier: Apache-2.0
"""Certificates of test connections, made by openssl: NAME.pem with its key in NAME.key, in a folder."""
import subprocess

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, timeout=30, check=True)


def make_authority(folder, name):
    openssl(folder, "req", "-x509", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}")


def make_certificate(folder, authority, name):
    """One for this name that the authority has signed."""
    openssl(folder, "req", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}", "-addext",
            f"subjectAltName=DNS:{name}")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial",
            "-days", "2", "-copy_extensions", "copy", "-out", f"{name}.pem")


def make_self_signed(folder, names):
    """One that is its own authority, for these alternative names; the paths of certificate and key."""
    openssl(folder, "req", "-x509", *KEY, "-keyout", "own.key", "-out", "own.pem", "-days", "2", "-subj", "/CN=collector", "-addext",
            f"subjectAltName={names}")
    return f"{folder}/own.pem", f"{folder}/own.key"
