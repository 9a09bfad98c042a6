package dev.drayage.cli;

import dev.drayage.archive.ImageArchive;
import dev.drayage.bundle.BundleBlobs;
import dev.drayage.bundle.ListedBlob;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Digest;
import dev.drayage.place.files.ArchiveOutput;
import dev.drayage.volume.VolumeSplit;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells how an export goes, in words or as JSON. */
final class ExportEvents {
    private final OutputOptions output;
    private final ImageArchive archive;
    private final ArchiveOutput file;
    private final @Nullable Long volumeBytes;

    /** @param volumeBytes the size of the volumes that are written; null for one file */
    ExportEvents(OutputOptions output, ImageArchive archive, ArchiveOutput file, @Nullable Long volumeBytes) {
        this.output = output;
        this.archive = archive;
        this.file = file;
        this.volumeBytes = volumeBytes;
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
                if (volumeBytes != null) {
                    fields.name("volumes").value(count());
                }
                archive.bundle().ifPresent(bundle -> {
                    fields.name("baseBlobs").value(bundle.blobsElsewhere());
                    fields.name("baseBytes").value(bundle.bytesElsewhere());
                    if (!bundle.deltas().isEmpty()) {
                        fields.name("deltaBlobs").value(bundle.blobsMade());
                        fields.name("deltaBlobBytes").value(bundle.bytesMade());
                        fields.name("deltaBytes").value(deltaBytes(bundle));
                    }
                });
            });
            return;
        }
        String label = volumeBytes == null ? file.label() : volumes();
        output.message("wrote " + label + ": " + blobs + (blobs == 1 ? " blob" : " blobs")
                + ", all digests right, " + ByteCount.exact(archive.size())
                + archive.bundle().map(this::elsewhere).orElse(""));
    }

    private String volumes() {
        int count = count();
        return file.file() + ".001" + (count == 1 ? "" : String.format(Locale.ROOT, " to .%03d", count));
    }

    private int count() {
        return volumeBytes == null
                ? 1
                : VolumeSplit.sizes(archive.size(), volumeBytes).size();
    }

    private String elsewhere(BundleBlobs bundle) {
        long blobs = bundle.blobsElsewhere();
        long made = bundle.blobsMade();
        String left = "; " + blobs + (blobs == 1 ? " blob is" : " blobs are") + " left to the base, "
                + ByteCount.exact(bundle.bytesElsewhere());
        return made == 0
                ? left
                : left + "; deltas of " + ByteCount.exact(deltaBytes(bundle)) + " lead to " + made
                        + (made == 1 ? " blob of " : " blobs of ") + ByteCount.exact(bundle.bytesMade());
    }

    /** What is in the archive beside the blobs that its images need. */
    private long deltaBytes(BundleBlobs bundle) {
        Set<Digest> needed = bundle.blobs().stream().map(ListedBlob::digest).collect(Collectors.toSet());
        return archive.entries().stream()
                .filter(entry -> entry.descriptor() != null
                        && !needed.contains(entry.descriptor().digest()))
                .mapToLong(ImageArchive.Entry::size)
                .sum();
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
