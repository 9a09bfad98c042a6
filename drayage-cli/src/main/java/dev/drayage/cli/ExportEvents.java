package dev.drayage.cli;

import dev.drayage.archive.ImageArchive;
import dev.drayage.bundle.BundleBlobs;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.place.files.ArchiveOutput;
import java.util.function.Consumer;

/** Tells how an export goes, in words or as JSON. */
final class ExportEvents {
    private final OutputOptions output;
    private final ImageArchive archive;
    private final ArchiveOutput file;

    ExportEvents(OutputOptions output, ImageArchive archive, ArchiveOutput file) {
        this.output = output;
        this.archive = archive;
        this.file = file;
    }

    void planned() {
        archive.warnings().forEach(output::warning);
        if (output.json()) {
            event("planned", this::size);
        }
    }

    Progress progress() {
        if (output.json()) {
            return Progress.events(
                    archive.size(),
                    (written, total) -> event("progress", fields -> fields.name("written")
                            .value(written)
                            .name("total")
                            .value(total)));
        }
        boolean bar = output.terminal().errIsTerminal() && !output.quiet();
        return bar ? Progress.bar(output.terminal(), file.file(), archive.size()) : Progress.none();
    }

    void written() {
        long blobs =
                archive.entries().stream().filter(e -> e.descriptor() != null).count();
        if (output.json()) {
            event("done", fields -> {
                fields.name("file").value(file.file());
                size(fields);
                fields.name("blobs").value(blobs);
                archive.bundle().ifPresent(bundle -> {
                    fields.name("baseBlobs").value(bundle.blobsElsewhere());
                    fields.name("baseBytes").value(bundle.bytesElsewhere());
                });
            });
            return;
        }
        output.message("wrote " + file.label() + ": " + blobs + (blobs == 1 ? " blob" : " blobs")
                + ", all digests right, " + ByteCount.exact(archive.size())
                + archive.bundle().map(ExportEvents::elsewhere).orElse(""));
    }

    private static String elsewhere(BundleBlobs bundle) {
        long blobs = bundle.blobsElsewhere();
        return "; " + blobs + (blobs == 1 ? " blob is" : " blobs are") + " left to the base, "
                + ByteCount.exact(bundle.bytesElsewhere());
    }

    private void size(GoJsonWriter fields) {
        fields.name("size").value(archive.size());
        fields.name("entries").value(archive.entries().size());
        fields.name("contentSize")
                .value(archive.entries().stream()
                        .mapToLong(ImageArchive.Entry::size)
                        .sum());
    }

    private void event(String name, Consumer<GoJsonWriter> fields) {
        output.document(writer -> {
            writer.name("event").value(name);
            fields.accept(writer);
        });
    }
}
