package dev.drayage.cli;

import dev.drayage.storage.collect.CollectOptions;
import dev.drayage.storage.collect.CollectOptions.Untagged;
import dev.drayage.storage.collect.CollectOptions.Writers;
import dev.drayage.storage.collect.Pulls;
import dev.drayage.storage.collect.Retention;
import dev.drayage.storage.collect.RetentionFile;
import dev.drayage.storage.collect.TagPattern;
import dev.drayage.storage.collect.TagRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How the storage of a registry is collected. Nothing of that is loaded for the local store. */
final class CollectArguments {
    private static final int MAX_PARALLEL = 512;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Leave what was written within this time, such as 30m, 24h or 7d; default: 24h.")
    private @Nullable Duration grace;

    @Option(
            names = "--untagged",
            paramLabel = "FATE",
            converter = UntaggedConverter.class,
            description =
                    "Whether manifests go, remove, or stay, keep, that no tag names and nothing refers to that stays;"
                            + " default: keep.")
    private @Nullable String untagged;

    @Option(
            names = "--keep",
            paramLabel = "PATTERN=NUMBER",
            description =
                    "Of the tags that match, keep so many in each repository, those that were set last; the others"
                            + " go. Needs --untagged remove.")
    private List<String> keep = new ArrayList<>();

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Keep tags by the rules in a JSON file: by number, version, age and pulls. Needs --untagged"
                    + " remove.")
    private @Nullable Path rules;

    @Option(
            names = "--pulls",
            paramLabel = "FILE",
            description = "An access log of the registry, for rules about pulls.")
    private List<Path> pulls = new ArrayList<>();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Change nothing; write what would go into a file, one thing a line.")
    private @Nullable Path plan;

    @Option(
            names = "--apply",
            paramLabel = "FILE",
            description = "Remove nothing but what is in a plan, as far as it can go still.")
    private @Nullable Path apply;

    @Option(
            names = "--stopped",
            description = "Nobody writes to the storage meanwhile: delete at once, without quarantine.")
    private boolean stopped;

    @Option(
            names = "--quarantine",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "How long bytes can be put back that were taken away; a later run deletes them. Default: 24h.")
    private @Nullable Duration quarantine;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long the registry may take to store a manifest that it has checked; default: 60s.")
    private @Nullable Duration settle;

    @Option(
            names = "--uploads",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Remove uploads that nobody has gone on with for this time, such as 7d.")
    private @Nullable Duration uploads;

    @Option(
            names = "--ignore-damage",
            description = "Collect although there are damaged manifests, whose layers may go with it.")
    private boolean ignoreDamage;

    @Option(
            names = "--max-requests",
            paramLabel = "NUMBER",
            description = "Make no more requests a second to the storage.")
    private @Nullable Integer maxRequests;

    @Option(names = "--parallel", paramLabel = "NUMBER", description = "Requests at the same time; default: 16.")
    private @Nullable Integer parallel;

    /**
     * Refuses these options where a local store is collected.
     *
     * @throws ParameterException for the first that was given
     */
    void requireNone() {
        for (String name : List.of(
                "--grace",
                "--untagged",
                "--keep",
                "--rules",
                "--pulls",
                "--plan",
                "--apply",
                "--stopped",
                "--quarantine",
                "--settle",
                "--uploads",
                "--ignore-damage",
                "--max-requests",
                "--parallel")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
                throw wrong(name + " is for the storage of a registry, which is not named; add registry-storage:DIR");
            }
        }
    }

    @Nullable
    Path plan() {
        return plan;
    }

    @Nullable
    Path apply() {
        return apply;
    }

    CollectOptions options(boolean dryRun) throws IOException {
        boolean hasRules = rules != null || !keep.isEmpty();
        boolean removes = "remove".equals(untagged);
        if (hasRules && !removes) {
            throw wrong("rules for tags free nothing while manifests without tags stay; add --untagged remove");
        }
        if (!pulls.isEmpty() && rules == null) {
            throw wrong("--pulls is for rules about pulls; give them with --rules");
        }
        if (plan != null && apply != null) {
            throw wrong("--plan writes a plan and --apply carries one out; give one of them");
        }
        if (plan != null && dryRun) {
            throw wrong("--plan is a dry run that is written down; leave out --dry-run");
        }
        if (apply != null && dryRun) {
            throw wrong("--apply removes and --dry-run changes nothing; give one of them");
        }
        if (stopped && (quarantine != null || settle != null)) {
            throw wrong((quarantine != null ? "--quarantine" : "--settle")
                    + " is for a registry that runs; with --stopped what goes is deleted at once");
        }
        if (maxRequests != null && maxRequests < 1) {
            throw wrong("--max-requests must be 1 or more");
        }
        if (parallel != null && (parallel < 1 || parallel > MAX_PARALLEL)) {
            throw wrong("--parallel must be 1 to " + MAX_PARALLEL);
        }
        CollectOptions options = CollectOptions.defaults()
                .withUntagged(removes ? Untagged.REMOVE : Untagged.KEEP)
                .withWriters(stopped ? Writers.STOPPED : Writers.RUNNING);
        options = grace == null ? options : options.withGrace(grace);
        options = quarantine == null ? options : options.withQuarantine(quarantine);
        options = settle == null ? options : options.withSettle(settle);
        options = uploads == null ? options : options.withUploadAge(uploads);
        options = ignoreDamage ? options.ignoringDamage() : options;
        options = maxRequests == null ? options : options.withRequestsPerSecond(maxRequests);
        options = parallel == null ? options : options.withParallelism(parallel);
        return hasRules ? options.withRetention(retention()) : options;
    }

    private Retention retention() throws IOException {
        List<TagRule> all = new ArrayList<>();
        for (String each : keep) {
            int end = each.lastIndexOf('=');
            try {
                all.add(new TagRule(
                        new TagPattern("*"),
                        new TagPattern(each.substring(0, Math.max(0, end))),
                        requirePositive(Integer.parseInt(each.substring(end + 1))),
                        TagRule.Order.TIME,
                        null,
                        null));
            } catch (IllegalArgumentException e) {
                throw wrong("--keep " + each + " is no pattern and number, such as 'v*=10'");
            }
        }
        if (rules != null) {
            all.addAll(RetentionFile.read(rules));
        }
        Pulls read = Pulls.read(pulls);
        for (TagRule rule : all) {
            requirePulls(rule.pulledWithin(), read);
        }
        return new Retention(all, read);
    }

    private static int requirePositive(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("it keeps nothing");
        }
        return number;
    }

    /** What logs do not reach back to would count as never pulled. */
    private void requirePulls(@Nullable Duration within, Pulls known) {
        if (within == null) {
            return;
        }
        if (pulls.isEmpty()) {
            throw wrong("a rule of " + rules + " keeps what was pulled within " + within.toDays()
                    + " days, and it is not known what was; name the access logs with --pulls");
        }
        Instant first = known.first()
                .orElseThrow(() -> wrong("no line of " + pulls + " is that of a pull; are these access logs?"));
        if (first.isAfter(Instant.now().minus(within))) {
            throw wrong("the first pull in " + pulls + " was at " + first + ", and a rule of " + rules
                    + " keeps what was pulled within " + within.toDays() + " days; add older logs, or change the rule");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** For picocli: a time. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return WrittenDuration.parse(value)
                    .orElseThrow(() -> new TypeConversionException(
                            value.matches("[0-9]{1,9}")
                                    ? "'" + value + "' has no unit; write " + value + "s for seconds, or " + value
                                            + "m, " + value + "h or " + value + "d"
                                    : "'" + value + "' is not a time such as 30s, 12h or 7d"));
        }
    }

    /** For picocli: keep or remove. */
    static final class UntaggedConverter implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            String fate = value.toLowerCase(Locale.ROOT);
            if (!fate.equals("keep") && !fate.equals("remove")) {
                throw new TypeConversionException("'" + value + "' is neither keep nor remove");
            }
            return fate;
        }
    }
}
