package dev.drayage.storage.collect;

import dev.drayage.document.Limits;
import dev.drayage.task.Sleeper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a registry's storage is collected. Immutable; start from {@link #defaults()}. */
@SuppressWarnings("exports") // to our modules alone
public final class CollectOptions {
    private static final int PARALLELISM = 16;

    private Duration grace = Duration.ofDays(1);
    private Untagged untagged = Untagged.KEEP;
    private @Nullable Retention retention;
    private Writers writers = Writers.RUNNING;
    private Duration quarantine = Duration.ofDays(1);
    private Duration settle = Duration.ofMinutes(1);
    private @Nullable Duration uploadAge;
    private boolean ignoresDamage;
    private int parallelism = PARALLELISM;
    private int requestsPerSecond;
    private Limits limits = Limits.defaults();
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    private Sleeper sleeper = Sleeper.ofSystem();

    /** What becomes of manifests that no tag names, and that nothing that is kept refers to. */
    public enum Untagged {
        /** They stay. */
        KEEP,
        /** They go. */
        REMOVE
    }

    /** Who else writes to the storage. */
    public enum Writers {
        /** A registry that runs and is pushed to. */
        RUNNING,
        /** Nobody: the registry is stopped, or only reads. */
        STOPPED
    }

    private CollectOptions() {}

    /** A day of grace, manifests and tags stay, beside a registry that runs, a day of quarantine and a minute to settle. */
    public static CollectOptions defaults() {
        return new CollectOptions();
    }

    /** A copy in which something is changed, before anybody else sees it. */
    private CollectOptions with(Consumer<CollectOptions> change) {
        CollectOptions copy = new CollectOptions();
        copy.grace = grace;
        copy.untagged = untagged;
        copy.retention = retention;
        copy.writers = writers;
        copy.quarantine = quarantine;
        copy.settle = settle;
        copy.uploadAge = uploadAge;
        copy.ignoresDamage = ignoresDamage;
        copy.parallelism = parallelism;
        copy.requestsPerSecond = requestsPerSecond;
        copy.limits = limits;
        copy.directory = directory;
        copy.sleeper = sleeper;
        change.accept(copy);
        return copy;
    }

    /** These options with another time of grace. */
    public CollectOptions withGrace(Duration time) {
        return with(copy -> copy.grace = time);
    }

    /** These options with something else done with manifests without a tag. */
    public CollectOptions withUntagged(Untagged fate) {
        return with(copy -> copy.untagged = fate);
    }

    /** These options with rules for tags. */
    public CollectOptions withRetention(Retention rules) {
        return with(copy -> copy.retention = rules);
    }

    /** These options with other writers. */
    public CollectOptions withWriters(Writers others) {
        return with(copy -> copy.writers = others);
    }

    /** These options with another time of quarantine. */
    public CollectOptions withQuarantine(Duration time) {
        return with(copy -> copy.quarantine = time);
    }

    /** These options with another time to settle. */
    public CollectOptions withSettle(Duration time) {
        return with(copy -> copy.settle = time);
    }

    /** These options, and uploads that nobody has gone on with for a time are removed. */
    public CollectOptions withUploadAge(Duration time) {
        return with(copy -> copy.uploadAge = time);
    }

    /** These options, and damaged manifests are passed over. */
    public CollectOptions ignoringDamage() {
        return with(copy -> copy.ignoresDamage = true);
    }

    /** These options with so many requests at once. */
    public CollectOptions withParallelism(int requests) {
        return with(copy -> copy.parallelism = requests);
    }

    /** These options with so many requests a second. */
    public CollectOptions withRequestsPerSecond(int requests) {
        return with(copy -> copy.requestsPerSecond = requests);
    }

    /** These options with another directory for what is put aside. */
    public CollectOptions withDirectory(Path other) {
        return with(copy -> copy.directory = other);
    }

    /** These options with another clock. */
    public CollectOptions withSleeper(Sleeper other) {
        return with(copy -> copy.sleeper = other);
    }

    /** What was written within this time stays, whatever it is. */
    public Duration grace() {
        return grace;
    }

    /** What becomes of manifests without a tag. */
    public Untagged untagged() {
        return untagged;
    }

    /** Which tags are kept; null for all. */
    public @Nullable Retention retention() {
        return retention;
    }

    /** Whether the registry may be written to meanwhile. */
    public Writers writers() {
        return writers;
    }

    /** How long bytes can still be put back after they were taken from the registry. */
    public Duration quarantine() {
        return quarantine;
    }

    /** What the registry needs at most from checking what a manifest refers to until it has stored it. */
    public Duration settle() {
        return settle;
    }

    /** Uploads that were not gone on with for this time are removed; null to leave them all. */
    public @Nullable Duration uploadAge() {
        return uploadAge;
    }

    /**
     * Whether manifests that are not what their digest says are passed over, and what they refer to with them; otherwise
     * nothing is collected.
     */
    public boolean ignoresDamage() {
        return ignoresDamage;
    }

    /** How many requests are made at once, 1 or more. */
    public int parallelism() {
        return parallelism;
    }

    /** How many are made a second; 0 for as many as there are. */
    public int requestsPerSecond() {
        return requestsPerSecond;
    }

    /** How large manifests may be. */
    public Limits limits() {
        return limits;
    }

    /** Where what is known of digests is put aside. */
    public Path directory() {
        return directory;
    }

    /** By which is waited. */
    public Sleeper sleeper() {
        return sleeper;
    }
}
