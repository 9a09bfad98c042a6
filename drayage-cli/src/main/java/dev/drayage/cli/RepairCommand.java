package dev.drayage.cli;

import dev.drayage.content.ReadableContent;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.place.PlaceName;
import dev.drayage.place.check.PlaceRepair;
import dev.drayage.place.check.PlaceRepair.Mode;
import dev.drayage.place.check.PlaceRepair.RepairListener;
import dev.drayage.place.check.PlaceRepair.RepairReport;
import dev.drayage.place.check.WholePlaceCheck;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import dev.drayage.source.Fillers;
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
            "Replace what is missing or corrupt in a layout, an archive, the local store or a registry's storage by right"
                    + " bytes from other places. Nothing else is touched, but that in a registry's storage the links are"
                    + " written that its manifests call for.",
            "Blobs of an archive are replaced in place, where they have the room; where they have not, it says how to"
                    + " write another.",
            "Exits with 3 if something stays missing or corrupt."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray repair oci:images --from docker://registry.example/app",
            "  dray repair oci-archive:bundle.tar --from oci:images --report-only",
            "  dray repair store --from docker://registry.example/app",
            "  dray repair registry-storage:DIR --from oci:backup"
        })
final class RepairCommand implements Callable<Integer> {
    /** The word for all of the local store. */
    private static final String STORE = "store";

    @Mixin
    private OutputOptions output;

    @Mixin
    private PlaceArguments places;

    @Parameters(
            paramLabel = "PLACE",
            converter = PlaceNames.Converter.class,
            description =
                    "What is repaired: a layout, an archive, the storage of a registry, store for all of the local"
                            + " store, or one image of a layout, an archive or the store.")
    private PlaceName place;

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
        places.requireUse(from, Set.of(place.scheme()), Set.of());
        PlaceName named =
                place.scheme().equals(PlaceNames.STORE) && STORE.equals(place.image()) ? place.whole() : place;
        if (!(PlaceNames.KINDS.provider(named) instanceof PlaceRepair repair)
                || (repair instanceof WholePlaceCheck check && !check.isWhole(named))) {
            throw new WrongUseException(named + " cannot be repaired; write oci:DIR, oci-archive:FILE, store, or"
                    + " registry-storage:DIR without a repository");
        }
        if (from.stream()
                .anyMatch(other -> other.scheme().equals(named.scheme())
                        && PlaceNames.KINDS.provider(named).areSame(other.whole(), named.whole()))) {
            throw new WrongUseException("--from names " + named + " itself; name another place");
        }
        List<String> repaired = new ArrayList<>();
        List<Problem> left = new ArrayList<>();
        try (Fillers fillers = Fillers.open(from, PlaceNames.KINDS, places.options(from, output))) {
            List<ReadableContent> contents = fillers.contents();
            RepairReport report = repair.repair(
                    named,
                    places.options(List.of(named), output),
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
                                output.line(kind(problem) + ": " + OptionNames.translate(problem.message()));
                            }
                        }
                    });
            if (output.json()) {
                output.document(json -> document(json, report, repaired, left));
            } else {
                output.line(place + ": " + report.repaired() + (reportOnly ? " to be repaired, " : " repaired, ")
                        + ByteCount.exact(report.bytes()) + ", " + report.left() + " left");
            }
            return report.left() > 0 ? ExitCode.MISSING : ExitCode.DONE;
        }
    }

    private static String kind(Problem problem) {
        return problem.kind().name().toLowerCase(Locale.ROOT);
    }

    private void document(GoJsonWriter json, RepairReport report, List<String> repaired, List<Problem> left) {
        json.name("place").value(place.toString());
        json.name("bytes").value(report.bytes());
        json.name(reportOnly ? "wouldRepair" : "repaired").beginArray();
        repaired.forEach(json::value);
        json.endArray();
        json.name("left").beginArray();
        for (Problem problem : left) {
            json.beginObject();
            json.name("kind").value(kind(problem));
            json.name("name").value(problem.name());
            json.name("message").value(OptionNames.translate(problem.message()));
            json.endObject();
        }
        json.endArray();
    }
}
