package dev.drayage.delta.tardiff;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.tar.TarEntry;
import dev.drayage.tar.TarLimits;
import dev.drayage.tar.TarScanner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/** Writes diffs against the files of one old image: the same for the same files and tar, on every machine. For one thread. */
public final class TarDiffer {
    private static final int BUFFER_BYTES = 64 << 10;

    private final OldFileSearch search;

    /**
     * Takes the files that diffs may refer to, which stay open as long as this is used.
     *
     * @param old regular files; those that not every user may read are better left out, for others apply diffs to unpacked
     *     trees. Empty files, and those whose names are not UTF-8, are left out here
     */
    public TarDiffer(Collection<OldFile> old) {
        search = new OldFileSearch(old);
    }

    /**
     * Writes the diff that makes a tar of the old files. What is no tar, or from a damaged header on, goes as it is.
     *
     * @param newTar not packed
     * @param target stays open
     */
    public void write(Blob newTar, OutputStream target) throws IOException {
        try (TarDiffWriter writer = new TarDiffWriter(target)) {
            FilePatch patch = new FilePatch(writer);
            TarScanner scanner = new TarScanner(newTar, "the new tar", TarLimits.defaults());
            byte[] buffer = new byte[BUFFER_BYTES];
            long written = 0;
            for (Optional<TarEntry> next = next(scanner); next.isPresent(); next = next(scanner)) {
                TarEntry entry = next.get();
                if (entry.type() != TarEntry.Type.FILE || entry.size() == 0) {
                    continue;
                }
                Blob content = newTar.slice(entry.dataOffset(), entry.size());
                OldFileSearch.Found found = search.find(entry.path(), content);
                if (found == null) {
                    continue;
                }
                copy(newTar, written, entry.dataOffset(), writer, buffer);
                writer.open(found.file().path());
                if (found.isSame()) {
                    writer.copy(0, entry.size());
                } else {
                    patch.write(found.file().content(), content);
                }
                written = entry.dataOffset() + entry.size();
            }
            copy(newTar, written, newTar.size(), writer, buffer);
            writer.finish();
        }
    }

    /** The next entry; none if what comes is damaged, which is nobody's business here. */
    private static Optional<TarEntry> next(TarScanner scanner) throws IOException {
        try {
            return scanner.next();
        } catch (ContentException e) {
            if (e.kind() == Kind.FAILED_PRECONDITION) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void copy(Blob tar, long from, long end, TarDiffWriter writer, byte[] buffer) throws IOException {
        for (long at = from; at < end; ) {
            ByteBuffer piece = ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, end - at));
            int count = tar.readAt(at, piece);
            if (count <= 0) {
                throw ContentException.truncated("the new tar", tar.size(), at);
            }
            writer.data(buffer, 0, count);
            at += count;
        }
    }
}
