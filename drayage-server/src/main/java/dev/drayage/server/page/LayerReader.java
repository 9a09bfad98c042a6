package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Descriptor;
import dev.drayage.server.http.Response;
import dev.drayage.tar.LayerTar;
import dev.drayage.tar.TarEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads layers for people to look into. Each is unpacked from its first byte to its last, for only then is it known to be
 * what its digest says; so few at a time, and none beyond the limits. Thread-safe.
 */
final class LayerReader {
    /** How long a request waits for others to end. */
    private static final long WAIT_SECONDS = 20;

    private final PageOptions options;
    private final RecentListings recent;
    private final Semaphore turns;

    LayerReader(PageOptions options) {
        this.options = options;
        this.recent = new RecentListings(options.cachedBytes());
        this.turns = new Semaphore(options.scans(), true);
    }

    /** The entries of a layer, as many as the limits allow. */
    LayerListing listing(Visit visit, Descriptor layer) throws IOException {
        Optional<LayerListing> known = recent.get(visit.name(), layer.digest());
        if (known.isPresent()) {
            return known.get();
        }
        return inTurn(() -> {
            // Whoever was before this one may have read it.
            Optional<LayerListing> read = recent.get(visit.name(), layer.digest());
            if (read.isPresent()) {
                return read.get();
            }
            LayerListing listing = read(visit, layer);
            recent.put(visit.name(), layer.digest(), listing);
            return listing;
        });
    }

    private LayerListing read(Visit visit, Descriptor layer) throws IOException {
        List<LayerEntry> entries = new ArrayList<>();
        long bytes = 0;
        try (LayerTar tar = open(visit, layer)) {
            for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
                LayerEntry entry = LayerEntry.of(entries.size(), next.get());
                bytes += entry.bytes();
                String cut = cut(next.get(), entries.size() + 1, bytes);
                if (cut != null) {
                    return new LayerListing(entries, cut);
                }
                entries.add(entry);
            }
            tar.finish();
        }
        return new LayerListing(entries, null);
    }

    private @Nullable String cut(TarEntry entry, int count, long bytes) {
        if (count > options.entries()) {
            return "It has more than " + options.entries() + " entries.";
        }
        if (bytes > options.listingBytes()) {
            return "Its names take more than " + Sizes.text(options.listingBytes()) + ".";
        }
        return entry.dataOffset() + entry.size() > options.unpackedBytes() || entry.dataOffset() + entry.size() < 0
                ? "It unpacks to more than " + Sizes.text(options.unpackedBytes()) + "."
                : null;
    }

    /** The first bytes of an entry, as many as are shown, of a layer that was verified to its end. */
    byte[] start(Visit visit, Descriptor layer, LayerEntry entry) throws IOException {
        return inTurn(() -> {
            try (LayerTar tar = open(visit, layer)) {
                byte[] start = content(tar, entry).readNBytes(options.shownBytes());
                tar.finish();
                return start;
            }
        });
    }

    /**
     * All of an entry, sent as it is unpacked; its last bytes only when the layer was verified to its end, so that nothing
     * that is whole can be wrong.
     */
    Response.Body.Stream whole(Visit visit, Descriptor layer, LayerEntry entry) throws IOException {
        if (visit.request().method().equals("HEAD")) {
            return new Response.Body.Stream(entry.size(), target -> {}, () -> {});
        }
        LayerTar tar = open(visit, layer);
        try {
            InputStream content = inTurn(() -> content(tar, entry));
            return new Response.Body.Stream(
                    entry.size(), new HeldBackCopy(content, () -> inTurn(() -> finish(tar))), tar);
        } catch (IOException | RuntimeException e) {
            tar.close();
            throw e;
        }
    }

    private static boolean finish(LayerTar tar) throws IOException {
        tar.finish();
        return true;
    }

    private LayerTar open(Visit visit, Descriptor layer) throws IOException {
        return LayerTar.open(
                visit.repository().content(), layer, options.zstdWindow(), options.unpackedBytes() + (2 << 20));
    }

    private static InputStream content(LayerTar tar, LayerEntry wanted) throws IOException {
        int number = 0;
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            if (number++ == wanted.number()) {
                if (!next.get().path().equals(wanted.path()) || next.get().size() != wanted.size()) {
                    break;
                }
                return tar.content(next.get());
            }
        }
        throw new ContentException(
                Kind.FAILED_PRECONDITION, tar.location() + " is not what it was when its files were listed");
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T inTurn(Reading<T> reading) throws IOException {
        try {
            if (!turns.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ContentException(
                        Kind.UNAVAILABLE, "too many layers are being unpacked for others, try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContentException(Kind.UNAVAILABLE, "the server is stopping", e);
        }
        try {
            return reading.read();
        } finally {
            turns.release();
        }
    }
}
