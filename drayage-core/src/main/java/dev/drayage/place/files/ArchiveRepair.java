package dev.drayage.place.files;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.Verification;
import dev.drayage.file.OwnFiles;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.check.ContentRepair;
import dev.drayage.tar.ArchiveContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Replaces blobs of an archive in place, where they have the room they need. What is written over is wrong already: a repair
 * that is broken off leaves it wrong, which its digest tells, and can be run again.
 *
 * @param file the archive
 * @param content where in it blobs lie
 */
record ArchiveRepair(Path file, ArchiveContent content) implements ContentRepair.BlobReplacer {

    @Override
    public Optional<String> obstacle(Descriptor descriptor, boolean isThere) throws IOException {
        Optional<ContentInfo> info = content.info(descriptor.digest());
        if (info.isEmpty() || info.get().size() != descriptor.size()) {
            return Optional.of("there is no room for it in the archive; " + another());
        }
        return OwnFiles.isOwn(file.toRealPath())
                ? Optional.empty()
                : Optional.of("the file has other names, or another owner; " + another());
    }

    private String another() {
        return "to write another, export oci-archive:" + file + " with option fillFrom PLACE";
    }

    @Override
    public void replace(Descriptor descriptor, Blob right) throws IOException {
        try (FileChannel channel = OwnFiles.open(file.toRealPath())) {
            long[] at = {content.offset(descriptor.digest()).orElseThrow()};
            ContentRepair.copy(right, new Verification(descriptor, file.toString()), (ByteBuffer bytes) -> {
                while (bytes.hasRemaining()) {
                    at[0] += channel.write(bytes, at[0]);
                }
            });
            channel.force(true);
        }
    }
}
