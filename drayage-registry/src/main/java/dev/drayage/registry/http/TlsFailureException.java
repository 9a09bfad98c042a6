package dev.drayage.registry.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** TLS with a host failed; the message is the same whoever encrypts. */
final class TlsFailureException extends SSLException {
    private static final long serialVersionUID = 1L;

    /** {@code Received fatal alert: unknown_ca} of the JDK, {@code TLSV1_ALERT_UNKNOWN_CA} of BoringSSL. */
    private static final Pattern ALERT = Pattern.compile("(?i)(?:fatal alert: |(?:TLS|SSL)V\\d+_ALERT_)([A-Z_]+)");

    /** What servers say of a client that shows no certificate, or one that they do not take. */
    private static final Set<String> OF_OUR_CERTIFICATE = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied",
            "decrypt_error");

    private static final String SHOW_ONE =
            "; one is shown to it by client in a hosts.toml, or by NAME.cert and NAME.key in"
                    + " DIR/HOST:PORT of option hostFolders DIR";

    private final boolean heard;

    private TlsFailureException(String message, boolean heard, IOException cause) {
        super(message, cause);
        this.heard = heard;
    }

    /** The failure of speaking to a host over TLS; the same where it is none of TLS. */
    static IOException of(Origin origin, IOException failure) {
        if (failure instanceof TlsFailureException || failure instanceof InterruptedIOException) {
            return failure;
        }
        boolean isEnd = failure instanceof EOFException;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WrongProtocolException wrong) {
                return wrong;
            }
            if (cause instanceof InterruptedIOException waited) {
                return waited;
            }
            if (cause instanceof CertificateException refused) {
                return new TlsFailureException(
                        "the certificate of " + origin.authority() + " " + refused.getMessage(), true, failure);
            }
            isEnd |= cause instanceof EOFException || cause instanceof SocketException;
        }
        String text = String.valueOf(failure.getMessage());
        Matcher alert = ALERT.matcher(text);
        if (alert.find()) {
            return new TlsFailureException(
                    origin.authority() + refusal(alert.group(1).toLowerCase(Locale.ROOT)), true, failure);
        }
        if (text.contains("protocol version") || text.contains("UNSUPPORTED_PROTOCOL")) {
            return new TlsFailureException(origin.authority() + OLD, true, failure);
        }
        if (!(failure instanceof SSLException)) {
            return failure;
        }
        return isEnd || text.contains("closed by peer")
                ? new TlsFailureException(
                        origin.authority()
                                + " ends the connection in the middle of the handshake; see whether it speaks"
                                + " TLS at that port (option plainHttp speaks without), and whether it wants a certificate",
                        false,
                        failure)
                : new TlsFailureException("with " + origin.authority() + ": " + text, true, failure);
    }

    private static final String OLD = " speaks no version of TLS that is safe; it has to take 1.2 or 1.3";

    private static String refusal(String alert) {
        if (alert.equals("protocol_version")) {
            return OLD;
        }
        if (OF_OUR_CERTIFICATE.contains(alert)) {
            return " wants a certificate of this client, or another one (alert " + alert + ")" + SHOW_ONE;
        }
        if (alert.equals("handshake_failure")) {
            return " refuses the handshake (alert " + alert
                    + "): it wants a certificate of this client, or another version" + " or cipher" + SHOW_ONE;
        }
        return " refuses the connection (alert " + alert + ")";
    }

    /** Whether the other side said something in TLS. */
    boolean heard() {
        return heard;
    }
}
