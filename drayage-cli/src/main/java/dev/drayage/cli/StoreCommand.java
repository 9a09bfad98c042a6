package dev.drayage.cli;

import dev.drayage.store.AdoptionReport;
import dev.drayage.store.StoreCheck;
import dev.drayage.store.StoreSetup;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray store}. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description = "Make, check and take over stores that several machines use.",
        subcommands = {
            StoreCommand.Init.class,
            StoreCommand.Check.class,
            StoreCommand.Migrate.class,
            StoreCommand.Adopt.class
        })
final class StoreCommand implements Runnable {
    private static final String REGISTRY_STORAGE = "registry-storage:";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: init, check, migrate or adopt");
    }

    /** {@code dray store init}. */
    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Make a store that several machines use: its database in PostgreSQL, or in SQLite where one machine has"
                        + " it, and its blobs in a bucket or a directory that all of them see.",
                "A password is taken from PGPASSWORD or ~/.pgpass; one in --root can be seen by whoever lists processes."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  dray store init --root 'postgresql://dray@db/dray?blobs=s3://prod'",
                "  dray store init --root store.toml"
            })
    static final class Init implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreRoot root;

        @Override
        public Integer call() throws IOException {
            output.message(
                    StoreSetup.init(root.text())
                            ? "made a store in " + root
                            : "there is a store in " + root + " already");
            return ExitCode.DONE;
        }
    }

    /** {@code dray store migrate}. */
    @Command(
            name = "migrate",
            mixinStandardHelpOptions = true,
            description = "Bring the tables of a store up to date; no older version of dray may be using it.",
            footerHeading = "%nExamples:%n",
            footer = {"  dray store migrate --root postgresql://dray@db/dray"})
    static final class Migrate implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreRoot root;

        @Override
        public Integer call() throws IOException {
            output.message(
                    StoreSetup.migrate(root.text())
                            ? "brought the store in " + root + " up to date"
                            : "the store in " + root + " is up to date");
            return ExitCode.DONE;
        }
    }

    /** {@code dray store check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Compare what the database of a store says of blobs with what there is: one listing, and no bytes are"
                        + " read (dray verify reads them).",
                "What is missing or has another size is written anew when its image is imported again. The exit code is 3"
                        + " if anything is."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  dray store check --root postgresql://dray@db/dray"})
    static final class Check implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreRoot root;

        @Override
        public Integer call() throws IOException {
            StoreCheck check = StoreSetup.check(root.text());
            if (output.json()) {
                output.document(json -> {
                    json.name("event").value("done");
                    json.name("blobs").value(check.blobs());
                    json.name("missing").value(check.missingCount());
                    json.name("unknown").value(check.unknownCount());
                });
            } else {
                check.missing().forEach(digest -> output.line("missing " + digest));
                check.unknown().forEach(digest -> output.line("unknown " + digest));
                output.message(check.blobs() + " blobs are known; " + check.missingCount() + " of them are missing, "
                        + check.unknownCount() + " others are there that are not known");
            }
            return check.missingCount() > 0 ? ExitCode.MISSING : ExitCode.DONE;
        }
    }

    /** {@code dray store adopt}. */
    @Command(
            name = "adopt",
            mixinStandardHelpOptions = true,
            description = {
                "Take over what a distribution registry has stored, without copying a blob: its repositories and tags"
                        + " become images, and its bucket that of the store, which is made if there is none yet.",
                "Nothing of the registry is changed, and it can go on serving what was taken over. It must take no more"
                        + " pushes from then on: the store collects what it does not know."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  dray store adopt --root postgresql://dray@db/dray registry-storage:s3://prod"})
    static final class Adopt implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreLocation store;

        @Parameters(
                paramLabel = "STORAGE",
                description = "The registry's: registry-storage:s3://BUCKET/PREFIX or registry-storage:/DIR.")
        private String storage;

        @Override
        public Integer call() throws IOException {
            AdoptionReport report = StoreSetup.adopt(store.text(), store.namespace(), bucket());
            List<String> problems = report.problems();
            if (output.json()) {
                output.document(json -> {
                    json.name("event").value("done");
                    json.name("blobs").value(report.blobs());
                    json.name("bytes").value(report.bytes());
                    json.name("manifests").value(report.manifests());
                    json.name("tags").value(report.tags());
                    json.name("problems").value(problems.size());
                });
            }
            problems.forEach(problem -> output.message("not taken over: " + problem));
            output.message("took over " + report.blobs() + " blobs, " + ByteCount.exact(report.bytes()) + ", "
                    + report.manifests() + " manifests and " + report.tags() + " tags of " + bucket());
            return problems.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        }

        private String bucket() {
            String named =
                    storage.startsWith(REGISTRY_STORAGE) ? storage.substring(REGISTRY_STORAGE.length()) : storage;
            return named.startsWith("/") ? "file://" + named : named;
        }
    }
}
