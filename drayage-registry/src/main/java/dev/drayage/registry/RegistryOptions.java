package dev.drayage.registry;

import dev.drayage.oci.JsonLimits;
import dev.drayage.registry.auth.CredentialFiles;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.registry.hosts.HostFolders;
import dev.drayage.registry.http.TransportOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How registries are spoken to. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param credentials who one is; asked when a registry wants to know
 * @param hostFolders where settings of registries lie, as {@code hosts.toml} or certificates; the first that knows one
 *     decides
 * @param plainHttp whether registries without settings are spoken to in the clear
 * @param variables variables that name proxies, as in the environment
 * @param connectionsPerHost requests under way to one host at once, 1 or more, reading and writing each
 * @param attempts how often a request is made before it counts as failed, 1 or more
 * @param idleTimeout how long an answer may be silent, or all but silent
 * @param bytesPerSecond how much goes over the wire, both ways together; 0 for no limit
 * @param documents limits for manifests, indexes and lists
 * @param maxSpillBytes the largest blob that is kept in a temporary file where a registry knows no ranges
 */
public record RegistryOptions(
        CredentialSource credentials,
        List<Path> hostFolders,
        PlainHttp plainHttp,
        Map<String, String> variables,
        int connectionsPerHost,
        int attempts,
        Duration idleTimeout,
        long bytesPerSecond,
        JsonLimits documents,
        long maxSpillBytes) {

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
        hostFolders = List.copyOf(hostFolders);
        variables = Map.copyOf(variables);
    }

    /** What this user's Docker, podman and containerd are set to, and manners that suit a registry on the internet. */
    public static RegistryOptions defaults() {
        TransportOptions transport = TransportOptions.defaults();
        return new RegistryOptions(
                CredentialFiles.ofUser(),
                HostFolders.standard(),
                PlainHttp.LOOPBACK,
                System.getenv(),
                transport.connectionsPerHost(),
                transport.attempts(),
                transport.idleTimeout(),
                0,
                JsonLimits.defaults(),
                MAX_SPILL_BYTES);
    }

    /** These options with other credentials. */
    public RegistryOptions withCredentials(CredentialSource other) {
        return new RegistryOptions(
                other,
                hostFolders,
                plainHttp,
                variables,
                connectionsPerHost,
                attempts,
                idleTimeout,
                bytesPerSecond,
                documents,
                maxSpillBytes);
    }

    /** These options with other folders of settings. */
    public RegistryOptions withHostFolders(List<Path> others) {
        return new RegistryOptions(
                credentials,
                others,
                plainHttp,
                variables,
                connectionsPerHost,
                attempts,
                idleTimeout,
                bytesPerSecond,
                documents,
                maxSpillBytes);
    }

    /** These options with another rule for plain HTTP. */
    public RegistryOptions withPlainHttp(PlainHttp other) {
        return new RegistryOptions(
                credentials,
                hostFolders,
                other,
                variables,
                connectionsPerHost,
                attempts,
                idleTimeout,
                bytesPerSecond,
                documents,
                maxSpillBytes);
    }

    /** These options with proxies named by other variables. */
    public RegistryOptions withVariables(Map<String, String> others) {
        return new RegistryOptions(
                credentials,
                hostFolders,
                plainHttp,
                others,
                connectionsPerHost,
                attempts,
                idleTimeout,
                bytesPerSecond,
                documents,
                maxSpillBytes);
    }

    /** These options with other manners. */
    public RegistryOptions withManners(int connections, int tries, Duration silence, long rate) {
        return new RegistryOptions(
                credentials,
                hostFolders,
                plainHttp,
                variables,
                connections,
                tries,
                silence,
                rate,
                documents,
                maxSpillBytes);
    }

    /** These options with other limits. */
    public RegistryOptions withLimits(JsonLimits otherDocuments, long otherMaxSpillBytes) {
        return new RegistryOptions(
                credentials,
                hostFolders,
                plainHttp,
                variables,
                connectionsPerHost,
                attempts,
                idleTimeout,
                bytesPerSecond,
                otherDocuments,
                otherMaxSpillBytes);
    }

    TransportOptions transport() {
        TransportOptions standard = TransportOptions.defaults();
        return new TransportOptions(
                standard.connectTimeout(),
                idleTimeout,
                connectionsPerHost,
                attempts,
                standard.firstDelay(),
                standard.maxDelay(),
                bytesPerSecond,
                standard.maxRedirects(),
                standard.userAgent());
    }
}
