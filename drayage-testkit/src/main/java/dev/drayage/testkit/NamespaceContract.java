package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How namespaces of one store share content, and nothing else. Extend it once for each kind of store. */
@Timeout(60)
public abstract class NamespaceContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 256);

    /** A namespace of one store that is empty when the test begins; it is closed by the extending class. */
    protected abstract ImageNamespace namespace(String name) throws IOException;

    @Test
    void contentOfOneIsNotSeenInAnother() throws IOException {
        store(namespace("one").content(), "ref", BYTES, Map.of("whose", "one"));
        assertThat(namespace("two").content().info(sha256(BYTES))).isEmpty();
        assertThatThrownBy(() -> namespace("two").content().open(layerOf(BYTES)))
                .isInstanceOf(ContentNotFoundException.class);
        namespace("two").content().walk(info -> {
            throw new AssertionError("two has " + info);
        });
    }

    /** Either the store says that it has it, or the writer is at the end as soon as it is opened. */
    @Test
    void contentThatAnotherHasIsNotTransferred() throws IOException {
        store(namespace("one").content(), "ref", BYTES, Map.of("whose", "one"));
        try (ContentWriter writer = namespace("two").content().writer("ref", layerOf(BYTES))) {
            assertThat(writer.status().offset()).isEqualTo(256);
            writer.commit(256, sha256(BYTES), Map.of());
        } catch (ContentException e) {
            assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS);
        }
        assertThat(read(namespace("two").content(), layerOf(BYTES))).isEqualTo(BYTES);
        assertThat(namespace("two").content().info(sha256(BYTES)).orElseThrow().labels())
                .isEmpty();
    }

    @Test
    void contentThatAnotherTurnsOutToHaveIsNewHere() throws IOException {
        store(namespace("one").content(), "ref", BYTES, Map.of("whose", "one"));
        try (ContentWriter writer = namespace("two").content().writer("ref", null)) {
            append(writer, BYTES);
            writer.commit(256, sha256(BYTES), Map.of("whose", "two"));
        }
        assertThat(namespace("one").content().info(sha256(BYTES)).orElseThrow().labels())
                .isEqualTo(Map.of("whose", "one"));
        assertThat(namespace("two").content().info(sha256(BYTES)).orElseThrow().labels())
                .isEqualTo(Map.of("whose", "two"));
    }

    @Test
    void deletionInOneLeavesTheOther() throws IOException {
        store(namespace("one").content(), "ref", BYTES);
        contentThatAnotherTurnsOutToHaveIsNewIn("two");
        namespace("one").content().delete(sha256(BYTES));
        assertThat(namespace("one").content().info(sha256(BYTES))).isEmpty();
        assertThat(read(namespace("two").content(), layerOf(BYTES))).isEqualTo(BYTES);
    }

    private void contentThatAnotherTurnsOutToHaveIsNewIn(String name) throws IOException {
        try (ContentWriter writer = namespace(name).content().writer("ref", null)) {
            append(writer, BYTES);
            writer.commit(256, sha256(BYTES), Map.of());
        }
    }

    @Test
    void refsAreOfTheirOwn() throws IOException {
        try (ContentWriter one = namespace("one").content().writer("ref", null);
                ContentWriter two = namespace("two").content().writer("ref", null)) {
            append(one, new byte[1]);
            append(two, new byte[2]);
        }
        assertThat(namespace("one").content().ingests())
                .extracting(IngestStatus::offset)
                .containsExactly(1L);
        assertThat(namespace("two").content().ingests())
                .extracting(IngestStatus::offset)
                .containsExactly(2L);
        namespace("one").content().abort("ref");
        assertThat(namespace("two").content().ingests()).hasSize(1);
    }

    @Test
    void namesAndLeasesAreOfTheirOwn() throws IOException {
        Descriptor target = layerOf(BYTES);
        store(namespace("one").content(), "ref", BYTES);
        contentThatAnotherTurnsOutToHaveIsNewIn("two");
        namespace("one").images().create(StoredImage.of("image", target));
        namespace("one").leases().create("lease", null, Map.of());
        assertThat(namespace("two").images().list(List.of())).isEmpty();
        assertThat(namespace("two").leases().list()).extracting(Lease::id).doesNotContain("lease");
        namespace("two").images().create(StoredImage.of("image", target));
        namespace("two").leases().create("lease", null, Map.of());
        namespace("two").images().delete("image");
        namespace("two").leases().delete("lease");
        assertThat(namespace("one").images().get("image")).isPresent();
        assertThat(namespace("one").leases().list()).extracting(Lease::id).contains("lease");
    }
}
