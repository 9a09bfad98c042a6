package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.content.ContentException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.json.JsonReader;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.storage.collect.CollectItem.Kind;
import dev.drayage.storage.collect.CollectOptions.Untagged;
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

    /** Of an option: it is not given, and what it is about stays. */
    private static final String KEPT = "keep";

    private CollectPlan() {}

    /** What a plan calls a storage: a directory by its whole path, wherever it is named from. */
    static String nameOf(Bucket bucket) {
        String location = bucket.location();
        return Buckets.isName(location)
                ? location
                : Path.of(location).toAbsolutePath().normalize().toString();
    }

    /** The first line: what the plan is for, and the options without which what it names would stay. */
    static byte[] head(String storage, CollectOptions options) {
        return new GoJsonWriter()
                .beginObject()
                .name("plan")
                .value(FORMAT)
                .name("storage")
                .value(storage)
                .name("untagged")
                .value(untagged(options))
                .name("rules")
                .value(rules(options))
                .name("uploads")
                .value(uploads(options))
                .endObject()
                .toBytes();
    }

    private static String untagged(CollectOptions options) {
        return options.untagged() == Untagged.REMOVE ? "remove" : KEPT;
    }

    private static String rules(CollectOptions options) {
        return options.retention() == null ? KEPT : "remove";
    }

    private static String uploads(CollectOptions options) {
        return options.uploadAge() == null ? KEPT : "remove";
    }

    /** What is applied with fewer options than it was made with would free less than it says, or nothing. */
    private static void requireOptions(Fields head, Path plan, CollectOptions options) throws ContentException {
        requireOption(head.untagged, untagged(options), plan, "--untagged remove");
        requireOption(head.rules, rules(options), plan, "--keep or --rules");
        requireOption(head.uploads, uploads(options), plan, "--uploads");
    }

    private static void requireOption(@Nullable String planned, String given, Path plan, String option)
            throws ContentException {
        if (planned != null && !planned.equals(KEPT) && given.equals(KEPT)) {
            throw new ContentException(
                    ContentException.Kind.INVALID_ARGUMENT,
                    plan + " was made with " + option + ", and nothing it names for that would go without; add it");
        }
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
    static SortedRecords read(Path plan, Bucket storage, CollectOptions options) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(plan);
                RecordSorter planned = new RecordSorter(options.directory(), Sha256.LENGTH)) {
            Fields head = parse(lines.readLine(), plan);
            if (!FORMAT.equals(head.plan) || !nameOf(storage).equals(head.storage)) {
                throw new ContentException(
                        ContentException.Kind.INVALID_ARGUMENT,
                        plan + " is no plan for " + storage.location()
                                + (head.storage == null ? "" : " but for " + Quotes.printable(head.storage))
                                + "; make one with --plan");
            }
            requireOptions(head, plan, options);
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
        private @Nullable String untagged;
        private @Nullable String rules;
        private @Nullable String uploads;
        private @Nullable String kind;
        private @Nullable String name;

        @Override
        public Set<String> names() {
            return Set.of("plan", "storage", "untagged", "rules", "uploads", "kind", "name");
        }

        @Override
        public void take(String key, JsonReader in) throws InvalidDocumentException {
            String value = in.string();
            switch (key) {
                case "plan" -> plan = value;
                case "storage" -> storage = value;
                case "untagged" -> untagged = value;
                case "rules" -> rules = value;
                case "uploads" -> uploads = value;
                case "kind" -> kind = value;
                default -> name = value;
            }
        }
    }
}
