package dev.drayage.cli;

import dev.drayage.content.ReadableContent;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.place.PlaceName;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import dev.drayage.place.check.WholePlaceRepair;
import dev.drayage.place.check.WholePlaceRepair.Mode;
import dev.drayage.place.check.WholePlaceRepair.RepairListener;
import dev.drayage.place.check.WholePlaceRepair.RepairReport;
import dev.drayage.source.Source;
import dev.drayage.source.Sources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dray repair}. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "Replace what is missing or corrupt in a registry's storage by right bytes from other places, and write the"
                    + " links that its manifests call for. Nothing else is touched.",
            "Exits with 3 if something stays missing or corrupt."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray repair registry-storage:DIR --from docker://registry.example/app",
            "  dray repair registry-storage:DIR --from oci:backup --report-only"
        })
final class RepairCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Parameters(
            paramLabel = "STORAGE",
            converter = PlaceNames.Converter.class,
            description = "The storage of a registry, registry-storage:DIR.")
    private PlaceName storage;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            required = true,
            converter = PlaceNames.Converter.class,
            description = "Where right bytes may be; may be given several times.")
    private List<PlaceName> from;

    @Option(names = "--report-only", description = "Write nothing, and say what would be repaired.")
    private boolean reportOnly;

    @Override
    public Integer call() throws IOException {
        places.requireUse(from, Set.of(storage.scheme()), Set.of());
        if (!(PlaceNames.KINDS.provider(storage) instanceof WholePlaceRepair repair) || !repair.isWhole(storage)) {
            throw new WrongUseException(storage
                    + " is no storage of a registry, which is what can be repaired; write registry-storage:DIR");
        }
        List<String> repaired = new ArrayList<>();
        List<Problem> left = new ArrayList<>();
        try (Sources sources = places.open(from, output)) {
            List<ReadableContent> contents =
                    sources.all().stream().map(Source::content).distinct().toList();
            RepairReport report = repair.repair(
                    storage,
                    places.options(List.of(storage), output),
                    contents,
                    reportOnly ? Mode.REPORT : Mode.WRITE,
                    new RepairListener() {
                        @Override
                        public void repaired(String what) {
                            if (output.json()) {
                                repaired.add(what);
                            } else {
                                output.line((reportOnly ? "would repair: " : "repaired: ") + what);
                            }
                        }

                        @Override
                        public void left(Problem problem) {
                            if (output.json()) {
                                left.add(problem);
                            } else {
                                output.line(kind(problem) + ": " + problem.message());
                            }
                        }
                    });
            if (output.json()) {
                output.document(json -> document(json, report, repaired, left));
            } else {
                output.line(storage + ": " + report.repaired() + (reportOnly ? " to be repaired, " : " repaired, ")
                        + ByteCount.exact(report.bytes()) + ", " + report.left() + " left");
            }
            return report.left() > 0 ? ExitCode.MISSING : ExitCode.DONE;
        }
    }

    private static String kind(Problem problem) {
        return problem.kind().name().toLowerCase(Locale.ROOT);
    }

    private void document(GoJsonWriter json, RepairReport report, List<String> repaired, List<Problem> left) {
        json.name("storage").value(storage.toString());
        json.name("bytes").value(report.bytes());
        json.name(reportOnly ? "wouldRepair" : "repaired").beginArray();
        repaired.forEach(json::value);
        json.endArray();
        json.name("left").beginArray();
        for (Problem problem : left) {
            json.beginObject();
            json.name("kind").value(kind(problem));
            json.name("name").value(problem.name());
            json.name("message").value(problem.message());
            json.endObject();
        }
        json.endArray();
    }
}
