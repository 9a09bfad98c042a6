package dev.drayage.server.cache;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.server.cache.Outage.UpstreamOutException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Repositories of an upstream that are fetched once and kept: see the package. Any number of caches, in any number of
 * processes, may share a namespace, if their upstream is the same.
 */
public final class PullThroughCache implements Repositories {
    /** The name of the {@link System.Logger} that hears where something was served that may be out of date. */
    public static final String LOGGER = "dev.drayage.server.cache";

    /** What the name of a namespace may have. */
    private static final int MAX_NAMESPACE = 76;

    private static final int HASH_CHARS = 8;

    private final CacheParts parts;

    private PullThroughCache(CacheParts parts) {
        this.parts = parts;
    }

    /**
     * A cache of an upstream.
     *
     * @param upstream what is cached; closed with the cache
     * @param namespace where it is kept, and nothing else; its store stays open until the cache is closed, and is closed
     *     by the caller
     * @throws IllegalArgumentException if the namespace cannot be written to
     */
    public static PullThroughCache open(Repositories upstream, ImageNamespace namespace, CacheOptions options) {
        if (!namespace.canBeChanged()) {
            throw new IllegalArgumentException("nothing can be cached in "
                    + namespace.content().location() + ", which cannot be written to; choose another store");
        }
        CacheStore store = new CacheStore(namespace, options.clock());
        return new PullThroughCache(new CacheParts(
                upstream,
                store,
                options,
                new Outage(options.clock()),
                new SharedQuestions(),
                new BlobFetches(),
                new Eviction(store, options.maxSize())));
    }

    /**
     * What the namespace for a cache of this upstream is called: {@code cache-registry.example}.
     *
     * @param location {@link Repositories#location()} of the upstream
     */
    public static String namespaceFor(String location) {
        String bare = location.replaceFirst("^[a-z-]+:/*", "");
        String name = "cache-" + bare.replaceAll("[^A-Za-z0-9._-]", "-");
        boolean isNamespace = name.length() <= MAX_NAMESPACE && name.matches("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");
        if (isNamespace && name.equals("cache-" + bare)) {
            return name;
        }
        // Something was left out, and must not make two the same.
        String hash = Digest.compute(DigestAlgorithm.SHA256, location.getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, HASH_CHARS);
        String readable = name.replaceAll("[._-]{2,}", "-");
        String cut = readable.substring(0, Math.min(readable.length(), MAX_NAMESPACE - HASH_CHARS - 1));
        return cut.replaceFirst("[._-]$", "") + "-" + hash;
    }

    @Override
    public Optional<Repository> find(String name) throws IOException {
        try {
            if (parts.upstream().find(name).isEmpty()) {
                return Optional.empty();
            }
        } catch (IOException e) {
            if (!Outage.isOutage(e)) {
                throw e;
            }
            // It may be here.
        }
        return Optional.of(new CachedRepository(name, parts));
    }

    @Override
    public List<String> names(@Nullable String after, int limit) throws IOException {
        try {
            return parts.outage().asking(() -> parts.upstream().names(after, limit));
        } catch (UpstreamOutException e) {
            parts.warn("listing the repositories that were asked for here, for the upstream cannot be asked: "
                    + e.getMessage());
            TreeSet<String> known = new TreeSet<>();
            for (String image : parts.store().names()) {
                known.add(repository(image));
            }
            return known.stream()
                    .filter(name -> after == null || name.compareTo(after) > 0)
                    .limit(limit)
                    .toList();
        }
    }

    /** What an image's name says before its digest or tag. */
    private static String repository(String image) {
        int at = image.indexOf('@');
        return image.substring(0, at >= 0 ? at : Math.max(0, image.lastIndexOf(':')));
    }

    @Override
    public String base() {
        return parts.upstream().base();
    }

    @Override
    public String location() {
        return parts.location();
    }

    /** Ends what is being fetched, to be gone on with by whoever asks next. */
    @Override
    public void close() throws IOException {
        Repositories upstream = parts.upstream();
        BlobFetches fetches = parts.fetches();
        SharedQuestions questions = parts.questions();
        try (upstream;
                fetches;
                questions) {
            // Closed in turn, whichever of them fails.
        }
    }
}
