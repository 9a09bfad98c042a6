package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Links that runs have removed, found by digest, as their notes have them. */
final class LinkNotes implements Closeable {
    private final NameSpool names;
    private final SortedRecords links;

    private LinkNotes(NameSpool names, SortedRecords links) {
        this.names = names;
        this.links = links;
    }

    /** Notes that links are going to be removed. */
    static void write(Bucket bucket, String key, List<LinkRecord> removed) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        for (LinkRecord link : removed) {
            lines.add(List.of(
                    link.kind().name().toLowerCase(Locale.ROOT),
                    link.digest().hex(),
                    link.name().replace('\n', '\t')));
        }
        Notes.write(bucket, key, lines);
    }

    /** Reads the notes of runs. */
    static LinkNotes read(Bucket bucket, List<CollectRun> runs, Path directory) throws IOException {
        NameSpool names = new NameSpool(directory);
        try (RecordSorter links = new RecordSorter(directory, LinkRecord.WIDTH)) {
            for (CollectRun run : runs) {
                Notes.read(bucket, run.links(), line -> links.add(parse(line, names, bucket)));
            }
            return new LinkNotes(names, links.finish());
        } catch (Throwable e) {
            names.close();
            throw e;
        }
    }

    private static byte[] parse(List<String> line, NameSpool names, Bucket bucket) throws IOException {
        try {
            LinkRecord.Kind kind = LinkRecord.Kind.valueOf(line.get(0).toUpperCase(Locale.ROOT));
            byte[] digest = Sha256.bytes(Digest.parse("sha256:" + line.get(1)));
            return LinkRecord.bytes(digest, kind, names.add(String.join("\n", line.subList(2, line.size()))), 0);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    "a note below " + CollectRun.ROOT + " in " + bucket.location()
                            + " cannot be understood, so that nothing is known of the links that an earlier run removed",
                    e);
        }
    }

    SortedRecords links() {
        return links;
    }

    NameSpool names() {
        return names;
    }

    @Override
    public void close() throws IOException {
        names.close();
        links.close();
    }

    /** Goes through the links of digests that are in both. */
    static void each(
            SortedRecords digests, SortedRecords links, NameSpool names, @Nullable SortedRecords except, LinkUse use)
            throws IOException {
        RecordCursor excluded = except == null ? null : except.cursor();
        RecordCursor digest = digests.cursor();
        RecordCursor link = links.cursor();
        while (digest.isValid() && link.isValid()) {
            int order = digest.compareTo(link, Sha256.LENGTH);
            if (order < 0) {
                digest.next();
            } else {
                if (order == 0 && (excluded == null || !excluded.seek(digest.copy(0, Sha256.LENGTH)))) {
                    use.accept(LinkRecord.read(link, names));
                }
                link.next();
            }
        }
    }

    /** What is done with a link. */
    interface LinkUse {
        void accept(LinkRecord link) throws IOException;
    }
}
