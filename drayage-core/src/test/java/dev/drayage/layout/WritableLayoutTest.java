package dev.drayage.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.BulkIngesterContract;
import dev.drayage.testkit.ContentAbortContract;
import dev.drayage.testkit.ContentCommitContract;
import dev.drayage.testkit.ContentIngestContract;
import dev.drayage.testkit.ContentResumeContract;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.ReadableContentContract;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layout that is written to, by one and by many. */
class WritableLayoutTest {
    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(blobs).withLayers(1).build().withPlatform(null);
    private final Descriptor other =
            ImageBuilder.anImageIn(blobs).withLayers(2).build().withPlatform(null);

    @TempDir
    private Path directory;

    private WritableLayout layout;

    @BeforeEach
    void openLayout() throws IOException {
        layout = WritableLayout.open(directory.resolve("images"));
    }

    @AfterEach
    void closeLayout() throws IOException {
        layout.close();
    }

    private static void store(WritableLayout layout, MemoryContent blobs) throws IOException {
        for (Digest digest : blobs.digests()) {
            byte[] bytes = blobs.bytes(digest);
            Descriptor expected = Descriptor.of(MediaTypes.OCTET_STREAM, digest, bytes.length);
            try (ContentWriter writer = layout.ingester().writer("blob-" + digest, expected);
                    Blob blob = Blob.ofBytes(bytes)) {
                writer.write(blob, 0, bytes.length);
                writer.commit(bytes.length, digest, Map.of());
            } catch (AlreadyExistsException e) {
                // Another writer stored it.
            }
        }
    }

    private List<Descriptor> listed() throws IOException {
        try (ImageLayout read = ImageLayout.open(directory.resolve("images"))) {
            return read.images();
        }
    }

    @Test
    void interruptedIngestsAreKeptForADay() throws IOException {
        for (String ref : List.of("old", "young")) {
            try (ContentWriter writer = layout.ingester().writer(ref, null);
                    Blob blob = Blob.ofBytes(new byte[10])) {
                writer.write(blob, 0, 10);
            }
        }
        Path ingests = directory.resolve("images/.dray/ingest");
        Files.createDirectory(ingests.resolve("0".repeat(64)));
        Files.createDirectory(ingests.resolve("0".repeat(64) + ".aborted-1"));
        Files.createDirectory(ingests.resolve("somebody's"));
        Instant twoDaysAgo = Instant.now().minus(Duration.ofDays(2));
        Path old = ingests.resolve(Digest.compute(DigestAlgorithm.SHA256, "layout/old".getBytes(UTF_8))
                .hex());
        Files.writeString(old.resolve("updatedat"), twoDaysAgo.toString());
        Files.setLastModifiedTime(old.resolve("data"), FileTime.from(twoDaysAgo));
        try (ContentWriter open = layout.ingester().writer("open", null)) {
            WritableLayout.open(directory.resolve("images")).close();
            assertThat(open.status().ref()).isEqualTo("open");
            assertThat(layout.content().ingests()).extracting(IngestStatus::ref).containsExactly("open", "young");
        }
        assertThat(ingests.resolve("0".repeat(64))).doesNotExist();
        assertThat(ingests.resolve("0".repeat(64) + ".aborted-1")).doesNotExist();
        assertThat(ingests.resolve("somebody's")).exists();
    }

    @Nested
    class AsAStore extends ContentIngestContract {
        @Override
        protected ContentStore emptyStore() {
            return layout.content();
        }
    }

    @Nested
    class InBulk extends BulkIngesterContract {
        @Override
        protected ContentStore emptyStore() {
            return layout.content();
        }
    }

    @Nested
    class WhenItCommits extends ContentCommitContract {
        @Override
        protected ContentStore emptyStore() {
            return layout.content();
        }
    }

    @Nested
    class WhenItIsAborted extends ContentAbortContract {
        @Override
        protected ContentStore emptyStore() {
            return layout.content();
        }
    }

    @Nested
    class WhenItGoesOn extends ContentResumeContract {
        @Override
        protected ContentStore emptyStore() {
            return layout.content();
        }
    }

    @Nested
    class AsAPlaceToReadFrom extends ReadableContentContract {
        @Override
        protected ReadableContent contentOf(MemoryContent content) throws IOException {
            store(layout, content);
            return layout.content();
        }
    }

    @Test
    void anAbsentDirectoryBecomesALayoutThatListsNothing() throws IOException {
        assertThat(listed()).isEmpty();
        assertThat(directory.resolve("images/oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    @Test
    void aDirectoryWithOtherThingsInItIsLeftAlone() throws IOException {
        Files.writeString(directory.resolve("notes"), "mine");
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> WritableLayout.open(directory))
                .withMessageContaining("is not an image layout, and not empty: it holds ");
        assertThat(directory.resolve("oci-layout")).doesNotExist();
    }

    @Test
    void aFileIsNoLayout() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> WritableLayout.open(file))
                .withMessageContaining("is not a directory");
    }

    @Test
    void anImageIsListedUnderItsFullName() throws IOException {
        store(layout, blobs);
        layout.put(image, "registry.example/app:v1");
        assertThat(listed()).containsExactly(ImageNames.named(image, "registry.example/app:v1"));
    }

    @Test
    void aTagIsANameInALayout() throws IOException {
        store(layout, blobs);
        layout.put(image, "v1");
        assertThat(listed()).containsExactly(LayoutDirectory.tagged(image, "v1"));
    }

    @Test
    void aNameGoesOverToTheImageThatIsPutLastAndKeepsItsPlace() throws IOException {
        store(layout, blobs);
        layout.put(image, "v1");
        layout.put(image, "v2");
        layout.put(other, "v1");
        assertThat(listed()).containsExactly(LayoutDirectory.tagged(other, "v1"), LayoutDirectory.tagged(image, "v2"));
        assertThat(layout.content().info(image.digest())).isPresent();
    }

    @Test
    void anImageWithoutANameIsListedOnce() throws IOException {
        store(layout, blobs);
        layout.put(image, null);
        layout.put(image, null);
        assertThat(listed()).containsExactly(image);
        layout.put(image, "v1");
        assertThat(listed()).containsExactly(LayoutDirectory.tagged(image, "v1"));
        layout.put(image, null);
        assertThat(listed()).containsExactly(LayoutDirectory.tagged(image, "v1"));
    }

    @Test
    void anImageThatIsListedUnderSeveralNamesKeepsThemWhenItIsPutWithoutOne() throws IOException {
        store(layout, blobs);
        layout.put(image, "a.example/app:v1");
        layout.put(image, "a.example/app:v2");
        layout.put(image, null);
        assertThat(listed())
                .containsExactly(
                        ImageNames.named(image, "a.example/app:v1"), ImageNames.named(image, "a.example/app:v2"));
    }

    @Test
    void severalImagesAreListedTogetherAsOneAfterTheOther(@TempDir Path apart) throws IOException {
        store(layout, blobs);
        Random random = new Random(7);
        List<NamedImage> images = new ArrayList<>();
        List<String> names = Arrays.asList("v1", "v2", "a.example/app:v1", "a.example/app:v2", null);
        for (int i = 0; i < 60; i++) {
            images.add(new NamedImage(random.nextBoolean() ? image : other, names.get(random.nextInt(names.size()))));
        }
        try (WritableLayout one = WritableLayout.open(apart)) {
            store(one, blobs);
            int at = 0;
            while (at < images.size()) {
                List<NamedImage> some = images.subList(at, Math.min(images.size(), at + 1 + random.nextInt(9)));
                one.putAll(some);
                for (NamedImage each : some) {
                    layout.put(each.descriptor(), each.name());
                }
                at += some.size();
                assertThat(Files.readString(apart.resolve("index.json")))
                        .isEqualTo(Files.readString(directory.resolve("images/index.json")));
            }
        }
    }

    @Test
    void moreImagesThanAnIndexMayListAreRefusedAndTheIndexStays() throws IOException {
        store(layout, blobs);
        layout.put(image, "v1");
        List<NamedImage> many = IntStream.range(0, 100_000)
                .mapToObj(i -> new NamedImage(image, "a.example/app:t" + i))
                .toList();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> layout.putAll(many))
                .withMessageContaining("cannot list so many images");
        assertThat(listed()).containsExactly(LayoutDirectory.tagged(image, "v1"));
    }

    @Test
    void nothingIsListedThatIsNotThere() throws IOException {
        assertThatExceptionOfType(ContentNotFoundException.class).isThrownBy(() -> layout.put(image, "v1"));
        assertThat(listed()).isEmpty();
    }

    @Test
    void whatElseTheIndexSaysIsKept() throws IOException {
        store(layout, blobs);
        Path index = directory.resolve("images/index.json");
        Files.writeString(index, "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"a\":\"b\"}}");
        layout.put(image, "v1");
        assertThat(index).content().endsWith("],\"annotations\":{\"a\":\"b\"}}");
    }

    @Test
    void aBlobOfTheWrongSizeIsReplaced() throws IOException {
        Path file = directory.resolve("images").resolve(BlobPaths.path(image.digest()));
        store(layout, blobs);
        Files.delete(file);
        Files.writeString(file, "cut");
        store(layout, blobs);
        assertThat(file).hasBinaryContent(blobs.bytes(image.digest()));
    }

    @Test
    void labelsAreRefused() throws IOException {
        store(layout, blobs);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> layout.content().label(image.digest(), Map.of("k", "v")))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT));
        assertThat(layout.content().label(image.digest(), Map.of()).labels()).isEmpty();
    }

    @Test
    void removedContentIsGone() throws IOException {
        store(layout, blobs);
        layout.content().delete(image.digest());
        assertThat(layout.content().info(image.digest())).isEmpty();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> layout.content().delete(image.digest()))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }

    @Test
    void allContentIsShownInOrder() throws IOException {
        store(layout, blobs);
        List<Digest> seen = new ArrayList<>();
        layout.content().walk(info -> seen.add(info.digest()));
        assertThat(seen).isEqualTo(blobs.digests());
    }

    @Test
    void eightProcessesLoseNoneOfEachOthersEntries() throws Exception {
        int processes = 8;
        int images = 4;
        Path shared = directory.resolve("shared");
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            writers.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            shared.toString(),
                            "writer" + i,
                            Integer.toString(images))
                    .redirectErrorStream(true)
                    .redirectOutput(new File(directory.toFile(), "log" + i))
                    .start());
        }
        for (int i = 0; i < processes; i++) {
            assertThat(writers.get(i).waitFor())
                    .as(Files.readString(directory.resolve("log" + i)))
                    .isZero();
        }
        try (ImageLayout read = ImageLayout.open(shared)) {
            assertThat(read.images()).hasSize(processes * images);
            for (int i = 0; i < processes; i++) {
                for (int j = 0; j < images; j++) {
                    assertThat(read.find("writer" + i + "-" + j)).isNotNull();
                }
            }
        }
    }

    /** One of several processes that write to one layout: the same blobs as the others, and some of its own. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            try (WritableLayout layout = WritableLayout.open(Path.of(args[0]))) {
                for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                    MemoryContent blobs = new MemoryContent();
                    Descriptor image = ImageBuilder.anImageIn(blobs)
                            .withLayers(2)
                            .annotated("writer", args[1])
                            .annotated("number", Integer.toString(i))
                            .build();
                    for (Digest digest : blobs.digests()) {
                        storeUntilTaken(layout, digest, blobs.bytes(digest));
                    }
                    layout.put(image, args[1] + "-" + i);
                }
            }
        }

        private static void storeUntilTaken(WritableLayout layout, Digest digest, byte[] bytes) throws IOException {
            MemoryContent one = new MemoryContent();
            one.add(MediaTypes.OCTET_STREAM, bytes, digest.algorithm());
            while (layout.content().info(digest).isEmpty()) {
                try {
                    store(layout, one);
                } catch (HeldException e) {
                    // Another process is at it.
                }
            }
        }
    }
}
