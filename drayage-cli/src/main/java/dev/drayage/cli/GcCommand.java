package dev.drayage.cli;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Buckets;
import dev.drayage.storage.RegistryStoragePlace;
import dev.drayage.storage.collect.CollectOptions;
import dev.drayage.storage.collect.CollectOptions.Writers;
import dev.drayage.storage.collect.CollectReport;
import dev.drayage.storage.collect.StorageCollector;
import dev.drayage.storage.directory.DirectoryBucket;
import dev.drayage.store.GcItem;
import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;
import dev.drayage.store.GcReport;
import dev.drayage.store.LocalStore;
import dev.drayage.store.RebuildReport;
import dev.drayage.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray gc}. */
@Command(
        name = "gc",
        mixinStandardHelpOptions = true,
        description = {
            "Free what no image, lease or work in progress of the local store holds, in all namespaces. What other"
                    + " processes work with meanwhile stays.",
            "Content that was stored without being made an image stays for a day, and so does an ingest that was left"
                    + " off.",
            "Of a registry's storage, registry-storage:DIR, what no manifest that stays refers to is freed while the registry"
                    + " runs: it is taken into quarantine, from where it is put back if a push refers to it, and deleted by a"
                    + " later run.",
            "Nothing is freed if the database of the store is lost or damaged. --rebuild makes another from the blobs that"
                    + " are there; its names are lost, and importing the images again gives them back."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray gc --dry-run",
            "  dray gc --rebuild",
            "  dray gc registry-storage:/var/lib/registry --dry-run",
            "  dray gc registry-storage:s3://images --untagged remove --keep 'v*=10'"
        })
final class GcCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private StoreLocation store;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Say what would go and why each thing stays; change nothing.")
    private boolean dryRun;

    @Option(
            names = "--rebuild",
            description = "Free nothing: make the database from the blobs that are there, which become content of"
                    + " --namespace and stay for a day. One that cannot be read is put aside. Nothing else should use the"
                    + " store meanwhile.")
    private boolean rebuild;

    @Parameters(
            paramLabel = "PLACE",
            arity = "0..1",
            description = "The storage of a registry: registry-storage:DIR; none for the local store.")
    private @Nullable String place;

    @Mixin
    private CollectArguments collecting;

    private long found;

    @Override
    public Integer call() throws IOException {
        if (place != null) {
            return collect(place);
        }
        collecting.requireNone();
        if (dryRun && rebuild) {
            throw new ParameterException(
                    spec.commandLine(), "--rebuild changes the store, and --dry-run changes nothing; give one of them");
        }
        if (!rebuild && store.saidNamespace() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--namespace is for --rebuild; what nothing holds is freed in all namespaces, leave it out");
        }
        if (!store.exists()) {
            output.message("there is nothing in " + store.shown());
            return ExitCode.DONE;
        }
        if (rebuild) {
            if (!store.isDirectory()) {
                throw new WrongUseException("--rebuild is for a store in a directory; " + store.shown()
                        + " has its database restored from a backup, and checked with dray store check");
            }
            tell(LocalStore.rebuild(store.root(), StoreOptions.defaults(), store.namespace()));
            return ExitCode.DONE;
        }
        try (OpenStore open = store.open()) {
            tell(dryRun ? open.store().surveyGarbage(this::tell) : open.store().collectGarbage(this::tell));
        }
        return ExitCode.DONE;
    }

    /** The storage of a registry. */
    private int collect(String name) throws IOException {
        String prefix = RegistryStoragePlace.SCHEME + ":";
        if (!name.startsWith(prefix)) {
            throw new ParameterException(
                    spec.commandLine(), "'" + name + "' is no storage of a registry; name one as " + prefix + "DIR");
        }
        for (String option : List.of("--rebuild", "--root", "--namespace")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + " is for the local store, and " + name + " is named; leave it out");
            }
        }
        CollectOptions options = collecting.options(dryRun);
        boolean isDry = dryRun || collecting.plan() != null;
        CollectOutput told = new CollectOutput(output, isDry);
        try (Bucket bucket = bucket(name.substring(prefix.length()))) {
            Path plan = collecting.plan();
            CollectReport report = dryRun
                    ? StorageCollector.survey(bucket, options, told)
                    : plan != null
                            ? StorageCollector.plan(bucket, options, plan, told)
                            : StorageCollector.collect(bucket, options, collecting.apply(), told);
            told.done(
                    report,
                    options.writers() == Writers.RUNNING
                            && !options.quarantine().isZero());
        }
        return ExitCode.DONE;
    }

    private Bucket bucket(String rest) throws IOException {
        try {
            String where = new RegistryStoragePlace().parseServed(rest).place();
            return Buckets.isName(where) ? Buckets.open(where, System.getenv()) : DirectoryBucket.open(Path.of(where));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void tell(RebuildReport report) {
        if (output.json()) {
            output.document(json -> {
                json.name("event").value("rebuilt");
                json.name("namespace").value(store.namespace());
                json.name("blobs").value(report.blobs());
                json.name("bytes").value(report.bytes());
                json.name("keptUntil").value(report.keptUntil().toString());
                if (report.damaged() != null) {
                    json.name("damaged").value(report.damaged().toString());
                }
            });
            return;
        }
        output.message("rebuilt the database of " + store.shown() + ": " + report.blobs() + " blobs, "
                + ByteCount.exact(report.bytes()) + ", are known again, in namespace " + store.namespace()
                + "; all content stays until " + report.keptUntil().truncatedTo(ChronoUnit.SECONDS)
                + (report.damaged() == null ? "" : "; the old database is " + report.damaged())
                + "; import images again to give them their names");
    }

    private void tell(GcItem item) {
        if (item.kind() == Kind.BLOB && item.fate() == Fate.KEPT) {
            found++;
        }
        String kind = item.kind().name().toLowerCase(Locale.ROOT);
        boolean freed = item.fate() == Fate.FREED;
        if (output.json()) {
            output.document(json -> {
                json.name("event").value(freed ? "freed" : "kept");
                json.name("kind").value(kind);
                if (item.namespace() != null) {
                    json.name("namespace").value(item.namespace());
                }
                json.name("name").value(item.name());
                json.name("size").value(item.size());
                json.name("reason").value(item.reason());
            });
        } else if (dryRun) {
            String where = item.namespace() == null ? "" : item.namespace() + " ";
            output.line((freed ? "free " : "keep ") + kind + " " + where + item.name() + ": " + item.reason());
        }
    }

    private void tell(GcReport report) {
        if (output.json()) {
            output.document(json -> {
                json.name("event").value("done");
                json.name("freedContent").value(report.freedContent());
                json.name("freedBlobs").value(report.freedBlobs());
                json.name("freedIngests").value(report.freedIngests());
                json.name("freedLeases").value(report.freedLeases());
                json.name("freedBytes").value(report.freedBytes());
                json.name("keptContent").value(report.keptContent());
            });
            return;
        }
        output.message((dryRun ? "would free " : "freed ") + ByteCount.exact(report.freedBytes()) + " of "
                + report.freedBlobs() + " blobs and " + report.freedIngests() + " ingests, " + report.freedLeases()
                + " leases had expired; " + report.keptContent() + " blobs stay");
        if (found > 0) {
            output.message(found + " blobs were known to no namespace, and stay for a day in case that was lost; images"
                    + " that are missing can be imported again, without reading what is there");
        }
    }
}
