package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.tar.TarHeader;
import java.nio.ByteBuffer;

/** A tar of one entry that is all header: its content, which may be of any size, is zeros that nobody has to store. */
public final class HeaderBlob implements Blob {
    private final byte[] header;
    private final long contentSize;

    public HeaderBlob(byte[] header, long contentSize) {
        this.header = header;
        this.contentSize = contentSize;
    }

    @Override
    public long size() {
        return header.length + contentSize + TarHeader.padding(contentSize) + ArchivePlan.END_MARK_BYTES;
    }

    @Override
    public int readAt(long position, ByteBuffer target) {
        if (position >= size()) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), size() - position);
        for (int i = 0; i < count; i++) {
            target.put(position + i < header.length ? header[(int) position + i] : 0);
        }
        return count;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
