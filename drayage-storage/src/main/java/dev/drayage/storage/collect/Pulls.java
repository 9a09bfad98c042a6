package dev.drayage.storage.collect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * When tags and manifests were last pulled, from access logs: lines of JSON as {@code dray serve registry} writes them, of
 * logrus as docker-registry does, and of the combined format as that and web servers before it do. Other lines are passed
 * over. Immutable.
 */
public final class Pulls {
    private static final int MAX_NAMES = 2_000_000;

    private static final Pattern PATH = Pattern.compile("/v2/([^\\s?\"]+)/manifests/([^\\s?\"/]+)");
    private static final Pattern OWN = Pattern.compile(
            "\\{\"time\":\"([^\"]+)\",.*\"method\":\"(GET|HEAD)\",\"path\":\"([^\"]+)\",(?:\"ns\":\"[^\"]*\",)?"
                    + "\"status\":(200|304),.*");
    private static final Pattern COMBINED =
            Pattern.compile("\\S+ \\S+ \\S+ \\[([^\\]]+)\\] \"(GET|HEAD) (\\S+) HTTP/[0-9.]+\" (200|304) .*");
    private static final DateTimeFormatter COMBINED_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final Pattern LOGRUS_TIME = Pattern.compile("\\btime=\"([^\"]+)\"");
    private static final Pattern LOGRUS_METHOD = Pattern.compile("\\bhttp\\.request\\.method=(?:GET|HEAD)\\b");
    private static final Pattern LOGRUS_PATH = Pattern.compile("\\bhttp\\.request\\.uri=\"?([^\"\\s]+)");
    private static final Pattern LOGRUS_STATUS = Pattern.compile("\\bhttp\\.response\\.status=(200|304)\\b");

    private final Map<String, Instant> last;
    private final long lines;

    private final @Nullable Instant first;

    private Pulls(Map<String, Instant> last, long lines, @Nullable Instant first) {
        this.last = last;
        this.lines = lines;
        this.first = first;
    }

    /** Nothing is known. */
    public static Pulls none() {
        return new Pulls(Map.of(), 0, null);
    }

    /** Reads logs, those that end with {@code .gz} unpacked. */
    public static Pulls read(List<Path> logs) throws IOException {
        Map<String, Instant> last = new HashMap<>();
        Instant first = null;
        long lines = 0;
        for (Path log : logs) {
            try (BufferedReader in = open(log)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    Instant when = take(line, last);
                    lines += when == null ? 0 : 1;
                    first = when == null || (first != null && first.isBefore(when)) ? first : when;
                    if (last.size() > MAX_NAMES) {
                        throw new IOException(log + " and the logs before it name more than " + MAX_NAMES
                                + " tags and manifests; give those of a shorter time");
                    }
                }
            }
        }
        return new Pulls(last, lines, first);
    }

    private static BufferedReader open(Path log) throws IOException {
        InputStream in = Files.newInputStream(log);
        try {
            InputStream text = log.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
            return new BufferedReader(new InputStreamReader(
                    text,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE)));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** When the pull was that a line is about; null if it is about none. */
    private static @Nullable Instant take(String line, Map<String, Instant> last) {
        try {
            Matcher own = OWN.matcher(line);
            if (own.matches()) {
                return add(own.group(3), Instant.parse(own.group(1)), last);
            }
            Matcher combined = COMBINED.matcher(line);
            if (combined.matches()) {
                return add(
                        combined.group(3),
                        OffsetDateTime.parse(combined.group(1), COMBINED_TIME).toInstant(),
                        last);
            }
            Matcher time = LOGRUS_TIME.matcher(line);
            Matcher path = LOGRUS_PATH.matcher(line);
            boolean isPull = LOGRUS_STATUS.matcher(line).find()
                    && LOGRUS_METHOD.matcher(line).find()
                    && time.find()
                    && path.find();
            return isPull
                    ? add(path.group(1), OffsetDateTime.parse(time.group(1)).toInstant(), last)
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant add(String path, Instant when, Map<String, Instant> last) {
        Matcher manifest = PATH.matcher(path);
        if (!manifest.lookingAt()) {
            return null;
        }
        last.merge(manifest.group(1) + " " + manifest.group(2), when, (one, other) -> one.isAfter(other) ? one : other);
        return when;
    }

    /** How many lines were those of pulls. */
    public long lines() {
        return lines;
    }

    /** When the first of these pulls was; empty if there are none. */
    public Optional<Instant> first() {
        return Optional.ofNullable(first);
    }

    /** When a tag, or what it names by its digest, was last pulled. */
    Optional<Instant> last(TagRecord tag) {
        Instant byTag = last.get(tag.repository() + " " + tag.tag());
        Instant byDigest = last.get(tag.repository() + " " + tag.digest());
        if (byTag == null || byDigest == null) {
            return Optional.ofNullable(byTag == null ? byDigest : byTag);
        }
        return Optional.of(byTag.isAfter(byDigest) ? byTag : byDigest);
    }
}
