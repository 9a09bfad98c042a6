package dev.drayage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.IngestStatus;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.selection.MissingContent;
import dev.drayage.selection.NonDistributable;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images move whole, verified, and from where they were left off; or not at all. */
class ImageTransferTest {
    /** Too large to be moved with others, all at once. */
    private static final byte[] LARGE_LAYER = ImageBuilder.noise(99, 400_000);

    private final MemoryContent source = new MemoryContent();
    private final Descriptor amd64 =
            ImageBuilder.anImageIn(source).withLayers(3).build();
    private final Descriptor arm64 = ImageBuilder.anImageIn(source)
            .on(Platform.of("linux", "arm64"))
            .withLayers(1)
            .withLayer(LARGE_LAYER)
            .build();
    private final Descriptor index =
            IndexBuilder.anIndexIn(source).of(amd64, arm64).build();

    @TempDir
    private Path directory;

    private WritableLayout destination;

    @BeforeEach
    void openDestination() throws IOException {
        destination = WritableLayout.open(directory);
    }

    @AfterEach
    void closeDestination() throws IOException {
        destination.close();
    }

    private TransferReport copy(Descriptor image, @Nullable String name) throws IOException {
        return copy(image, name, SelectionOptions.defaults());
    }

    private TransferReport copy(Descriptor image, @Nullable String name, SelectionOptions selection)
            throws IOException {
        return ImageTransfer.copy(
                source,
                List.of(new NamedImage(image, name)),
                destination,
                TransferOptions.defaults().withSelection(selection));
    }

    private List<Descriptor> listed() throws IOException {
        try (ImageLayout layout = ImageLayout.open(directory)) {
            return layout.images();
        }
    }

    private List<Digest> stored() throws IOException {
        List<Digest> stored = new ArrayList<>();
        destination.content().walk(info -> stored.add(info.digest()));
        return stored;
    }

    private Descriptor someLayer() {
        byte[] bytes = LARGE_LAYER;
        return Descriptor.of(MediaTypes.OCI_LAYER, Digest.compute(DigestAlgorithm.SHA256, bytes), bytes.length);
    }

    @Test
    void anImageArrivesWholeAndUnderItsName() throws IOException {
        TransferReport report = copy(index, "registry.example/app:v1");
        assertThat(stored()).isEqualTo(source.digests());
        assertThat(listed()).containsExactly(ImageNames.named(index, "registry.example/app:v1"));
        assertThat(report.moved()).isEqualTo(source.digests().size());
        assertThat(report.present()).isZero();
        assertThat(report.warnings()).isEmpty();
        assertThat(source.openBlobs()).isZero();
        assertThat(destination.content().ingests()).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsNotRead() throws IOException {
        copy(index, "v1");
        source.forgetOpened();
        TransferReport report = copy(index, "v2");
        assertThat(report.moved()).isZero();
        assertThat(report.present()).isEqualTo(source.digests().size());
        // Documents are read to know what they refer to, and nothing else is.
        assertThat(source.opened()).containsExactlyInAnyOrder(index.digest(), amd64.digest(), arm64.digest());
    }

    @Test
    void onePlatformIsTakenWithoutTheOthers() throws IOException {
        SelectionOptions arm =
                SelectionOptions.defaults().withPlatforms(PlatformSelection.named(List.of(arm64.platform())));
        copy(index, "v1", arm);
        assertThat(stored()).contains(index.digest(), arm64.digest()).doesNotContain(amd64.digest());
    }

    @Test
    void anAbsentPlatformIsToldAndTheOthersArrive() throws IOException {
        source.remove(someLayer().digest());
        TransferReport report = copy(index, "v1");
        assertThat(stored()).contains(amd64.digest());
        assertThat(report.warnings()).anySatisfy(warning -> assertThat(warning)
                .contains("missing")
                .contains(someLayer().digest().toString()));
    }

    @Test
    void allPlatformsMeansAll() throws IOException {
        source.remove(someLayer().digest());
        SelectionOptions all = SelectionOptions.defaults().withPlatforms(PlatformSelection.all());
        assertThatExceptionOfType(ContentNotFoundException.class).isThrownBy(() -> copy(index, "v1", all));
        assertThat(stored()).isEmpty();
        copy(index, "v1", all.withMissing(MissingContent.SPARSE));
        assertThat(stored()).isEqualTo(source.digests());
    }

    @Test
    void everythingMissingIsToldBeforeAnythingIsMoved() throws IOException {
        List<Digest> layers = List.of(source.digests().get(0), source.digests().get(1));
        Descriptor lone = ImageBuilder.anImageIn(source)
                .withLayer(new byte[] {1})
                .withLayer(new byte[] {2})
                .build();
        source.remove(Digest.compute(DigestAlgorithm.SHA256, new byte[] {1}));
        source.remove(Digest.compute(DigestAlgorithm.SHA256, new byte[] {2}));
        assertThat(layers).hasSize(2);
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> copy(lone, "v1"))
                .satisfies(e -> assertThat(e.missing()).hasSize(2));
        assertThat(stored()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @Test
    void aCorruptBlobIsNamedAndNothingIsListed() throws IOException {
        source.flipBit(someLayer().digest(), 12345);
        assertThatExceptionOfType(DigestMismatchException.class)
                .isThrownBy(() -> copy(arm64, "v1"))
                .withMessageContaining("layer " + someLayer().digest() + " in memory is corrupt");
        assertThat(listed()).isEmpty();
        assertThat(stored()).doesNotContain(someLayer().digest(), arm64.digest());
        assertThat(destination.content().ingests())
                .noneMatch(ingest -> ingest.ref().contains(someLayer().digest().toString()));
    }

    @Test
    void aBrokenOffTransferGoesOnFromWhereItWas() throws IOException {
        Descriptor layer = someLayer();
        byte[] bytes = source.bytes(layer.digest());
        try (ContentWriter writer = destination.ingester().writer("layer-" + layer.digest(), layer);
                Blob blob = Blob.ofBytes(bytes)) {
            writer.write(blob, 0, 1500);
        }
        List<IngestStatus> left = destination.content().ingests();
        assertThat(left).extracting(IngestStatus::offset).containsExactly(1500L);
        copy(arm64, "v1");
        assertThat(stored()).contains(layer.digest());
        assertThat(destination.content().ingests()).isEmpty();
    }

    @Test
    void bytesOfSomethingElseAreNeverGoneOnWith() throws IOException {
        Descriptor layer = someLayer();
        try (ContentWriter writer = destination.ingester().writer("layer-" + layer.digest(), layer);
                Blob blob = Blob.ofBytes(ImageBuilder.noise(5, 1500))) {
            writer.write(blob, 0, 1500);
        }
        copy(arm64, "v1");
        assertThat(ContentWrites.read(destination.content(), layer)).isEqualTo(source.bytes(layer.digest()));
    }

    @Test
    void moreBytesThanTheBlobHasAreDropped() throws IOException {
        Descriptor layer = someLayer();
        try (ContentWriter writer = destination.ingester().writer("layer-" + layer.digest(), layer);
                Blob blob = Blob.ofBytes(ImageBuilder.noise(5, 900_000))) {
            writer.write(blob, 0, 900_000);
        }
        copy(arm64, "v1");
        assertThat(stored()).contains(layer.digest());
    }

    @Test
    void anotherWriterOfTheSameBlobIsWaitedFor() throws IOException {
        Descriptor layer = someLayer();
        ContentWriter theirs = destination.ingester().writer("layer-" + layer.digest(), layer);
        Sleeper untilTheyAreDone = time -> {
            try (theirs;
                    Blob blob = Blob.ofBytes(source.bytes(layer.digest()))) {
                theirs.write(
                        blob,
                        theirs.status().offset(),
                        blob.size() - theirs.status().offset());
                theirs.commit(layer.size(), layer.digest(), Map.of());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        TransferReport report = ImageTransfer.copy(
                source,
                List.of(new NamedImage(arm64, "v1")),
                destination,
                TransferOptions.defaults().withWriterTimeout(Duration.ofMinutes(1), untilTheyAreDone));
        assertThat(report.present()).isEqualTo(1);
    }

    @Test
    void twoImagesOfOneNameAreRefused() {
        List<NamedImage> images = List.of(new NamedImage(amd64, "v1"), new NamedImage(arm64, "v1"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ImageTransfer.copy(source, images, destination))
                .withMessageContaining("two different images are named v1");
    }

    @Test
    void contentOfOtherAlgorithmsKeepsItsDigests() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(source)
                .by(DigestAlgorithm.SHA512)
                .withLayers(2)
                .build();
        copy(image, "v1");
        assertThat(stored()).contains(image.digest());
    }

    @Test
    void whatADescriptorCarriesNeedNotBeStored() throws IOException {
        byte[] bytes = {1, 2, 3};
        Descriptor root = new Descriptor(
                MediaTypes.OCTET_STREAM,
                Digest.compute(DigestAlgorithm.SHA256, bytes),
                3,
                List.of(),
                amd64.annotations(),
                "AQID",
                null,
                null);
        copy(root, "v1");
        assertThat(stored()).containsExactly(root.digest());
    }

    @Test
    void foreignLayersCanBeLeftOut() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(source)
                .withStoredLayer(MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE, new byte[] {7}, new byte[] {7})
                .build();
        source.remove(Digest.compute(DigestAlgorithm.SHA256, new byte[] {7}));
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> copy(image, "v1"))
                .withMessageContaining("non-distributable");
        copy(image, "v1", SelectionOptions.defaults().withNonDistributable(NonDistributable.SKIP));
        assertThat(stored()).contains(image.digest());
    }
}
