# python tlslite_server.py PORT CHAIN KEY [SETTING=VALUE...]
import socket
import sys

from tlslite.api import (HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey)

port, chain_file, key_file, *pairs = sys.argv[1:]
settings = HandshakeSettings()
settings.minVersion = (3, 4)
settings.ticketKeys = [bytearray(32)]
settings.ticket_count = 1
for pair in pairs:
    name, value = pair.split("=")
    if name == "record_size_limit":
        settings.record_size_limit = int(value)
    elif name == "padding":
        settings.padding_cb = lambda length, *_: min(int(value), 16384 - length)
    elif name == "group":
        settings.eccCurves = [value]
        settings.keyShares = [value]
    elif name == "tickets":
        settings.ticket_count = int(value)
    else:
        sys.exit(f"no such setting: {name}")
chain = X509CertChain()
chain.parsePemList(open(chain_file).read())
key = parsePEMKey(open(key_file).read(), private=True)

listener = socket.create_server(("127.0.0.1", int(port)))
while True:
    connection, _ = listener.accept()
    tls = TLSConnection(connection)
    try:
        tls.handshakeServer(certChain=chain, privateKey=key, settings=settings)
        tls.read(min=1, max=4096)
        tls.write(b"HTTP/1.0 200 OK\r\n\r\ntlslite " + b"x" * 20000)
        tls.close()
    except Exception as error:
        print("refused", repr(error), file=sys.stderr, flush=True)
    connection.close()
