package dev.drayage.cli;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.check.WholePlaceCheck;
import dev.drayage.place.check.WholePlaceCheck.CheckReport;
import dev.drayage.place.check.WholePlaceCheck.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code dray verify} prints of a place that is checked as a whole: lines as problems are found, or one document. */
final class WholeCheckOutput {
    private WholeCheckOutput() {}

    /** Checks the place. @return the exit code */
    static int run(WholePlaceCheck check, PlaceName name, PlaceOptions options, OutputOptions output)
            throws IOException {
        List<Problem> found = new ArrayList<>();
        CheckReport report = check.check(name, options, problem -> {
            if (output.json()) {
                found.add(problem);
            } else {
                output.line(kind(problem) + ": " + problem.message());
            }
        });
        if (output.json()) {
            output.document(json -> document(json, name, report, found));
        } else {
            output.line(name + ": " + (report.isSound() ? "ok" : "NOT ok") + ", " + report.blobs() + " blobs, "
                    + ByteCount.exact(report.bytes()) + ", " + report.links()
                    + (report.links() == 1 ? " link" : " links"));
        }
        return exitCode(report);
    }

    private static int exitCode(CheckReport report) {
        if (report.corrupt() > 0) {
            return ExitCode.CORRUPT;
        }
        return report.missing() > 0 ? ExitCode.MISSING : ExitCode.DONE;
    }

    private static String kind(Problem problem) {
        return problem.kind().name().toLowerCase(Locale.ROOT);
    }

    private static void document(GoJsonWriter json, PlaceName name, CheckReport report, List<Problem> found) {
        json.name("source").value(name.toString());
        json.name("verdict").value(report.corrupt() > 0 ? "corrupt" : report.missing() > 0 ? "missing" : "ok");
        json.name("blobs").value(report.blobs());
        json.name("bytes").value(report.bytes());
        json.name("links").value(report.links());
        json.name("findings").beginArray();
        for (Problem problem : found) {
            json.beginObject();
            json.name("kind").value(kind(problem));
            json.name("name").value(problem.name());
            json.name("message").value(problem.message());
            json.endObject();
        }
        json.endArray();
    }
}
