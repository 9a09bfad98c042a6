package dev.drayage.cli;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import dev.drayage.metadata.LeaseManager.Resource;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray lease}. */
@Command(
        name = "lease",
        mixinStandardHelpOptions = true,
        description = "Look after the leases that keep content of the local store from being collected.",
        subcommands = {LeaseCommand.Create.class, LeaseCommand.Ls.class, LeaseCommand.Rm.class})
final class LeaseCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: create, ls or rm");
    }

    private static void write(GoJsonWriter json, Lease lease) {
        json.name("id").value(lease.id());
        json.name("created").value(lease.created().toString());
        if (lease.expires() != null) {
            json.name("expires").value(lease.expires().toString());
        }
        json.name("labels").beginObject();
        lease.labels().forEach((key, value) -> json.name(key).value(value));
        json.endObject();
    }

    /** {@code dray lease create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make a lease, let it hold stored images with all they are made of, and print its id.",
            footerHeading = "%nExamples:%n",
            footer = {"  dray lease create --expires 48 app:v1"})
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreLocation store;

        @Option(names = "--id", paramLabel = "ID", description = "What to call it; default: one that nobody has.")
        private @Nullable String id;

        @Option(
                names = "--expires",
                paramLabel = "HOURS",
                description = "After how many hours it holds nothing any more; 0 for never. Default: 24.")
        private int hours = 24;

        @Option(names = "--label", paramLabel = "KEY=VALUE", description = "What to note of it. Repeatable.")
        private Map<String, String> labels = Map.of();

        @Parameters(
                arity = "0..*",
                paramLabel = "IMAGE",
                converter = StoredName.Converter.class,
                description = "Stored images to hold.")
        private List<StoredName> images = List.of();

        @Override
        public Integer call() throws IOException {
            if (hours < 0) {
                throw new ParameterException(spec.commandLine(), "--expires must be 0 or more hours, not " + hours);
            }
            try (OpenStore open = store.openOrCreate()) {
                LeaseManager leases = open.namespace().leases();
                List<Resource> held = new ArrayList<>();
                for (StoredName image : images) {
                    held.add(new Resource.Content(
                            image.find(open.namespace().images()).target().digest()));
                }
                Lease lease = leases.create(id, hours == 0 ? null : Duration.ofHours(hours), labels);
                for (Resource resource : held) {
                    leases.add(lease.id(), resource);
                }
                if (output.json()) {
                    output.document(json -> write(json, lease));
                } else {
                    output.line(lease.id());
                }
            }
            return ExitCode.DONE;
        }
    }

    /** {@code dray lease ls}. */
    @Command(
            name = "ls",
            mixinStandardHelpOptions = true,
            description = "List leases.",
            footerHeading = "%nExamples:%n",
            footer = {"  dray lease ls"})
    static final class Ls implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreLocation store;

        @Override
        public Integer call() throws IOException {
            Table table = new Table("ID", "EXPIRES", "LABELS");
            for (Lease lease : store.list(namespace -> namespace.leases().list())) {
                if (output.json()) {
                    output.document(json -> write(json, lease));
                    continue;
                }
                table.row(
                        lease.id(),
                        lease.expires() == null
                                ? "never"
                                : lease.expires()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString(),
                        lease.labels().isEmpty() ? "-" : lease.labels().toString());
            }
            output.table(table);
            return ExitCode.DONE;
        }
    }

    /** {@code dray lease rm}. */
    @Command(
            name = "rm",
            mixinStandardHelpOptions = true,
            description = "End leases.",
            footerHeading = "%nExamples:%n",
            footer = {"  dray lease rm nightly"})
    static final class Rm implements Callable<Integer> {
        @Mixin
        private OutputOptions output;

        @Mixin
        private StoreLocation store;

        @Parameters(arity = "1..*", paramLabel = "ID", description = "As dray lease ls prints them.")
        private List<String> ids;

        @Override
        public Integer call() throws IOException {
            try (OpenStore open = store.open()) {
                for (String id : ids) {
                    open.namespace().leases().delete(id);
                    output.message("ended lease " + id);
                }
            }
            return ExitCode.DONE;
        }
    }
}
