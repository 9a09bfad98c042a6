package dev.drayage.archive;

import dev.drayage.content.ContentProvider;
import dev.drayage.content.PendingFile;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive to a file: runs of entries go to their final places on several threads, the largest first, so that
 * no thread is left alone with a large one at the end. When it comes to that all the same, the idle threads write what
 * the last reader has read while it hashes.
 */
final class FileWriting {
    /** Large enough that system calls do not count, small enough to stay in a processor's cache. */
    private static final int BUFFER_BYTES = 1 << 20;

    /** One to be hashed while the other is written. */
    private static final int BUFFERS_PER_THREAD = 2;

    private final Path file;
    private final ArchivePlan plan;
    private final ContentProvider content;
    private final WriteOptions options;
    private final BlockingQueue<ByteBuffer> buffers = new LinkedBlockingQueue<>();

    FileWriting(ArchivePlan plan, ContentProvider content, WriteOptions options, Path file) {
        this.file = file;
        this.plan = plan;
        this.content = content;
        this.options = options;
    }

    void write() throws IOException {
        List<EntryRun> runs = EntryRun.of(plan.entries(), BUFFER_BYTES).stream()
                .sorted(Comparator.comparingLong(EntryRun::size).reversed())
                .toList();
        try (PendingFile pending = PendingFile.create(file);
                TaskScope scope = TaskScope.open("dray-write", options.parallelism())) {
            for (EntryRun run : runs) {
                scope.fork(() -> write(run, pending.channel(), scope));
            }
            scope.join();
            ByteBuffer endMark = ByteBuffer.allocate(ArchivePlan.END_MARK_BYTES);
            writeCounted(endMark, plan.size() - endMark.capacity(), pending.channel());
            pending.commit();
        }
    }

    private void write(EntryRun run, FileChannel target, TaskScope scope) throws IOException {
        ArrayDeque<ByteBuffer> mine = new ArrayDeque<>();
        for (int i = 0; i < BUFFERS_PER_THREAD; i++) {
            ByteBuffer pooled = buffers.poll();
            mine.add(pooled != null ? pooled : ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
        long start = run.offset();
        ByteBuffer buffer = mine.remove();
        @Nullable BackgroundWrite pending = null;
        for (ArchiveEntry entry : run.entries()) {
            try (EntryReader reader = EntryReader.open(entry, plan, content)) {
                while (!reader.isDone()) {
                    ByteBuffer read = reader.read(buffer);
                    if (buffer.hasRemaining()) {
                        reader.verify(read);
                        continue;
                    }
                    BackgroundWrite write = new BackgroundWrite(buffer.flip(), start, this::writeCounted, target);
                    boolean handedOver = scope.hasIdleThread();
                    if (handedOver) {
                        scope.fork(write::runUnlessTaken);
                    }
                    reader.verify(read);
                    if (!handedOver) {
                        write.runUnlessTaken();
                    }
                    finish(pending);
                    start += buffer.capacity();
                    mine.add(buffer);
                    buffer = Objects.requireNonNull(mine.poll()).clear();
                    pending = write;
                }
            }
        }
        finish(pending);
        writeCounted(buffer.flip(), start, target);
        mine.add(buffer);
        mine.forEach(used -> buffers.add(used.clear()));
    }

    private static void finish(@Nullable BackgroundWrite write) throws IOException {
        if (write != null) {
            write.await();
        }
    }

    private void writeCounted(ByteBuffer bytes, long offset, FileChannel target) throws IOException {
        int count = bytes.remaining();
        long at = offset;
        try {
            while (bytes.hasRemaining()) {
                at += target.write(bytes, at);
            }
        } catch (ClosedChannelException e) {
            throw e; // by the cancellation of this thread
        } catch (IOException e) {
            throw new IOException(
                    "cannot write " + file + " at offset " + at + ": " + e.getMessage() + "; it needs " + plan.size()
                            + " bytes in all, and nothing was kept of it",
                    e);
        }
        options.progress().written(count);
    }
}
