package dev.drayage.volume;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Volumes as the one archive that was cut into them. Thread-safe. */
final class VolumesBlob implements Blob {
    private final VolumeIndex index;
    private final List<Blob> files;
    private final VolumeCheck check;
    /** What was found wrong with volumes that were read whole: many blobs may be damaged, and volumes are large. */
    private final Map<Integer, Optional<String>> problems = new HashMap<>();

    /** The number of each volume that holds something, by where it begins. */
    private final NavigableMap<Long, Integer> starts = new TreeMap<>();

    /** @param files those of the index, in order, closed with this */
    VolumesBlob(VolumeIndex index, List<Blob> files, VolumeCheck check) {
        this.index = index;
        this.files = List.copyOf(files);
        this.check = check;
        long offset = 0;
        for (int i = 0; i < files.size(); i++) {
            long size = index.volumes().get(i).size();
            if (size > 0) {
                starts.put(offset, i);
            }
            offset += size;
        }
    }

    @Override
    public long size() {
        return index.size();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position must be 0 or more: " + position);
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        int begin = target.position();
        int limit = target.limit();
        try {
            for (long at = position; at < size() && target.position() < limit; ) {
                Part part = part(at);
                target.limit((int) Math.min(limit, target.position() + part.remaining()));
                at += part.file().readAt(part.offset(), target);
            }
        } finally {
            target.limit(limit);
        }
        int read = target.position() - begin;
        return read == 0 ? -1 : read;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException("position and count must be 0 or more: " + position + ", " + count);
        }
        long end = position + Math.min(count, Math.max(0, size() - position));
        long at = position;
        while (at < end) {
            Part part = part(at);
            at += part.file().transferTo(part.offset(), Math.min(part.remaining(), end - at), target);
        }
        return at - position;
    }

    /** What of a volume begins at a place of the archive. */
    private record Part(Blob file, long offset, long remaining) {}

    private Part part(long position) {
        Map.Entry<Long, Integer> start = starts.floorEntry(position);
        int number = start.getValue();
        long offset = position - start.getKey();
        return new Part(files.get(number), offset, index.volumes().get(number).size() - offset);
    }

    @Override
    public Optional<String> damage(long position, long length) throws IOException {
        List<String> found = new ArrayList<>();
        for (Map.Entry<Long, Integer> start : starts.entrySet()) {
            Volume volume = index.volumes().get(start.getValue());
            long from = Math.max(position, start.getKey());
            long to = Math.min(position + length, start.getKey() + volume.size());
            if (from < to) {
                problem(start.getValue())
                        .map(problem -> problem + ", somewhere in bytes " + (from - start.getKey()) + " to "
                                + (to - start.getKey() - 1))
                        .ifPresent(found::add);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", found));
    }

    private Optional<String> problem(int volume) throws IOException {
        synchronized (problems) {
            Optional<String> known = problems.get(volume);
            if (known == null) {
                known = read(volume);
                problems.put(volume, known);
            }
            return known;
        }
    }

    private Optional<String> read(int volume) throws IOException {
        try {
            return check.problem(volume, files.get(volume));
        } catch (ClosedChannelException | InterruptedIOException e) {
            throw e; // which says nothing of the medium
        } catch (IOException e) {
            return Optional.of(check.name(volume) + " cannot be read whole: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (Blob file : files) {
            try {
                file.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
