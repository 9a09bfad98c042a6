package dev.drayage.s3.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * Asks for keys: small requests, each tried once.
 *
 * @param tls whom to trust
 * @param proxies to hosts elsewhere
 */
public record KeyRequests(SSLContext tls, ProxyVariables proxies) {
    private static final int MAX_BYTES = 1 << 20;

    /** A response. */
    static final class Reply {
        private final int status;
        private final byte[] body;

        private Reply(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        /** All of it, to be left as it is. */
        byte[] body() {
            return body;
        }
    }

    /** Sends a request; nothing is followed. */
    Reply send(String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout) throws IOException {
        Proxy proxy = proxies.find(uri.getScheme(), uri.getHost())
                .map(at -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.getHost(), at.getPort())))
                .orElse(Proxy.NO_PROXY);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(proxy);
        if (connection instanceof HttpsURLConnection encrypted) {
            encrypted.setSSLSocketFactory(tls.getSocketFactory());
        }
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) timeout.toMillis());
        connection.setReadTimeout((int) timeout.toMillis());
        headers.forEach(connection::setRequestProperty);
        try {
            if (body.length > 0 || method.equals("PUT")) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(body.length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Reply(status, in == null ? new byte[0] : in.readNBytes(MAX_BYTES));
            }
        } finally {
            connection.disconnect();
        }
    }
}
