package dev.drayage.delta;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.MemoryContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer that is packed in another way than before, for which a delta has a correction and no patch. */
class ReferredDeltasTest {
    private static final long WINDOW = 128L << 20;

    private final MemoryContent oldContent = new MemoryContent();
    private final MemoryContent content = new MemoryContent();
    private final byte[] tar = new LayerDraft()
            .file("text", "as it was, and as it is; ".repeat(20_000).getBytes(UTF_8))
            .file("noise", noise(1, 100_000))
            .bytes();
    private final Descriptor old = anImageIn(oldContent).withLayer(tar).build();
    private Descriptor image;
    private Descriptor artifact;

    @TempDir
    private Path directory;

    private static byte[] packed(byte[]... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(part);
            }
        }
        return out.toByteArray();
    }

    @BeforeEach
    void createDelta() throws IOException {
        image = anImageIn(content)
                .withStoredLayer(
                        MediaTypes.OCI_LAYER_GZIP,
                        packed(Arrays.copyOf(tar, 2000), Arrays.copyOfRange(tar, 2000, tar.length)),
                        tar)
                .build();
        try (CreatedDelta created = DeltaCreation.create(
                MemoryPlace.of(oldContent, old), List.of(old), content, List.of(image), options())) {
            artifact = created.images().get(0);
            Handler children = Handler.children(new Documents(created.content()));
            Graph.walk(
                    descriptor -> {
                        keep(created.content(), descriptor);
                        return children.handle(descriptor);
                    },
                    new Documents(created.content()).limits(),
                    created.images());
        }
    }

    private void keep(ReadableContent from, Descriptor descriptor) throws IOException {
        try (Blob blob = from.open(descriptor)) {
            content.add(descriptor.mediaType(), blob.newInputStream().readAllBytes());
        }
    }

    private DeltaOptions options() {
        return new DeltaOptions(directory, WINDOW, DeltaListener.NONE);
    }

    private ReferredDeltas find(List<Descriptor> referrers) throws IOException {
        return ReferredDeltas.find(
                content,
                subject -> referrers,
                List.of(image),
                MemoryPlace.of(oldContent, old),
                List.of(old),
                options());
    }

    @Test
    void countsCorrections() throws IOException {
        Descriptor layer = new Documents(content).manifest(image).layers().get(0);
        long reported = Delta.read(new MemoryPlace(content, List.of(artifact)), List.of(artifact))
                .report()
                .manifests()
                .get(0)
                .layers()
                .get(0)
                .bytes();
        try (ReferredDeltas deltas = find(List.of(artifact))) {
            deltas.upon(new MemoryContent()).open(layer).close();

            assertThat(deltas.made().layers()).isEqualTo(1);
            assertThat(deltas.made().deltas()).isEqualTo(reported).isPositive();
        }
    }

    @Test
    void saysThatNotAllWereLookedAt() throws IOException {
        try (ReferredDeltas some = find(Collections.nCopies(100, artifact));
                ReferredDeltas many = find(Collections.nCopies(101, artifact))) {
            assertThat(some.warnings()).isEmpty();
            assertThat(many.warnings())
                    .singleElement()
                    .asString()
                    .contains("of the deltas that lead to " + image.digest() + " the first 100 were looked at");
        }
    }
}
