package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the old file that a new one is most like. */
final class OldFileSearch {
    private static final int BUFFER_BYTES = 64 << 10;
    /** Files of more than so many times the size of another are no version of it. */
    private static final int MAX_RATIO = 10;

    private static final int SMALL = 64 << 10;

    /** Smaller files are not looked for by what they hold: it takes about as much to send them. */
    private static final int MIN_SAMPLED = 4 << 10;

    private static final Pattern NUMBERS = Pattern.compile("[0-9]+");

    private final Map<String, OldFile> byPath = new TreeMap<>();
    private final Map<String, List<OldFile>> byVersion = new HashMap<>();
    private final Map<String, List<OldFile>> byName = new HashMap<>();
    private final Map<Long, List<OldFile>> bySize = new HashMap<>();
    private final IdentityHashMap<OldFile, ByteBuffer> hashes = new IdentityHashMap<>();
    private @Nullable ContentSamples samples;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /**
     * An old file.
     *
     * @param isSame whether it is the new file, byte for byte
     */
    record Found(OldFile file, boolean isSame) {}

    OldFileSearch(Collection<OldFile> files) {
        List<OldFile> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparing(OldFile::path));
        for (OldFile file : sorted) {
            if (file.content().size() == 0 || file.path().indexOf('\uFFFD') >= 0) {
                continue;
            }
            byPath.put(file.path(), file);
            byVersion
                    .computeIfAbsent(unnumbered(file.path()), path -> new ArrayList<>())
                    .add(file);
            byName.computeIfAbsent(name(file.path()), name -> new ArrayList<>()).add(file);
            bySize.computeIfAbsent(file.content().size(), size -> new ArrayList<>())
                    .add(file);
        }
    }

    /** The best there is, or null. */
    @Nullable
    Found find(String path, Blob content) throws IOException {
        OldFile same = same(path, content);
        if (same != null) {
            return new Found(same, true);
        }
        OldFile before = before(path, content);
        return before == null ? null : new Found(before, false);
    }

    /** An older version, or what else is like it. */
    private @Nullable OldFile before(String path, Blob content) throws IOException {
        OldFile before = byPath.get(path);
        if (before != null && isSimilar(before.content().size(), content.size())) {
            return before;
        }
        before = nearest(byVersion.getOrDefault(unnumbered(path), List.of()), content.size());
        if (before != null) {
            return before;
        }
        List<OldFile> namesakes = byName.getOrDefault(name(path), List.of());
        if (namesakes.size() != 1 && content.size() >= MIN_SAMPLED) {
            if (samples == null) {
                samples = new ContentSamples(List.copyOf(byPath.values()));
            }
            before = samples.mostLike(content);
        }
        return before == null ? nearest(namesakes, content.size()) : before;
    }

    private @Nullable OldFile same(String path, Blob content) throws IOException {
        List<OldFile> candidates = bySize.getOrDefault(content.size(), List.of());
        if (candidates.isEmpty()) {
            return null;
        }
        ByteBuffer hash = hash(content);
        OldFile found = null;
        for (OldFile file : candidates) {
            ByteBuffer other = hashes.get(file);
            if (other == null) {
                other = hash(file.content());
                hashes.put(file, other);
            }
            if (other.equals(hash) && (found == null || file.path().equals(path))) {
                found = file;
            }
        }
        return found;
    }

    /** The file that is nearest in size, if it is near enough. */
    private static @Nullable OldFile nearest(List<OldFile> files, long size) {
        OldFile best = null;
        long bestDifference = Long.MAX_VALUE;
        for (OldFile file : files) {
            long difference = Math.abs(file.content().size() - size);
            if (difference < bestDifference && isSimilar(file.content().size(), size)) {
                best = file;
                bestDifference = difference;
            }
        }
        return best;
    }

    private static boolean isSimilar(long a, long b) {
        return Math.max(a, b) <= SMALL || Math.max(a, b) / MAX_RATIO <= Math.min(a, b);
    }

    /** With the numbers of versions taken out of it. */
    private static String unnumbered(String path) {
        return NUMBERS.matcher(path).replaceAll("0");
    }

    private static String name(String path) {
        return unnumbered(path.substring(path.lastIndexOf('/') + 1));
    }

    private ByteBuffer hash(Blob content) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        long at = 0;
        while (true) {
            ByteBuffer piece = ByteBuffer.wrap(buffer);
            int count = content.readAt(at, piece);
            if (count <= 0) {
                return ByteBuffer.wrap(hash.digest());
            }
            hash.update(buffer, 0, count);
            at += count;
        }
    }
}
