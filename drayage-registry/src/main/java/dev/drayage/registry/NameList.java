package dev.drayage.registry;

import dev.drayage.oci.JsonLimits;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import dev.drayage.registry.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A list of names that a registry gives page by page; one page is held at a time. */
final class NameList {
    /** Names asked for in one page; a registry may give fewer. */
    static final int PAGE = 1000;

    /** More pages than this, and somebody is playing. */
    private static final int MAX_PAGES = 100_000;

    private final Sites sites;
    private final Access access;
    private final String what;
    private final JsonLimits limits;

    NameList(Sites sites, Access access, String what, JsonLimits limits) {
        this.sites = sites;
        this.access = access;
        this.what = what;
        this.limits = limits;
    }

    void read(String path, String key, Registry.Names names) throws IOException {
        try (Sites.Answer first = sites.ask(Capability.RESOLVE, access, site -> Request.of("GET", site.uri(path)))) {
            Optional<URI> next = page(first.response(), key, names);
            Set<URI> seen = new HashSet<>();
            while (next.isPresent()) {
                URI uri = next.get();
                if (!seen.add(uri) || seen.size() > MAX_PAGES) {
                    throw Refusal.nonsense(first.response(), "cannot list " + what, "never comes to the last page");
                }
                try (Response response = first.site().send(Request.of("GET", uri), access)) {
                    next = page(response, key, names);
                }
            }
        }
    }

    private Optional<URI> page(Response response, String key, Registry.Names names) throws IOException {
        try (response) {
            if (response.status() != 200) {
                throw Refusal.of(response, "cannot list " + what);
            }
            byte[] bytes = response.readUpTo(limits.maxBytes());
            if (bytes.length > limits.maxBytes()) {
                throw Refusal.nonsense(
                        response, "cannot list " + what, "sends more than " + limits.maxBytes() + " bytes in one page");
            }
            JsonObject page;
            try {
                page = JsonObject.parse(bytes);
            } catch (IOException e) {
                throw Refusal.nonsense(response, "cannot list " + what, "sends a page that is not JSON");
            }
            for (String name : page.strings(key)) {
                names.name(name);
            }
            return LinkHeader.next(response)
                    // A list that goes on elsewhere would be somebody else's list.
                    .filter(uri -> Origin.of(uri).equals(Origin.of(response.uri())));
        }
    }
}
