package dev.drayage.s3.client;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.s3.access.ProxyVariables;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends single requests over HTTP/1.1, in the clear or over TLS, on connections that are kept for the next one, and on no
 * more than a number of them, half of which may rest besides. Nothing is repeated, redirected or unpacked. Thread-safe.
 */
public final class S3Connections implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 64 << 10;
    private static final int MAX_HEADERS = 1000;

    /** Above this a body is sent when the service has said that it wants it. */
    private static final int ASKED_BYTES = 1 << 20;

    private final S3Limits limits;
    private final Semaphore active;
    private final Semaphore resting;
    private final WriteWatch watch;
    private final CloseableHttpClient client;

    /** Connections to hosts that these certificates vouch for, by way of these proxies. */
    public S3Connections(S3Limits limits, SSLContext tls, ProxyVariables proxies) {
        this.limits = limits;
        this.active = new Semaphore(limits.connections(), true);
        this.resting = new Semaphore(limits.connections() / 2);
        this.watch = new WriteWatch(limits.idleTimeout(), System::nanoTime);
        this.client = HttpClientBuilder.create()
                .setConnectionManager(pool(limits, tls))
                .setRoutePlanner(new DefaultRoutePlanner(null) {
                    @Override
                    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
                        return proxies.find(target.getSchemeName(), target.getHostName())
                                .map(proxy -> new HttpHost("http", proxy.getHost(), proxy.getPort()))
                                .orElse(null);
                    }
                })
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(limits.idleTimeout()))
                        .setConnectionKeepAlive(TimeValue.ofSeconds(20))
                        .setProtocolUpgradeEnabled(false)
                        .setTargetPreferredAuthSchemes(List.of())
                        .build())
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableConnectionState()
                .disableContentCompression()
                .disableCookieManagement()
                .disableDefaultUserAgent()
                .disableRedirectHandling()
                .build();
    }

    private static PoolingHttpClientConnectionManager pool(S3Limits limits, SSLContext tls) {
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager(
                new DefaultHttpClientConnectionOperator(
                        // A channel's socket can be interrupted while it waits.
                        proxy -> SocketChannel.open().socket(),
                        null,
                        null,
                        scheme -> scheme.equals("https")
                                ? (socket, host, port, attachment, context) -> encrypt(tls, socket, host, port)
                                : null),
                PoolConcurrencyPolicy.LAX,
                PoolReusePolicy.LIFO,
                TimeValue.NEG_ONE_MILLISECOND,
                ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_LINE_BYTES)
                                .setMaxHeaderCount(MAX_HEADERS)
                                .setBufferSize(64 << 10)
                                .build())
                        .build());
        // Requests are bounded before they come here.
        pool.setDefaultMaxPerRoute(Integer.MAX_VALUE);
        pool.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(limits.connectTimeout()))
                .setSocketTimeout(Timeout.of(limits.idleTimeout()))
                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                .build());
        return pool;
    }

    private static SSLSocket encrypt(SSLContext tls, Socket socket, String host, int port) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    /**
     * Sends a request and waits for the response to begin.
     *
     * @param headers with the signature
     * @param isUncertain what the response says of itself
     * @throws InterruptedIOException if the thread is interrupted
     */
    S3Response send(String method, URI uri, Map<String, String> headers, @Nullable Blob body, boolean isUncertain)
            throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::addHeader);
        if (body != null || method.equals("PUT") || method.equals("POST")) {
            request.setEntity(new BlobEntity(body == null ? Blob.ofBytes(new byte[0]) : body, watch, request));
            if (body != null && body.size() > ASKED_BYTES) {
                request.setConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(limits.idleTimeout()))
                        .setConnectionKeepAlive(TimeValue.ofSeconds(20))
                        .setExpectContinueEnabled(true)
                        .setProtocolUpgradeEnabled(false)
                        .build());
            }
        }
        S3Response.Permit permit = new S3Response.Permit(active, resting);
        boolean sent = false;
        try {
            ClassicHttpResponse response = client.executeOpen(null, request, HttpClientContext.create());
            S3Response begun = new S3Response(response, request, isUncertain, permit);
            sent = true;
            return begun;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(e);
            }
            throw e;
        } finally {
            if (!sent) {
                request.cancel();
                permit.release();
            }
        }
    }

    static InterruptedIOException interrupted(Exception cause) {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a response");
        interrupted.initCause(cause);
        return interrupted;
    }

    @Override
    public void close() throws IOException {
        watch.close();
        client.close();
    }

    /** A blob as it is sent. */
    private static final class BlobEntity extends AbstractHttpEntity {
        private final Blob blob;
        private final WriteWatch watch;
        private final HttpUriRequestBase request;

        BlobEntity(Blob blob, WriteWatch watch, HttpUriRequestBase request) {
            super((String) null, null);
            this.blob = blob;
            this.watch = watch;
            this.request = request;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public long getContentLength() {
            return blob.size();
        }

        @Override
        public InputStream getContent() {
            return blob.newInputStream();
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            WriteWatch.Sending sending = watch.watch(request::cancel);
            WrittenChannel channel = new WrittenChannel(Channels.newChannel(target), sending);
            try (sending) {
                long written = blob.transferTo(0, blob.size(), channel);
                if (written != blob.size()) {
                    throw ContentException.truncated("what is sent", blob.size(), written);
                }
            } catch (IOException e) {
                if (sending.isEnded()) {
                    throw new SocketTimeoutException("it takes nothing of what is sent");
                }
                throw channel.failed ? e : new UnreadableBodyException(e);
            }
        }

        @Override
        public void close() {
            // Whoever sends it closes it.
        }
    }

    /** What was to be sent could not be read: nothing that the service has to do with. */
    static final class UnreadableBodyException extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException why;

        UnreadableBodyException(IOException why) {
            super(why);
            this.why = why;
        }

        IOException why() {
            return why;
        }
    }

    /** Knows whether it was the writing that failed. */
    private static final class WrittenChannel implements WritableByteChannel {
        private static final int STEP_BYTES = 16 << 10;

        private final WritableByteChannel target;
        private final WriteWatch.Sending sending;
        private boolean failed;

        WrittenChannel(WritableByteChannel target, WriteWatch.Sending sending) {
            this.target = target;
            this.sending = sending;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            try {
                // The stream takes all of it, so no more than what a slow line takes within the timeout.
                int limit = source.limit();
                source.limit(Math.min(limit, source.position() + STEP_BYTES));
                int written;
                try {
                    written = target.write(source);
                } finally {
                    source.limit(limit);
                }
                sending.progressed();
                return written;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public boolean isOpen() {
            return target.isOpen();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}
