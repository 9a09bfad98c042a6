package dev.drayage.sample;

import dev.drayage.content.Blob;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.place.PlaceDestination;
import dev.drayage.selection.ContentSelection;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A directory that one image is written to: first what it is made of, its manifest last. */
record DirDestination(Path directory) implements PlaceDestination {
    private static final String VERSION = "Directory Transport Version: 1.1\n";

    @Override
    public boolean isForOneImage() {
        return true;
    }

    @Override
    public NamedImage name(Descriptor image) {
        return new NamedImage(image, "manifest");
    }

    @Override
    public TransferReport copy(ReadableContent content, List<NamedImage> images, TransferOptions options)
            throws IOException {
        ContentSelection selection = ContentSelection.of(content, images, options.selection());
        List<Descriptor> blobs = new ArrayList<>(selection.blobs());
        long bytes = blobs.stream().mapToLong(Descriptor::size).sum();
        options.progress().planned(bytes);
        Collections.reverse(blobs); // what is referred to comes after what refers to it
        // What only refers to the image comes without the name.
        Descriptor image = images.stream()
                .filter(each -> each.name() != null)
                .findFirst()
                .orElseThrow()
                .descriptor();
        for (Descriptor blob : blobs) {
            boolean isImage = blob.digest().equals(image.digest());
            String ending = MediaTypes.isDocument(blob.mediaType()) ? "." + DirSource.MANIFEST : "";
            if (!isImage) {
                write(content, blob, blob.digest().hex() + ending, options);
            }
        }
        Files.writeString(directory.resolve("version"), VERSION);
        write(content, image, DirSource.MANIFEST, options);
        return new TransferReport(images, blobs.size(), bytes, 0, selection.warnings());
    }

    /** Under its name a file is whole, and what its digest says. */
    private void write(ReadableContent content, Descriptor blob, String name, TransferOptions options)
            throws IOException {
        Path part = Files.createTempFile(directory, "", ".part");
        try (Blob source = content.open(blob);
                FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
            Verification verification = content.verification(blob);
            ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
            for (long at = 0; source.readAt(at, buffer.clear()) > 0; at += buffer.limit()) {
                verification.update(buffer.flip().duplicate());
                options.progress().moved(buffer.limit());
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
            verification.finish();
            file.force(true);
            Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public String location() {
        return "dir:" + directory;
    }

    @Override
    public void close() {
        // Nothing is open between two blobs.
    }
}
