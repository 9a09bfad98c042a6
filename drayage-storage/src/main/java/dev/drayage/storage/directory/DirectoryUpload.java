package dev.drayage.storage.directory;

import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.file.DirectorySync;
import dev.drayage.file.DiskFullException;
import dev.drayage.file.OwnFiles;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object that is written in parts: one file, in which each part has its place, and a log of those that are there. Both are
 * synced, so that what the log says is true after a power cut.
 */
final class DirectoryUpload implements PartUpload {
    static final String DATA = "data";
    static final String LOG = "parts";

    /** Written last, so that an upload that has it is whole. */
    static final String ABOUT = "about";

    static final List<String> FILES = List.of(DATA, LOG, ABOUT);

    private static final int RECORD_BYTES = 2 * Long.BYTES;

    /** So that the log is read in bounded memory: 80 TB with parts of 8 MiB. */
    private static final int MAX_PARTS = 10_000_000;

    /** In the log, of a part that is being written again. */
    private static final long NONE = -1;

    private final KeyPaths paths;
    private final Path own;
    private final String key;
    private final long partSize;
    private @Nullable SortedMap<Integer, Long> known;

    DirectoryUpload(KeyPaths paths, Path own, String key, long partSize) {
        this.paths = paths;
        this.own = own;
        this.key = key;
        this.partSize = partSize;
    }

    void create() throws IOException {
        OwnFiles.create(own.resolve(DATA)).close();
        OwnFiles.create(own.resolve(LOG)).close();
        try (FileChannel about = OwnFiles.create(own.resolve(ABOUT))) {
            ByteBuffer text = ByteBuffer.wrap((partSize + "\n" + key).getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                about.write(text);
            }
            about.force(true);
        }
        DirectorySync.sync(own);
    }

    String key() {
        return key;
    }

    @Override
    public String id() {
        return String.valueOf(own.getFileName());
    }

    @Override
    public long partSize() {
        return partSize;
    }

    @Override
    public SortedMap<Integer, Long> parts() throws IOException {
        synchronized (this) {
            return new TreeMap<>(known());
        }
    }

    private SortedMap<Integer, Long> known() throws IOException {
        SortedMap<Integer, Long> read = known;
        if (read == null) {
            read = readLog();
            known = read;
        }
        return read;
    }

    private SortedMap<Integer, Long> readLog() throws IOException {
        SortedMap<Integer, Long> parts = new TreeMap<>();
        try (Blob log = Blob.ofFile(own.resolve(LOG))) {
            ByteBuffer buffer = ByteBuffer.allocate(RECORD_BYTES << 12);
            // What a killed program wrote of a record is none.
            long end = log.size() - log.size() % RECORD_BYTES;
            for (long at = 0; at < end; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                log.readAt(at, buffer);
                buffer.flip();
                while (buffer.remaining() >= RECORD_BYTES) {
                    int number = (int) buffer.getLong();
                    long size = buffer.getLong();
                    take(parts, number, size);
                }
            }
        }
        return parts;
    }

    private static void take(SortedMap<Integer, Long> parts, int number, long size) {
        if (size == NONE) {
            parts.remove(number);
        } else {
            parts.put(number, size);
        }
    }

    @Override
    public void put(int number, Blob part) throws IOException {
        if (number < 1 || number > MAX_PARTS || part.size() > partSize) {
            throw new IllegalArgumentException("part " + number + " of " + part.size()
                    + " bytes: parts are numbered from 1 on, and have " + partSize + " bytes at most");
        }
        forget(number);
        Path file = own.resolve(DATA);
        try (FileChannel data = OwnFiles.open(file)) {
            data.position((number - 1) * partSize);
            long written = part.transferTo(0, part.size(), data);
            if (written != part.size()) {
                throw ContentException.truncated(part.toString(), part.size(), written);
            }
            data.force(false);
        } catch (IOException e) {
            throw DiskFullException.explain(e, file, part.size());
        }
        note(number, part.size());
    }

    private synchronized void forget(int number) throws IOException {
        if (known().containsKey(number)) {
            note(number, NONE);
        }
    }

    private synchronized void note(int number, long size) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(RECORD_BYTES).putLong(number).putLong(size);
        text.flip();
        try (FileChannel log = OwnFiles.open(own.resolve(LOG))) {
            long at = log.size() - log.size() % RECORD_BYTES;
            while (text.hasRemaining()) {
                at += log.write(text, at);
            }
            log.force(true);
        }
        take(known(), number, size);
    }

    @Override
    public void complete(long size) throws IOException {
        completeFirst(MAX_PARTS, size);
    }

    @Override
    public synchronized void completeFirst(int count, long size) throws IOException {
        requireComplete(known().headMap(count + 1), size);
        Path file = own.resolve(DATA);
        try (FileChannel data = OwnFiles.open(file)) {
            data.truncate(size);
            data.force(true);
        }
        Path target = paths.requireFile(key);
        TemporaryObject.named(paths, target, () -> TemporaryObject.move(file, target));
        DirectoryUploads.remove(own);
    }

    private void requireComplete(SortedMap<Integer, Long> parts, long size) throws IOException {
        long total = 0;
        int expected = 1;
        for (var part : parts.entrySet()) {
            if (part.getKey() != expected) {
                throw DirectoryUploads.incomplete("part " + expected + " of " + Quotes.quote(key) + " is missing");
            }
            if (expected < parts.size() && part.getValue() != partSize) {
                throw DirectoryUploads.incomplete("part " + expected + " of " + Quotes.quote(key) + " has "
                        + part.getValue() + " bytes, and each but the last must have " + partSize);
            }
            expected++;
            total += part.getValue();
        }
        if (total != size) {
            throw DirectoryUploads.incomplete(
                    "the parts of " + Quotes.quote(key) + " have " + total + " bytes, not " + size);
        }
    }

    @Override
    public synchronized void abort() throws IOException {
        DirectoryUploads.remove(own);
    }

    @Override
    public void close() {
        // Files are opened when they are written.
    }

    @Override
    public String toString() {
        return "upload " + id() + " of " + key;
    }
}
