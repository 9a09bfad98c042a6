package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.oci.Digest;
import dev.drayage.storage.collect.CollectItem.Kind;
import dev.drayage.task.Sleeper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tags stay, and what they name. Where rules say which stay, a tag that is named after a digest, as those of signatures
 * are, stays as long as that does.
 */
final class TagSelection implements Closeable {
    private static final Pattern OF_SUBJECT = Pattern.compile("sha256-([0-9a-f]{64})(\\..*)?");
    private static final int WEAK_WIDTH = Sha256.LENGTH + TagRecord.WIDTH;
    private static final int MAX_TAGS = 1_000_000;

    private final Bucket bucket;
    private final Workers workers;
    private final Path directory;
    private final StorageScan scan;
    private final Problems problems;
    private final Sleeper sleeper;
    private final RecordSorter roots;
    private final RecordSorter removed;
    private final RecordSorter weak;
    private final RecordSorter edges;
    private final Set<TagRule> used = new HashSet<>();

    TagSelection(Bucket bucket, Workers workers, Path directory, StorageScan scan, Problems problems, Sleeper sleeper) {
        this.bucket = bucket;
        this.workers = workers;
        this.directory = directory;
        this.scan = scan;
        this.problems = problems;
        this.sleeper = sleeper;
        this.roots = new RecordSorter(directory, Sha256.LENGTH);
        this.removed = new RecordSorter(directory, TagRecord.WIDTH);
        this.weak = new RecordSorter(directory, WEAK_WIDTH);
        this.edges = new RecordSorter(directory, Edges.WIDTH);
    }

    /** Every tag stays. */
    void keepAll() throws IOException {
        keepSince(Instant.EPOCH);
    }

    /** Tags stay that were set at a time or later, and of others nothing is said. */
    void keepSince(Instant since) throws IOException {
        read(since.toEpochMilli(), (scanned, digest) -> roots.add(digest));
    }

    /**
     * Rules say which stay.
     *
     * @param youngSince tags that were set then or later stay, whatever the rules say
     * @param planned the only tags that may go; null for any
     */
    void select(Retention rules, Instant now, Instant youngSince, @Nullable SortedRecords planned) throws IOException {
        try (RecordSorter named = new RecordSorter(directory, TagRecord.WIDTH)) {
            read(Long.MIN_VALUE, (scanned, digest) -> named.add(TagRecord.bytes(scanned, digest)));
            try (SortedRecords tags = named.finish()) {
                RecordCursor next = tags.cursor();
                while (next.isValid()) {
                    selectRepository(next, rules, now, youngSince.toEpochMilli(), planned);
                }
            }
        }
    }

    private interface Named {
        void accept(byte[] scanned, byte[] digest) throws IOException;
    }

    private void read(long since, Named named) throws IOException {
        RecordCursor next = scan.tags().cursor();
        workers.run("tags", () -> take(next, since), scanned -> {
            String name = scan.names().name(ByteBuffer.wrap(scanned).getLong(Long.BYTES));
            int end = name.indexOf('\n');
            Optional<Digest> digest = read(name.substring(0, end), name.substring(end + 1));
            if (digest.isPresent() && Sha256.is(digest.get())) {
                named.accept(scanned, Sha256.bytes(digest.get()));
            }
        });
    }

    private Optional<Digest> read(String repository, String tag) throws IOException {
        try {
            return LinkReader.read(bucket, RegistryKeys.current(repository, tag), sleeper);
        } catch (InvalidDocumentException e) {
            problems.damaged(Kind.TAG, repository + ":" + tag, "its link names no digest");
            return Optional.empty();
        }
    }

    private static byte @Nullable [] take(RecordCursor next, long since) throws IOException {
        while (next.isValid() && next.longAt(2 * Long.BYTES) < since) {
            next.next();
        }
        if (!next.isValid()) {
            return null;
        }
        byte[] record = next.copy(0, StorageScan.TAG_WIDTH);
        next.next();
        return record;
    }

    private void selectRepository(
            RecordCursor next, Retention rules, Instant now, long youngSince, @Nullable SortedRecords planned)
            throws IOException {
        long repository = TagRecord.repository(next);
        List<TagRecord> tags = new ArrayList<>();
        List<byte[]> records = new ArrayList<>();
        for (; next.isValid() && TagRecord.repository(next) == repository; next.next()) {
            TagRecord tag = TagRecord.read(next, 0, scan.names());
            Optional<byte[]> subject = subject(tag);
            if (subject.isPresent()) {
                weak.add(concat(subject.get(), next.copy(0, TagRecord.WIDTH)));
                edges.add(Edges.edge(subject.get(), Sha256.bytes(tag.digest())));
                continue;
            }
            tags.add(tag);
            records.add(next.copy(0, TagRecord.WIDTH));
            if (tags.size() > MAX_TAGS) {
                throw new IOException("repository " + tag.repository() + " has more than " + MAX_TAGS
                        + " tags, which are too many for rules; collect it without them");
            }
        }
        used.addAll(rules.about(tags, used));
        Set<String> going = new HashSet<>(rules.removed(tags, now));
        for (int i = 0; i < tags.size(); i++) {
            TagRecord tag = tags.get(i);
            boolean goes = going.contains(tag.tag())
                    && tag.modified() < youngSince
                    && (planned == null || planned.contains(tag.planned()));
            if (goes) {
                removed.add(records.get(i));
            } else {
                roots.add(Sha256.bytes(tag.digest()));
            }
        }
    }

    /** Those of the rules that are about no tag there is. */
    List<TagRule> unused(Retention rules) {
        return rules.rules().stream().filter(rule -> !used.contains(rule)).toList();
    }

    /** What a tag is named after, if that is a manifest that the storage has. */
    private Optional<byte[]> subject(TagRecord tag) throws IOException {
        Matcher name = OF_SUBJECT.matcher(tag.tag());
        if (!name.matches()) {
            return Optional.empty();
        }
        byte[] subject = Sha256.bytes(Digest.parse("sha256:" + name.group(1)));
        return scan.revisions().contains(subject) ? Optional.of(subject) : Optional.empty();
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** What tags that stay name. */
    SortedRecords roots() throws IOException {
        return roots.finish();
    }

    /** What stays with what. */
    SortedRecords edges() throws IOException {
        return edges.finish();
    }

    /** The tags that go: those that rules do not keep, and those named after what does not stay. */
    SortedRecords removed(SortedRecords kept, Instant youngSince, @Nullable SortedRecords planned) throws IOException {
        try (SortedRecords named = weak.finish()) {
            RecordCursor staying = kept.cursor();
            for (RecordCursor each = named.cursor(); each.isValid(); each.next()) {
                TagRecord tag = TagRecord.read(each, Sha256.LENGTH, scan.names());
                if (!staying.seek(each.copy(0, Sha256.LENGTH))
                        && tag.modified() < youngSince.toEpochMilli()
                        && (planned == null || planned.contains(tag.planned()))) {
                    removed.add(each.copy(Sha256.LENGTH, TagRecord.WIDTH));
                }
            }
        }
        return removed.finish();
    }

    @Override
    public void close() throws IOException {
        roots.close();
        removed.close();
        weak.close();
        edges.close();
    }
}
