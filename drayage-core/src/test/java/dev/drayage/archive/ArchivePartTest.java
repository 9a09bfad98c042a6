package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.DigestMismatchException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.CollectingChannel;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchivePartTest {
    private static final int LARGE = 700_000;

    private final MemoryContent content = new MemoryContent();

    @Test
    void anyPartIsThatOfTheWhole() {
        Randomized.check(20, random -> {
            MemoryContent blobs = new MemoryContent();
            try (ImageArchive archive = Archives.plan(blobs, image(blobs, random))) {
                byte[] whole = Archives.bytes(archive);
                for (int i = 0; i < 30; i++) {
                    int start = random.nextInt(whole.length + 1);
                    int end = start + random.nextInt(whole.length - start + 1);
                    assertThat(part(archive, start, end)).isEqualTo(Arrays.copyOfRange(whole, start, end));
                }
            }
        });
    }

    @Test
    void partsThatBeginAndEndAtEveryEdgeAreThoseOfTheWhole() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(2).build();
        try (ImageArchive archive = Archives.plan(content, image)) {
            byte[] whole = Archives.bytes(archive);
            for (ImageArchive.Entry entry : archive.entries()) {
                for (long edge : new long[] {entry.offset(), entry.dataOffset(), entry.dataOffset() + entry.size()}) {
                    for (int at = (int) Math.max(0, edge - 1); at <= edge + 1; at++) {
                        assertThat(part(archive, 0, at)).isEqualTo(Arrays.copyOf(whole, at));
                        assertThat(part(archive, at, whole.length))
                                .isEqualTo(Arrays.copyOfRange(whole, at, whole.length));
                    }
                }
            }
        }
    }

    @Test
    void aBlobIsVerifiedWholeByThePartThatItEndsIn() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(1, LARGE))
                .build();
        try (ImageArchive archive = Archives.plan(content, image)) {
            ImageArchive.Entry layer = largest(archive);
            content.flipBit(digest(layer), 3);
            int middle = (int) layer.dataOffset() + LARGE / 2;
            int end = (int) layer.dataOffset() + LARGE;

            assertThatThrownBy(() -> part(archive, middle, end)).isInstanceOf(DigestMismatchException.class);
            assertThatThrownBy(() -> part(archive, end - 1, end)).isInstanceOf(DigestMismatchException.class);
            assertThatThrownBy(() -> part(archive, 0, (int) archive.size()))
                    .isInstanceOf(DigestMismatchException.class);
            assertThat(part(archive, middle, end - 1)).hasSize(end - 1 - middle);
            assertThat(part(archive, end, (int) archive.size())).hasSize((int) archive.size() - end);
        }
    }

    @Test
    void theEndOfAWrongBlobIsNotWritten() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(2, LARGE))
                .build();
        try (ImageArchive archive = Archives.plan(content, image)) {
            ImageArchive.Entry layer = largest(archive);
            content.flipBit(digest(layer), 8L * LARGE - 1);
            CollectingChannel channel = new CollectingChannel();

            assertThatThrownBy(() -> archive.writeTo(channel, 0, archive.size()))
                    .isInstanceOf(DigestMismatchException.class);

            assertThat((long) channel.bytes().length).isLessThan(layer.dataOffset() + LARGE);
        }
    }

    @Test
    void whatLiesOutsideIsRefused() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        try (ImageArchive archive = Archives.plan(content, image)) {
            long size = archive.size();
            for (long[] part : new long[][] {{-1, 1}, {0, size + 1}, {size, 1}, {1, Long.MAX_VALUE}, {0, -1}}) {
                assertThatThrownBy(() -> archive.writeTo(new CollectingChannel(), part[0], part[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void theFingerprintIsThatOfTheBytes() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(2).build();
        Descriptor other = ImageBuilder.anImageIn(content).withLayers(3).build();
        try (ImageArchive one = Archives.plan(content, image);
                ImageArchive again = Archives.plan(content, image);
                ImageArchive larger = Archives.plan(content, other);
                ImageArchive renamed =
                        Archives.plan(content, image.withAnnotation("org.opencontainers.image.ref.name", "v1"))) {
            assertThat(one.fingerprint()).matches("[0-9a-f]{64}").isEqualTo(again.fingerprint());
            assertThat(larger.fingerprint()).isNotEqualTo(one.fingerprint());
            assertThat(renamed.fingerprint()).isNotEqualTo(one.fingerprint());
        }
    }

    private static Descriptor image(MemoryContent blobs, Random random) {
        ImageBuilder builder = ImageBuilder.anImageIn(blobs);
        for (int i = random.nextInt(4); i >= 0; i--) {
            builder.withLayer(ImageBuilder.noise(random.nextLong(), random.nextInt(LARGE)));
        }
        return builder.build();
    }

    private static byte[] part(ImageArchive archive, int start, int end) throws IOException {
        CollectingChannel channel = new CollectingChannel();
        archive.writeTo(channel, start, end - start);
        return channel.bytes();
    }

    private static ImageArchive.Entry largest(ImageArchive archive) {
        return archive.entries().stream()
                .max(Comparator.comparingLong(ImageArchive.Entry::size))
                .orElseThrow();
    }

    private static Digest digest(ImageArchive.Entry entry) {
        return Objects.requireNonNull(entry.descriptor()).digest();
    }
}
