package dev.drayage.storage.collect;

import dev.drayage.document.Limits;
import dev.drayage.task.Sleeper;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a registry's storage is collected. Immutable; start from {@link #defaults()}.
 *
 * @param grace what was written within this time stays, whatever it is
 * @param untagged what becomes of manifests without a tag
 * @param retention which tags are kept; null for all
 * @param writers whether the registry may be written to meanwhile
 * @param quarantine how long bytes can still be put back after they were taken from the registry
 * @param settle what the registry needs at most from checking what a manifest refers to until it has stored it
 * @param uploadAge uploads that were not gone on with for this time are removed; null to leave them all
 * @param ignoresDamage whether manifests that are not what their digest says are passed over, and what they refer to with
 *     them; otherwise nothing is collected
 * @param parallelism how many requests are made at once, 1 or more
 * @param requestsPerSecond how many are made a second; 0 for as many as there are
 * @param limits how large manifests may be
 * @param directory where what is known of digests is put aside
 * @param sleeper by which is waited
 */
@SuppressWarnings("exports") // to our modules alone
public record CollectOptions(
        Duration grace,
        Untagged untagged,
        @Nullable Retention retention,
        Writers writers,
        Duration quarantine,
        Duration settle,
        @Nullable Duration uploadAge,
        boolean ignoresDamage,
        int parallelism,
        int requestsPerSecond,
        Limits limits,
        Path directory,
        Sleeper sleeper) {
    private static final int PARALLELISM = 16;

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

    /** A day of grace, manifests and tags stay, beside a registry that runs, a day of quarantine and a minute to settle. */
    public static CollectOptions defaults() {
        return new CollectOptions(
                Duration.ofDays(1),
                Untagged.KEEP,
                null,
                Writers.RUNNING,
                Duration.ofDays(1),
                Duration.ofMinutes(1),
                null,
                false,
                PARALLELISM,
                0,
                Limits.defaults(),
                Path.of(System.getProperty("java.io.tmpdir")),
                Sleeper.ofSystem());
    }

    /** These options with another time of grace. */
    public CollectOptions withGrace(Duration time) {
        return new CollectOptions(
                time,
                untagged,
                retention,
                writers,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options with something else done with manifests without a tag. */
    public CollectOptions withUntagged(Untagged fate) {
        return new CollectOptions(
                grace,
                fate,
                retention,
                writers,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options with rules for tags. */
    public CollectOptions withRetention(Retention rules) {
        return new CollectOptions(
                grace,
                untagged,
                rules,
                writers,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options with other writers. */
    public CollectOptions withWriters(Writers others) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                others,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options with another time of quarantine. */
    public CollectOptions withQuarantine(Duration time) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                time,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options with another time to settle. */
    public CollectOptions withSettle(Duration time) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                quarantine,
                time,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options, and uploads that nobody has gone on with for a time are removed. */
    public CollectOptions withUploadAge(Duration time) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                quarantine,
                settle,
                time,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options, and damaged manifests are passed over. */
    public CollectOptions ignoringDamage() {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                quarantine,
                settle,
                uploadAge,
                true,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options with so many requests at once. */
    public CollectOptions withParallelism(int requests) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                requests,
                requestsPerSecond,
                limits,
                directory,
                sleeper);
    }

    /** These options with so many requests a second. */
    public CollectOptions withRequestsPerSecond(int requests) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requests,
                limits,
                directory,
                sleeper);
    }

    /** These options with another directory for what is put aside. */
    public CollectOptions withDirectory(Path other) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                other,
                sleeper);
    }

    /** These options with another clock. */
    public CollectOptions withSleeper(Sleeper other) {
        return new CollectOptions(
                grace,
                untagged,
                retention,
                writers,
                quarantine,
                settle,
                uploadAge,
                ignoresDamage,
                parallelism,
                requestsPerSecond,
                limits,
                directory,
                other);
    }
}
