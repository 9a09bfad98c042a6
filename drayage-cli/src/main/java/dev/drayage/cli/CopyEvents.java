package dev.drayage.cli;

import dev.drayage.image.NamedImage;
import dev.drayage.place.PlaceDestination;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import org.jspecify.annotations.Nullable;

/** Tells how copying images goes, in words or as JSON. */
final class CopyEvents implements TransferOptions.Progress, AutoCloseable {
    private final OutputOptions output;
    private final String task;
    private @Nullable Progress progress;

    CopyEvents(OutputOptions output, String task) {
        this.output = output;
        this.task = task;
    }

    @Override
    public void planned(long bytes) {
        if (output.json()) {
            output.document(
                    event -> event.name("event").value("planned").name("bytes").value(bytes));
        }
        progress = Progress.of(bytes, task, output);
    }

    @Override
    public void moved(long bytes) {
        if (progress != null) {
            progress.accept(bytes);
        }
    }

    /** What was copied to a place. */
    void done(TransferReport report, CopyDestination place, PlaceDestination opened) {
        if (PlaceNames.isArchive(place.to())) {
            archived(report, opened.location());
        } else {
            transferred(report, opened.location());
        }
    }

    void transferred(TransferReport report, String location) {
        close();
        report.warnings().forEach(output::warning);
        report.images().forEach(this::image);
        if (output.json()) {
            output.document(event -> {
                event.name("event").value("done").name("destination").value(location);
                event.name("moved").value(report.moved()).name("movedBytes").value(report.movedBytes());
                event.name("present").value(report.present());
            });
            return;
        }
        output.message(location + ": " + report.moved() + (report.moved() == 1 ? " blob" : " blobs")
                + " written and verified, " + ByteCount.exact(report.movedBytes())
                + (report.present() == 0 ? "" : "; " + report.present() + " there already"));
    }

    /** The same of an archive, which was written as a whole. */
    private void archived(TransferReport report, String location) {
        close();
        report.warnings().forEach(output::warning);
        report.images().forEach(this::image);
        if (output.json()) {
            output.document(event -> {
                event.name("event").value("done").name("destination").value(location);
                event.name("moved").value(report.moved()).name("size").value(report.movedBytes());
            });
            return;
        }
        output.message(location + ": " + report.moved() + (report.moved() == 1 ? " blob" : " blobs")
                + " written, all digests right, " + ByteCount.exact(report.movedBytes()));
    }

    private void image(NamedImage image) {
        if (output.json()) {
            output.document(event -> {
                event.name("event").value("image");
                if (image.name() != null) {
                    event.name("name").value(image.name());
                }
                event.name("digest").value(image.descriptor().digest().toString());
                event.name("mediaType").value(image.descriptor().mediaType());
            });
        } else {
            output.line(
                    image.name() == null
                            ? "@" + image.descriptor().digest()
                            : image.name() + "  " + image.descriptor().digest());
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
