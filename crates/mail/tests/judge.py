"""An SMTP server that others wrote (aiosmtpd). It prints its port, then each letter it takes, as
Python's own mail library reads it, one JSON value a line.

Arguments: the mode (plain, starttls, tls, auth), and for TLS the certificate and its key.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

mode = sys.argv[1]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 No such mailbox here"
        if address.startswith("later@"):
            return "451 4.7.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "tls": session.ssl is not None or mode == "tls",
                "headers": {name: str(value) for name, value in letter.items()},
                "text": letter.get_content(),
                "defects": [str(defect) for defect in letter.defects],
            }
        )
        return "250 2.0.0 Kept as 4711"


def authenticated(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"parfocal", b"right")
    return AuthResult(success=good, handled=True if good else False)


def say(value):
    print(json.dumps(value), flush=True)


async def main():
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])

    def protocol():
        return SMTP(
            Handler(),
            hostname="judge.example.org",
            tls_context=context if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            authenticator=authenticated if mode == "auth" else None,
            auth_required=mode == "auth",
            auth_require_tls=False,
        )

    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=context if mode == "tls" else None
    )
    say({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(main())
