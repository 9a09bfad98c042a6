package dev.drayage.registry.auth;

import java.util.ArrayList;
import java.util.List;

/** What files and helpers call a registry. */
final class ServerNames {
    private static final String DOCKER_HUB = "docker.io";

    /** Docker Hub goes by the address of an index that is long gone. */
    private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

    private ServerNames() {}

    /** The name that credentials are kept under. */
    static String key(String domain) {
        return domain.equals(DOCKER_HUB) ? DOCKER_HUB_KEY : domain;
    }

    /** The names to look for, the most specific first: podman keeps credentials by repository too. */
    static List<String> lookups(String domain, String repository) {
        List<String> names = new ArrayList<>();
        for (String path = repository; !path.isEmpty(); path = parent(path)) {
            names.add(domain + "/" + path);
        }
        names.add(domain);
        return names;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The names under which a helper may keep the credentials of a registry. */
    static List<String> stored(String domain) {
        return domain.equals(DOCKER_HUB) ? List.of(DOCKER_HUB_KEY) : List.of(domain, "https://" + domain);
    }

    /** The registry or repository that a key of a file means, whichever way it is written. */
    static String host(String key) {
        String rest = key.replaceFirst("^https?://", "");
        boolean isAddress = !rest.equals(key);
        String plain = rest.replaceFirst("/(v1|v2)?/?$", "");
        String host = isAddress && plain.indexOf('/') >= 0 ? plain.substring(0, plain.indexOf('/')) : plain;
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? DOCKER_HUB : host;
    }
}
