package dev.drayage.store;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.image.ImageDestination;
import dev.drayage.labels.GcLabels;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager.Resource;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectionTest {
    private static final byte[] LOOSE = {1, 2, 3};

    @TempDir
    private Path root;

    private final ManualClock clock = ManualClock.afterAllFiles();
    private final StoreOptions options = StoreOptions.defaults().withClock(clock);
    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor index = IndexBuilder.anIndexIn(blobs)
            .of(ImageBuilder.anImageIn(blobs).withLayers(2).build())
            .build();
    private LocalStore store;
    private ImageNamespace namespace;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(root, options);
        namespace = store.namespace("default");
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private void storeImage(String name) throws IOException {
        try (ImageDestination destination = namespace.destination()) {
            for (Digest digest : blobs.digests()) {
                store(destination.ingester(), "ref-" + digest, blobs.bytes(digest));
            }
            destination.put(index, name);
        }
    }

    private void storeLoose(Map<String, String> labels) throws IOException {
        Lease lease = namespace.leases().create("loose", null, Map.of());
        store(namespace.content(lease), "loose", LOOSE, labels);
        namespace.leases().delete("loose");
    }

    private List<Digest> known() throws IOException {
        List<Digest> digests = new ArrayList<>();
        namespace.content().walk(info -> digests.add(info.digest()));
        return digests;
    }

    private Path file(byte[] bytes) {
        return root.resolve("blobs/sha256").resolve(sha256(bytes).hex());
    }

    private GcReport collect() throws IOException {
        return store.collectGarbage(GcItem.Listener.NONE);
    }

    @Test
    void freesWhatNothingHoldsAndKeepsAllOfAnImage() throws IOException {
        storeImage("image");
        storeLoose(Map.of());
        GcReport report = collect();
        assertThat(report)
                .isEqualTo(
                        new GcReport(1, 1, 0, 0, LOOSE.length, blobs.digests().size()));
        assertThat(known()).isEqualTo(blobs.digests());
        assertThat(file(LOOSE)).doesNotExist();
    }

    @Test
    void freesAllOfAnImageThatHasNoNameAnyMore() throws IOException {
        storeImage("image");
        namespace.images().delete("image");
        assertThat(collect().freedBlobs()).isEqualTo(blobs.digests().size());
        assertThat(known()).isEmpty();
        assertThat(collect()).isEqualTo(new GcReport(0, 0, 0, 0, 0, 0));
    }

    @Test
    void aSurveyTellsTheSameAndChangesNothing() throws IOException {
        storeImage("kept");
        storeLoose(Map.of());
        namespace.leases().create("expired", Duration.ofHours(1), Map.of());
        try (ContentWriter writer = namespace.content().writer("old", null)) {
            append(writer, LOOSE);
        }
        clock.pass(Duration.ofDays(2));
        List<GcItem> surveyed = new ArrayList<>();
        GcReport survey = store.surveyGarbage(surveyed::add);
        assertThat(known()).hasSize(blobs.digests().size() + 1);
        assertThat(namespace.content().ingests()).hasSize(1);
        assertThat(namespace.leases().list()).hasSize(1);
        List<GcItem> collected = new ArrayList<>();
        assertThat(store.collectGarbage(collected::add)).isEqualTo(survey);
        assertThat(collected).isEqualTo(surveyed);
    }

    @Test
    void saysWhyEachThingStaysOrGoes() throws IOException {
        storeImage("docker.io/library/app:v1");
        storeLoose(Map.of());
        List<GcItem> items = new ArrayList<>();
        store.surveyGarbage(items::add);
        assertThat(items)
                .contains(new GcItem(
                        Kind.CONTENT,
                        Fate.KEPT,
                        "default",
                        blobs.digests().get(0).toString(),
                        blobs.bytes(blobs.digests().get(0)).length,
                        "is kept by image docker.io/library/app:v1"))
                .contains(new GcItem(
                        Kind.CONTENT, Fate.FREED, "default", sha256(LOOSE).toString(), 3, "is reached from nowhere"))
                .contains(new GcItem(
                        Kind.BLOB, Fate.FREED, null, sha256(LOOSE).toString(), 3, "is known to no namespace"));
    }

    @Test
    void aLeaseHoldsContentWithAllBelowItUntilItExpires() throws IOException {
        storeImage("image");
        Lease lease = namespace.leases().create("lease", Duration.ofHours(1), Map.of());
        namespace.leases().add(lease.id(), new Resource.Content(index.digest()));
        namespace.images().delete("image");
        assertThat(collect().freedContent()).isZero();
        clock.pass(Duration.ofHours(1));
        assertThat(collect().freedContent()).isEqualTo(blobs.digests().size());
        assertThat(namespace.leases().list()).isEmpty();
    }

    @Test
    void whatIsWrittenWithoutALeaseStaysForADay() throws IOException {
        store(namespace.content(), "ref", LOOSE);
        clock.pass(Duration.ofHours(23));
        assertThat(collect().freedContent()).isZero();
        store(namespace.content(), "ref", new byte[7]);
        clock.pass(Duration.ofHours(23));
        assertThat(collect().freedContent()).isZero();
        clock.pass(Duration.ofHours(1));
        assertThat(collect().freedContent()).isEqualTo(2);
    }

    @Test
    void contentMarkedAsRootStays() throws IOException {
        storeLoose(Map.of(GcLabels.ROOT, "2026-11-24T00:00:00Z"));
        assertThat(collect().freedContent()).isZero();
        namespace.content().label(sha256(LOOSE), Map.of(GcLabels.ROOT, ""));
        assertThat(collect().freedContent()).isEqualTo(1);
    }

    @Test
    void aCycleOfReferencesHoldsNothingAndHangsNothing() throws IOException {
        storeLoose(Map.of(GcLabels.REFERENCE, sha256(LOOSE).toString()));
        assertThat(collect().freedContent()).isEqualTo(1);
        storeLoose(Map.of(GcLabels.REFERENCE, sha256(LOOSE).toString(), GcLabels.ROOT, "x"));
        assertThat(collect().freedContent()).isZero();
    }

    @Test
    void onlyLabelsOfThatKeyRefer() throws IOException {
        storeLoose(Map.of());
        Lease lease = namespace.leases().create("lease", null, Map.of());
        store(
                namespace.content(lease),
                "ref",
                new byte[9],
                Map.of(
                        GcLabels.REFERENCE + "s",
                        sha256(LOOSE).toString(),
                        "other",
                        sha256(LOOSE).toString()));
        assertThat(collect().freedContent()).isEqualTo(1);
    }

    @Test
    void aBlobStaysWhileAnyNamespaceKnowsIt() throws IOException {
        storeLoose(Map.of());
        store(store.namespace("other").content(), "ref", new byte[1]);
        store.namespace("other").content().label(sha256(new byte[1]), Map.of());
        try (ContentWriter writer = store.namespace("other").content().writer("ref", null)) {
            append(writer, LOOSE);
            writer.commit(3, null, Map.of());
        }
        GcReport report = collect();
        assertThat(report.freedContent()).isEqualTo(1);
        assertThat(report.freedBlobs()).isZero();
        assertThat(file(LOOSE)).exists();
    }

    @Test
    void freesFilesThatNobodyKnowsADayAfterTheyWereFound() throws IOException {
        Files.createDirectories(file(LOOSE).getParent());
        Files.write(file(LOOSE), LOOSE);
        Files.write(file(LOOSE).resolveSibling("README"), LOOSE);
        assertThat(collect().freedBlobs()).isZero();
        assertThat(file(LOOSE)).hasBinaryContent(LOOSE);
        clock.pass(Duration.ofDays(1));
        assertThat(collect()).isEqualTo(new GcReport(1, 1, 0, 1, 3, 0));
        assertThat(file(LOOSE)).doesNotExist();
        assertThat(file(LOOSE).resolveSibling("README")).exists();
    }

    @Test
    void contentFoundAgainBeforeItsFileIsRemovedStays() throws IOException {
        storeLoose(Map.of());
        List<ContentInfo> found = new ArrayList<>();
        try (LocalStore finder = LocalStore.open(root, options);
                LocalStore collector = LocalStore.open(root, options, step -> {
                    if (step.equals("metadata swept")) {
                        assertThat(finder.namespace("default").content().info(sha256(LOOSE)))
                                .isEmpty();
                        find(finder.namespace("default"), found);
                    }
                })) {
            GcReport report = collector.collectGarbage(GcItem.Listener.NONE);
            assertThat(report.freedContent()).isEqualTo(1);
            assertThat(report.freedBlobs()).isZero();
        }
        assertThat(found).hasSize(1);
        assertThat(Files.readAllBytes(file(LOOSE))).isEqualTo(LOOSE);
    }

    /** Commits the same bytes without having said what to expect, so that the file is found at the last moment. */
    private static void find(ImageNamespace namespace, List<ContentInfo> found) throws IOException {
        try (ContentWriter writer = namespace.content().writer("again", null)) {
            append(writer, LOOSE);
            found.add(writer.commit(3, sha256(LOOSE), Map.of()));
        }
    }

    @Test
    void noNameIsGivenToWhatHasBeenFreed() throws IOException {
        storeLoose(Map.of());
        StoredImage image = StoredImage.of("image", layerOf(LOOSE));
        namespace.images().create(image);
        namespace.images().delete("image");
        collect();
        assertThat(namespace.images().get("image")).isEmpty();
        assertThatThrownBy(() -> namespace.images().create(image)).hasMessageContaining("store the content first");
    }
}
