package dev.drayage.delta;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.content.Blob;
import dev.drayage.content.ReadableContent;
import dev.drayage.delta.DeltaReport.LayerDelta;
import dev.drayage.delta.DeltaReport.ManifestDelta;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images as other programs pack their layers, of sizes around the borders of blocks: each is made again of the plain ones, or
 * comes as it is. How many of each there are is printed.
 */
class ProgramsPackTest {
    private static final long WINDOW = 128L << 20;
    private static final int[] SIZES = {0, 1, 511, 32_767, 65_535, 65_536, (1 << 20) - 1024, 1 << 20, 2_500_000};

    private final MemoryContent content = new MemoryContent();

    @TempDir
    private Path directory;

    private Descriptor plain;

    @BeforeEach
    void makePlainImage() throws IOException {
        ImageBuilder image = anImageIn(content);
        for (int size : SIZES) {
            image.withLayer(new LayerDraft().file("file" + size, bytes(size)).bytes());
        }
        plain = image.build();
        LayoutDirectory.write(directory.resolve("plain"), content, LayoutDirectory.tagged(plain, "v1"));
    }

    /** Words, and between them what cannot be packed. */
    private static byte[] bytes(int size) {
        byte[] bytes = noise(size, size);
        byte[] words = "The quick brown fox jumps over the lazy dog; ".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < size; at++) {
            if (at / 1000 % 3 != 0) {
                bytes[at] = words[(at * 7 + at / 45) % words.length];
            }
        }
        return bytes;
    }

    private String plain() {
        return "oci:" + directory.resolve("plain") + ":v1";
    }

    @Test
    void layersThatSkopeoPacksComeExactly() throws IOException {
        List<String> levels = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9");
        for (String level : levels) {
            Path packed = directory.resolve("skopeo" + level);
            Peers.require("skopeo")
                    .run(
                            "copy",
                            "--dest-compress-format",
                            "gzip",
                            "--dest-compress-level",
                            level,
                            plain(),
                            "oci:" + packed + ":v1")
                    .requireSuccess();
            requireExact("skopeo, gzip " + level, packed);
        }
        Path zstd = directory.resolve("skopeo-zstd");
        Peers.require("skopeo")
                .run("copy", "--dest-compress-format", "zstd", plain(), "oci:" + zstd + ":v1")
                .requireSuccess();
        requireExact("skopeo, zstd", zstd);
    }

    @Test
    void layersThatUmociPacksComeExactly() throws IOException {
        Peers.requireRoot();
        Path image = directory.resolve("umoci");
        Path bundle = directory.resolve("bundle");
        Peers.require("umoci").run("init", "--layout", image.toString()).requireSuccess();
        Peers.require("umoci").run("new", "--image", image + ":v1").requireSuccess();
        Peers.require("umoci")
                .run("unpack", "--image", image + ":v1", bundle.toString())
                .requireSuccess();
        for (int size : SIZES) {
            Files.write(bundle.resolve("rootfs/file" + size), bytes(size));
        }
        Peers.require("umoci")
                .run("repack", "--image", image + ":v1", bundle.toString())
                .requireSuccess();

        requireExact("umoci", image);
    }

    /** Makes a delta from the plain image, and everything again of that. */
    private void requireExact(String program, Path packed) throws IOException {
        try (ImageSource place =
                ArchiveFile.openDirectory(packed, ImageLayout.Links.INSIDE, ArchiveReadOptions.defaults())) {
            List<Descriptor> images = place.images();
            try (CreatedDelta created = DeltaCreation.create(
                            MemoryPlace.of(content, plain),
                            List.of(plain),
                            place.content(),
                            images,
                            new DeltaOptions(directory, WINDOW, DeltaListener.NONE));
                    UpdatedImages updated = UpdatedImages.of(
                            Delta.read(created, created.images()),
                            MemoryPlace.of(content, plain),
                            List.of(),
                            directory,
                            WINDOW)) {
                for (Descriptor layer :
                        new Documents(place.content()).manifest(images.get(0)).layers()) {
                    assertThat(read(updated.content(), layer))
                            .as("%s, %s", program, layer)
                            .isEqualTo(read(place.content(), layer));
                }
                System.out.println(program + ": "
                        + shares(Delta.read(created, created.images()).report()));
            }
        }
    }

    private static byte[] read(ReadableContent from, Descriptor layer) throws IOException {
        try (Blob blob = from.open(layer)) {
            return blob.newInputStream().readAllBytes();
        }
    }

    private static Map<String, List<Long>> shares(DeltaReport report) {
        Map<String, List<Long>> sizes = new TreeMap<>();
        for (ManifestDelta manifest : report.manifests()) {
            for (LayerDelta layer : manifest.layers()) {
                String how = layer.method() + (layer.packing() == null ? "" : " " + layer.packing());
                sizes.computeIfAbsent(how, unused -> new ArrayList<>())
                        .add(layer.layer().size());
            }
        }
        return sizes;
    }
}
