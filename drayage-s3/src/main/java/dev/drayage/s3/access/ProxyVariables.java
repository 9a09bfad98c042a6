package dev.drayage.s3.access;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Proxies by the usual variables, lower case first. Addresses of this machine and of its network card need none. */
public record ProxyVariables(Map<String, String> environment) {

    /**
     * The proxy to a host; empty if it is spoken to directly.
     *
     * @throws IllegalArgumentException if the variable does not name a proxy
     */
    public Optional<URI> find(String scheme, String host) {
        String name = scheme + "_proxy";
        String text = variable(name);
        text = text.isEmpty() ? variable("all_proxy") : text;
        if (text.isEmpty() || isNear(host) || isExempt(host)) {
            return Optional.empty();
        }
        URI proxy;
        try {
            proxy = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not the address of a proxy; it has to be http://HOST:PORT");
        }
        if (!"http".equals(proxy.getScheme()) || proxy.getHost() == null || proxy.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    name + " has to be http://HOST:PORT; other proxies, and those that ask for"
                            + " a password, are not supported for S3");
        }
        return Optional.of(proxy.getPort() >= 0 ? proxy : URI.create("http://" + proxy.getHost() + ":80"));
    }

    private String variable(String name) {
        String lower = environment.getOrDefault(name, "");
        return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
    }

    private static boolean isNear(String host) {
        return host.equals("localhost")
                || host.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+")
                || host.matches("169\\.254\\.[0-9]+\\.[0-9]+")
                || host.startsWith("[::1]")
                || host.startsWith("[fe80:")
                || host.startsWith("[fd00:ec2::");
    }

    private boolean isExempt(String host) {
        for (String each : variable("no_proxy").split(",", -1)) {
            String name = each.strip().toLowerCase(Locale.ROOT);
            String bare = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
            String lower = host.toLowerCase(Locale.ROOT);
            if (name.equals("*") || (!bare.isEmpty() && (lower.equals(bare) || lower.endsWith("." + bare)))) {
                return true;
            }
        }
        return false;
    }
}
