package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.copy.BlobCopier;
import dev.drayage.file.PendingFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writes an archive to a file: runs of entries go to their final places on several threads, the largest first, so that
 * no thread is left alone with a large one at the end.
 */
final class ArchiveFileWriter {
    /** Entries up to here are written together: large enough that system calls do not count, and within a cache. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path file;
    private final ArchivePlan plan;
    private final ContentProvider content;
    private final WriteOptions options;
    private final BlockingQueue<ByteBuffer> buffers = new LinkedBlockingQueue<>();

    ArchiveFileWriter(ArchivePlan plan, ContentProvider content, WriteOptions options, Path file) {
        this.file = file;
        this.plan = plan;
        this.content = content;
        this.options = options;
    }

    void write() throws IOException {
        if (!isKept()) {
            try (SingleFile single = new SingleFile(PendingFile.create(file))) {
                write(single, content, RangeLog.NONE);
            }
            return;
        }
        PendingFile pending = PendingFile.createKept(file);
        try (SingleFile single = new SingleFile(pending);
                FileRangeLog log = FileRangeLog.open(pending.path(), plan)) {
            write(single, new ResumedContent(single, plan, log, content), log);
            log.delete();
        }
    }

    /** The same to volumes, of which none is lost if this is interrupted. */
    void writeVolumes(long volumeBytes) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".volumes.partial");
        try (VolumeFiles volumes = VolumeFiles.create(file, plan.size(), volumeBytes, options.parallelism());
                FileRangeLog log = FileRangeLog.open(partial, plan, volumeBytes)) {
            write(volumes, new ResumedContent(volumes, plan, log, content), log);
            log.delete();
        }
    }

    private boolean isKept() {
        return options.unfinished() == WriteOptions.Unfinished.KEEP;
    }

    private void write(OutputFiles files, ContentProvider source, RangeLog notes) throws IOException {
        List<EntryRun> runs = EntryRun.of(plan.entries(), BUFFER_BYTES).stream()
                .sorted(Comparator.comparingLong(EntryRun::size).reversed())
                .toList();
        PositionalOutput target = target(files, notes);
        try (TaskScope scope = TaskScope.open("dray-write", options.parallelism())) {
            Job job = new Job(source, notes, target, new BlobCopier(scope));
            for (EntryRun run : runs) {
                scope.fork(() -> write(run, job));
            }
            scope.join();
            ByteBuffer endMark = ByteBuffer.allocate(ArchivePlan.END_MARK_BYTES);
            target.write(endMark, plan.size() - endMark.capacity());
            target.finish(plan.size());
        }
        files.commit(options.synced());
    }

    private PositionalOutput target(OutputFiles files, RangeLog notes) {
        String fate = !notes.equals(RangeLog.NONE) ? "goes on from there next time" : "nothing was kept of it";
        return new PositionalOutput(
                files, "cannot write " + file, "it needs " + plan.size() + " bytes in all, and " + fate, options);
    }

    /** What the writing of one file needs. */
    private record Job(ContentProvider source, RangeLog notes, PositionalOutput target, BlobCopier copier) {}

    private void write(EntryRun run, Job job) throws IOException {
        ImageArchive.Entry first = run.entries().get(0);
        Descriptor descriptor = first.descriptor();
        if (descriptor == null || run.size() <= BUFFER_BYTES) {
            writeTogether(run, job);
        } else {
            writeLarge(first, descriptor, job);
        }
        for (ImageArchive.Entry entry : run.entries()) {
            if (entry.descriptor() != null) {
                job.notes().note(entry.dataOffset(), entry.size());
            }
        }
    }

    private void writeTogether(EntryRun run, Job job) throws IOException {
        ByteBuffer pooled = buffers.poll();
        ByteBuffer buffer = pooled != null ? pooled : ByteBuffer.allocateDirect(BUFFER_BYTES);
        long start = run.offset();
        for (ImageArchive.Entry entry : run.entries()) {
            try (EntryReader reader = EntryReader.open(entry, plan, job.source())) {
                while (!reader.isDone()) {
                    reader.verify(reader.read(buffer));
                    if (!buffer.hasRemaining()) {
                        job.target().write(buffer.flip(), start);
                        start += buffer.capacity();
                        buffer.clear();
                    }
                }
            }
        }
        job.target().write(buffer.flip(), start);
        buffers.add(buffer.clear());
    }

    private void writeLarge(ImageArchive.Entry entry, Descriptor descriptor, Job job) throws IOException {
        PositionalOutput target = job.target();
        long dataEnd = entry.dataOffset() + entry.size();
        target.write(ByteBuffer.wrap(entry.header()), entry.offset());
        target.write(ByteBuffer.allocate((int) (entry.end() - dataEnd)), dataEnd);
        RangeLog notes = job.notes();
        while (!isWritten(entry, descriptor, notes, job)) {
            notes = RangeLog.NONE; // what is there now is of what was wrong
        }
    }

    /** Writes a blob; false if it was wrong, and comes from elsewhere the next time. */
    private boolean isWritten(ImageArchive.Entry entry, Descriptor descriptor, RangeLog notes, Job job)
            throws IOException {
        try (Blob blob = PlannedBlob.open(descriptor, job.source())) {
            if (!copy(blob, entry, descriptor, notes, job)) {
                copy(blob, entry, descriptor, RangeLog.NONE, job);
            }
            return true;
        } catch (ContentException e) {
            if (!e.saysOfContent() || !job.source().distrust(descriptor)) {
                throw e;
            }
            return false;
        }
    }

    /** Copies a blob; false if it is wrong and some of it was there already: that may be what is wrong. */
    private boolean copy(Blob blob, ImageArchive.Entry entry, Descriptor descriptor, RangeLog notes, Job job)
            throws IOException {
        Verification verification = content.verification(descriptor);
        EntryTarget target = new EntryTarget(job.target(), entry, notes, verification);
        job.copier().copy(blob, 0, target);
        try {
            verification.finish();
            return true;
        } catch (ContentException e) {
            if (target.isResumed()) {
                return false;
            }
            throw e;
        }
    }
}
