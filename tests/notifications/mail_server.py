"""A mail server of a few lines, which takes mails, refuses them or breaks off."""

from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


class _Talk(StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].strip().upper().decode()
            if word == "DATA":
                self.say("354 go on")
                if not self.take():
                    return
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say(self.server.answers.get(word, "250 yes"))

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mails.append(b"".join(lines).decode())
        answer = self.server.answers.get("DATA", "250 taken")
        if answer:
            self.say(answer)
        return answer

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def serve(settings, **answers):
    """Run a mail server while inside, and mail through it; give the list of mails it has seen.

    ``answers`` are its words to a command, for example ``RCPT="451 later"``; without a word to
    DATA, it has the mail and breaks off.
    """
    with ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.answers, server.mails = answers, []
        ask(settings, server.server_address[1])
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server.mails
        finally:
            server.shutdown()


def ask(settings, port):
    """Mail through the server at ``port``, which may be down."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = ""
    settings.EMAIL_TIMEOUT = 5
