package dev.drayage.storage.collect;

import dev.drayage.content.ContentException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.storage.collect.CollectItem.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What collecting would remove, one JSON document a line, to be looked at and thinned out by hand: when it is applied,
 * everything is found out anew, and of what can go still that goes which the plan names.
 */
final class CollectPlan {
    private static final String FORMAT = "drayage-collect-plan-v1";
    private static final Limits LINE = Limits.defaults().withMaxBytes(64 << 10);

    private CollectPlan() {}

    /** The first line. */
    static byte[] head(String storage) {
        return new GoJsonWriter()
                .beginObject()
                .name("plan")
                .value(FORMAT)
                .name("storage")
                .value(storage)
                .endObject()
                .toBytes();
    }

    /** The line of something that would go. */
    static byte[] line(CollectItem item) {
        return new GoJsonWriter()
                .beginObject()
                .name("kind")
                .value(item.kind().name().toLowerCase(Locale.ROOT))
                .name("name")
                .value(item.name())
                .name("size")
                .value(item.size())
                .name("reason")
                .value(item.reason())
                .endObject()
                .toBytes();
    }

    /** The digests that a plan names, and what stands for tags and uploads. */
    static SortedRecords read(Path plan, String storage, Path directory) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(plan);
                RecordSorter planned = new RecordSorter(directory, Sha256.LENGTH)) {
            Fields head = parse(lines.readLine(), plan);
            if (!FORMAT.equals(head.plan) || !storage.equals(head.storage)) {
                throw new ContentException(
                        ContentException.Kind.FAILED_PRECONDITION,
                        plan + " is no plan for " + storage + "; make one with --plan");
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    planned.add(planned(parse(line, plan), plan));
                }
            }
            return planned.finish();
        }
    }

    private static byte[] planned(Fields fields, Path plan) throws IOException {
        try {
            Kind kind = Kind.valueOf(String.valueOf(fields.kind).toUpperCase(Locale.ROOT));
            String name = String.valueOf(fields.name);
            return switch (kind) {
                case BLOB, MANIFEST, LINKS -> Sha256.bytes(Digest.parse(name));
                case TAG -> Sha256.of("tag " + name);
                case UPLOAD -> Sha256.of("upload " + name);
            };
        } catch (InvalidDigestException e) {
            throw new InvalidDocumentException(plan.toString(), "names what is no digest: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new InvalidDocumentException(plan.toString(), "has a line of an unknown kind: " + fields.kind);
        }
    }

    private static Fields parse(@Nullable String line, Path plan) throws InvalidDocumentException {
        Fields fields = new Fields();
        JsonReader.read((line == null ? "" : line).getBytes(StandardCharsets.UTF_8), "a line of " + plan, LINE, fields);
        return fields;
    }

    private static final class Fields implements JsonReader.Fields {
        private @Nullable String plan;
        private @Nullable String storage;
        private @Nullable String kind;
        private @Nullable String name;

        @Override
        public Set<String> names() {
            return Set.of("plan", "storage", "kind", "name");
        }

        @Override
        public void take(String key, JsonReader in) throws InvalidDocumentException {
            String value = in.string();
            switch (key) {
                case "plan" -> plan = value;
                case "storage" -> storage = value;
                case "kind" -> kind = value;
                default -> name = value;
            }
        }
    }
}
