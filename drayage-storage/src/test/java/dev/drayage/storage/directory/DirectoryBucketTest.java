package dev.drayage.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryBucketTest {
    @TempDir
    Path folder;

    private Path root;
    private DirectoryBucket bucket;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        bucket = DirectoryBucket.open(root);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String read(String key) throws IOException {
        try (Blob blob = bucket.open(key)) {
            return new String(blob.newInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> keys(String prefix, Depth depth) throws IOException {
        List<String> keys = new ArrayList<>();
        String after = null;
        do {
            Listing page = bucket.list(prefix, depth, after);
            Stream.concat(page.folders().stream(), page.objects().stream().map(ObjectInfo::key))
                    .sorted(DirectoryListing.KEY_ORDER)
                    .forEach(keys::add);
            after = page.next();
        } while (after != null);
        return keys;
    }

    @Test
    void anObjectIsAFile() throws IOException {
        bucket.put("a/b/c", bytes("one"));
        assertThat(root.resolve("a/b/c")).hasContent("one");
        assertThat(read("a/b/c")).isEqualTo("one");
        assertThat(bucket.find("a/b/c").orElseThrow().size()).isEqualTo(3);
        assertThat(bucket.find("a/b")).isEmpty();
        assertThat(bucket.find("a/b/c/d")).isEmpty();
        assertThatThrownBy(() -> bucket.open("a/b")).isInstanceOf(ContentNotFoundException.class);
    }

    @Test
    void movesWithoutCopying() throws IOException {
        bucket.put("a/b", bytes("one"));
        Object file = Files.getAttribute(root.resolve("a/b"), "unix:ino");
        bucket.put("c/d", bytes("two"));
        assertThat(bucket.move(Map.of("a/b", "c/d", "a/missing", "c/e"))).isEmpty();
        assertThat(read("c/d")).isEqualTo("one");
        assertThat(Files.getAttribute(root.resolve("c/d"), "unix:ino")).isEqualTo(file);
        assertThat(root.resolve("a")).doesNotExist();
        assertThat(bucket.find("c/e")).isEmpty();
    }

    @Test
    void whatIsNewReplacesNothing() throws IOException {
        assertThat(bucket.putNew("a/b", bytes("one"))).isTrue();
        assertThat(bucket.putNew("a/b", bytes("two"))).isFalse();
        assertThat(read("a/b")).isEqualTo("one");
        bucket.put("a/b", bytes("three"));
        assertThat(read("a/b")).isEqualTo("three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", "./a", ".drayage", ".drayage/objects/a", "a\0b"})
    void aKeyThatIsNoneIsRefused(String key) {
        assertThatThrownBy(() -> bucket.put(key, bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bucket.find(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameThatIsTooLongIsThatOfNothing() throws IOException {
        String key = "a/" + "x".repeat(256);
        assertThat(bucket.find(key)).isEmpty();
        assertThatThrownBy(() -> bucket.put(key, bytes("x")))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void keysAreListedAsObjectStorageSortsThem() throws IOException {
        List<String> written = List.of("a-b", "a/c", "a/d/e", "a.b", "a0", "b");
        for (String key : written) {
            bucket.put(key, bytes(key));
        }
        assertThat(keys("", Depth.ALL)).containsExactly("a-b", "a.b", "a/c", "a/d/e", "a0", "b");
        assertThat(keys("", Depth.FOLDER)).containsExactly("a-b", "a.b", "a/", "a0", "b");
        assertThat(keys("a/", Depth.FOLDER)).containsExactly("a/c", "a/d/");
        assertThat(keys("a/d", Depth.FOLDER)).containsExactly("a/d/");
        assertThat(keys("a", Depth.ALL)).containsExactly("a-b", "a.b", "a/c", "a/d/e", "a0");
        assertThat(keys("nothing/", Depth.ALL)).isEmpty();
        assertThat(bucket.list("", Depth.ALL, "a/c").objects().get(0).key()).isEqualTo("a/d/e");
        assertThat(bucket.list("", Depth.FOLDER, "a/").objects().get(0).key()).isEqualTo("a0");
    }

    @Test
    void keysAreSortedByTheirBytes() {
        assertThat(Stream.of("\uD83D\uDE00", "a/", "\uE000", "a-").sorted(DirectoryListing.KEY_ORDER))
                .containsExactly("a-", "a/", "\uE000", "\uD83D\uDE00");
    }

    @Test
    void pagesFollowOneAnotherWithoutALoss() throws IOException {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            written.add(String.format("many/%02d/%04d", i % 7, i));
        }
        for (int i = 0; i < 2100; i++) {
            written.add(String.format("wide/%04d/x", i));
        }
        for (String key : written) {
            Files.createDirectories(root.resolve(key).getParent());
            Files.createFile(root.resolve(key));
        }
        assertThat(keys("", Depth.ALL))
                .containsExactlyElementsOf(written.stream().sorted().toList());
        assertThat(keys("wide/", Depth.FOLDER)).hasSize(2100).doesNotHaveDuplicates();
    }

    @Test
    void folderWithoutObjectsIsNone() throws IOException {
        Files.createDirectories(root.resolve("empty/deep"));
        bucket.put("full/a", bytes("x"));
        assertThat(keys("", Depth.FOLDER)).containsExactly("full/");
        assertThat(bucket.delete(List.of("full/a", "full/b", "never"))).isEmpty();
        assertThat(root.resolve("full")).doesNotExist();
        assertThat(root).exists();
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
        for (String prefix : List.of("", "f", "folder/")) {
            assertThatThrownBy(() -> keys(prefix, Depth.ALL))
                    .isInstanceOf(ContentException.class)
                    .hasMessageContaining("symbolic link");
        }
        assertThat(keys("other/", Depth.ALL)).isEmpty();
        assertThat(bucket.find("folder/secret")).isEmpty();
        assertThat(bucket.find("file")).isEmpty();
        assertThatThrownBy(() -> bucket.put("folder/new", bytes("x")))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("symbolic link");
        bucket.put("file", bytes("mine"));
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(bucket.delete(List.of("folder/secret"))).isEmpty();
        assertThat(outside.resolve("secret")).exists();
    }

    @Test
    void nothingIsSeenOfAnUploadBeforeItIsComplete() throws IOException {
        PartUpload upload = bucket.begin("a/b", -1);
        byte[] part = new byte[(int) upload.partSize()];
        Arrays.fill(part, (byte) 7);
        upload.put(2, Blob.ofBytes(bytes("end")));
        upload.put(1, Blob.ofBytes(part));
        assertThat(keys("", Depth.ALL)).isEmpty();
        assertThat(bucket.openUploads("a/")).extracting(OpenUpload::id).containsExactly(upload.id());
        assertThat(bucket.openUploads("b")).isEmpty();
        PartUpload resumed = DirectoryBucket.open(root).resume("a/b", upload.id());
        assertThat(resumed.parts()).containsEntry(1, upload.partSize()).containsEntry(2, 3L);
        assertThatThrownBy(() -> resumed.complete(5)).isInstanceOf(ContentException.class);
        resumed.complete(part.length + 3);
        assertThat(bucket.find("a/b").orElseThrow().size()).isEqualTo(part.length + 3);
        assertThat(read("a/b")).endsWith("\u0007end");
        assertThat(bucket.openUploads("")).isEmpty();
        assertThatThrownBy(() -> bucket.resume("a/b", upload.id())).isInstanceOf(ContentNotFoundException.class);
    }

    @Test
    void uploadWithAHoleIsNotCompleted() throws IOException {
        PartUpload upload = bucket.begin("a", -1);
        upload.put(2, Blob.ofBytes(bytes("x")));
        assertThatThrownBy(() -> upload.complete(upload.partSize() + 1))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("part 1");
        upload.put(1, Blob.ofBytes(bytes("short")));
        assertThatThrownBy(() -> upload.complete(6)).isInstanceOf(ContentException.class);
        assertThat(bucket.find("a")).isEmpty();
        upload.abort();
        assertThat(bucket.openUploads("")).isEmpty();
    }

    @Test
    void anEmptyUploadIsAnEmptyObject() throws IOException {
        bucket.begin("a", 0).complete(0);
        assertThat(bucket.find("a").orElseThrow().size()).isZero();
    }

    @Test
    void aPartThatIsWrittenAgainReplacesTheFirst() throws IOException {
        PartUpload upload = bucket.begin("a", -1);
        upload.put(1, Blob.ofBytes(bytes("longer")));
        upload.put(1, Blob.ofBytes(bytes("short")));
        upload.complete(5);
        assertThat(read("a")).isEqualTo("short");
    }

    @Test
    void aCopyIsAFileOfItsOwn() throws IOException {
        bucket.put("a", bytes("text"));
        bucket.copy("a", "b/c");
        bucket.put("a", bytes("other"));
        assertThat(read("b/c")).isEqualTo("text");
        assertThatThrownBy(() -> bucket.copy("none", "d")).isInstanceOf(ContentNotFoundException.class);
    }
}
