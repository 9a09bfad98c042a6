package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.PendingFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.task.Handover;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

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
        if (!isKept()) {
            try (PendingFile pending = PendingFile.create(file)) {
                write(pending, content, Notebook.NONE);
            }
            return;
        }
        try (PendingFile pending = PendingFile.createKept(file);
                WriteJournal journal = WriteJournal.open(pending.path(), plan)) {
            write(pending, new ResumedContent(pending.path(), plan, journal, content), journal);
            journal.delete();
        }
    }

    private boolean isKept() {
        return options.unfinished() == WriteOptions.Unfinished.KEEP;
    }

    private void write(PendingFile pending, ContentProvider source, Notebook notes) throws IOException {
        List<EntryRun> runs = EntryRun.of(plan.entries(), BUFFER_BYTES).stream()
                .sorted(Comparator.comparingLong(EntryRun::size).reversed())
                .toList();
        try (BlobsToClose stretched = new BlobsToClose();
                TargetFile target = target(pending);
                TaskScope scope = TaskScope.open("dray-write", options.parallelism())) {
            Job job = new Job(source, notes, stretched, target, scope);
            for (EntryRun run : runs) {
                scope.fork(() -> write(run, job));
            }
            scope.join();
            ByteBuffer endMark = ByteBuffer.allocate(ArchivePlan.END_MARK_BYTES);
            target.write(endMark, plan.size() - endMark.capacity());
            target.finish(plan.size());
        }
        pending.commit();
    }

    private TargetFile target(PendingFile pending) {
        String fate = isKept() ? "goes on from there next time" : "nothing was kept of it";
        return new TargetFile(
                pending.channel(),
                "cannot write " + file,
                "it needs " + plan.size() + " bytes in all, and " + fate,
                options.progress());
    }

    /** What the writing of one file needs. */
    private record Job(
            ContentProvider source, Notebook notes, BlobsToClose stretched, TargetFile target, TaskScope scope) {}

    private void write(EntryRun run, Job job) throws IOException {
        ArchiveEntry first = run.entries().get(0);
        Descriptor descriptor = first.descriptor();
        if (run.entries().size() > 1 || descriptor == null) {
            write(run, job, entry -> EntryReader.open(entry, plan, job.source()));
            return;
        }
        Blob blob = PlannedBlob.open(descriptor, job.source());
        if (StretchedEntry.suits(blob)) {
            job.stretched().add(blob);
            new StretchedEntry(first, descriptor, blob, content.location(), job.target(), job.notes())
                    .write(job.scope());
        } else {
            write(run, job, entry -> EntryReader.of(entry, descriptor, blob, content.location()));
        }
    }

    @FunctionalInterface
    private interface Opening {
        EntryReader open(ArchiveEntry entry) throws IOException;
    }

    private void write(EntryRun run, Job job, Opening opening) throws IOException {
        TargetFile target = job.target();
        TaskScope scope = job.scope();
        ArrayDeque<ByteBuffer> mine = new ArrayDeque<>();
        for (int i = 0; i < BUFFERS_PER_THREAD; i++) {
            ByteBuffer pooled = buffers.poll();
            mine.add(pooled != null ? pooled : ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
        long start = run.offset();
        ByteBuffer buffer = mine.remove();
        Handover pending = Handover.ended();
        for (ArchiveEntry entry : run.entries()) {
            try (EntryReader reader = opening.open(entry)) {
                while (!reader.isDone()) {
                    ByteBuffer read = reader.read(buffer);
                    if (buffer.hasRemaining()) {
                        reader.verify(read);
                        continue;
                    }
                    ByteBuffer full = buffer.flip();
                    long offset = start;
                    Handover write = scope.handOver(() -> target.write(full, offset));
                    reader.verify(read);
                    pending.await();
                    start += buffer.capacity();
                    mine.add(buffer);
                    buffer = Objects.requireNonNull(mine.poll()).clear();
                    pending = write;
                }
            }
        }
        pending.await();
        target.write(buffer.flip(), start);
        mine.add(buffer);
        mine.forEach(used -> buffers.add(used.clear()));
        for (ArchiveEntry entry : run.entries()) {
            if (entry.descriptor() != null) {
                job.notes().note(entry.dataOffset(), entry.size());
            }
        }
    }
}
