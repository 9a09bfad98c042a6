package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import dev.drayage.registry.json.NameStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list of names that a registry gives page by page. Names are passed on as they come in, so that neither a long list nor
 * a long page takes memory. For one thread.
 */
final class NameList {
    /** Names asked for in one page; a registry may give fewer, or more. */
    private static final int PAGE = 1000;

    /** Registries that leave out the link to the next page fill pages of round numbers. */
    private static final int ROUND = 50;

    private static final String JSON = "application/json";

    private final Mirrors mirrors;
    private final Access access;
    private final String what;
    private final Registry.Names names;
    private @Nullable String last;
    private boolean isSorted = true;

    NameList(Mirrors mirrors, Access access, String what, Registry.Names names) {
        this.mirrors = mirrors;
        this.access = access;
        this.what = what;
        this.names = names;
    }

    /**
     * Reads all pages.
     *
     * @param list the path of the list
     * @param key the key that the names stand under
     */
    void read(String list, String key) throws IOException {
        Mirrors.MirrorResponse first =
                mirrors.ask(Capability.RESOLVE, access, mirror -> Request.of("GET", mirror.uri(list + "?n=" + PAGE))
                        .withHeader("Accept", JSON));
        PageChain chain = new PageChain(first.mirror(), access, list, JSON, what);
        Page page = new Page(true);
        Optional<URI> next = page(first.response(), key, page, chain);
        while (true) {
            if (next.isPresent()) {
                page = new Page(true);
                next = page(chain.open(next.get()), key, page, chain);
            } else if (page.mayGoOn()) {
                // A link may have been forgotten: a request for what follows the last name finds out.
                URI rest = first.mirror()
                        .uri(list + "?n=" + PAGE + "&last="
                                + URLEncoder.encode(String.valueOf(last), StandardCharsets.UTF_8));
                page = new Page(false);
                next = unlinked(chain.open(rest), key, page, chain, rest);
            } else {
                return;
            }
        }
    }

    private Optional<URI> page(Response response, String key, Page page, PageChain chain) throws IOException {
        try (response) {
            if (response.status() != 200) {
                throw ErrorResponses.of(response, "cannot list " + what);
            }
            read(response, key, page);
            return chain.after(response, page.count, page.fingerprint);
        }
    }

    /** A page that no link led to: where there is none, the list has ended before. */
    private Optional<URI> unlinked(Response response, String key, Page page, PageChain chain, URI address)
            throws IOException {
        try (response) {
            int status = response.status();
            if (status >= 400 && status < 500 && status != 429) {
                // It does not know the question.
                return Optional.empty();
            }
            if (status != 200) {
                throw ErrorResponses.of(response, "cannot list " + what);
            }
            read(response, key, page);
            chain.check(response, address, page.count, page.fingerprint);
            return page.isRepeated ? Optional.empty() : chain.after(response, 0, page.fingerprint);
        }
    }

    private void read(Response response, String key, Page page) throws IOException {
        try {
            NameStream.read(new ResponseStream(response), key, page::take);
        } catch (InterruptedIOException | ContentException e) {
            throw e;
        } catch (NameStream.BrokenException e) {
            throw ErrorResponses.protocolViolation(
                    response, "cannot list " + what, "sends a page that is none: " + e.getMessage());
        } catch (ResponseStream.BrokenException e) {
            throw new ContentException(
                    Kind.UNAVAILABLE, "cannot list " + what + ": " + e.getMessage() + "; try again", e);
        }
    }

    /** What has been seen of one page. */
    private final class Page {
        private final boolean isLinked;
        private boolean hasBegun;
        private long count;
        private long fingerprint;
        private boolean isRepeated;

        private Page(boolean isLinked) {
            this.isLinked = isLinked;
        }

        /** A name; false if nothing after it is wanted. */
        private boolean take(String name) throws IOException {
            if (!hasBegun && last != null) {
                // A registry that knows no "last" begins again; some begin with the name they were asked to begin
                // after.
                isRepeated = !isLinked && name.compareTo(last) < 0;
                if (isRepeated || name.equals(last)) {
                    hasBegun = true;
                    return !isRepeated;
                }
            }
            hasBegun = true;
            isSorted &= last == null || last.compareTo(name) < 0;
            last = name;
            count++;
            fingerprint = fingerprint * 1_000_003 + name.hashCode();
            names.name(name);
            return true;
        }

        private boolean mayGoOn() {
            return isSorted && count > 0 && count % ROUND == 0;
        }
    }
}
