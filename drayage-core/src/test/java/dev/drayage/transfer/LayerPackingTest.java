package dev.drayage.transfer;

import static dev.drayage.tar.TarBuilder.aTar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.tar.TarBuilder;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers of Docker archives are packed on the way, always in the same way. */
class LayerPackingTest {
    private static final byte[] TEXT = "a layer that packs well ".repeat(4000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private static byte[] pack(Compression compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = compression.pack(packed)) {
            // In odd pieces: how it is written must not show.
            for (int at = 0; at < bytes.length; at += 777) {
                stream.write(bytes, at, Math.min(777, bytes.length - at));
            }
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        return Compression.of(Blob.ofBytes(packed))
                .unpack(new ByteArrayInputStream(packed))
                .readAllBytes();
    }

    private static Digest sha256(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    private static TarBuilder archiveOf(byte[] stored, byte[] plain) {
        return aTar().file(
                        "c.json",
                        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[\"" + sha256(plain)
                                + "\"]}}")
                .file("l.tar", stored)
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}]");
    }

    private ImageSource open(TarBuilder tar, Compression layers) throws IOException {
        return ArchiveFile.open(
                tar.write(directory.resolve("image.tar")),
                "archive",
                ArchiveReadOptions.spoolingTo(directory).withLayers(layers));
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD"})
    void whatIsPackedUnpacksToTheSame(Compression compression) throws IOException {
        for (byte[] bytes : Arrays.asList(new byte[0], TEXT, ImageBuilder.noise(1, 200_000))) {
            byte[] packed = pack(compression, bytes);
            assertThat(unpack(packed)).isEqualTo(bytes);
            assertThat(pack(compression, bytes)).isEqualTo(packed);
        }
    }

    @Test
    void gzipHasNoDateNoNameAndNoSystemAndIsTheSameEverywhere() throws IOException {
        byte[] packed = pack(Compression.GZIP, TEXT);
        assertThat(HexFormat.of().formatHex(packed, 0, 10)).isEqualTo("1f8b08000000000000ff");
        assertThat(sha256(packed))
                .hasToString("sha256:c684dcc284a84d3d79ff8a1fb03f6bc342e1d6e820f487095c3314089b0a92bd");
    }

    @Test
    void zstdIsTheSameEverywhere() throws IOException {
        assertThat(sha256(pack(Compression.ZSTD, TEXT)))
                .hasToString("sha256:f74112f7c6285a9275cfd0d302c9f05a0677b56a5be64d553224a844a1d04c27");
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD"})
    void layersArePackedWhateverTheyWere(Compression wanted) throws IOException {
        for (byte[] stored : Arrays.asList(TEXT, ImageBuilder.gzip(TEXT), pack(Compression.ZSTD, TEXT))) {
            try (ImageSource source = open(archiveOf(stored, TEXT), wanted)) {
                Descriptor image = source.find("a:1");
                Descriptor layer =
                        new Documents(source.content()).manifest(image).layers().get(0);
                byte[] bytes;
                try (Blob blob = source.content().open(layer)) {
                    bytes = blob.newInputStream().readAllBytes();
                }
                assertThat(sha256(bytes)).isEqualTo(layer.digest());
                assertThat(unpack(bytes)).isEqualTo(TEXT);
                if (wanted != Compression.NONE && !Arrays.equals(bytes, stored)) {
                    assertThat(source.content().labels())
                            .containsOnly(Map.entry(
                                    layer.digest(),
                                    new TreeMap<>(Map.of(
                                            "containerd.io/uncompressed",
                                            sha256(TEXT).toString()))));
                }
                assertThat(layer.mediaType())
                        .isEqualTo(
                                switch (wanted) {
                                    case NONE -> MediaTypes.DOCKER_LAYER;
                                    case GZIP -> MediaTypes.DOCKER_LAYER_GZIP;
                                    default -> MediaTypes.DOCKER_LAYER_ZSTD;
                                });
            }
        }
    }

    @Test
    void aLayerThatIsPackedSoAlreadyStaysAsItIs() throws IOException {
        byte[] theirs = ImageBuilder.gzip(TEXT);
        try (ImageSource source = open(archiveOf(theirs, TEXT), Compression.GZIP)) {
            assertThat(new Documents(source.content())
                            .manifest(source.find("a:1"))
                            .layers())
                    .extracting(Descriptor::digest)
                    .containsExactly(sha256(theirs));
        }
    }

    @Test
    void aConfigThatLiesAboutACompressedLayerIsCaughtOnTheWay() throws IOException {
        try (ImageSource source = open(archiveOf(ImageBuilder.gzip(TEXT), new byte[] {1}), Compression.NONE)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(source::images)
                    .withMessageContaining("layer \"l.tar\" unpacks to " + sha256(TEXT) + ", but the config gives it");
        }
    }

    @Test
    void aDamagedLayerIsNamed() throws IOException {
        byte[] cut = Arrays.copyOf(ImageBuilder.gzip(TEXT), 100);
        try (ImageSource source = open(archiveOf(cut, TEXT), Compression.NONE)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(source::images)
                    .withMessageContaining("layer \"l.tar\" cannot be unpacked as gzip");
        }
    }

    @Test
    void anOciLayoutKeepsItsDigests() {
        MemoryContent blobs = new MemoryContent();
        Descriptor image = LayoutDirectory.tagged(
                ImageBuilder.anImageIn(blobs).withLayers(1).build(), "v1");
        TarBuilder tar = aTar();
        LayoutDirectory.files(blobs, image).forEach(tar::file);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> open(tar, Compression.GZIP))
                .withMessageContaining("is for Docker archives");
    }

    @Test
    void nothingPutAsideIsLeftBehind() throws IOException {
        try (ImageSource source = open(archiveOf(TEXT, TEXT), Compression.GZIP)) {
            source.images();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("image.tar");
        }
    }
}
