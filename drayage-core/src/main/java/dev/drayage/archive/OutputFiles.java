package dev.drayage.archive;

import dev.drayage.content.Blob;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What an archive is written to, at any place of it and from several threads: one file, or several volumes. */
interface OutputFiles extends Closeable {

    /** Writes some of what remains in {@code bytes}; returns how many bytes. */
    int write(ByteBuffer bytes, long offset) throws IOException;

    /** Reads what was written before, as a channel does. */
    int read(ByteBuffer target, long offset) throws IOException;

    /** Whether there are this many bytes at this place, whatever they are: files may be gone that were noted to be there. */
    boolean reaches(long offset, long length) throws IOException;

    /** Says that bytes of one write lie there now, and has the system write them to the disk when it likes. */
    void written(long bytes);

    /** Ends it here, whatever an earlier run left behind, and waits for the disk to take what it has begun. */
    void finish(long size) throws IOException;

    /** What lies there so far, the caller closes it; its size is no promise. */
    Blob content() throws IOException;

    /** Gives it its name, synced if that is asked for. */
    void commit(boolean synced) throws IOException;
}
