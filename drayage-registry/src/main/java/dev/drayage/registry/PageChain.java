package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.json.Quotes;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Leads from page to page of a list, to its end. A chain that turns back or has no end is found out, in constant memory,
 * and is an error: nobody is given a shortened list for a whole one. For one thread.
 */
final class PageChain {
    /** Pages that nearly nothing stands on, and more entries than this, are not a list but mischief. */
    private static final long MAX_SPARSE_PAGES = 10_000;

    private static final int FEW_ENTRIES = 20;

    /** A registry that leaves out what somebody may not see can give empty pages, but not so many in a row. */
    private static final int MAX_EMPTY_PAGES = 1000;

    private static final long MAX_ENTRIES = 10_000_000;

    private final Mirror mirror;
    private final Access access;
    private final String list;
    private final String accept;
    private final String what;
    private long pages;
    private long entries;
    private int emptyPages;

    /** What the chain is compared with, moved on at every power of two: so any cycle is met (Brent). */
    private @Nullable URI comparedAddress;

    private long comparedPage;
    private long comparedAt = 1;

    /**
     * @param list the path of the list below the base of the endpoint
     * @param accept the media type of a page
     * @param what what is listed, for messages
     */
    PageChain(Mirror mirror, Access access, String list, String accept, String what) {
        this.mirror = mirror;
        this.access = access;
        this.list = list;
        this.accept = accept;
        this.what = what;
    }

    /**
     * The address of the page after this one; empty if it is the last.
     *
     * @param count how many entries stand on this page
     * @param fingerprint a number that other entries hardly have
     */
    Optional<URI> after(Response page, long count, long fingerprint) throws ContentException {
        Optional<String> target = LinkHeader.next(page.headers("Link"));
        if (target.isEmpty()) {
            return Optional.empty();
        }
        URI next = PageAddress.of(mirror, list, target.get())
                .orElseThrow(() -> broken(page, "names " + Quotes.quote(target.get()) + " as the next page"));
        check(page, next, count, fingerprint);
        return Optional.of(next);
    }

    /** Counts a page, and fails if going on from it would have no end. */
    void check(Response page, URI next, long count, long fingerprint) throws ContentException {
        pages++;
        entries += count;
        emptyPages = count > 0 ? 0 : emptyPages + 1;
        boolean isKnown = next.equals(comparedAddress) || (count > 0 && pages > 1 && fingerprint == comparedPage);
        if (isKnown) {
            throw broken(page, "never comes to the last page: after page " + pages + " it turns back");
        }
        if (emptyPages > MAX_EMPTY_PAGES) {
            throw broken(page, "never comes to the last page: the last " + emptyPages + " pages were empty");
        }
        if (entries > MAX_ENTRIES || pages > MAX_SPARSE_PAGES + entries / FEW_ENTRIES) {
            throw broken(page, "never comes to the last page: " + pages + " pages had " + entries + " entries");
        }
        if (pages == comparedAt) {
            comparedAt *= 2;
            comparedAddress = next;
            comparedPage = fingerprint;
        }
    }

    /** Asks for a page. */
    Response open(URI address) throws IOException {
        return mirror.send(Request.of("GET", address).withHeader("Accept", accept), access);
    }

    private ContentException broken(Response page, String why) {
        return ErrorResponses.protocolViolation(page, "cannot list " + what, why);
    }
}
