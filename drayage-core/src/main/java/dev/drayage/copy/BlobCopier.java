package dev.drayage.copy;

import dev.drayage.content.Blob;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Copies the large blobs of one job, each call one of them. A blob is read in order by the thread that calls. Idle threads
 * of the job help where that is faster: of a blob behind a network they fetch other pieces at the same time, if bytes come
 * slower than a processor can take them; of a file they copy while the first thread hashes. Thread-safe.
 */
public final class BlobCopier {
    /** Stays in a processor's cache between being read, hashed and written. */
    private static final int BUFFER_BYTES = 256 << 10;

    /** Small enough that what is read back is likely to be in a cache. */
    private static final int LOCAL_PIECE = 4 << 20;

    private final TaskScope scope;
    private final Pace pace;
    private final int localPiece;
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    /** A copier that gives work to the idle threads of a scope, and is used by tasks of that scope alone. */
    public BlobCopier(TaskScope scope) {
        this(scope, new Pace(System::nanoTime), LOCAL_PIECE);
    }

    BlobCopier(TaskScope scope, Pace pace, int localPiece) {
        this.scope = scope;
        this.pace = pace;
        this.localPiece = localPiece;
    }

    /**
     * Copies a blob; when this returns, all of it is written and has passed in order, and nobody writes any more.
     *
     * @param from where to begin: the target has what comes before
     */
    public void copy(Blob blob, long from, CopyTarget target) throws IOException {
        new BlobCopy(blob, from, target, this).run();
    }

    TaskScope scope() {
        return scope;
    }

    Pace pace() {
        return pace;
    }

    int localPiece() {
        return localPiece;
    }

    ByteBuffer takeBuffer() {
        ByteBuffer buffer = buffers.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    void giveBack(ByteBuffer buffer) {
        buffers.add(buffer);
    }
}
