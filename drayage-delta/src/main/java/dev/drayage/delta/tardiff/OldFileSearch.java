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
import java.util.List;
import java.util.Map;
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

    /** Sorted by their paths. */
    private final List<OldFile> files = new ArrayList<>();

    private final KeyedFiles byPath;
    private final KeyedFiles byVersion;
    private final KeyedFiles byName;
    private final KeyedFiles bySize;

    /** Of each size that was looked for, the first file of each hash. */
    private final Map<Long, Map<ByteBuffer, OldFile>> hashed = new HashMap<>();

    private @Nullable ContentSamples samples;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /**
     * An old file.
     *
     * @param isSame whether it is the new file, byte for byte
     */
    record Found(OldFile file, boolean isSame) {}

    OldFileSearch(Collection<OldFile> all) {
        for (OldFile file : all) {
            if (file.content().size() > 0 && file.path().indexOf('\uFFFD') < 0) {
                files.add(file);
            }
        }
        files.sort(Comparator.comparing(OldFile::path));
        byPath = new KeyedFiles(files, path -> path);
        byVersion = new KeyedFiles(files, OldFileSearch::unnumbered);
        byName = new KeyedFiles(files, OldFileSearch::name);
        bySize = new KeyedFiles(files, path -> "");
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
        long size = content.size();
        OldFile before = byPath.nearest(path, size, other -> isSimilar(other, size));
        if (before != null) {
            return before;
        }
        before = byVersion.nearest(unnumbered(path), size, other -> isSimilar(other, size));
        if (before != null) {
            return before;
        }
        if (!byName.isOnly(name(path)) && size >= MIN_SAMPLED) {
            if (samples == null) {
                samples = new ContentSamples(files);
            }
            before = samples.mostLike(content);
        }
        return before == null ? byName.nearest(name(path), size, other -> isSimilar(other, size)) : before;
    }

    /** The file of this path if it is the same, else the first that is. */
    private @Nullable OldFile same(String path, Blob content) throws IOException {
        long size = content.size();
        if (bySize.ofSize("", size) == null) {
            return null;
        }
        ByteBuffer hash = hash(content);
        OldFile first = hashed(size).get(hash);
        OldFile own = byPath.ofSize(path, size);
        return first != null
                        && own != null
                        && !own.path().equals(first.path())
                        && hash(own.content()).equals(hash)
                ? own
                : first;
    }

    private Map<ByteBuffer, OldFile> hashed(long size) throws IOException {
        Map<ByteBuffer, OldFile> known = hashed.get(size);
        if (known == null) {
            known = new HashMap<>();
            for (OldFile file : bySize.allOfSize("", size)) {
                known.putIfAbsent(hash(file.content()), file);
            }
            hashed.put(size, known);
        }
        return known;
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
