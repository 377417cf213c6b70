// java Server.java PORT CHAIN KEY STORE
import java.io.FileInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

class Server {
    public static void main(String[] arguments) throws Exception {
        char[] password = "password".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream file = new FileInputStream(arguments[3])) {
            store.load(file, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(
                Integer.parseInt(arguments[0]), 8, InetAddress.getLoopbackAddress());
        while (true) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.getInputStream().read(new byte[4096]);
                String response = "HTTP/1.0 200 OK\r\n\r\n" + socket.getSession().getCipherSuite();
                socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            } catch (Exception refused) {
                System.err.println(refused);
            }
        }
    }
}
