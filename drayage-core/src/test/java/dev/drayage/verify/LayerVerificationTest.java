package dev.drayage.verify;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.gzip;
import static dev.drayage.testkit.ImageBuilder.noise;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.Randomized;
import dev.drayage.verify.VerifyReport.Finding;
import dev.drayage.verify.VerifyReport.Finding.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether layers unpack to what their config says, however they are packed. */
@Timeout(60)
class LayerVerificationTest extends VerifyFixture {
    private static final byte[] LAYER = noise(1, 300_000);

    private Descriptor image(String mediaType, byte[] stored, byte[] unpacked) {
        return anImageIn(content).withStoredLayer(mediaType, stored, unpacked).build();
    }

    private Descriptor layerOf(Descriptor image) throws IOException {
        return new Documents(content).manifest(image).layers().get(0);
    }

    private void assertUnpacks(String mediaType, byte[] stored, byte[] unpacked) throws IOException {
        VerifyReport report = verify(image(mediaType, stored, unpacked));
        assertThat(report.findings()).extracting(Finding::message).isEmpty();
        assertThat(report.diffIds()).isEqualTo(1);
    }

    /** Wrong, whatever it is packed in. */
    private void assertCorrupt(String mediaType, byte[] stored, byte[] claimed, String... parts) throws IOException {
        Descriptor image = image(mediaType, stored, claimed);
        VerifyReport report = verify(image);
        assertThat(report.findings())
                .filteredOn(f -> f.kind() == Kind.CORRUPT)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.digest()).isEqualTo(layerOf(image).digest());
                    assertThat(finding.message())
                            .contains(finding.digest() + " in memory")
                            .contains(parts);
                });
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] skippable(int magic, int size) {
        byte[] frame = new byte[8 + size];
        frame[0] = (byte) (0x50 + magic);
        frame[1] = 0x2a;
        frame[2] = 0x4d;
        frame[3] = 0x18;
        frame[4] = (byte) size;
        return frame;
    }

    @Test
    void plainGzipAndZstdLayersUnpack() throws IOException {
        assertUnpacks(MediaTypes.OCI_LAYER, LAYER, LAYER);
        assertUnpacks(MediaTypes.OCI_LAYER_GZIP, gzip(LAYER), LAYER);
        assertUnpacks(MediaTypes.OCI_LAYER_ZSTD, Zstd.compress(LAYER), LAYER);
    }

    @Test
    void theBytesSayHowALayerIsPackedNotItsMediaType() throws IOException {
        assertUnpacks(MediaTypes.DOCKER_LAYER, gzip(LAYER), LAYER);
        assertUnpacks(MediaTypes.OCI_LAYER_GZIP, Zstd.compress(LAYER), LAYER);
        assertUnpacks(MediaTypes.OCI_LAYER_GZIP, LAYER, LAYER);
    }

    @Test
    void emptyLayersUnpack() throws IOException {
        byte[] none = {};
        assertUnpacks(MediaTypes.OCI_LAYER, none, none);
        assertUnpacks(MediaTypes.OCI_LAYER_GZIP, gzip(none), none);
        assertUnpacks(MediaTypes.OCI_LAYER_ZSTD, Zstd.compress(none), none);
        assertUnpacks(MediaTypes.OCI_LAYER, new byte[] {0x1f}, new byte[] {0x1f});
    }

    @Test
    void allMembersOfAGzipLayerCountWhereverTheyBeginInABuffer() {
        Randomized.check(20, random -> {
            byte[][] members = new byte[1 + random.nextInt(20)][];
            byte[] unpacked = {};
            for (int i = 0; i < members.length; i++) {
                byte[] part = noise(random.nextLong(), random.nextInt(random.nextBoolean() ? 10 : 100_000));
                members[i] = gzip(part);
                unpacked = joined(unpacked, part);
            }
            assertUnpacks(MediaTypes.OCI_LAYER_GZIP, joined(members), unpacked);
        });
    }

    @Test
    void aMemberThatBeginsWhereABufferEndsCounts() throws IOException {
        int buffer = 256 << 10;
        byte[] part = Arrays.copyOf(noise(4, buffer), buffer);
        int size = gzip(part).length;
        byte[] fitting = Arrays.copyOf(part, part.length - (size - buffer));
        byte[] first = gzip(fitting);
        assertThat(first).as("noise is stored, so sizes add up").hasSize(buffer);
        assertUnpacks(MediaTypes.OCI_LAYER_GZIP, joined(first, gzip(LAYER)), joined(fitting, LAYER));
    }

    @Test
    void allFramesOfAZstdLayerCountAndSkippableOnesAreSkipped() throws IOException {
        byte[] frame = Zstd.compress(LAYER);
        byte[] both = joined(LAYER, LAYER);
        assertUnpacks(MediaTypes.OCI_LAYER_ZSTD, joined(frame, frame), both);
        for (int magic = 0; magic < 16; magic++) {
            byte[] skipped = skippable(magic, 20 + magic);
            assertUnpacks(MediaTypes.OCI_LAYER_ZSTD, joined(skipped, frame, skipped, frame, skipped), both);
        }
    }

    @Test
    void aWrongDiffIdIsToldWithBothAndTheConfig() throws IOException {
        byte[] claimed = noise(2, 10);
        for (byte[] stored : List.of(LAYER, gzip(LAYER), Zstd.compress(LAYER))) {
            assertCorrupt(
                    MediaTypes.OCI_LAYER,
                    stored,
                    claimed,
                    "unpacks to " + Digest.compute(DigestAlgorithm.SHA256, LAYER),
                    "but config sha256:",
                    "names diffID " + Digest.compute(DigestAlgorithm.SHA256, claimed));
        }
    }

    @Test
    void everyConfigThatNamesADiffIdIsCompared() throws IOException {
        byte[] stored = gzip(LAYER);
        Descriptor right = image(MediaTypes.OCI_LAYER_GZIP, stored, LAYER);
        Descriptor wrong = image(MediaTypes.OCI_LAYER_GZIP, stored, noise(2, 10));
        Descriptor alsoRight = anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, stored, LAYER)
                .withLayers(1)
                .build();
        VerifyReport report = verify(right, wrong, alsoRight);
        assertFound(report, Kind.CORRUPT, layerOf(wrong), "names diffID");
        assertThat(report.diffIds()).isEqualTo(4);
    }

    @Test
    void aPlainLayerIsComparedByOtherAlgorithmsThanItsOwnToo() throws IOException {
        Descriptor image =
                anImageIn(content).by(DigestAlgorithm.SHA512).withLayer(LAYER).build();
        assertSound(verify(image));
        Descriptor wrong = anImageIn(content)
                .by(DigestAlgorithm.SHA512)
                .withStoredLayer(MediaTypes.OCI_LAYER, LAYER, noise(2, 10))
                .build();
        assertFound(
                verify(image, wrong),
                Kind.CORRUPT,
                layerOf(wrong),
                "unpacks to " + Digest.compute(DigestAlgorithm.SHA256, LAYER));
    }

    @Test
    void aConfigThatNamesAnotherNumberOfLayersIsCorrupt() throws IOException {
        assertFound(verify(withDiffIds(1)), Kind.CORRUPT, withDiffIds(1), "has 2 layers", "names 1 diffIDs");
        assertFound(verify(withDiffIds(3)), Kind.CORRUPT, withDiffIds(3), "has 2 layers", "names 3 diffIDs");
    }

    @Test
    void aConfigThatNamesNoneOfTheLayersIsCorrupt() throws IOException {
        assertFound(verify(withDiffIds(0)), Kind.CORRUPT, withDiffIds(0), "has 2 layers", "names 0 diffIDs");
    }

    @Test
    void aConfigThatNamesLayersOfAnImageWithoutAnyIsCorrupt() throws IOException {
        Descriptor image = withDiffIds(1, 0);
        assertFound(verify(image), Kind.CORRUPT, image, "has 0 layers", "names 1 diffIDs");
    }

    @Test
    void anEmptyConfigIsWorthANote() throws IOException {
        content.digests().forEach(content::remove);
        Descriptor image = manifest(content.add(MediaTypes.OCI_CONFIG, "{}".getBytes(UTF_8)), 2);
        assertFound(verify(image), Kind.NOTE, image, "names no diffIDs");
    }

    private Descriptor withDiffIds(int count) {
        return withDiffIds(count, 2);
    }

    private Descriptor withDiffIds(int count, int layers) {
        content.digests().forEach(content::remove);
        String digest = "\"" + Digest.compute(DigestAlgorithm.SHA256, LAYER) + "\"";
        String diffIds = String.join(",", Collections.nCopies(count, digest));
        Descriptor config = content.add(
                MediaTypes.OCI_CONFIG,
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
                        .formatted(diffIds)
                        .getBytes(UTF_8));
        return manifest(config, layers);
    }

    @Test
    void aLayerThatIsOnlyEmbeddedIsComparedToo() throws IOException {
        byte[] packed = gzip(LAYER);
        Descriptor layer = content.add(MediaTypes.OCI_LAYER_GZIP, packed);
        String embedded =
                json(layer).replace("}", ",\"data\":\"" + Base64.getEncoder().encodeToString(packed) + "\"}");
        for (byte[] claimed : List.of(LAYER, noise(2, 10))) {
            Descriptor image = image(MediaTypes.OCI_LAYER_GZIP, packed, claimed);
            String manifest = new String(content.bytes(image.digest()), UTF_8);
            content.remove(layer.digest());
            Descriptor carrying = content.add(
                    MediaTypes.OCI_MANIFEST,
                    manifest.replace(json(layer), embedded).getBytes(UTF_8));
            VerifyReport report = verify(carrying);
            assertThat(report.diffIds()).isEqualTo(1);
            assertThat(report.isSound()).isEqualTo(Arrays.equals(claimed, LAYER));
        }
    }

    private Descriptor manifest(Descriptor config, int layers) {
        String layer = json(content.add(MediaTypes.OCI_LAYER, LAYER));
        return content.add(
                MediaTypes.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
                        .formatted(json(config), String.join(",", Collections.nCopies(layers, layer)))
                        .getBytes(UTF_8));
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    @Test
    void layersWhoseStoredBytesAreRightButDoNotUnpackAreCorrupt() throws IOException {
        byte[] packed = gzip(LAYER);
        byte[] frame = Zstd.compress(LAYER);
        byte[] wrongChecksum = packed.clone();
        wrongChecksum[packed.length - 8] ^= 1;
        for (byte[] bad : List.of(
                Arrays.copyOf(packed, packed.length / 2),
                Arrays.copyOf(packed, packed.length - 8),
                Arrays.copyOf(packed, packed.length - 3),
                Arrays.copyOf(packed, 10),
                Arrays.copyOf(packed, 5),
                Arrays.copyOf(packed, 2),
                wrongChecksum)) {
            assertCorrupt(MediaTypes.OCI_LAYER_GZIP, bad, LAYER, "cannot be unpacked as gzip: ");
        }
        for (byte[] bad :
                List.of(Arrays.copyOf(frame, frame.length / 2), Arrays.copyOf(frame, 5), joined(frame, new byte[] {
                    1, 2, 3, 4, 5, 6, 7, 8
                }))) {
            assertCorrupt(MediaTypes.OCI_LAYER_ZSTD, bad, LAYER, "cannot be unpacked as zstd: ");
        }
        content.digests().forEach(content::remove);
        Descriptor early = image(MediaTypes.OCI_LAYER_GZIP, Arrays.copyOf(packed, 2), LAYER);
        assertThat(verify(early).findings())
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .endsWith("cannot be unpacked as gzip: it ends too early");
    }

    /** As Go's compress/gzip has it, tried with each of these; klauspost's zstd fails at anything but a frame, too. */
    @Test
    void bytesBehindTheLastMemberOrFrameThatAreNoneThemselvesMakeALayerCorrupt() throws IOException {
        byte[] gzip = gzip(LAYER);
        byte[] zstd = Zstd.compress(LAYER);
        for (byte[] trailing : List.of(
                new byte[1],
                new byte[7],
                new byte[512],
                new byte[600_000],
                noise(5, 3),
                noise(6, 40),
                "x".getBytes(UTF_8),
                new byte[] {0x1f},
                new byte[] {0x1f, (byte) 0x8b},
                Arrays.copyOf(gzip, 9))) {
            assertCorrupt(
                    MediaTypes.OCI_LAYER_GZIP,
                    joined(gzip, trailing),
                    LAYER,
                    "gzip data ends at offset " + gzip.length + ", and what follows is not gzip");
            assertCorrupt(
                    MediaTypes.OCI_LAYER_GZIP,
                    joined(gzip, gzip(new byte[0]), gzip, trailing),
                    joined(LAYER, LAYER),
                    "gzip data ends at offset " + (2 * gzip.length + gzip(new byte[0]).length) + ", ");
            assertCorrupt(MediaTypes.OCI_LAYER_ZSTD, joined(zstd, trailing), LAYER, "cannot be unpacked as zstd: ");
        }
    }

    /** Where a tar ends, its readers stop; the diffID is of all of it. */
    @Test
    void bytesBehindTheEndMarkOfTheTarAreOfTheLayer() throws IOException {
        byte[] padded = joined(LAYER, new byte[1024], noise(7, 100));
        assertUnpacks(MediaTypes.OCI_LAYER_GZIP, gzip(padded), padded);
        assertUnpacks(MediaTypes.OCI_LAYER, padded, padded);
    }

    @Test
    void storedBytesThatAreWrongAreToldInsteadOfWhatTheyUnpackTo() throws IOException {
        Descriptor image = image(MediaTypes.OCI_LAYER_GZIP, gzip(LAYER), LAYER);
        content.flipBit(layerOf(image).digest(), 8 * 50);
        assertFound(verify(image), Kind.CORRUPT, layerOf(image), "is corrupt: its ");
    }

    @Test
    void otherCompressionsAreNamed() throws IOException {
        byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1, 2, 3};
        assertCorrupt(MediaTypes.OCI_LAYER, xz, LAYER, "is compressed with xz");
        assertCorrupt(MediaTypes.OCI_LAYER, "BZh91AY&SY".getBytes(UTF_8), LAYER, "is compressed with bzip2");
    }

    @Test
    void aLayerThatNeedsALargerWindowThanIsAllowedIsNotCheckedButNotCalledCorrupt() throws IOException {
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (OutputStream packed = new ZstdOutputStream(zstd)) {
            packed.write(LAYER);
        }
        byte[] stored = zstd.toByteArray();
        stored[5] = (byte) ((28 - 10) << 3); // the window descriptor (RFC 8878, 3.1.1.1.2): 256 MiB
        Descriptor image = image(MediaTypes.OCI_LAYER_ZSTD, stored, LAYER);

        VerifyReport report = verify(image);

        assertFound(report, Kind.UNCHECKED, layerOf(image), "could not be compared with its diffID", "128 MiB");
        assertThat(report.isSound()).isFalse();
        assertThat(report.isCorrupt()).isFalse();
        VerifyOptions larger = VerifyOptions.defaults().withMaxZstdWindow(256 << 20);
        assertThat(verify(larger, image).isSound()).isTrue();
    }

    @Test
    void bombsAreStoppedAtTheLimit() throws IOException {
        int unpacked = 65 << 20;
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (OutputStream gzipped = new GZIPOutputStream(gzip);
                OutputStream zstandard = new ZstdOutputStream(zstd)) {
            for (int i = 0; i < unpacked / zeros.length; i++) {
                gzipped.write(zeros);
                zstandard.write(zeros);
            }
        }
        byte[] claimed = new byte[0];
        assertCorrupt(
                MediaTypes.OCI_LAYER_ZSTD,
                zstd.toByteArray(),
                claimed,
                "unpacks to more than 1100 times its size",
                "decompression bomb");
        Descriptor bomb = image(MediaTypes.OCI_LAYER_GZIP, gzip.toByteArray(), claimed);
        content.digests().stream()
                .filter(digest -> content.bytes(digest).length == zstd.size())
                .forEach(content::remove);
        assertThat(verify(VerifyOptions.defaults().withMaxRatio(100), bomb).findings())
                .filteredOn(finding -> finding.digest().equals(digestOf(gzip)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("more than 100 times its size"));
        assertThat(verify(bomb).findings())
                .as("gzip cannot exceed the usual limit")
                .noneMatch(finding -> finding.message().contains("bomb"));
    }

    private static Digest digestOf(ByteArrayOutputStream bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes.toByteArray());
    }

    @Test
    void aSmallLayerMayUnpackToAnyRatioUpToTheFreeSize() throws IOException {
        byte[] zeros = new byte[60 << 20];
        assertUnpacks(MediaTypes.OCI_LAYER_ZSTD, Zstd.compress(zeros), zeros);
    }

    @Test
    void optionsHaveRanges() {
        VerifyOptions options = VerifyOptions.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> options.withParallelism(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxRatio(0));
    }
}
