package dev.drayage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.content.Blob;
import dev.drayage.content.Verification;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.tar.TarBuilder;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever bytes come, they become images that verify, or an error that is told. A second or two by default; {@code
 * -Ddrayage.fuzz.seconds=N} goes on for longer.
 */
class ImportFuzzTest {
    @TempDir
    private Path directory;

    private final List<byte[]> seeds = new ArrayList<>();

    private void makeSeeds() throws IOException {
        MemoryContent blobs = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(blobs)
                .withLayers(1)
                .withGzipLayer(ImageBuilder.noise(3, 300))
                .build();
        TarBuilder layout = TarBuilder.aTar();
        LayoutDirectory.files(blobs, LayoutDirectory.tagged(image, "v1")).forEach(layout::file);
        seeds.add(layout.toBytes());
        byte[] layer = ImageBuilder.noise(5, 400);
        String config = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[\""
                + Digest.compute(DigestAlgorithm.SHA256, layer) + "\"]}}";
        seeds.add(TarBuilder.aTar()
                .file("c.json", config)
                .file("1/layer.tar", layer)
                .symbolicLink("2/layer.tar", "../1/layer.tar")
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"2/layer.tar\"]}]")
                .toBytes());
        seeds.add(ImageBuilder.gzip(seeds.get(1)));
    }

    @Test
    void becomesImagesThatVerifyOrAnError() throws IOException {
        makeSeeds();
        Randomized.check(Integer.getInteger("drayage.fuzz.runs", 300), this::importMutant);
    }

    @Test
    void theSeedsThemselvesAreTaken() throws IOException {
        makeSeeds();
        for (int i = 0; i < seeds.size(); i++) {
            try (ImageSource source = open(seeds.get(i));
                    WritableLayout layout = WritableLayout.open(directory.resolve("layout" + i))) {
                ImageTransfer.copy(
                        source.content(),
                        source.images().stream()
                                .map(ImageNaming.asItStands()::name)
                                .toList(),
                        layout);
            }
        }
    }

    private ImageSource open(byte[] bytes) throws IOException {
        return ArchiveFile.read(
                Channels.newChannel(new ByteArrayInputStream(bytes)), "fuzz", ArchiveReadOptions.spoolingTo(directory));
    }

    private void importMutant(Random random) {
        byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())), random);
        try (ImageSource source = open(bytes)) {
            List<Descriptor> images = source.images();
            if (images.isEmpty()) {
                return;
            }
            ContentSelection selection = ContentSelection.of(
                    source.content(),
                    images.stream().map(image -> new NamedImage(image, null)).toList(),
                    SelectionOptions.defaults());
            for (Descriptor blob : selection.blobs()) {
                try (Blob content = source.content().open(blob)) {
                    assertThat(content.size()).isEqualTo(blob.size());
                }
                Verification.readAll(source.content(), blob, 1 << 20);
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    /** A few bytes turned, cut, doubled or exchanged for what means something in a tar or in JSON. */
    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) "0123456789\"{}[],:/.\0xLK".charAt(random.nextInt(22));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> System.arraycopy(bytes, 0, bytes, at, Math.min(512, bytes.length - at));
                case 4 -> {
                    byte[] word = List.of("../", "null", "1e9", "-1", "sha256:", "\\ud800", "[[[[")
                            .get(random.nextInt(7))
                            .getBytes(StandardCharsets.US_ASCII);
                    System.arraycopy(word, 0, bytes, at, Math.min(word.length, bytes.length - at));
                }
                default -> fixChecksum(bytes, at / 512 * 512);
            }
        }
        // A header whose checksum is right gets further.
        if (bytes.length >= 512 && random.nextBoolean()) {
            for (int block = 0; block + 512 <= bytes.length; block += 512) {
                if (bytes[block + 257] == 'u' && bytes[block + 258] == 's') {
                    fixChecksum(bytes, block);
                }
            }
        }
        return bytes;
    }

    private static void fixChecksum(byte[] bytes, int block) {
        if (block + 512 > bytes.length) {
            return;
        }
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : bytes[block + i] & 0xff;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, bytes, block + 148, 8);
    }
}
