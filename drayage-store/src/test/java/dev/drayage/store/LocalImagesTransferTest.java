package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.labels.Labels;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.transfer.ImageTransfer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalImagesTransferTest {
    private static final String NAME = "docker.io/library/app:latest";

    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor manifest =
            ImageBuilder.anImageIn(blobs).withLayers(2).build();
    private final Descriptor index = IndexBuilder.anIndexIn(blobs).of(manifest).build();
    private LocalStore store;
    private ImageNamespace namespace;

    @BeforeEach
    void openStore(@TempDir Path root) throws IOException {
        store = LocalStore.open(root);
        namespace = store.namespace("default");
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private void copyTo(ImageDestination destination) throws IOException {
        for (Digest digest : blobs.digests()) {
            byte[] bytes = blobs.bytes(digest);
            try (ContentWriter writer = destination.ingester().writer("copy-" + digest, ContentWrites.layerOf(bytes))) {
                ContentWrites.append(writer, bytes);
                writer.commit(bytes.length, digest, Map.of());
            }
        }
    }

    @Test
    void whatIsWrittenAsAnImageIsReadAsOne() throws IOException {
        try (ImageDestination destination = namespace.destination()) {
            copyTo(destination);
            destination.put(index, NAME);
        }
        assertThat(namespace.leases().list()).isEmpty();
        try (ImageSource source = namespace.source()) {
            for (String name : List.of(NAME, "app", "app:latest", "@" + index.digest())) {
                assertThat(source.find(name)).isEqualTo(ImageNames.named(index, NAME));
            }
            assertThat(source.images()).containsExactly(ImageNames.named(index, NAME));
            for (Digest digest : blobs.digests()) {
                byte[] bytes = blobs.bytes(digest);
                assertThat(ContentWrites.read(source.content(), ContentWrites.layerOf(bytes)))
                        .isEqualTo(bytes);
            }
            assertThat(namespace.leases().list()).hasSize(1);
        }
        assertThat(namespace.leases().list()).isEmpty();
    }

    @Test
    void whereAnImageCameFromIsNotedOfItsContent() throws IOException {
        String source = "containerd.io/distribution.source.docker.io";
        try (ImageDestination destination = namespace.destination()) {
            copyTo(destination);
            destination.put(index.withAnnotation(source, "library/app"), NAME);
        }
        assertThat(namespace.content().info(index.digest()).orElseThrow().labels())
                .containsEntry(source, "library/app")
                .containsEntry(
                        "containerd.io/gc.ref.content.m.0", manifest.digest().toString());
    }

    @Test
    void whatTheSourceFoundOutIsNotedOfTheContent() throws IOException {
        Labelled source = new Labelled(blobs, manifest.digest());
        try (ImageDestination destination = namespace.destination()) {
            ImageTransfer.copy(source, List.of(new NamedImage(index, NAME)), destination);
        }
        assertThat(namespace.content().info(manifest.digest()).orElseThrow().labels())
                .containsEntry(Labels.UNCOMPRESSED, "sha256:ab");
    }

    /** Says of one blob what it unpacks to. */
    private record Labelled(MemoryContent blobs, Digest digest) implements ReadableContent {
        @Override
        public Map<Digest, SortedMap<String, String>> labels() {
            return Map.of(digest, new TreeMap<>(Map.of(Labels.UNCOMPRESSED, "sha256:ab")));
        }

        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            return blobs.open(descriptor);
        }

        @Override
        public Optional<ContentInfo> info(Digest wanted) throws IOException {
            return blobs.info(wanted);
        }

        @Override
        public String location() {
            return blobs.location();
        }
    }

    @Test
    void documentsReferToTheirChildrenOnceTheyAreAnImage() throws IOException {
        try (ImageDestination destination = namespace.destination()) {
            copyTo(destination);
            destination.put(index, NAME);
        }
        ContentInfo ofIndex = namespace.content().info(index.digest()).orElseThrow();
        ContentInfo ofManifest = namespace.content().info(manifest.digest()).orElseThrow();
        assertThat(ofIndex.labels())
                .isEqualTo(Map.of(
                        "containerd.io/gc.ref.content.m.0", manifest.digest().toString()));
        assertThat(ofManifest.labels())
                .containsOnlyKeys(
                        "containerd.io/gc.ref.content.config",
                        "containerd.io/gc.ref.content.l.0",
                        "containerd.io/gc.ref.content.l.1");
    }

    @Test
    void anImageWithoutANameGoesByItsDigest() throws IOException {
        try (ImageDestination destination = namespace.destination()) {
            copyTo(destination);
            destination.put(manifest, null);
        }
        assertThat(namespace.images().get("@" + manifest.digest())).isPresent();
        try (ImageSource source = namespace.source()) {
            assertThat(source.images()).containsExactly(manifest.withPlatform(null));
            assertThat(source.find("@" + manifest.digest())).isEqualTo(manifest.withPlatform(null));
        }
    }

    @Test
    void aNameGoesOverToTheImageThatIsPutLast() throws IOException {
        try (ImageDestination destination = namespace.destination()) {
            copyTo(destination);
            destination.put(manifest, NAME);
            destination.put(index, NAME);
        }
        assertThat(namespace.images().list(List.of())).hasSize(1);
        assertThat(namespace.images().get(NAME).orElseThrow().target().digest()).isEqualTo(index.digest());
    }

    @Test
    void namesNothingThatIsNotThere() throws IOException {
        try (ImageDestination destination = namespace.destination()) {
            assertThatThrownBy(() -> destination.put(manifest, NAME))
                    .isInstanceOf(ContentNotFoundException.class)
                    .hasMessageContaining(NAME);
        }
        try (ImageSource source = namespace.source()) {
            assertThatThrownBy(() -> source.find(NAME)).isInstanceOf(ContentNotFoundException.class);
        }
    }
}
