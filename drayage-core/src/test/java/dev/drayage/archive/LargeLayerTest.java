package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.DiscardingChannel;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A layer of more than two gibibytes is verified and written with 64 MiB of heap. It is all holes, and takes no disk. */
class LargeLayerTest {
    /** No whole number of blocks, and more than an int holds. */
    private static final long SIZE = (3L << 30) + 1;

    /** {@code head -c 3221225473 /dev/zero | sha256sum}. */
    private static final String DIGEST = "sha256:1527e02d5eba58a7c897e19f16ce73792d2aca31c036d878d437e05b2aec3b0f";

    @TempDir
    private Path directory;

    @Test
    void toAPipe() throws IOException {
        assertThat(export()).startsWith("wrote 32212");
    }

    /** Behind a property, for it writes three gibibytes to the disk. */
    @Test
    @EnabledIfSystemProperty(
            named = "drayage.large",
            matches = "true",
            disabledReason = "writes 3 GiB to the disk; -Ddrayage.large=true runs it")
    void toAFile() throws IOException {
        assertThat(export(directory.resolve("image.tar").toString())).startsWith("wrote 32212");
        assertThat(directory.resolve("image.tar")).isRegularFile();
    }

    private String export(String... target) throws IOException {
        String layout = layout().toString();
        Program java = Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                .with("-Xmx64m", "-cp", System.getProperty("java.class.path"), Export.class.getName(), layout)
                .within(Duration.ofMinutes(2));
        return java.run(target).requireSuccess().out();
    }

    private Path layout() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor layer = Descriptor.of(MediaTypes.OCI_LAYER, Digest.parse(DIGEST), SIZE);
        Descriptor config = content.add(MediaTypes.OCI_CONFIG, new byte[] {'{', '}'});
        GoJsonWriter json =
                new GoJsonWriter().beginObject().name("schemaVersion").value(2);
        json.name("config");
        describe(config, json);
        json.name("layers").beginArray();
        describe(layer, json);
        byte[] manifest = json.endArray().endObject().toBytes();
        LayoutDirectory.write(directory, content, content.add(MediaTypes.OCI_MANIFEST, manifest));
        try (RandomAccessFile file = new RandomAccessFile(
                directory.resolve(BlobPaths.path(layer.digest())).toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return directory;
    }

    private static void describe(Descriptor descriptor, GoJsonWriter json) {
        json.beginObject().name("mediaType").value(descriptor.mediaType());
        json.name("digest").value(descriptor.digest().toString());
        json.name("size").value(descriptor.size()).endObject();
    }

    /** What the other JVM runs: the layout, and the file to write, if it is not to be thrown away. */
    static final class Export {
        private Export() {}

        public static void main(String[] arguments) throws IOException {
            try (ImageLayout layout = ImageLayout.open(Path.of(arguments[0]))) {
                ImageArchive archive =
                        Archives.plan(layout.content(), layout.images().toArray(new Descriptor[0]));
                if (arguments.length > 1) {
                    archive.writeTo(Path.of(arguments[1]));
                } else {
                    archive.writeTo(new DiscardingChannel(), WriteOptions.defaults());
                }
                System.out.println("wrote " + archive.size());
            }
        }
    }
}
