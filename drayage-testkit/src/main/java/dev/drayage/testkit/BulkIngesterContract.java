package dev.drayage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentStore;
import dev.drayage.ingest.BulkIngester;
import dev.drayage.ingest.BulkIngester.SmallBlob;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store keeps to that takes small blobs in by the hundred. */
public abstract class BulkIngesterContract {
    private ContentStore store;
    private BulkIngester bulk;

    /** A store without content that is a {@link BulkIngester} too. */
    protected abstract ContentStore emptyStore() throws IOException;

    @BeforeEach
    final void openStore() throws IOException {
        store = emptyStore();
        bulk = (BulkIngester) store;
    }

    private static SmallBlob blob(byte[] bytes) {
        return new SmallBlob(ContentWrites.layerOf(bytes), ByteBuffer.wrap(bytes));
    }

    private static List<SmallBlob> blobs(int count) {
        List<SmallBlob> blobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blobs.add(blob(ImageBuilder.noise(i, i)));
        }
        return blobs;
    }

    private static Set<Digest> digests(List<SmallBlob> blobs) {
        return blobs.stream().map(blob -> blob.descriptor().digest()).collect(Collectors.toSet());
    }

    @Test
    void storesAllAndLeavesNoIngest() throws IOException {
        List<SmallBlob> blobs = blobs(300);
        assertThat(bulk.store(blobs)).isEqualTo(digests(blobs));
        for (SmallBlob blob : blobs) {
            assertThat(ContentWrites.read(store, blob.descriptor()))
                    .isEqualTo(blob.bytes().array());
        }
        assertThat(store.ingests()).isEmpty();
    }

    @Test
    void tellsWhatWasThereBefore() throws IOException {
        List<SmallBlob> blobs = blobs(6);
        bulk.store(blobs.subList(0, 2));
        ContentWrites.store(store, "ref", blobs.get(2).bytes().array());
        assertThat(bulk.store(blobs)).isEqualTo(digests(blobs.subList(3, 6)));
        assertThat(bulk.store(blobs)).isEmpty();
    }

    @Test
    void whatIsGivenTwiceIsStoredOnce() throws IOException {
        SmallBlob blob = blob(new byte[] {1});
        assertThat(bulk.store(List.of(blob, blob)))
                .containsExactly(blob.descriptor().digest());
    }

    @Test
    void oneWrongBlobAndNoneIsStored() throws IOException {
        List<SmallBlob> blobs = blobs(3);
        SmallBlob lie = new SmallBlob(blobs.get(0).descriptor(), ByteBuffer.wrap(new byte[] {7}));
        Descriptor right = ContentWrites.layerOf(new byte[] {9});
        SmallBlob longer =
                new SmallBlob(Descriptor.of(MediaTypes.OCI_LAYER, right.digest(), 2), ByteBuffer.wrap(new byte[] {9}));
        for (SmallBlob wrong : List.of(lie, longer)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> bulk.store(List.of(blobs.get(1), wrong, blobs.get(2))))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION));
            assertThat(store.info(blobs.get(1).descriptor().digest())).isEmpty();
            assertThat(store.ingests()).isEmpty();
        }
    }

    @Test
    void knowsWhatIsStored() throws IOException {
        List<SmallBlob> blobs = blobs(10);
        bulk.store(blobs.subList(2, 5));
        assertThat(bulk.stored(blobs.stream().map(SmallBlob::descriptor).toList()))
                .isEqualTo(digests(blobs.subList(2, 5)));
    }
}
