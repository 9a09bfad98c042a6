package dev.drayage.store;

import dev.drayage.bucket.Buckets;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a store is made of that is not a directory alone: said by the name of its database, or by a file
 * {@code store.toml} with {@code metadata} and {@code blobs}, each a text in quotes.
 *
 * @param base the directory of SQLite's database, and what relative paths begin with
 * @param metadata the name of the database in PostgreSQL; null for SQLite in {@code base}
 * @param blobs where blobs are, a bucket or a directory; null where the database says
 */
record StoreFile(
        Path base, @Nullable String metadata, @Nullable String blobs) {
    private static final String NAME = "store.toml";
    private static final long MAX_BYTES = 64 << 10;
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:(\\w+)\\s*=\\s*(?:\"([^\"\\\\]*)\"|'([^']*)'))?\\s*(?:#.*)?");

    /** Whether there is such a file: by this name, or in the directory of this name. */
    static boolean isAt(Path root) {
        return Files.isRegularFile(root) || Files.exists(root.resolve(NAME));
    }

    /** Reads it. */
    static StoreFile at(Path root) throws IOException {
        Path file = Files.isRegularFile(root) ? root : root.resolve(NAME);
        if (Files.size(file) > MAX_BYTES) {
            throw refused(file, "has more than " + MAX_BYTES + " bytes");
        }
        Map<String, String> values = new HashMap<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (!line.matches()) {
                throw refused(file, "line " + (i + 1) + " is not KEY = \"TEXT\"");
            }
            String key = line.group(1);
            if (key == null) {
                continue;
            }
            if (!List.of("metadata", "blobs").contains(key)) {
                throw refused(file, "line " + (i + 1) + " sets " + key + "; there are metadata and blobs");
            }
            String value = Objects.requireNonNullElseGet(line.group(2), () -> String.valueOf(line.group(3)));
            if (values.put(key, value) != null) {
                throw refused(file, "sets " + key + " twice");
            }
        }
        String metadata = values.get("metadata");
        if (metadata != null && !PostgresUrl.isUrl(metadata)) {
            throw refused(file, "metadata is to be postgresql://USER@HOST:PORT/DATABASE, or left out for SQLite");
        }
        if (metadata == null && values.get("blobs") == null) {
            throw refused(file, "sets neither metadata nor blobs");
        }
        return new StoreFile(Objects.requireNonNull(file.toRealPath().getParent()), metadata, values.get("blobs"));
    }

    private static ContentException refused(Path file, String problem) {
        return new ContentException(Kind.FAILED_PRECONDITION, file + " " + problem + "; correct it");
    }

    /** Opens what it names. */
    SharedParts parts(StoreOptions options, SharedTiming timing, FaultPoints faults) throws IOException {
        return SharedStores.open(this, options, timing, faults);
    }

    /** Where blobs are, as an absolute path if it is one. */
    static String absolute(Path base, String blobs) {
        return Buckets.isName(blobs) ? blobs : base.resolve(blobs).normalize().toString();
    }
}
