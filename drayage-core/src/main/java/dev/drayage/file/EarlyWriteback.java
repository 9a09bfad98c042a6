package dev.drayage.file;

import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has the disk begin while there is still more to write: left alone, the kernel keeps what was written in memory until
 * the sync at the end, which then waits for all of it.
 */
public final class EarlyWriteback implements AutoCloseable {
    private static final long STRETCH_BYTES = 64L << 20;

    private final FileChannel file;
    private final TaskScope scope = TaskScope.open("dray-writeback", 1);
    private final AtomicLong pending = new AtomicLong();
    private final AtomicBoolean busy = new AtomicBoolean();

    /** Looks after a file that is going to be written. */
    public EarlyWriteback(FileChannel file) {
        this.file = file;
    }

    /** Says that this many more bytes lie in the file. Never waits. */
    public void written(long bytes) {
        if (pending.addAndGet(bytes) >= STRETCH_BYTES && busy.compareAndSet(false, true)) {
            pending.set(0);
            scope.fork(this::begin);
        }
    }

    private void begin() throws IOException {
        try {
            file.force(false);
        } finally {
            busy.set(false);
        }
    }

    /** Waits for what was begun; what the disk could not take is thrown. */
    public void join() throws IOException {
        scope.join();
    }

    /** Leaves what was begun, and waits until it has ended. */
    @Override
    public void close() {
        scope.close();
    }
}
