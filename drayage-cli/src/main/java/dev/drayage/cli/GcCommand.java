package dev.drayage.cli;

import dev.drayage.store.GcItem;
import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcReport;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dray gc}. */
@Command(
        name = "gc",
        mixinStandardHelpOptions = true,
        description = {
            "Free what no image, lease or work in progress of the local store holds, in all namespaces. What other"
                    + " processes work with meanwhile stays.",
            "Content that was stored without being made an image stays for a day, and so does an ingest that was left"
                    + " off."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  dray gc --dry-run", "  dray gc --json"})
final class GcCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private StoreLocation store;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Say what would go and why each thing stays; change nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        if (!store.exists()) {
            output.message("there is nothing in " + store.root());
            return ExitCode.DONE;
        }
        try (OpenStore open = store.open()) {
            tell(dryRun ? open.store().surveyGarbage(this::tell) : open.store().collectGarbage(this::tell));
        }
        return ExitCode.DONE;
    }

    private void tell(GcItem item) {
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
    }
}
