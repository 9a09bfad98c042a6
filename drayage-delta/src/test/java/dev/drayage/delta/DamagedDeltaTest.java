package dev.drayage.delta;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ImageArchive;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.delta.packing.Packing;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a delta that is damaged, by chance or on purpose, comes the right layer or an error, and never another. */
class DamagedDeltaTest {
    private static final byte[] GZIP_HEADER = HexFormat.of().parseHex("1f8b08000000000000ff");
    private static final long WINDOW = 128L << 20;
    private static final int FLIPS = 300;

    private final MemoryContent oldContent = new MemoryContent();
    private final MemoryContent newContent = new MemoryContent();

    @TempDir
    private Path directory;

    private Descriptor old;
    private Descriptor image;
    private Descriptor artifact;
    private byte[] archive;

    private static byte[] packed(byte[] tar) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packer =
                Packing.named("go-6", GZIP_HEADER).orElseThrow().packer(out, InputStream.nullInputStream())) {
            packer.write(tar);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static Descriptor image(MemoryContent content, byte[] file) {
        byte[] tar = new LayerDraft()
                .file("app", file)
                .file("text", "same\n".repeat(500).getBytes(StandardCharsets.UTF_8))
                .bytes();
        return anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, packed(tar), tar)
                .build();
    }

    @BeforeEach
    void make() throws IOException {
        byte[] file = noise(1, 6000);
        old = image(oldContent, file);
        file[3000]++;
        image = image(newContent, file);
        try (CreatedDelta created = DeltaCreation.create(
                MemoryPlace.of(oldContent, old),
                List.of(old),
                newContent,
                List.of(image),
                new DeltaOptions(directory, WINDOW, DeltaListener.NONE))) {
            artifact = created.images().get(0);
            Path file1 = directory.resolve("delta.tar");
            try (ImageArchive written = ImageArchive.plan(created.content(), List.of(NamedImage.of(artifact)))) {
                written.writeTo(file1);
            }
            archive = Files.readAllBytes(file1);
        }
    }

    /** Reads all that the delta leads to; whether it was all there. */
    private boolean isApplied(ImageSource place, List<Descriptor> artifacts) throws IOException {
        Delta delta = Delta.read(place, artifacts);
        try (UpdatedImages updated =
                UpdatedImages.of(delta, MemoryPlace.of(oldContent, old), List.of(), directory, WINDOW)) {
            boolean isImage =
                    updated.images().stream().anyMatch(each -> each.digest().equals(image.digest()));
            for (Descriptor listed : updated.images()) {
                Documents documents = new Documents(updated.content());
                for (Descriptor each : documents.manifest(listed).children()) {
                    try (Blob blob = updated.content().open(each)) {
                        byte[] bytes = blob.newInputStream().readAllBytes();
                        if (MediaTypes.isLayer(each.mediaType())) {
                            assertThat(Digest.compute(each.digest().algorithm(), bytes))
                                    .as("a layer that is made")
                                    .isEqualTo(each.digest());
                        }
                    }
                }
            }
            return isImage;
        }
    }

    private boolean isApplied(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("damaged.tar"), bytes);
        try (ImageSource place = ArchiveFile.open(file)) {
            return isApplied(place, place.images());
        } catch (ContentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    @Test
    void whatIsWholeIsApplied() throws IOException {
        assertThat(isApplied(archive)).isTrue();
    }

    @Test
    void whatIsCutGivesTheImageOrNothing() throws IOException {
        int applied = 0;
        for (int length = 0; length < archive.length; length += 61) {
            applied += isApplied(Arrays.copyOf(archive, length)) ? 1 : 0;
        }
        assertThat(applied).as("only the end mark may be missing").isLessThan(archive.length / 61 / 10);
    }

    @Test
    void whatHasAWrongBitGivesTheImageOrNothing() {
        Randomized.check(FLIPS, random -> {
            byte[] damaged = archive.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            isApplied(damaged);
        });
    }

    /** Digests are no help against whoever writes the delta. */
    @Test
    void whatWasMadeToDeceiveGivesTheImageOrNothing() throws IOException {
        MemoryContent deltaContent = new MemoryContent();
        Path file = Files.write(directory.resolve("whole.tar"), archive);
        try (ImageSource place = ArchiveFile.open(file)) {
            Documents documents = new Documents(place.content());
            String manifest = new String(documents.raw(artifact).toByteArray(), StandardCharsets.UTF_8);
            List<Descriptor> layers = documents.manifest(artifact).children();
            for (Descriptor each : layers) {
                deltaContent.add(each.mediaType(), bytes(place, each));
            }
            Randomized.check(FLIPS, random -> {
                Descriptor changed = layers.get(1 + random.nextInt(layers.size() - 1));
                byte[] bytes = bytes(place, changed);
                for (int i = random.nextInt(3); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                if (random.nextInt(5) == 0) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
                }
                Descriptor other = deltaContent.add(changed.mediaType(), bytes);
                byte[] text = manifest.replace(
                                changed.digest().toString(), other.digest().toString())
                        .replace("\"size\":" + changed.size() + ",", "\"size\":" + other.size() + ",")
                        .getBytes(StandardCharsets.UTF_8);
                Descriptor hostile = deltaContent.add(MediaTypes.OCI_MANIFEST, text);
                try {
                    isApplied(MemoryPlace.of(deltaContent, hostile), List.of(hostile));
                } catch (ContentException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            });
        }
    }

    private static byte[] bytes(ImageSource place, Descriptor each) throws IOException {
        try (Blob blob = place.content().open(each)) {
            return blob.newInputStream().readAllBytes();
        }
    }
}
