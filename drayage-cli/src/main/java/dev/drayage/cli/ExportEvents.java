package dev.drayage.cli;

import dev.drayage.archive.ArchiveEntry;
import dev.drayage.archive.ImageArchive;
import dev.drayage.oci.GoJsonWriter;
import java.io.PrintStream;
import java.util.function.Consumer;

/** Tells how an export goes, in words or as JSON. */
final class ExportEvents {
    private final OutputOptions output;
    private final ImageArchive archive;
    private final String file;
    private final PrintStream events;

    ExportEvents(OutputOptions output, ImageArchive archive, String file) {
        this.output = output;
        this.archive = archive;
        this.file = file;
        // Where standard output carries the archive, events cannot go there too.
        this.events =
                file.equals("-") ? output.terminal().err() : output.terminal().out();
    }

    void planned() {
        for (String warning : archive.warnings()) {
            if (output.json()) {
                event("warning", fields -> fields.name("message").value(warning));
            } else {
                output.message(warning);
            }
        }
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
        return bar ? Progress.bar(output.terminal(), file, archive.size()) : Progress.none();
    }

    void written() {
        long blobs =
                archive.entries().stream().filter(e -> e.descriptor() != null).count();
        if (output.json()) {
            event("done", fields -> {
                fields.name("file").value(file);
                size(fields);
                fields.name("blobs").value(blobs);
            });
            return;
        }
        String where = file.equals("-") ? "standard output" : file;
        output.message("wrote " + where + ": " + blobs + (blobs == 1 ? " blob" : " blobs") + ", all verified, "
                + ByteCount.exact(archive.size()));
    }

    private void size(GoJsonWriter fields) {
        fields.name("size").value(archive.size());
        fields.name("entries").value(archive.entries().size());
        fields.name("contentSize")
                .value(archive.entries().stream().mapToLong(ArchiveEntry::size).sum());
    }

    private void event(String name, Consumer<GoJsonWriter> fields) {
        String line = OutputOptions.encode(writer -> {
            writer.name("event").value(name);
            fields.accept(writer);
        });
        events.println(line);
        events.flush();
    }
}
