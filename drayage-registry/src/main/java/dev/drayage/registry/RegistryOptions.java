package dev.drayage.registry;

import dev.drayage.document.Limits;
import dev.drayage.registry.auth.CredentialFiles;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.registry.hosts.HostFolders;
import dev.drayage.registry.http.TransportOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How registries are spoken to. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param credentials who one is; asked when a registry wants to know
 * @param hostFolders where settings of registries lie, as {@code hosts.toml} or certificates; the first that knows one
 *     decides
 * @param plainHttp whether registries without settings are spoken to in the clear
 * @param variables variables that name proxies and, as {@code SSL_CERT_FILE} and {@code SSL_CERT_DIR}, certificates that
 *     are trusted besides those of the Java runtime, as in the environment
 * @param connectionsPerHost requests under way to one host at once, 1 or more, reading and writing each
 * @param attempts how often a request is made before it counts as failed, 1 or more
 * @param connectTimeout how long a connection may take to come about, over 0
 * @param idleTimeout how long a response may give nothing, or next to nothing
 * @param bytesPerSecond how much goes over the wire, both ways together; 0 for no limit
 * @param documents limits for manifests, indexes and lists
 * @param maxSpillBytes the largest blob that is kept in a temporary file where a registry knows no ranges
 * @param userAgent what requests say of the program that makes them, as {@code app/1.0}
 * @param warnings receives what registries want their users to know
 * @param maxWait how long a request may wait in all for a registry that was asked more often than it allows (429), and says
 *     how long that is, or what its limit is; zero to wait no longer than for any other failure
 */
public record RegistryOptions(
        CredentialSource credentials,
        List<Path> hostFolders,
        PlainHttp plainHttp,
        Map<String, String> variables,
        int connectionsPerHost,
        int attempts,
        Duration connectTimeout,
        Duration idleTimeout,
        long bytesPerSecond,
        Limits documents,
        long maxSpillBytes,
        String userAgent,
        Warnings warnings,
        Duration maxWait) {

    /** Hears what a registry wants its user to know, once each; nothing else comes of it. Called from any thread. */
    @FunctionalInterface
    public interface Warnings {
        /**
         * A warning.
         *
         * @param host the host that gives it, with its port unless that is the usual one
         * @param text what it says, to be shown as text of a stranger
         */
        void warn(String host, String text);

        /**
         * There should be credentials for a registry, but they cannot be had, because a credential helper is missing or
         * fails, or a file cannot be read. It is asked anonymously then. Told as a warning unless this is overridden.
         *
         * @param domain the registry
         * @param problem why there are none
         */
        default void credentialsFailed(String domain, String problem) {
            warn(domain, problem);
        }

        /**
         * A registry was asked more often than it allows, and requests wait, as long as {@link RegistryOptions#maxWait}
         * lets them. Told as a warning unless this is overridden.
         *
         * @param host the host that limits
         * @param wait how long until it is asked again
         * @param why a clause
         */
        default void limited(String host, Duration wait, String why) {
            warn(host, "waiting for " + wait.toSeconds() + " s, " + why);
        }
    }

    /** When a registry may be spoken to without TLS. */
    public enum PlainHttp {
        /** On this machine only, if it has no TLS. */
        LOOPBACK,
        /** Wherever no settings say otherwise. */
        EVERYWHERE
    }

    private static final long MAX_SPILL_BYTES = 64L << 30;

    /** Checks and copies the values. */
    public RegistryOptions {
        if (connectionsPerHost < 1 || attempts < 1 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("connections and attempts must be 1 or more, a rate 0 or more: "
                    + connectionsPerHost + ", " + attempts + ", " + bytesPerSecond);
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("a wait must be 0 or more: " + maxWait);
        }
        if (connectTimeout.isNegative()
                || connectTimeout.isZero()
                || idleTimeout.isNegative()
                || idleTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "timeouts must be over 0: " + connectTimeout + " to connect, " + idleTimeout + " idle");
        }
        hostFolders = List.copyOf(hostFolders);
        variables = Map.copyOf(variables);
    }

    /** What this user's Docker, podman and containerd are set to, and limits that suit a registry on the internet. */
    public static RegistryOptions defaults() {
        TransportOptions transport = TransportOptions.defaults();
        return new RegistryOptions(
                CredentialFiles.ofUser(),
                HostFolders.standard(),
                PlainHttp.LOOPBACK,
                System.getenv(),
                transport.connectionsPerHost(),
                transport.attempts(),
                transport.connectTimeout(),
                transport.idleTimeout(),
                0,
                Limits.defaults(),
                MAX_SPILL_BYTES,
                transport.userAgent(),
                (host, text) -> {},
                Duration.ZERO);
    }

    /** These options with other credentials. */
    public RegistryOptions withCredentials(CredentialSource other) {
        return with(draft -> draft.credentials = other);
    }

    /** These options with other folders of settings. */
    public RegistryOptions withHostFolders(List<Path> others) {
        return with(draft -> draft.hostFolders = others);
    }

    /** These options with another rule for plain HTTP. */
    public RegistryOptions withPlainHttp(PlainHttp other) {
        return with(draft -> draft.plainHttp = other);
    }

    /** These options with proxies and certificates named by other variables. */
    public RegistryOptions withVariables(Map<String, String> others) {
        return with(draft -> draft.variables = others);
    }

    /** These options with another number of requests to one host at once. */
    public RegistryOptions withConnectionsPerHost(int other) {
        return with(draft -> draft.connectionsPerHost = other);
    }

    /** These options with another number of attempts. */
    public RegistryOptions withAttempts(int other) {
        return with(draft -> draft.attempts = other);
    }

    /** These options with another timeout for connecting. */
    public RegistryOptions withConnectTimeout(Duration other) {
        return with(draft -> draft.connectTimeout = other);
    }

    /** These options with another timeout for responses that give nothing. */
    public RegistryOptions withIdleTimeout(Duration other) {
        return with(draft -> draft.idleTimeout = other);
    }

    /** These options with another rate; 0 for no limit. */
    public RegistryOptions withBytesPerSecond(long other) {
        return with(draft -> draft.bytesPerSecond = other);
    }

    /** These options with other limits. */
    public RegistryOptions withLimits(Limits otherDocuments, long otherMaxSpillBytes) {
        return with(draft -> {
            draft.documents = otherDocuments;
            draft.maxSpillBytes = otherMaxSpillBytes;
        });
    }

    /** These options with another name for the program that makes requests. */
    public RegistryOptions withUserAgent(String other) {
        return with(draft -> draft.userAgent = other);
    }

    /** These options with a receiver of warnings. */
    public RegistryOptions withWarnings(Warnings other) {
        return with(draft -> draft.warnings = other);
    }

    /** These options with another limit for waiting for registries that were asked too often. */
    public RegistryOptions withMaxWait(Duration other) {
        return with(draft -> draft.maxWait = other);
    }

    private RegistryOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** Options that are being changed. */
    private static final class Draft {
        private CredentialSource credentials;
        private List<Path> hostFolders;
        private PlainHttp plainHttp;
        private Map<String, String> variables;
        private int connectionsPerHost;
        private int attempts;
        private Duration connectTimeout;
        private Duration idleTimeout;
        private long bytesPerSecond;
        private Limits documents;
        private long maxSpillBytes;
        private String userAgent;
        private Warnings warnings;
        private Duration maxWait;

        private Draft(RegistryOptions from) {
            credentials = from.credentials;
            hostFolders = from.hostFolders;
            plainHttp = from.plainHttp;
            variables = from.variables;
            connectionsPerHost = from.connectionsPerHost;
            attempts = from.attempts;
            connectTimeout = from.connectTimeout;
            idleTimeout = from.idleTimeout;
            bytesPerSecond = from.bytesPerSecond;
            documents = from.documents;
            maxSpillBytes = from.maxSpillBytes;
            userAgent = from.userAgent;
            warnings = from.warnings;
            maxWait = from.maxWait;
        }

        private RegistryOptions finished() {
            return new RegistryOptions(
                    credentials,
                    hostFolders,
                    plainHttp,
                    variables,
                    connectionsPerHost,
                    attempts,
                    connectTimeout,
                    idleTimeout,
                    bytesPerSecond,
                    documents,
                    maxSpillBytes,
                    userAgent,
                    warnings,
                    maxWait);
        }
    }

    TransportOptions transport() {
        TransportOptions standard = TransportOptions.defaults();
        return new TransportOptions(
                connectTimeout,
                idleTimeout,
                connectionsPerHost,
                attempts,
                standard.firstDelay(),
                standard.maxDelay(),
                bytesPerSecond,
                standard.maxRedirects(),
                userAgent);
    }
}
