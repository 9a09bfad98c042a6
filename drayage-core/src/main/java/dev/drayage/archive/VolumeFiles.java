package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.file.PendingFile;
import dev.drayage.task.Closing;
import dev.drayage.task.TaskScope;
import dev.drayage.volume.Volume;
import dev.drayage.volume.VolumeIndex;
import dev.drayage.volume.VolumeNames;
import dev.drayage.volume.VolumeSplit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * An archive that is written to volumes. None has its name before all are complete; the index gets its own last. What is
 * unfinished stays beside them, as {@code NAME.partial}.
 */
final class VolumeFiles implements OutputFiles {
    private static final String PARTIAL = ".partial";

    private final VolumeNames names;
    private final List<Long> sizes;
    private final long volumeBytes;
    private final List<PendingFile> pending = new ArrayList<>();
    private final int parallelism;

    private VolumeFiles(VolumeNames names, List<Long> sizes, long volumeBytes, int parallelism) {
        this.names = names;
        this.sizes = sizes;
        this.volumeBytes = volumeBytes;
        this.parallelism = parallelism;
    }

    /**
     * Starts the volumes of an archive, or goes on with them.
     *
     * @param size of the archive in bytes
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if they are too many or too small, or a volume of
     *     another archive lies behind the last of them, which would be taken for one of these
     */
    static VolumeFiles create(Path archive, long size, long volumeBytes, int parallelism) throws IOException {
        VolumeNames names = VolumeNames.ofArchive(archive);
        List<Long> sizes;
        try {
            sizes = VolumeSplit.sizes(size, volumeBytes);
        } catch (IllegalArgumentException e) {
            throw new ContentException(Kind.INVALID_ARGUMENT, "cannot write " + archive + ": " + e.getMessage(), e);
        }
        List<Path> strangers = beyond(names, sizes.size(), "");
        if (!strangers.isEmpty()) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "cannot write " + archive + ": " + strangers.get(0)
                            + " is there, and would be taken for one of its " + sizes.size()
                            + " volumes; remove what is left of other archives, or name another file");
        }
        VolumeFiles files = new VolumeFiles(names, sizes, volumeBytes, parallelism);
        try {
            for (int i = 1; i <= sizes.size(); i++) {
                files.pending.add(PendingFile.createKept(names.directory().resolve(names.volume(i))));
            }
            // Of a finer split, whose writer would have held the first volume.
            for (Path left : beyond(names, sizes.size(), PARTIAL)) {
                Files.deleteIfExists(left);
            }
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** What is there under the names of further volumes, and a suffix, in order. */
    private static List<Path> beyond(VolumeNames names, int count, String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        for (int i = count + 1; i <= VolumeSplit.MOST_VOLUMES; i++) {
            Path file = names.directory().resolve(names.volume(i) + suffix);
            if (suffix.isEmpty() ? Files.exists(file) : Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                found.add(file);
            }
        }
        return found;
    }

    private FileChannel channel(int i) {
        return pending.get(i).channel();
    }

    @Override
    public int write(ByteBuffer bytes, long offset) throws IOException {
        int limit = bytes.limit();
        bytes.limit((int) Math.min(limit, bytes.position() + volumeBytes - offset % volumeBytes));
        try {
            return channel((int) (offset / volumeBytes)).write(bytes, offset % volumeBytes);
        } finally {
            bytes.limit(limit);
        }
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        int limit = target.limit();
        target.limit((int) Math.min(limit, target.position() + volumeBytes - offset % volumeBytes));
        try {
            return channel((int) (offset / volumeBytes)).read(target, offset % volumeBytes);
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public boolean reaches(long offset, long length) throws IOException {
        for (long at = offset; at < offset + length; ) {
            long within = at % volumeBytes;
            long count = Math.min(offset + length - at, volumeBytes - within);
            if (channel((int) (at / volumeBytes)).size() < within + count) {
                return false;
            }
            at += count;
        }
        return true;
    }

    @Override
    public void written(long bytes) {
        // Each volume is synced when all are complete.
    }

    @Override
    public void finish(long size) throws IOException {
        for (int i = 0; i < sizes.size(); i++) {
            channel(i).truncate(sizes.get(i));
        }
    }

    @Override
    public Blob content() {
        long size = sizes.stream().mapToLong(Long::longValue).sum();
        return new WrittenSoFar(this, size);
    }

    /** What lies in the volumes, which stay open. */
    private record WrittenSoFar(VolumeFiles files, long size) implements Blob {
        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            int begin = target.position();
            int limit = target.limit();
            target.limit((int) Math.min(limit, begin + Math.max(0, size - position)));
            try {
                for (long at = position; target.hasRemaining(); ) {
                    int count = files.read(target, at);
                    if (count < 0) {
                        throw ContentException.truncated(files.names.path() + ", which is unfinished,", size, at);
                    }
                    at += count;
                }
            } finally {
                target.limit(limit);
            }
            int read = target.position() - begin;
            return read == 0 && target.hasRemaining() ? -1 : read;
        }

        @Override
        public void close() {
            // The volumes are written on.
        }
    }

    @Override
    public void commit(boolean synced) throws IOException {
        byte[] index = index().encode();
        ByteBuffer end = ByteBuffer.wrap(index);
        int last = sizes.size() - 1;
        while (end.hasRemaining()) {
            channel(last).write(end, sizes.get(last) + end.position());
        }
        if (synced) {
            // All of them before the first has its name: there is little time in which only some do.
            for (int i = 0; i < sizes.size(); i++) {
                channel(i).force(true);
            }
        }
        Path file = names.directory().resolve(names.index());
        Files.deleteIfExists(file); // of other volumes under these names
        for (PendingFile volume : pending) {
            commit(volume, synced);
        }
        try (PendingFile own = PendingFile.create(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(index);
            while (bytes.hasRemaining()) {
                own.channel().write(bytes);
            }
            commit(own, synced);
        }
    }

    private static void commit(PendingFile file, boolean synced) throws IOException {
        if (synced) {
            file.commit();
        } else {
            file.commitUnsynced();
        }
    }

    private VolumeIndex index() throws IOException {
        AtomicReferenceArray<Volume> volumes = new AtomicReferenceArray<>(sizes.size());
        try (TaskScope scope = TaskScope.open("dray-volumes", parallelism)) {
            for (int i = 0; i < sizes.size(); i++) {
                int number = i;
                scope.fork(() -> volumes.set(number, volume(number)));
            }
            scope.join();
        }
        List<Volume> all = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            all.add(volumes.get(i));
        }
        return new VolumeIndex(sizes.stream().mapToLong(Long::longValue).sum(), all);
    }

    private Volume volume(int i) throws IOException {
        try (Blob file = Blob.ofFile(pending.get(i).path())) {
            return Volume.of(file, sizes.get(i));
        }
    }

    @Override
    public void close() throws IOException {
        Closing.all(pending);
    }
}
