package dev.drayage.cli;

import dev.drayage.content.ContentStore;
import dev.drayage.content.IngestStatus;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray ingest}. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = "Look after blobs that are on their way into the local store, or were left off there.",
        subcommands = {IngestCommand.Ls.class, IngestCommand.Abort.class})
final class IngestCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: ls or abort");
    }

    /** {@code dray ingest ls}. */
    @Command(
            name = "ls",
            mixinStandardHelpOptions = true,
            description = "List ingests.",
            footerHeading = "%nExamples:%n",
            footer = {"  dray ingest ls --json"})
    static final class Ls implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreLocation store;

        @Override
        public Integer call() throws IOException {
            Table table = new Table("REF", "WRITTEN", "OF", "UPDATED");
            for (IngestStatus status :
                    store.list(namespace -> namespace.content().ingests())) {
                if (output.json()) {
                    document(status);
                    continue;
                }
                table.row(
                        status.ref(),
                        ByteCount.rounded(status.offset()),
                        status.total() == 0 ? "-" : ByteCount.rounded(status.total()),
                        status.updatedAt().truncatedTo(ChronoUnit.SECONDS).toString());
            }
            output.table(table);
            return ExitCode.DONE;
        }

        private void document(IngestStatus status) {
            output.document(json -> {
                json.name("ref").value(status.ref());
                json.name("offset").value(status.offset());
                json.name("total").value(status.total());
                if (status.expected() != null) {
                    json.name("expected").value(status.expected().toString());
                }
                json.name("startedAt").value(status.startedAt().toString());
                json.name("updatedAt").value(status.updatedAt().toString());
            });
        }
    }

    /** {@code dray ingest abort}. */
    @Command(
            name = "abort",
            mixinStandardHelpOptions = true,
            description = "Throw ingests away, with what was written; whoever is writing one fails.",
            footerHeading = "%nExamples:%n",
            footer = {"  dray ingest abort layer-sha256:ab12..."})
    static final class Abort implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreLocation store;

        @Parameters(arity = "1..*", paramLabel = "REF", description = "As dray ingest ls prints them.")
        private List<String> refs;

        @Override
        public Integer call() throws IOException {
            try (OpenStore open = store.open()) {
                ContentStore content = open.namespace().content();
                for (String ref : refs) {
                    content.abort(ref);
                    output.message("threw away " + ref);
                }
            }
            return ExitCode.DONE;
        }
    }
}
