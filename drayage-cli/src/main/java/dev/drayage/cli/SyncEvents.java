package dev.drayage.cli;

import dev.drayage.list.WantedImage;
import dev.drayage.sync.ObsoleteName;
import dev.drayage.sync.ObsoleteNames;
import dev.drayage.sync.PlannedImage;
import dev.drayage.sync.RemovalReport;
import dev.drayage.sync.SyncCost;
import dev.drayage.sync.SyncListener;
import dev.drayage.sync.SyncPlan;
import dev.drayage.sync.SyncReport;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.util.List;

/** Tells what becomes of the images of a list, in words or as JSON. Thread-safe. */
final class SyncEvents implements SyncListener {
    private final OutputOptions output;
    private final RepeatedFailures repeated = new RepeatedFailures();
    private int failures;

    SyncEvents(OutputOptions output) {
        this.output = output;
    }

    @Override
    public synchronized void sent(PlannedImage image, TransferReport report) {
        if (output.json()) {
            output.document(event -> {
                event.name("event")
                        .value("image")
                        .name("name")
                        .value(image.wanted().name());
                event.name("target").value(image.target().toString());
                event.name("digest").value(image.digest().toString());
                event.name("moved").value(report.moved()).name("movedBytes").value(report.movedBytes());
            });
        } else {
            output.line(image.target() + "  " + image.digest());
        }
    }

    @Override
    public synchronized void failed(WantedImage image, IOException failure) {
        failures++;
        if (repeated.add(image, failure) && !output.json()) {
            return;
        }
        Failures.tell(
                image.name() + " (" + image.where() + ") failed: " + Failures.message(failure),
                ExitCode.FAILED,
                output.json(),
                output.terminal());
    }

    @Override
    public synchronized void warned(String warning) {
        output.warning(warning);
    }

    private void tellRepeated() {
        if (!output.json()) {
            repeated.lines().forEach(line -> Failures.tell(line, ExitCode.FAILED, false, output.terminal()));
        }
    }

    /** How many images failed so far. */
    synchronized int failures() {
        return failures;
    }

    /** What would be done. */
    synchronized void measured(String location, SyncPlan plan, List<SyncCost> costs, ObsoleteNames obsolete) {
        tellRepeated();
        int deletions = obsolete.toRemove().size();
        int there = plan.images().size() - plan.toSend().size();
        long bytes = costs.stream().mapToLong(SyncCost::bytes).sum();
        long thereBytes = costs.stream().mapToLong(SyncCost::thereBytes).sum();
        if (output.json()) {
            costs.forEach(cost -> output.document(event -> {
                event.name("event").value("planned");
                event.name("name").value(cost.image().wanted().name());
                event.name("target").value(cost.image().target().toString());
                event.name("digest").value(cost.image().digest().toString());
                event.name("blobs").value(cost.blobs()).name("bytes").value(cost.bytes());
                event.name("presentBytes").value(cost.thereBytes());
            }));
            obsolete.toRemove().forEach(name -> obsolete("toDelete", name));
            obsolete.toLeave().forEach(this::left);
            output.document(event -> {
                event.name("event").value("done").name("destination").value(location);
                event.name("toDelete").value(deletions);
                event.name("toSend").value(costs.size()).name("present").value(there);
                event.name("failed").value(failures);
                event.name("bytes").value(bytes);
            });
            return;
        }
        for (SyncCost cost : costs) {
            output.line(cost.image().target() + "  " + cost.image().digest() + "  "
                    + (cost.bytes() == 0 ? "a name" : ByteCount.exact(cost.bytes())));
        }
        obsolete.toRemove().forEach(name -> output.line(name.target() + "  " + name.digest() + "  to be deleted"));
        obsolete.toLeave().forEach(this::left);
        output.message(location + ": would send " + images(costs.size()) + ", " + ByteCount.exact(bytes)
                + (thereBytes == 0 ? "" : ", sparing " + ByteCount.exact(thereBytes) + " that are there or shared")
                + "; " + there + " there already"
                + (deletions == 0
                        ? ""
                        : "; would delete " + names(deletions) + ", if all is sent and the place lets it")
                + failed());
    }

    /** What was done. */
    synchronized void done(String location, SyncReport report) {
        tellRepeated();
        if (output.json()) {
            output.document(event -> {
                event.name("event").value("done").name("destination").value(location);
                event.name("sent").value(report.sent()).name("present").value(report.there());
                event.name("failed").value(failures);
                event.name("moved").value(report.blobs()).name("movedBytes").value(report.bytes());
            });
            return;
        }
        output.message(location + ": " + images(report.sent()) + " sent and verified, " + report.blobs()
                + (report.blobs() == 1 ? " blob, " : " blobs, ") + ByteCount.exact(report.bytes()) + "; "
                + report.there() + " there already" + failed());
    }

    /** Nothing is taken away after failures. */
    void nothingDeleted() {
        output.warning("nothing was deleted: first all of the list is to be there");
    }

    /** What was taken away. */
    synchronized void deleted(String location, ObsoleteNames obsolete, RemovalReport report) {
        report.removed().forEach(name -> obsolete("deleted", name));
        obsolete.toLeave().forEach(this::left);
        report.changed().forEach(name -> left(name, "it became another image, or is gone"));
        for (RemovalReport.Failure failure : report.failures()) {
            failures++;
            Failures.tell(
                    failure.name().target() + " is not deleted: " + Failures.message(failure.cause()),
                    ExitCode.FAILED,
                    output.json(),
                    output.terminal());
        }
        if (output.json()) {
            output.document(event -> {
                event.name("event").value("deletions").name("destination").value(location);
                event.name("deleted").value(report.removed().size());
                event.name("left")
                        .value(obsolete.toLeave().size() + report.changed().size());
                event.name("failed").value(report.failures().size());
            });
            return;
        }
        output.message(location + ": deleted " + names(report.removed().size()) + " that the list has not" + failed());
    }

    private void obsolete(String event, ObsoleteName name) {
        if (output.json()) {
            output.document(document -> {
                document.name("event").value(event);
                document.name("target").value(name.target().toString());
                document.name("digest").value(name.digest().toString());
            });
        } else {
            output.line(name.target() + "  " + name.digest() + "  deleted");
        }
    }

    private void left(ObsoleteName name) {
        left(name, name.reason().orElseThrow());
    }

    private void left(ObsoleteName name, String why) {
        output.warning(name.target() + " is left: " + why);
    }

    /** What a place has of a list. */
    synchronized void verified(String location, List<WantedImage> wanted, List<SyncPlan.Failure> problems) {
        int images = wanted.size();
        long pinned = wanted.stream().filter(image -> image.digest() != null).count();
        for (SyncPlan.Failure problem : problems) {
            String name = problem.image().name() + " (" + problem.image().where() + ")";
            String message = OptionNames.translate(Failures.message(problem.cause()));
            if (output.json()) {
                output.document(event -> {
                    event.name("name").value(problem.image().name());
                    event.name("verdict")
                            .value(verdict(problem))
                            .name("message")
                            .value(message);
                });
            } else {
                output.line(verdict(problem) + ": " + name + ": " + message);
            }
        }
        if (output.json()) {
            output.document(event -> {
                event.name("source").value(location).name("images").value(images);
                event.name("withDigest").value(pinned).name("wrong").value(problems.size());
            });
        } else {
            output.line(location + ": " + (problems.isEmpty() ? "ok, " : "NOT ok, " + problems.size() + " of ")
                    + images(images)
                    + (problems.isEmpty()
                            ? ", " + compared(images, pinned) + ", every blob there; contents not read: dray verify"
                                    + " without --list reads them"
                            : ""));
        }
    }

    private static String compared(int images, long pinned) {
        if (pinned == 0) {
            return "digests not compared, for the list names none";
        }
        return pinned == images ? "each at its digest" : pinned + " at the digests that the list names";
    }

    private static String verdict(SyncPlan.Failure problem) {
        return switch (Failures.exitCode(problem.cause())) {
            case ExitCode.MISSING -> "missing";
            case ExitCode.CORRUPT -> "corrupt";
            default -> "unchecked";
        };
    }

    private String failed() {
        return failures == 0 ? "" : "; " + failures + " failed";
    }

    private static String names(int count) {
        return count + (count == 1 ? " name" : " names");
    }

    private static String images(long count) {
        return count + (count == 1 ? " image" : " images");
    }
}
