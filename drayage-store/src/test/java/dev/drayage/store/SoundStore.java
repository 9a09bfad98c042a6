package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentStore;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What is true of a store at any time, whatever happened to those who used it. */
final class SoundStore {
    private SoundStore() {}

    /** Every file is what its name says, all content has its file, and images have all that they are made of. */
    static void verify(Path root) throws IOException {
        verifyFiles(root);
        try (LocalStore store = LocalStore.open(root)) {
            for (String name : store.namespaces()) {
                verify(store.namespace(name));
            }
        }
    }

    /** Every file is what its name says. */
    static void verifyFiles(Path root) throws IOException {
        if (Files.exists(root.resolve("blobs"))) {
            try (Stream<Path> files = Files.walk(root.resolve("blobs"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Digest named = BlobPaths.digest(root.relativize(file).toString())
                            .orElseThrow(() -> new AssertionError(file + " is no blob"));
                    assertThat(Digest.compute(named.algorithm(), Files.readAllBytes(file)))
                            .as(file.toString())
                            .isEqualTo(named);
                }
            }
        }
    }

    /** All content has its bytes, and images have all that they are made of. */
    static void verify(ImageNamespace namespace) throws IOException {
        ContentStore content = namespace.content();
        content.walk(info -> {
            Descriptor descriptor = Descriptor.of("any/thing", info.digest(), info.size());
            assertThat(ContentWrites.sha256(ContentWrites.read(content, descriptor)))
                    .isEqualTo(info.digest());
        });
        Handler children = Handler.children(new Documents(content));
        for (StoredImage image : namespace.images().list(List.of())) {
            Graph.walk(
                    descriptor -> {
                        assertThat(content.info(descriptor.digest()))
                                .as(image.name() + ": " + descriptor)
                                .isPresent();
                        return children.handle(descriptor);
                    },
                    Limits.defaults(),
                    List.of(image.target()));
        }
    }

    /** Without names, and a while later, nothing is left that the garbage collector does not free. */
    static void requireNoLeak(Path root) throws IOException {
        ManualClock later = new ManualClock(Instant.now().plus(Duration.ofHours(25)));
        try (LocalStore store = LocalStore.open(root, StoreOptions.defaults().withClock(later))) {
            ImageNamespace namespace = store.namespace("default");
            for (StoredImage image : namespace.images().list(List.of())) {
                namespace.images().delete(image.name());
            }
            store.collectGarbage(GcItem.Listener.NONE);
            // What somebody who died had not made known is kept for a while.
            later.pass(Duration.ofHours(25));
            store.collectGarbage(GcItem.Listener.NONE);
            assertThat(store.namespaces()).isEmpty();
            assertThat(namespace.leases().list()).extracting(Lease::id).isEmpty();
        }
        try (Stream<Path> left = Files.walk(root)) {
            assertThat(left.filter(Files::isRegularFile)
                            .map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> !name.startsWith("metadata.db")))
                    .containsExactlyInAnyOrder("locks", "reserve");
        }
    }
}
