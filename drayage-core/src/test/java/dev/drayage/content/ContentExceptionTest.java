package dev.drayage.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Errors carry what went wrong as values; whoever catches one need not read its text. */
class ContentExceptionTest {
    private static final Descriptor CONFIG =
            Descriptor.of(MediaTypes.OCI_CONFIG, Digest.compute(DigestAlgorithm.SHA512, new byte[3]), 3);

    @Test
    void keepsKindMessageAndCause() {
        IOException cause = new IOException("cause");
        for (Kind kind : Kind.values()) {
            assertThat(ContentException.of(kind, "what", null).kind()).isEqualTo(kind);
            assertThat(ContentException.of(kind, "what", cause))
                    .isInstanceOf(IOException.class)
                    .hasMessage("what")
                    .hasCause(cause);
        }
    }

    @Test
    void whatIsThereAlreadyHasAClassOfItsOwn() {
        assertThat(ContentException.of(Kind.ALREADY_EXISTS, "what", null)).isInstanceOf(AlreadyExistsException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new ContentException(Kind.ALREADY_EXISTS, "what"));
    }

    @Test
    void missingContentIsNamedWithItsPlace() {
        ContentNotFoundException e = ContentNotFoundException.of(CONFIG, "oci:images");
        assertThat(e).hasMessage("config " + CONFIG.digest() + " is missing from oci:images");
        assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(e.missing()).containsExactly(CONFIG);
    }

    @Test
    void aNameThatIsNotFoundMissesNoContent() {
        ContentNotFoundException e = ContentNotFoundException.of(List.of(), "no such name");
        assertThat(e).hasMessage("no such name");
        assertThat(e.missing()).isEmpty();
    }

    @Test
    void aBlobThatEndsTooSoonIsNeverCopiedInPart() {
        Blob liar = new Blob() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public int readAt(long position, ByteBuffer target) {
                return -1;
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        };
        try (liar) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> liar.transferTo(0, 10, Channels.newChannel(OutputStream.nullOutputStream())))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.OUT_OF_RANGE));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void severalPlacesAreNamedOnceEach() {
        ReadableContent empty = new Empty("oci:a");
        ReadableContent combined = ReadableContent.combine(List.of(empty, new Empty("oci:b"), new Empty("oci:a")));
        assertThat(combined.location()).isEqualTo("oci:a, oci:b");
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> combined.open(CONFIG))
                .withMessage("config " + CONFIG.digest() + " is missing from oci:a, oci:b");
        assertThat(ReadableContent.combine(List.of(empty))).isSameAs(empty);
    }

    private record Empty(String location) implements ReadableContent {
        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            throw ContentNotFoundException.of(descriptor, location);
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) {
            return Optional.empty();
        }
    }
}
