package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.tar.RawTar.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TarIndexTest {

    @Test
    void findsEntriesByNameWithoutDirectories() throws IOException {
        Map<String, TarEntry> entries = index(new RawTar()
                .add(new Header("./blobs/", '5', 0))
                .file("./blobs/a", "1")
                .file("index.json", "22"));

        assertThat(entries.keySet()).containsExactlyInAnyOrder("blobs/a", "index.json");
    }

    @Test
    void aHardLinkToAnEarlierFileIsThatFile() throws IOException {
        Map<String, TarEntry> entries = index(new RawTar()
                .file("a", "12345")
                .add(new Header("b", '1', 0).linkedTo("./a"))
                .add(new Header("c", '1', 0).linkedTo("b")));

        for (String name : new String[] {"b", "c"}) {
            TarEntry link = Objects.requireNonNull(entries.get(name));
            assertThat(link.type()).isEqualTo(TarEntry.Type.FILE);
            assertThat(link.dataOffset()).isEqualTo(512);
            assertThat(link.size()).isEqualTo(5);
        }
    }

    @Test
    void linksToWhatIsNoEarlierFileStayLinks() throws IOException {
        Map<String, TarEntry> entries = index(new RawTar()
                .add(new Header("later", '1', 0).linkedTo("a"))
                .add(new Header("itself", '1', 0).linkedTo("itself"))
                .add(new Header("out", '1', 0).linkedTo("../a"))
                .add(new Header("symbolic", '2', 0).linkedTo("a"))
                .add(new Header("indirect", '1', 0).linkedTo("symbolic"))
                .file("a", "1"));

        assertThat(entries.values())
                .filteredOn(entry -> entry.type() != TarEntry.Type.FILE)
                .extracting(TarEntry::path)
                .containsExactlyInAnyOrder("later", "itself", "out", "symbolic", "indirect");
    }

    @Test
    void theSameContentTwiceUnderOneNameDoesNoHarm() throws IOException {
        String content = "x".repeat(200_000);
        assertThat(index(new RawTar().file("a", content).file("./a", content)))
                .hasSize(1)
                .containsEntry("a", new TarEntry("a", TarEntry.Type.FILE, "", 0, 512, 200_000));
    }

    @Test
    void differentContentUnderOneNameIsRefused() {
        String content = "x".repeat(200_000);
        for (RawTar tar : new RawTar[] {
            new RawTar().file("a", content + "y").file("a", content + "z"),
            new RawTar().file("a", "1").file("a", "12"),
            new RawTar().file("a", "").add(new Header("a", '2', 0).linkedTo("b")),
            new RawTar().add(new Header("a", '2', 0).linkedTo("b")).add(new Header("a", '2', 0).linkedTo("c")),
        }) {
            assertThatThrownBy(() -> index(tar))
                    .isInstanceOfSatisfying(
                            ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                    .hasMessageContaining("entry \"a\" is there twice with different content, at offsets 0 and ")
                    .hasMessageEndingWith("; which one is meant cannot be known");
        }
    }

    @Test
    void whatLiesBehindASymbolicLinkIsRefused() {
        for (RawTar tar : new RawTar[] {
            new RawTar()
                    .file("index.json", "1")
                    .add(new Header("d", '2', 0).linkedTo("."))
                    .file("d/index.json", "2"),
            new RawTar().file("d/x/index.json", "2").add(new Header("d", '2', 0).linkedTo(".")),
        }) {
            assertThatThrownBy(() -> index(tar))
                    .isInstanceOf(ContentException.class)
                    .hasMessageContaining("index.json\" lies behind the symbolic link \"d\"");
        }
    }

    @Test
    void symbolicLinksTakeBoundedMemory() {
        RawTar tar = new RawTar();
        String target = "t".repeat(4000);
        for (int i = 0; i < 1100; i++) {
            tar.extended('K', target).add(new Header("link" + i, '2', 0));
        }

        assertThatThrownBy(() -> index(tar)).hasMessageContaining("symbolic links of more than 4194304 characters");
    }

    @Test
    void namesWithLongHeadersCostNoReadingAgain() throws IOException {
        RawTar tar = new RawTar()
                .extended('x', RawTar.record("comment", "x".repeat(1_000_000)))
                .file("q", "");
        byte[] map = new byte[512];
        map[504] = 1;
        tar.add(new Header("s", 'S', 0).text(257, RawTar.GNU).bytes(482, 1));
        for (int i = 0; i < 2000; i++) {
            tar.data(map);
        }
        tar.data(new byte[512]);
        for (int i = 0; i < 1000; i++) {
            tar.file("q", "").add(new Header("s", 'S', 0).text(257, RawTar.GNU));
        }
        CountingBlob blob = new CountingBlob(Blob.ofBytes(tar.toBytes()));

        TarIndex index = TarIndex.read(blob, "test.tar", RawTar.LIMITS);

        for (int i = 0; i < 1000; i++) {
            assertThat(index.find("q")).isPresent();
            assertThat(index.find("s")).isPresent();
        }
        assertThat(blob.read.get()).isLessThan(2 * blob.size());
    }

    @Test
    void manyLinksOfOneNameCostNoReading() throws IOException {
        RawTar tar = new RawTar().file("a", "x".repeat(1_000_000));
        for (int i = 0; i < 1000; i++) {
            tar.add(new Header("b", '1', 0).linkedTo("a"));
        }
        CountingBlob blob = new CountingBlob(Blob.ofBytes(tar.toBytes()));

        assertThat(entries(TarIndex.read(blob, "test.tar", RawTar.LIMITS))).hasSize(2);
        assertThat(blob.read.get()).isLessThan(2 * blob.size());
    }

    @Test
    void linksOfOneNameToTwoFilesAreRefusedUnread() {
        RawTar tar = new RawTar()
                .file("a", "same")
                .file("b", "same")
                .add(new Header("c", '1', 0).linkedTo("a"))
                .add(new Header("c", '1', 0).linkedTo("b"));

        assertThatThrownBy(() -> index(tar)).hasMessageContaining("entry \"c\" is there twice");
    }

    @Test
    void aTarWithoutEntriesIsRefused() {
        assertThatThrownBy(() -> index(new RawTar().end())).hasMessage("test.tar is empty: a tar without any entry");
    }

    @ParameterizedTest
    @CsvSource({"1f8b0800, gzip", "28b52ffd, zstd", "fd377a585a00, xz", "425a6839, bzip2"})
    void compressedArchivesAreNamed(String start, String tool) {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(start), 600);

        assertThatThrownBy(() -> TarIndex.read(Blob.ofBytes(bytes), "test.tar", RawTar.LIMITS))
                .isInstanceOfSatisfying(
                        ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT))
                .hasMessageContaining("test.tar is compressed with " + tool);
    }

    private static Map<String, TarEntry> index(RawTar tar) throws IOException {
        return entries(TarIndex.read(Blob.ofBytes(tar.toBytes()), "test.tar", RawTar.LIMITS));
    }

    private static Map<String, TarEntry> entries(TarIndex index) throws IOException {
        Map<String, TarEntry> entries = new HashMap<>();
        index.walk(entry -> {
            assertThat(entries.put(entry.path(), entry)).isNull();
            assertThat(index.find(entry.path())).hasValue(entry);
        });
        return entries;
    }

    private record CountingBlob(Blob blob, AtomicLong read) implements Blob {
        CountingBlob(Blob blob) {
            this(blob, new AtomicLong());
        }

        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            int count = blob.readAt(position, target);
            read.addAndGet(Math.max(0, count));
            return count;
        }

        @Override
        public void close() throws IOException {
            blob.close();
        }
    }
}
