package dev.drayage.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleBlobsTest {
    private static final Digest HERE = digest("here");
    private static final Digest THERE = digest("there");
    private static final Digest BASE = digest("base");

    private final BundleBlobs blobs = new BundleBlobs(
            List.of(new BaseNote(BASE, true, List.of("app:v1"))),
            List.of(),
            List.of(
                    new ListedBlob(MediaTypes.OCI_LAYER, HERE, 7, ListedBlob.HERE),
                    new ListedBlob(MediaTypes.OCI_LAYER, THERE, 8, 0)));

    private static Digest digest(String text) {
        return Digest.compute(DigestAlgorithm.SHA256, text.getBytes(StandardCharsets.US_ASCII));
    }

    private String text() {
        return new String(blobs.encode(), StandardCharsets.UTF_8);
    }

    private static BundleBlobs parse(String text) throws InvalidDocumentException {
        return BundleBlobs.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatItWrites() throws InvalidDocumentException {
        BundleBlobs read = parse(text());

        assertThat(read.encode()).isEqualTo(blobs.encode());
        assertThat(read.directBases()).containsExactly(BASE);
        assertThat(read.whereabouts(THERE))
                .hasValueSatisfying(words -> assertThat(words).endsWith("with app:v1"));
        assertThat(read.whereabouts(HERE)).isEmpty();
        assertThat(read.whereabouts(BASE)).isEmpty();
        assertThat(read.blobsElsewhere()).isEqualTo(1);
        assertThat(read.bytesElsewhere()).isEqualTo(8);
    }

    private static BundleBlobs withDelta() {
        return new BundleBlobs(
                List.of(new BaseNote(BASE, true, List.of("app:v1"))),
                List.of(new ListedDelta(Descriptor.of(MediaTypes.OCI_MANIFEST, digest("delta"), 9), 0)),
                List.of(
                        new ListedBlob(MediaTypes.OCI_LAYER, HERE, 7, ListedBlob.HERE),
                        new ListedBlob(MediaTypes.OCI_LAYER, THERE, 8, ListedBlob.HERE, 0)));
    }

    @Test
    void saysWhatDeltasLeadTo() throws InvalidDocumentException {
        BundleBlobs read = BundleBlobs.parse(withDelta().encode());

        assertThat(read.encode()).isEqualTo(withDelta().encode());
        assertThat(read.list()).as("it needs the same").isEqualTo(blobs.list());
        assertThat(read.delta(THERE)).map(Descriptor::digest).contains(digest("delta"));
        assertThat(read.delta(HERE)).isEmpty();
        assertThat(read.whereabouts(THERE))
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("a delta here, upon base ").endsWith("with app:v1"));
        assertThat(read.blobsElsewhere()).isZero();
        assertThat(read.bytesMade()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"delta\":0 | \"delta\":1 | is said to be made by delta 1, but there are 1",
                "\"delta\":0 | \"delta\":0,\"base\":0 | and to be in a base",
                "\"base\":0 | \"base\":1 | is said to begin with base 1, but there are 1",
                "\"base\":0 | \"bases\":0 | is said to begin with base -1"
            })
    void refusesDeltasThatCannotBe(String part, String other, String problem) {
        String text = new String(withDelta().encode(), StandardCharsets.UTF_8);

        assertThatThrownBy(() -> parse(text.replace(part, other)))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(problem);
    }

    /** {@code printf 'DIGEST SIZE\n…' | sha256sum}. */
    @Test
    void isKnownByALineForEachBlob() {
        String lines = HERE.toString().compareTo(THERE.toString()) < 0
                ? HERE + " 7\n" + THERE + " 8\n"
                : THERE + " 8\n" + HERE + " 7\n";

        assertThat(blobs.list()).isEqualTo(digest(lines));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schemaVersion\":1 | \"schemaVersion\":2 | must be of schemaVersion 1",
                "bundle.blobs.v1 | bundle.blobs.v2 | must be of schemaVersion 1",
                "\"base\":0 | \"base\":1 | is said to be in base 1, but there are 1",
                "\"base\":0 | \"base\":99999999999 | is said to be in base",
                "\"base\":0 | \"base\":-1 | must be 0 or more",
                "\"size\":8 | \"size\":9 | has the list",
                "\"size\":8 | \"length\":8 | size: is missing",
                "\"direct\":true | \"direct\":1 | must be true or false",
                "sha256: | md5: | digest"
            })
    void refusesWhatIsNotOfTheForm(String part, String other, String problem) {
        assertThatThrownBy(() -> parse(text().replace(part, other)))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesABlobThatIsListedTwice() {
        String entry = text().replaceFirst(".*\"blobs\":\\[(\\{[^}]*}).*", "$1");

        assertThatThrownBy(() -> parse(text().replace(entry, entry + "," + entry)))
                .hasMessageContaining("is listed twice");
    }

    @Test
    void nothingButARefusalComesOfDamage() {
        Random random = new Random(15);
        byte[] whole = blobs.encode();
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                BundleBlobs read = BundleBlobs.parse(damaged);
                assertThat(read.list())
                        .as("types and names may change, the list may not")
                        .isEqualTo(blobs.list());
            } catch (InvalidDocumentException e) {
                assertThat(e).hasMessageStartingWith("blobs.json");
            }
        }
    }
}
