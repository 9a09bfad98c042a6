package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real containerd leaves behind. */
@Timeout(120)
class DeadNodeTest {
    private static final int MANY = 2000;

    /** 1.6 leaves it out of {@code index.json}; later versions write it, and so does this library. */
    private static final String MEDIA_TYPE = "\"mediaType\":\"application/vnd.oci.image.index.v1+json\",";

    @TempDir
    private Path directory;

    @BeforeEach
    void needsTar() {
        Peers.require("tar");
    }

    private Path tar(String name, MemoryContent content, Descriptor... images) throws IOException {
        Path layout = LayoutDirectory.write(directory.resolve(name), content, images);
        Path tar = directory.resolve(name + ".tar");
        Peers.require("tar")
                .run("-C", layout.toString(), "-cf", tar.toString(), ".")
                .requireSuccess();
        return tar;
    }

    private ContainerdRoot root(ContainerdProcess containerd) throws IOException {
        return ContainerdRoot.open(containerd.root(), ContainerdProcess.NAMESPACE);
    }

    private static String name(Descriptor image) {
        return image.annotation(ImageAnnotations.IMAGE_NAME).orElseThrow();
    }

    private Path export(ContainerdRoot root, List<Descriptor> images) throws IOException {
        Path file = directory.resolve("ours.tar");
        List<NamedImage> roots = images.stream().map(NamedImage::of).toList();
        try (ImageArchive archive = ImageArchive.plan(root.content(), roots)) {
            archive.writeTo(file, WriteOptions.defaults());
        }
        return file;
    }

    @Test
    void thousandsOfImagesAreRead() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(2).build();
        Descriptor[] names = IntStream.range(0, MANY)
                .mapToObj(i -> LayoutDirectory.tagged(image, "v" + i))
                .toArray(Descriptor[]::new);
        ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"));
        containerd
                .ctr(
                        "images",
                        "import",
                        "--no-unpack",
                        "--base-name",
                        "node.test/many",
                        tar("many", content, names).toString())
                .requireSuccess();
        containerd.kill();

        try (ContainerdRoot root = root(containerd)) {
            List<Descriptor> images = root.images();
            assertThat(images).hasSize(MANY).allMatch(found -> found.digest().equals(image.digest()));
            assertThat(images.stream().map(DeadNodeTest::name)).isSorted().doesNotHaveDuplicates();
            for (int i = 0; i < MANY; i += 100) {
                assertThat(root.find("node.test/many:v" + i).digest()).isEqualTo(image.digest());
            }
        }
    }

    @Test
    void whatWasImportedWhenItWasKilledIsWhole() throws Exception {
        int count = 12;
        List<Path> archives = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MemoryContent content = new MemoryContent();
            Descriptor image = ImageBuilder.anImageIn(content)
                    .withLayer(ImageBuilder.noise(i, 500_000))
                    .withLayer(ImageBuilder.noise(i + 1, 500_000))
                    .build();
            archives.add(tar("i" + i, content, LayoutDirectory.tagged(image, "v" + i)));
        }
        ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"));
        AtomicReference<@Nullable Process> client = new AtomicReference<>();
        AtomicBoolean killed = new AtomicBoolean();
        Thread importing = new Thread(() -> {
            for (Path archive : archives) {
                if (!killed.get()) {
                    client.set(startImport(containerd, archive));
                    join(Objects.requireNonNull(client.get()));
                }
            }
        });
        importing.start();
        while (containerd
                        .ctr("images", "ls", "-q")
                        .requireSuccess()
                        .out()
                        .lines()
                        .count()
                < 4) {
            Thread.onSpinWait();
        }
        containerd.kill();
        killed.set(true);
        // It would go on asking for the daemon for a minute.
        while (importing.isAlive()) {
            Objects.requireNonNull(client.get()).destroyForcibly();
            importing.join(10);
        }

        try (ContainerdRoot root = root(containerd)) {
            List<Descriptor> images = root.images();
            assertThat(images).hasSizeBetween(4, count);
            assertThat(export(root, images)).isNotEmptyFile();
        }
    }

    private static Process startImport(ContainerdProcess containerd, Path archive) {
        try {
            return containerd
                    .ctr()
                    .builder("images", "import", "--no-unpack", "--base-name", "node.test/i", archive.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itsExportIsThatOfTheDaemonBeforeItDied() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor first = ImageBuilder.anImageIn(content).withLayers(3).build();
        Descriptor second =
                ImageBuilder.anImageIn(content).asDocker().withLayers(2).build();
        Path theirs = directory.resolve("theirs.tar");
        ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("c"));
        containerd
                .ctr(
                        "images",
                        "import",
                        "--no-unpack",
                        "--base-name",
                        "node.test/i",
                        tar("two", content, LayoutDirectory.tagged(first, "v1"), LayoutDirectory.tagged(second, "v2"))
                                .toString())
                .requireSuccess();
        containerd.ctr("images", "label", "node.test/i:v1", "some=label").requireSuccess();
        containerd.ctr("images", "export", theirs.toString(), "node.test/i:v1").requireSuccess();
        containerd.kill();

        try (ContainerdRoot root = root(containerd)) {
            Path ours = export(root, List.of(root.find("v1")));
            assertThat(entries(ours)).isEqualTo(entries(theirs));
            assertThat(file(ours, "manifest.json")).isEqualTo(file(theirs, "manifest.json"));
            assertThat(file(ours, "index.json").replace(MEDIA_TYPE, "")).isEqualTo(file(theirs, "index.json"));
        }
    }

    private static String file(Path tar, String name) {
        return Peers.require("tar")
                .run("-xOf", tar.toString(), name)
                .requireSuccess()
                .out();
    }

    /** Modes, owners, sizes and dates. */
    private static List<String> entries(Path tar) {
        return Peers.require("tar")
                .run("-tvf", tar.toString())
                .requireSuccess()
                .out()
                .lines()
                .filter(line -> !line.endsWith(" index.json"))
                .toList();
    }
}
