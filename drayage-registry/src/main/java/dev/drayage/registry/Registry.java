package dev.drayage.registry;

import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Reference;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.hosts.HostFolders;
import dev.drayage.registry.hosts.SystemCertificates;
import dev.drayage.registry.hosts.TlsProvider;
import dev.drayage.registry.http.HttpConnections;
import dev.drayage.registry.http.LimitWaits;
import dev.drayage.registry.http.Proxies;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.RequestLog;
import dev.drayage.registry.http.Transport;
import dev.drayage.registry.http.TransportOptions;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client of registries: one for a program, for the tokens, connections and limits that repositories share. Thread-safe.
 *
 * <pre>{@code
 * Registry registry = Registry.connect(RegistryOptions.defaults());
 * Repository alpine = registry.repository(Reference.parse("alpine:3.20"));
 * try (ImageArchive archive = ImageArchive.plan(
 *         alpine.content(), List.of(NamedImage.of(alpine.resolve())))) {
 *     archive.writeTo(Path.of("alpine.tar"));
 * }
 * }</pre>
 */
public final class Registry {

    /** Takes the names of a list, one after the other. */
    @FunctionalInterface
    public interface Names {
        /** One name; throwing ends the listing. */
        void name(String name) throws IOException;
    }

    /**
     * The name of the {@link System.Logger} that hears of each request at level {@link System.Logger.Level#DEBUG}: method,
     * address, status, milliseconds, bytes and which kind of credentials went with it. It hears no secrets: neither
     * credentials nor what signs an address.
     */
    public static final String LOGGER = RequestLog.NAME;

    private final RegistryOptions options;
    private final Sleeper sleeper;
    private final HostFolders folders;
    private final OriginTls tls;
    private final Transport transport;
    private final Map<String, Mirrors> mirrors = new HashMap<>();

    private Registry(RegistryOptions options, TransportOptions manners, Sleeper sleeper) {
        this.options = options;
        this.sleeper = sleeper;
        this.folders =
                HostFolders.of(options.hostFolders(), options.plainHttp() == RegistryOptions.PlainHttp.EVERYWHERE);
        this.tls = new OriginTls(TlsProvider::fastest, SystemCertificates.of(options.variables()));
        this.transport = new Transport(
                new HttpConnections(
                        Proxies.of(options.variables()), tls, manners.connectTimeout(), manners.idleTimeout()),
                manners,
                sleeper,
                options.warnings()::warn,
                new LimitWaits(options.maxWait(), sleeper, options.warnings()::limited));
    }

    /**
     * A client with these options. Nothing is asked of any registry yet.
     *
     * @throws IllegalArgumentException if a variable that should name a proxy does not
     */
    public static Registry connect(RegistryOptions options) {
        return connect(options, options.transport(), Sleeper.ofSystem());
    }

    static Registry connect(RegistryOptions options, TransportOptions manners, Sleeper sleeper) {
        return new Registry(options, manners, sleeper);
    }

    /**
     * One repository.
     *
     * @param reference its name; a tag or digest is what {@link Repository#resolve()} means
     * @throws IOException if the settings of its registry cannot be read
     */
    public Repository repository(Reference reference) throws IOException {
        return new Repository(mirrors(reference.domain()), reference, options);
    }

    /**
     * Lists the repositories of a registry, as far as it tells, in its order. They are passed on as they come in; where it
     * fails, some have been.
     *
     * @param domain the registry as references name it, such as {@code localhost:5000}
     */
    public void repositories(String domain, Names names) throws IOException {
        new NameList(mirrors(domain), Access.catalog(), "the repositories of " + domain, names)
                .read("_catalog", "repositories");
    }

    /**
     * Finds out whether a registry takes these credentials.
     *
     * @throws RegistryException if it does not
     */
    public void checkLogin(String domain, Credentials credentials) throws IOException {
        RegistryOptions shown = options.withCredentials((asked, repository) -> Optional.of(credentials));
        Mirrors mine = Mirrors.of(domain, folders, tls, transport, shown, sleeper);
        try (Mirrors.MirrorResponse reply =
                mine.ask(Capability.RESOLVE, Access.any(), mirror -> Request.of("GET", mirror.uri("")))) {
            if (reply.response().status() == 401) {
                throw new RegistryException(
                        Kind.INVALID_ARGUMENT,
                        domain + " does not take this user name and password; check both",
                        401,
                        List.of());
            }
            if (reply.response().status() != 200) {
                throw ErrorResponses.of(reply.response(), "cannot log in to " + domain);
            }
        }
    }

    private Mirrors mirrors(String domain) throws IOException {
        synchronized (mirrors) {
            Mirrors known = mirrors.get(domain);
            if (known == null) {
                known = Mirrors.of(domain, folders, tls, transport, options, sleeper);
                mirrors.put(domain, known);
            }
            return known;
        }
    }
}
