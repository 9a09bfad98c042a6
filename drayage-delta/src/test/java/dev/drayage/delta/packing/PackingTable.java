package dev.drayage.delta.packing;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.tar.TarEntry;
import dev.drayage.tar.TarLimits;
import dev.drayage.tar.TarScanner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which way of packing makes each packed blob of images that lie in a folder, in layouts, archives or by themselves. An archive
 * that is packed itself is looked into, and is a row too.
 */
final class PackingTable {
    /** An archive in an archive is looked into, and no deeper. */
    private static final int MAX_DEPTH = 2;

    private static final long MAX_UNPACKED = 4L << 30;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long MAX_ZSTD_WINDOW = 128L << 20;

    private final Path directory;
    private final Map<Digest, Row> rows = new HashMap<>();
    private final List<Row> ordered = new ArrayList<>();

    /**
     * A blob.
     *
     * @param digest of its bytes
     * @param size how many those are
     * @param kind gzip or zstd
     * @param packing names what makes it; none if nothing does
     * @param where the first place where it was found
     */
    record Row(Digest digest, long size, String kind, String packing, String where) {}

    /** Puts what is unpacked into a directory for temporary files. */
    PackingTable(Path directory) {
        this.directory = directory;
    }

    /** Looks at all files below a folder, in order of their paths. */
    void addAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(folder)) {
            files = paths.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            try (Blob blob = Blob.ofFile(file)) {
                add(blob, folder.relativize(file).toString(), 0);
            }
        }
    }

    private void add(Blob blob, String where, int depth) throws IOException {
        Compression compression = Compression.of(blob);
        if (compression == Compression.NONE) {
            scan(blob, where, depth);
            return;
        }
        if (!compression.isReadable()) {
            return;
        }
        Digest digest = digest(blob);
        if (rows.containsKey(digest)) {
            return;
        }
        Optional<Packing> packing = Packing.of(blob);
        Row row = new Row(
                digest,
                blob.size(),
                compression.name().toLowerCase(Locale.ROOT),
                packing.map(Packing::id).orElse("none"),
                where);
        rows.put(digest, row);
        ordered.add(row);
        if (depth < MAX_DEPTH) {
            unpack(blob, compression, where, depth);
        }
    }

    private void unpack(Blob blob, Compression compression, String where, int depth) throws IOException {
        try (SpoolFile spool = SpoolFile.create(directory)) {
            try (InputStream in = compression.unpack(blob.newInputStream(), MAX_ZSTD_WINDOW)) {
                OutputStream out = spool.output();
                byte[] buffer = new byte[BUFFER_BYTES];
                long left = MAX_UNPACKED;
                for (int count = in.read(buffer); count > 0 && left > 0; count = in.read(buffer)) {
                    out.write(buffer, 0, count);
                    left -= count;
                }
            } catch (IOException e) {
                return; // It is damaged, or no archive.
            }
            scan(spool.toBlob(), where, depth + 1);
        }
    }

    /** Looks at what lies in a tar as blobs of images do. */
    private void scan(Blob tar, String where, int depth) throws IOException {
        TarScanner scanner = new TarScanner(tar, where, TarLimits.defaults());
        try {
            for (Optional<TarEntry> next = scanner.next(); next.isPresent(); next = scanner.next()) {
                TarEntry entry = next.get();
                boolean isBlob = entry.path().startsWith("blobs/")
                        || entry.path().endsWith(".tar.gz")
                        || entry.path().endsWith("layer.tar");
                if (entry.type() == TarEntry.Type.FILE && entry.size() > 0 && isBlob) {
                    add(tar.slice(entry.dataOffset(), entry.size()), where + "!" + entry.path(), depth + 1);
                }
            }
        } catch (ContentException e) {
            // It is no tar, or is damaged behind this.
        }
    }

    private static Digest digest(Blob blob) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long at = 0; at < blob.size(); ) {
            int count = blob.readAt(at, buffer.clear());
            hash.update(buffer.flip());
            at += count;
        }
        return Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
    }

    /** All blobs, as they were found. */
    List<Row> rows() {
        return ordered;
    }

    /** The table as text: a line for each blob, and how many there are of each way. */
    String text() {
        StringBuilder text = new StringBuilder();
        Map<String, long[]> totals = new TreeMap<>();
        for (Row row : ordered) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %10d  %s  %s%n",
                    row.kind().equals("gzip") ? row.packing() : row.kind() + ":" + row.packing(),
                    row.size(),
                    row.digest().shortForm(),
                    row.where()));
            long[] total = totals.computeIfAbsent(row.kind() + " " + row.packing(), unused -> new long[2]);
            total[0]++;
            total[1] += row.size();
        }
        long bytes = ordered.stream().mapToLong(Row::size).sum();
        text.append(String.format(Locale.ROOT, "%n%-22s %6s %12s %7s%n", "made by", "blobs", "bytes", "share"));
        totals.forEach((way, total) -> text.append(String.format(
                Locale.ROOT, "%-22s %6d %12d %6.1f%%%n", way, total[0], total[1], 100.0 * total[1] / bytes)));
        return text.append(String.format(Locale.ROOT, "%-22s %6d %12d%n", "all", ordered.size(), bytes))
                .toString();
    }
}
