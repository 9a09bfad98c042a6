package dev.drayage.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.delta.packing.Packing;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerRebuildTest {
    private final MemoryContent content = new MemoryContent();

    @TempDir
    private Path directory;

    /** A full disk says nothing of the layer. */
    @Test
    void whatCannotBeWrittenIsNoDamage() {
        Descriptor layer = content.add(MediaTypes.OCI_LAYER, new byte[100_000]);
        IOException full = new IOException("no space left on device");

        assertThatThrownBy(() -> new LayerRebuild(directory, 1 << 20).unpack(content, layer, 1 << 20, failing(full)))
                .isSameAs(full);
    }

    private static OutputStream failing(IOException failure) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw failure;
            }
        };
    }

    @Test
    void correctionsThatMeanNothingAreDamage() {
        byte[] tar = new byte[10_240];
        Descriptor layer = content.add(MediaTypes.OCI_LAYER, tar);
        Descriptor correction = content.add(DeltaFormat.CORRECTION_TYPE, new byte[] {1, 4, 0, 1, 2, 3, 4});
        Digest digest = Digest.compute(DigestAlgorithm.SHA256, new byte[] {1});
        LayerRecipe recipe =
                new LayerRecipe(digest, 10_000, layer.digest(), tar.length, Packing.corrected(), correction);

        assertThatThrownBy(() ->
                        new LayerRebuild(directory, 1 << 20).repacked(recipe, content, content, layer, bytes -> {}))
                .isInstanceOfSatisfying(ContentException.class, e -> assertThat(e.saysOfContent())
                        .isTrue())
                .hasMessageContaining(digest.toString())
                .hasMessageContaining("a correction ");
    }
}
