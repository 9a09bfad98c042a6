package dev.drayage.archive;

import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.CollectingChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What tests of archives do again and again. */
final class Archives {
    private Archives() {}

    static ImageArchive plan(ReadableContent content, Descriptor... images) throws IOException {
        return plan(content, ArchiveOptions.defaults(), images);
    }

    static ImageArchive plan(ReadableContent content, ArchiveOptions options, Descriptor... images) throws IOException {
        return ImageArchive.plan(content, Stream.of(images).map(NamedImage::of).toList(), options);
    }

    /** All of an archive, written to a channel. */
    static byte[] bytes(ImageArchive archive) throws IOException {
        CollectingChannel channel = new CollectingChannel();
        archive.writeTo(channel, WriteOptions.defaults());
        return channel.bytes();
    }

    /** All of an archive, read at once. */
    static byte[] read(ImageArchive archive) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) archive.size());
        archive.readAt(0, all);
        return all.array();
    }

    /** The files of an archive as somebody else's code finds them, in order. */
    static Map<String, byte[]> files(ImageArchive archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), tar.readAllBytes());
                }
            }
        }
        return files;
    }

    static String text(ImageArchive archive, String path) throws IOException {
        return new String(Objects.requireNonNull(files(archive).get(path), path), StandardCharsets.UTF_8);
    }

    static List<String> paths(ImageArchive archive) {
        return archive.entries().stream().map(ImageArchive.Entry::path).toList();
    }

    /** The blobs that an archive holds. */
    static List<Descriptor> blobs(ImageArchive archive) {
        return archive.entries().stream()
                .map(ImageArchive.Entry::descriptor)
                .filter(Objects::nonNull)
                .toList();
    }
}
