package dev.drayage.registry.hosts;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** containerd's {@code hosts.toml}: the hosts that answer for a registry, in order, and the registry's own server. */
final class HostsToml {
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final Endpoint own;

    private HostsToml(Path file, Endpoint own) {
        this.file = file;
        this.own = own;
    }

    /** @param own what the registry's own endpoint is where the file names no server */
    static List<Endpoint> read(Path file, Endpoint own) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " has more than " + MAX_BYTES + " bytes, too many for settings");
        }
        JsonNode root;
        try {
            root = new TomlMapper().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is not TOML: " + e.getOriginalMessage(), e);
        }
        return new HostsToml(file, own).endpoints(root);
    }

    private List<Endpoint> endpoints(JsonNode root) throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Map.Entry<String, JsonNode> host : root.path("host").properties()) {
            endpoints.add(endpoint(host.getKey(), host.getValue(), true));
        }
        JsonNode server = root.path("server");
        Endpoint last = server.isString() && !server.asString().isEmpty()
                ? endpoint(server.asString(), root, false)
                : own.with(tls(root));
        URI base = last.base();
        if (endpoints.stream().noneMatch(endpoint -> endpoint.base().equals(base))) {
            endpoints.add(last);
        }
        return endpoints;
    }

    private Endpoint endpoint(String address, JsonNode settings, boolean isMirror) throws IOException {
        URI base = base(address, settings.path("override_path").asBoolean(false));
        boolean other = isMirror && !base.getAuthority().equals(own.base().getAuthority());
        return new Endpoint(base, other, false, capabilities(settings), headers(settings), tls(settings));
    }

    private URI base(String address, boolean overridePath) throws IOException {
        String whole = address.contains("://")
                ? address
                : (HostFolders.isLoopback(address.replaceFirst("/.*", "")) ? "http://" : "https://") + address;
        try {
            URI uri = URI.create(whole);
            if (uri.getHost() == null
                    || uri.getQuery() != null
                    || !uri.getScheme().startsWith("http")) {
                throw problem("the host \"" + address + "\" is not an http or https address");
            }
            String path = uri.getRawPath().replaceFirst("/+$", "");
            if (!overridePath && !path.endsWith("/v2")) {
                path += "/v2";
            }
            return URI.create(uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getRawAuthority() + path + "/");
        } catch (IllegalArgumentException e) {
            throw problem("the host \"" + address + "\" is not an address");
        }
    }

    private Set<Capability> capabilities(JsonNode settings) throws IOException {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (String name : strings(settings.path("capabilities"))) {
            try {
                capabilities.add(Capability.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw problem("the capability \"" + name + "\" is unknown; use pull, resolve and push");
            }
        }
        return capabilities.isEmpty() ? EnumSet.allOf(Capability.class) : capabilities;
    }

    private Map<String, String> headers(JsonNode settings) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : settings.path("header").properties()) {
            headers.put(header.getKey(), String.join(", ", strings(header.getValue())));
        }
        return headers;
    }

    private TlsSettings tls(JsonNode settings) throws IOException {
        List<Path> authorities = new ArrayList<>();
        for (String name : strings(settings.path("ca"))) {
            authorities.add(path(name));
        }
        return new TlsSettings(
                authorities,
                identities(settings.path("client")),
                settings.path("skip_verify").asBoolean(false));
    }

    /** One file, several, or pairs of certificate and key. */
    private List<TlsSettings.Identity> identities(JsonNode client) throws IOException {
        List<TlsSettings.Identity> identities = new ArrayList<>();
        if (client.isString()) {
            identities.add(new TlsSettings.Identity(path(client.asString()), null));
        }
        for (JsonNode element : client) {
            List<String> files = strings(element);
            if (files.isEmpty() || files.size() > 2) {
                throw problem("\"client\" has to list files, or pairs of certificate and key");
            }
            @Nullable Path key = files.size() == 1 || files.get(1).isEmpty() ? null : path(files.get(1));
            identities.add(new TlsSettings.Identity(path(files.get(0)), key));
        }
        return identities;
    }

    private List<String> strings(JsonNode node) throws IOException {
        if (node.isString()) {
            return List.of(node.asString());
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode element : node) {
            if (!element.isString()) {
                throw problem("it has " + element + " where a string is needed");
            }
            strings.add(element.asString());
        }
        return strings;
    }

    private Path path(String name) {
        return file.resolveSibling(name);
    }

    private IOException problem(String problem) {
        return new IOException(file + ": " + problem);
    }
}
