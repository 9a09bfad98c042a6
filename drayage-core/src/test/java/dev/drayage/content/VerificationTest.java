package dev.drayage.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationTest {
    private static final byte[] BYTES = "some bytes".getBytes(UTF_8);
    private static final Descriptor LAYER = describe(BYTES, DigestAlgorithm.SHA256);

    private static Descriptor describe(byte[] bytes, DigestAlgorithm algorithm) {
        return Descriptor.of(MediaTypes.OCI_LAYER, Digest.compute(algorithm, bytes), bytes.length);
    }

    /** A place where everything has these bytes. */
    private static ContentProvider holding(byte[] bytes) {
        return new ContentProvider() {
            @Override
            public Blob open(Descriptor descriptor) {
                return Blob.ofBytes(bytes);
            }

            @Override
            public String location() {
                return "oci:images";
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void acceptsTheRightBytesInPiecesOfAnySize(DigestAlgorithm algorithm) throws IOException {
        for (int piece = 1; piece <= BYTES.length; piece++) {
            Verification verification = new Verification(describe(BYTES, algorithm), "oci:images");
            for (int at = 0; at < BYTES.length; at += piece) {
                ByteBuffer bytes = ByteBuffer.wrap(BYTES, at, Math.min(piece, BYTES.length - at));
                verification.update(bytes);
                assertThat(bytes.hasRemaining()).isFalse();
            }
            verification.finish();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesOtherBytesOfTheSameSize(DigestAlgorithm algorithm) {
        byte[] other = "sOme bytes".getBytes(UTF_8);
        Descriptor descriptor = describe(BYTES, algorithm);
        Verification verification = new Verification(descriptor, "oci:images");
        verification.update(ByteBuffer.wrap(other));
        assertThatExceptionOfType(DigestMismatchException.class)
                .isThrownBy(verification::finish)
                .withMessage("layer " + descriptor.digest() + " in oci:images is corrupt: its 10 bytes hash to "
                        + Digest.compute(algorithm, other) + "; fetch this blob again")
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION);
                    assertThat(e.descriptor()).isEqualTo(descriptor);
                    assertThat(e.actual()).isEqualTo(Digest.compute(algorithm, other));
                });
    }

    @Test
    void refusesFewerAndMoreBytes() {
        for (int size : new int[] {0, BYTES.length - 1, BYTES.length + 1}) {
            Verification verification = new Verification(LAYER, "oci:images");
            verification.update(ByteBuffer.allocate(size));
            assertThatExceptionOfType(SizeMismatchException.class)
                    .isThrownBy(verification::finish)
                    .satisfies(e -> assertWrongSize(e, size));
            assertThatExceptionOfType(SizeMismatchException.class)
                    .isThrownBy(() -> Verification.requireSize(LAYER, size, "oci:images"))
                    .satisfies(e -> assertWrongSize(e, size));
        }
    }

    private static void assertWrongSize(SizeMismatchException e, int size) {
        assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION);
        assertThat(e.descriptor()).isEqualTo(LAYER);
        assertThat(e.actual()).isEqualTo(size);
        assertThat(e)
                .hasMessage("layer " + LAYER.digest() + " in oci:images has " + size + " bytes, its descriptor says 10;"
                        + " the blob was cut short or the manifest is wrong");
    }

    @ParameterizedTest
    @EnumSource
    void readsAWholeBlob(DigestAlgorithm algorithm) throws IOException {
        assertThat(Verification.readAll(holding(BYTES), describe(BYTES, algorithm), BYTES.length))
                .isEqualTo(BYTES);
        byte[] none = {};
        assertThat(Verification.readAll(holding(none), describe(none, algorithm), 1))
                .isEmpty();
    }

    @Test
    void readsNothingOverTheLimit() {
        ContentProvider untouchable = descriptor -> {
            throw new AssertionError("must not be opened");
        };
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> Verification.readAll(untouchable, LAYER, BYTES.length - 1))
                .withMessageContaining(LAYER.digest().toString())
                .withMessageContaining("10 bytes, over the limit of 9")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION));
    }

    @Test
    void aSizeThatLiesTakesNoMemory() {
        Descriptor huge = Descriptor.of(MediaTypes.OCI_MANIFEST, LAYER.digest(), Integer.MAX_VALUE);
        assertThatExceptionOfType(SizeMismatchException.class)
                .isThrownBy(() -> Verification.readAll(holding(BYTES), huge, Integer.MAX_VALUE));
    }

    @Test
    void refusesAWholeBlobThatIsCorruptOrCutShort() {
        assertThatExceptionOfType(DigestMismatchException.class)
                .isThrownBy(() -> Verification.readAll(holding("other byte".getBytes(UTF_8)), LAYER, 100));
        assertThatExceptionOfType(SizeMismatchException.class)
                .isThrownBy(() -> Verification.readAll(holding("short".getBytes(UTF_8)), LAYER, 100));
    }

    @Test
    void closesWhatItReads() throws IOException {
        Blob blob = Blob.ofBytes(BYTES);
        Verification.readAll(descriptor -> blob, LAYER, 100);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> blob.readAt(0, ByteBuffer.allocate(1)));
    }
}
