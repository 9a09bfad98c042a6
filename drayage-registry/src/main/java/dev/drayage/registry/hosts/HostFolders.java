package dev.drayage.registry.hosts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Folders of settings, one below for each registry: {@code hosts.toml} as containerd has it, or certificates alone as
 * Docker has it. The first folder that knows a registry decides.
 */
public final class HostFolders {
    private static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_SERVER = "registry-1.docker.io";

    private final List<Path> folders;
    private final boolean plainHttp;

    private HostFolders(List<Path> folders, boolean plainHttp) {
        this.folders = List.copyOf(folders);
        this.plainHttp = plainHttp;
    }

    /**
     * Looks in these folders, which need not exist.
     *
     * @param plainHttp true if a registry is to be spoken to in the clear where no setting says otherwise
     */
    public static HostFolders of(List<Path> folders, boolean plainHttp) {
        return new HostFolders(folders, plainHttp);
    }

    /**
     * The endpoints of a registry, in the order to try them.
     *
     * @param domain as references name it, such as {@code docker.io} or {@code localhost:5000}
     * @throws IOException if its settings cannot be read or make no sense
     */
    public List<Endpoint> endpoints(String domain) throws IOException {
        for (Path folder : folders) {
            for (String name : names(domain)) {
                Path settings = folder.resolve(name);
                Path toml = settings.resolve("hosts.toml");
                if (Files.isRegularFile(toml)) {
                    return HostsToml.read(toml, own(domain));
                }
                if (Files.isDirectory(settings)) {
                    TlsSettings tls = CertificateFolder.read(settings);
                    if (!tls.equals(TlsSettings.DEFAULT)) {
                        return List.of(Endpoint.of(base("https", domain)).with(tls));
                    }
                }
            }
        }
        return List.of(own(domain));
    }

    /** Without settings: TLS, unless plain HTTP is asked for, or the host is this machine and has nothing better. */
    private Endpoint own(String domain) {
        if (plainHttp) {
            return Endpoint.of(base("http", domain));
        }
        if (isLoopback(domain)) {
            Endpoint plain = Endpoint.of(base("http", domain));
            return new Endpoint(plain.base(), false, true, plain.capabilities(), plain.headers(), plain.tls());
        }
        return Endpoint.of(base("https", domain));
    }

    private static URI base(String scheme, String domain) {
        String host = domain.equals(DOCKER_HUB) ? DOCKER_HUB_SERVER : domain;
        return URI.create(scheme + "://" + host + "/v2/");
    }

    /** As containerd looks: with the port in a form that every file system takes, as it stands, and for all others. */
    private static Set<String> names(String domain) {
        Set<String> names = new LinkedHashSet<>();
        int colon = domain.lastIndexOf(':');
        if (colon > 0 && !domain.endsWith("]")) {
            names.add(domain.substring(0, colon) + "_" + domain.substring(colon + 1) + "_");
        }
        names.add(domain);
        names.add("_default");
        return names;
    }

    static boolean isLoopback(String authority) {
        String host = URI.create("http://" + authority).getHost();
        if (host == null || host.equalsIgnoreCase("localhost")) {
            return host != null;
        }
        boolean isAddress = host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        try {
            // Addresses only: of a name, nobody knows whom it will mean next.
            return isAddress && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Where the settings of Docker and containerd lie. */
    public static List<Path> standard() {
        List<Path> standard = new ArrayList<>();
        String home = System.getProperty("user.home", "?");
        // So Java calls the home of a user without one.
        if (!home.equals("?")) {
            standard.add(Path.of(home, ".config", "dray", "certs.d"));
            standard.add(Path.of(home, ".config", "containers", "certs.d"));
        }
        standard.add(Path.of("/etc/containerd/certs.d"));
        standard.add(Path.of("/etc/containers/certs.d"));
        standard.add(Path.of("/etc/docker/certs.d"));
        return standard;
    }
}
