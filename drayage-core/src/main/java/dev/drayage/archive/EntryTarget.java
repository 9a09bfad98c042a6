package dev.drayage.archive;

import dev.drayage.content.Verification;
import dev.drayage.copy.CopyTarget;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The place of one blob in an archive. What passes in order is verified. */
final class EntryTarget implements CopyTarget {
    private final PositionalOutput file;
    private final long start;
    private final RangeLog notes;
    private final Verification verification;
    private volatile boolean resumed;

    /** @param notes which pieces an earlier run has left there */
    EntryTarget(PositionalOutput file, ImageArchive.Entry entry, RangeLog notes, Verification verification) {
        this.file = file;
        this.start = entry.dataOffset();
        this.notes = notes;
        this.verification = verification;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        file.write(bytes, start + offset);
    }

    @Override
    public int read(ByteBuffer bytes, long offset) throws IOException {
        return file.read(bytes, start + offset);
    }

    @Override
    public void inOrder(ByteBuffer bytes) {
        verification.update(bytes);
    }

    @Override
    public boolean has(long offset, long length) throws IOException {
        boolean there = notes.has(start + offset, length) && file.reaches(start + offset, length);
        if (there) {
            resumed = true;
            file.kept(length);
        }
        return there;
    }

    @Override
    public void wrote(long offset, long length) throws IOException {
        notes.note(start + offset, length);
    }

    /** Whether some of it was there already, which may be what is wrong with the whole. */
    boolean isResumed() {
        return resumed;
    }
}
