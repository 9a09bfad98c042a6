package dev.drayage.fill;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The content of a place, and of others for what it lacks or holds corrupt: places are asked in order, and only when those
 * before do not have the right bytes. Documents and what is small are verified before they are given; large blobs too if
 * whoever reads them cannot begin anew. Thread-safe.
 */
public final class FilledContent implements ReadableContent {
    /** Up to here a blob is read once, into memory, and given from there. */
    private static final int SMALL_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 256 << 10;

    private final List<ReadableContent> places;
    private final Reading reading;
    /** Which place to ask first for content of which those before have nothing right. */
    private final Map<Digest, Integer> starts;

    private final Map<Digest, Origin> filled;

    /** How large blobs are read. */
    public enum Reading {
        /** Once: whoever reads them verifies, {@linkplain #distrust distrusts} what is wrong, and opens it again. */
        ONCE,
        /** Twice: what is given is right. */
        VERIFIED
    }

    /** Where a blob came from. */
    private record Origin(int place, long size) {}

    /**
     * What one place filled.
     *
     * @param location the name of the place as messages give it
     * @param blobs how many blobs came from there
     * @param bytes how many bytes these have
     */
    public record Filled(String location, long blobs, long bytes) {}

    /**
     * Of a place, and others.
     *
     * @param content looked at first
     * @param fillers looked at after it, in order
     */
    public FilledContent(ReadableContent content, List<ReadableContent> fillers, Reading reading) {
        List<ReadableContent> all = new ArrayList<>();
        all.add(content);
        all.addAll(fillers);
        this.places = List.copyOf(all);
        this.reading = reading;
        this.starts = new ConcurrentHashMap<>();
        this.filled = new ConcurrentHashMap<>();
    }

    private FilledContent(FilledContent same, List<ReadableContent> places) {
        this.places = places;
        this.reading = same.reading;
        this.starts = same.starts;
        this.filled = same.filled;
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new FilledContent(
                this, places.stream().map(place -> place.upon(base)).toList());
    }

    /** How much came from which of the other places so far, in their order; those that gave nothing are not listed. */
    public List<Filled> filled() {
        Map<Integer, Filled> sums = new LinkedHashMap<>();
        for (int i = 1; i < places.size(); i++) {
            int place = i;
            List<Origin> from =
                    filled.values().stream().filter(each -> each.place == place).toList();
            if (!from.isEmpty()) {
                sums.put(
                        i,
                        new Filled(
                                places.get(i).location(),
                                from.size(),
                                from.stream().mapToLong(Origin::size).sum()));
            }
        }
        return List.copyOf(sums.values());
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        ContentException wrong = null;
        for (int i = start(descriptor.digest()); i < places.size(); i++) {
            try {
                Blob blob = open(places.get(i), descriptor);
                if (i > 0) {
                    filled.put(descriptor.digest(), new Origin(i, descriptor.size()));
                }
                starts.put(descriptor.digest(), i);
                return blob;
            } catch (ContentException e) {
                if (!e.saysOfContent()) {
                    throw e;
                }
                // What is wrong in the first place says more than that the others lack it.
                wrong = wrong == null || wrong.kind() == Kind.NOT_FOUND ? e : wrong;
            }
        }
        if (wrong != null && wrong.kind() != Kind.NOT_FOUND) {
            throw wrong;
        }
        throw ContentNotFoundException.of(descriptor, location());
    }

    private Blob open(ReadableContent place, Descriptor descriptor) throws IOException {
        Blob blob = place.open(descriptor);
        try {
            Verification.requireSize(descriptor, blob.size(), place.location(descriptor));
            if (descriptor.size() <= SMALL_BYTES) {
                ByteBuffer bytes = ByteBuffer.allocate((int) descriptor.size());
                blob.readAt(0, bytes);
                Verification verification = place.verification(descriptor);
                verification.update(bytes.flip());
                verification.finish();
                blob.close();
                return Blob.ofBytes(bytes.array());
            }
            if (reading == Reading.VERIFIED || MediaTypes.isDocument(descriptor.mediaType())) {
                verify(place, descriptor, blob);
            }
            return blob;
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    private static void verify(ReadableContent place, Descriptor descriptor, Blob blob) throws IOException {
        Verification verification = place.verification(descriptor);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long at = 0; at < blob.size(); at += buffer.limit()) {
            blob.readAt(at, buffer.clear());
            if (buffer.flip().limit() == 0) {
                throw ContentException.truncated("blob", blob.size(), at);
            }
            verification.update(buffer.duplicate());
        }
        verification.finish();
    }

    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        int start = start(descriptor.digest());
        int wrong = start;
        while (wrong < places.size()
                && places.get(wrong).info(descriptor.digest()).isEmpty()) {
            wrong++;
        }
        starts.put(descriptor.digest(), wrong + 1);
        filled.remove(descriptor.digest());
        return info(descriptor.digest()).isPresent();
    }

    private int start(Digest digest) {
        return starts.getOrDefault(digest, 0);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        for (int i = start(digest); i < places.size(); i++) {
            Optional<ContentInfo> info = places.get(i).info(digest);
            if (info.isPresent()) {
                return info;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> whereabouts(Digest digest) throws IOException {
        return places.get(0).whereabouts(digest);
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        int place = start(descriptor.digest());
        return place < places.size()
                ? places.get(place).verification(descriptor)
                : new Verification(descriptor, location());
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        int place = start(descriptor.digest());
        return place < places.size()
                ? places.get(place).mismatch(descriptor, actual)
                : new DigestMismatchException(descriptor, location(), actual);
    }

    @Override
    public int parallelism() {
        return places.stream().mapToInt(ReadableContent::parallelism).max().orElse(1);
    }

    @Override
    public Map<Digest, SortedMap<String, String>> labels() {
        return places.get(0).labels();
    }

    @Override
    public String location(Descriptor descriptor) {
        int place = start(descriptor.digest());
        return place < places.size() ? places.get(place).location(descriptor) : location();
    }

    @Override
    public String location() {
        return places.stream().map(ReadableContent::location).distinct().collect(Collectors.joining(", "));
    }
}
