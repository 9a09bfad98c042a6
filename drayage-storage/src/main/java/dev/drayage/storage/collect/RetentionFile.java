package dev.drayage.storage.collect;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.json.JsonReader;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rules for tags in a JSON file: {@code {"rules": [{"repositories": "team/*", "tags": "v*", "newest": 10, "order": "version",
 * "youngerThanDays": 30, "pulledWithinDays": 90}]}}. Repositories and tags are {@code *} where they are not given, and the
 * order is {@code time}.
 */
public final class RetentionFile {
    private static final long MAX_DAYS = 100_000;

    private RetentionFile() {}

    /** Reads rules. */
    public static List<TagRule> read(Path file) throws IOException {
        if (Files.size(file) > Limits.defaults().maxBytes()) {
            throw new InvalidDocumentException(file.toString(), "is too large for rules");
        }
        Rules rules = new Rules();
        JsonReader.read(Files.readAllBytes(file), file.toString(), Limits.defaults(), rules);
        if (rules.all.isEmpty()) {
            throw new InvalidDocumentException(file.toString(), "has no rules");
        }
        return List.copyOf(rules.all);
    }

    /** A rule that is not understood could keep more, or less, than whoever wrote it thinks. */
    private static InvalidDocumentException unknown(String name, JsonReader.Fields known, JsonReader in) {
        return in.problem("has the unknown key " + Quotes.quote(name) + "; there are "
                + String.join(", ", new TreeSet<>(known.names())));
    }

    private static final class Rules implements JsonReader.Fields {
        private final List<TagRule> all = new ArrayList<>();

        @Override
        public Set<String> names() {
            return Set.of("rules");
        }

        @Override
        public void other(String name, JsonReader in) throws InvalidDocumentException {
            throw unknown(name, this, in);
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            all.addAll(in.list(each -> {
                Rule rule = new Rule();
                each.object(rule);
                return rule.rule(each);
            }));
        }
    }

    private static final class Rule implements JsonReader.Fields {
        private String repositories = "*";
        private String tags = "*";
        private long newest;
        private TagRule.Order order = TagRule.Order.TIME;
        private @Nullable Duration youngerThan;
        private @Nullable Duration pulledWithin;

        @Override
        public Set<String> names() {
            return Set.of("repositories", "tags", "newest", "order", "youngerThanDays", "pulledWithinDays");
        }

        @Override
        public void other(String name, JsonReader in) throws InvalidDocumentException {
            throw unknown(name, this, in);
        }

        @Override
        public void take(String name, JsonReader in) throws InvalidDocumentException {
            switch (name) {
                case "repositories" -> repositories = in.string();
                case "tags" -> tags = in.string();
                case "newest" -> newest = in.size();
                case "order" -> order = order(in);
                case "youngerThanDays" -> youngerThan = days(in);
                default -> pulledWithin = days(in);
            }
        }

        private static TagRule.Order order(JsonReader in) throws InvalidDocumentException {
            String text = in.string();
            try {
                return TagRule.Order.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw in.problem("must be time or version, found " + text);
            }
        }

        private static Duration days(JsonReader in) throws InvalidDocumentException {
            long days = in.size();
            if (days > MAX_DAYS) {
                throw in.problem("must be " + MAX_DAYS + " or less, found " + days);
            }
            return Duration.ofDays(days);
        }

        TagRule rule(JsonReader in) throws InvalidDocumentException {
            if (newest == 0 && youngerThan == null && pulledWithin == null) {
                throw in.problem("keeps nothing; give newest, youngerThanDays or pulledWithinDays");
            }
            try {
                return new TagRule(
                        new TagPattern(repositories),
                        new TagPattern(tags),
                        (int) Math.min(Integer.MAX_VALUE, newest),
                        order,
                        youngerThan,
                        pulledWithin);
            } catch (IllegalArgumentException e) {
                throw in.problem(String.valueOf(e.getMessage()));
            }
        }
    }
}
