package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.file.EarlyWriteback;
import dev.drayage.file.PendingFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An archive that is written to one file. */
final class SingleFile implements OutputFiles {
    private final PendingFile pending;
    private final EarlyWriteback disk;

    /** @param pending closed with this */
    SingleFile(PendingFile pending) {
        this.pending = pending;
        this.disk = new EarlyWriteback(pending.channel());
    }

    @Override
    public int write(ByteBuffer bytes, long offset) throws IOException {
        return pending.channel().write(bytes, offset);
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        return pending.channel().read(target, offset);
    }

    @Override
    public boolean reaches(long offset, long length) throws IOException {
        return pending.channel().size() >= offset + length;
    }

    @Override
    public void written(long bytes) {
        disk.written(bytes);
    }

    @Override
    public void finish(long size) throws IOException {
        pending.channel().truncate(size);
        disk.join();
    }

    @Override
    public Blob content() throws IOException {
        return Blob.ofFile(pending.path());
    }

    @Override
    public void commit(boolean synced) throws IOException {
        disk.close();
        if (synced) {
            pending.commit();
        } else {
            pending.commitUnsynced();
        }
    }

    @Override
    public void close() throws IOException {
        disk.close();
        pending.close();
    }
}
