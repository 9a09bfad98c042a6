package dev.drayage.diff;

import dev.drayage.content.ContentProvider;
import dev.drayage.diff.FileState.Kind;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.tar.EntryAttributes;
import dev.drayage.tar.EntryNames;
import dev.drayage.tar.LayerTar;
import dev.drayage.tar.TarEntry;
import dev.drayage.tar.TarFieldException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is in a layer, read once and verified.
 *
 * @param files its files
 * @param unpacked the digest of what it unpacks to
 */
record LayerContents(FileTree files, Digest unpacked) {
    /** What takes away a file of lower layers begins so, and what says something of a directory begins so twice. */
    private static final String WHITEOUT = ".wh.";

    private static final String OPAQUE = ".wh..wh..opq";
    private static final int BUFFER_BYTES = 256 << 10;

    /** Reads a layer; what it unpacks to is hashed by {@code algorithm}. */
    static LayerContents read(
            ContentProvider content, Descriptor layer, DigestAlgorithm algorithm, FileBudget budget, long maxZstdWindow)
            throws IOException {
        try (LayerTar tar = LayerTar.open(content, layer, maxZstdWindow).hashedBy(algorithm)) {
            Reader reader = new Reader(tar, budget);
            for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while reading " + tar.location());
                }
                reader.add(next.get());
            }
            tar.finish();
            return new LayerContents(reader.root, tar.unpackedDigest());
        }
    }

    private static final class Reader {
        private final LayerTar tar;
        private final FileBudget budget;
        private final FileTree root = new FileTree();
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();

        Reader(LayerTar tar, FileBudget budget) {
            this.tar = tar;
            this.budget = budget;
        }

        void add(TarEntry entry) throws IOException {
            String path = entry.path();
            int slash = path.lastIndexOf('/');
            String name = path.substring(slash + 1);
            if (!name.startsWith(WHITEOUT)) {
                at(path).put(state(entry));
            } else if (name.equals(OPAQUE)) {
                at(path.substring(0, Math.max(0, slash))).makeOpaque();
            } else if (!name.startsWith(WHITEOUT + WHITEOUT) && name.length() > WHITEOUT.length()) {
                at(path.substring(0, slash + 1) + name.substring(WHITEOUT.length()))
                        .remove();
            }
        }

        private FileTree at(String path) throws IOException {
            FileTree at = root;
            for (String part : path.split("/", -1)) {
                if (!part.isEmpty()) {
                    FileTree child = at.childOrNull(part);
                    if (child == null) {
                        budget.take(part, tar.location());
                        child = new FileTree();
                        at.addChild(part, child);
                    }
                    at = child;
                }
            }
            return at;
        }

        private FileState state(TarEntry entry) throws IOException {
            EntryAttributes attributes = tar.attributes();
            for (Map.Entry<String, String> each : attributes.xattrs().entrySet()) {
                budget.take(2L * each.getKey().length() + each.getValue().length() + 2L * Long.SIZE, tar.location());
            }
            budget.take(2L * entry.linkTarget().length(), tar.location());
            Kind kind = kind(entry, attributes);
            String target = entry.linkTarget();
            if (kind == Kind.HARD_LINK) {
                target = clean(target);
                FileState linked = linked(target);
                if (linked != null) {
                    return linked;
                }
            }
            boolean hasContent = kind == Kind.FILE || kind == Kind.OTHER;
            return new FileState(
                    kind,
                    attributes.mode(),
                    attributes.uid(),
                    attributes.gid(),
                    hasContent ? entry.size() : 0,
                    hasContent ? digest(entry) : null,
                    target,
                    attributes.deviceMajor(),
                    attributes.deviceMinor(),
                    attributes.xattrs(),
                    attributes.mtimeSeconds(),
                    attributes.mtimeNanos());
        }

        private @Nullable FileState linked(String target) {
            FileTree found = root.find(target);
            FileState state = found == null ? null : found.state();
            return state == null || state.kind() == Kind.DIRECTORY ? null : state;
        }

        private static Kind kind(TarEntry entry, EntryAttributes attributes) {
            return switch (entry.type()) {
                case FILE, SPARSE -> Kind.FILE;
                case DIRECTORY -> Kind.DIRECTORY;
                case HARD_LINK -> Kind.HARD_LINK;
                case SYMBOLIC_LINK -> Kind.SYMBOLIC_LINK;
                case SPECIAL ->
                    switch (attributes.type()) {
                        case '3' -> Kind.CHARACTER_DEVICE;
                        case '4' -> Kind.BLOCK_DEVICE;
                        default -> Kind.FIFO;
                    };
                case UNKNOWN -> Kind.OTHER;
            };
        }

        /** Names in layers are from the top, with or without a slash. */
        private static String clean(String target) {
            try {
                return EntryNames.clean(target.startsWith("/") ? target.substring(1) : target);
            } catch (TarFieldException e) {
                return target; // a link to nothing that there could be
            }
        }

        private Digest digest(TarEntry entry) throws IOException {
            InputStream content = tar.content(entry);
            for (int count = content.read(buffer); count > 0; count = content.read(buffer)) {
                hash.update(buffer, 0, count);
            }
            return Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
        }
    }
}
