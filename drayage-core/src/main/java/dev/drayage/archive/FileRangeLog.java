package dev.drayage.archive;

import dev.drayage.file.OwnFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which ranges of an unfinished archive have been written, kept beside it. It is a hint and no more: it is not synced
 * with the archive, so what it claims is verified before it counts. Thread-safe.
 */
final class FileRangeLog implements RangeLog, Closeable {
    private static final String SUFFIX = ".journal";
    private static final String FORM = "dray-journal 1 ";

    /** Lines of some twenty characters for every blob and stretch: far more than most archives have. */
    private static final int MAX_BYTES = 16 << 20;

    private record Range(long offset, long length) {}

    private final Path file;
    private final FileChannel channel;
    private final Set<Range> written = ConcurrentHashMap.newKeySet();

    private FileRangeLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Goes on with the log of an unfinished archive in one file if it is of this very plan; restarts it otherwise. */
    static FileRangeLog open(Path archive, ArchivePlan plan) throws IOException {
        return open(archive, FORM + plan.fingerprint());
    }

    /** The same, for one in volumes: where they are cut decides in which of them a range lies. */
    static FileRangeLog open(Path archive, ArchivePlan plan, long volumeBytes) throws IOException {
        return open(archive, FORM + plan.fingerprint() + " " + volumeBytes);
    }

    private static FileRangeLog open(Path archive, String head) throws IOException {
        Path file = archive.resolveSibling(archive.getFileName() + SUFFIX);
        FileChannel channel = OwnFiles.open(file);
        String before = read(channel);
        boolean goesOn = before.startsWith(head + "\n");
        FileRangeLog log = new FileRangeLog(file, channel);
        // A line that was cut short would run into the next one.
        int kept = goesOn ? before.lastIndexOf('\n') + 1 : 0;
        channel.truncate(kept).position(kept);
        if (goesOn) {
            before.substring(0, kept).lines().skip(1).forEach(log::parse);
        } else {
            log.append(head);
        }
        return log;
    }

    private static String read(FileChannel channel) throws IOException {
        if (channel.size() > MAX_BYTES) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // All of it.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    private void parse(String line) {
        int space = line.indexOf(' ');
        try {
            written.add(new Range(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1))));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            // What cannot be read claims nothing.
        }
    }

    @Override
    public boolean has(long offset, long length) {
        return written.contains(new Range(offset, length));
    }

    @Override
    public void note(long offset, long length) throws IOException {
        if (written.add(new Range(offset, length))) {
            append(offset + " " + length);
        }
    }

    private synchronized void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The archive is finished. */
    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
