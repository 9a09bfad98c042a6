package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.task.TaskScope;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * A large blob that is fetched in several stretches at once, each to its place. A hash takes bytes in order alone, so it
 * follows behind and reads them back from the file: whichever thread completes the stretch that it waits for, hashes on
 * as far as it can. Nobody waits.
 */
final class StretchedEntry {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ArchiveEntry entry;
    private final Descriptor descriptor;
    private final Blob blob;
    private final String location;
    private final TargetFile file;
    private final Notebook notes;
    private final long stretch;
    private final int count;
    private final BitSet written = new BitSet();
    private Verification verification;
    private boolean resumed;
    private boolean restarted;
    private boolean hashing;
    private int hashed;

    StretchedEntry(
            ArchiveEntry entry, Descriptor descriptor, Blob blob, String location, TargetFile file, Notebook notes) {
        this.entry = entry;
        this.descriptor = descriptor;
        this.blob = blob;
        this.location = location;
        this.file = file;
        this.notes = notes;
        this.stretch = blob.stretch();
        this.count = (int) ((entry.size() + stretch - 1) / stretch);
        this.verification = new Verification(descriptor, location);
    }

    /** Whether a blob is better written so. */
    static boolean suits(Blob blob) {
        return blob.stretch() > 0 && blob.size() > blob.stretch() && blob.size() / blob.stretch() < Integer.MAX_VALUE;
    }

    /** Writes the entry: the first stretch in this thread, the others by tasks of the scope. */
    void write(TaskScope scope) throws IOException {
        long dataEnd = entry.dataOffset() + entry.size();
        file.write(ByteBuffer.wrap(entry.header()), entry.offset());
        file.write(ByteBuffer.allocate((int) (entry.end() - dataEnd)), dataEnd);
        fetchAll(scope);
    }

    private void fetchAll(TaskScope scope) throws IOException {
        for (int i = 1; i < count; i++) {
            int index = i;
            scope.fork(() -> fetch(index, scope));
        }
        fetch(0, scope);
    }

    private void fetch(int index, TaskScope scope) throws IOException {
        long start = index * stretch;
        long length = Math.min(stretch, entry.size() - start);
        long offset = entry.dataOffset() + start;
        if (notes.has(offset, length) && mayResume()) {
            file.kept(length);
        } else {
            blob.transferTo(start, length, new PlacedChannel(file, offset));
            notes.note(offset, length);
        }
        hashAfter(index, scope);
    }

    private synchronized boolean mayResume() {
        resumed |= !restarted;
        return !restarted;
    }

    private void hashAfter(int index, TaskScope scope) throws IOException {
        synchronized (this) {
            written.set(index);
            if (hashing || !written.get(hashed)) {
                return;
            }
            hashing = true;
        }
        boolean complete = false;
        for (boolean more = true; more; ) {
            hash(hashed);
            synchronized (this) {
                hashed++;
                complete = hashed == count;
                more = !complete && written.get(hashed);
                hashing = more;
            }
        }
        if (complete) {
            finish(scope);
        }
    }

    private void hash(int index) throws IOException {
        long at = entry.dataOffset() + index * stretch;
        long end = Math.min(at + stretch, entry.dataOffset() + entry.size());
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new EOFException("the archive ends at offset " + at + ", where something else cut it short");
            }
            at += read;
            verification.update(buffer.flip());
        }
    }

    /** Where some of it was there from an earlier run, it may be that which is wrong: then it is fetched once more. */
    private void finish(TaskScope scope) throws IOException {
        try {
            verification.finish();
        } catch (ContentException e) {
            synchronized (this) {
                if (!resumed) {
                    throw e;
                }
                resumed = false;
                restarted = true;
                written.clear();
                hashed = 0;
                verification = new Verification(descriptor, location);
            }
            fetchAll(scope);
        }
    }
}
