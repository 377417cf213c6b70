# python wheel.py PORT CHAIN KEY [CLIENT_CA]
import socket
import sys

from OpenSSL import SSL

port, chain, key, *options = sys.argv[1:]
context = SSL.Context(SSL.TLS_SERVER_METHOD)
context.use_certificate_chain_file(chain)
context.use_privatekey_file(key)
context.set_session_id(b"interop")
if options:
    context.load_verify_locations(options[0])
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *a: a[-1])

listener = socket.create_server(("127.0.0.1", int(port)))
while True:
    connection, _ = listener.accept()
    tls = SSL.Connection(context, connection)
    tls.set_accept_state()
    try:
        tls.recv(4096)
        version = SSL.SSLeay_version(SSL.SSLEAY_VERSION)
        reused = SSL._lib.SSL_session_reused(tls._ssl)
        tls.sendall(b"HTTP/1.0 200 OK\r\n\r\n%s reused=%d" % (version, reused))
        tls.shutdown()
    except SSL.Error as error:
        print("refused", error, file=sys.stderr, flush=True)
    connection.close()
