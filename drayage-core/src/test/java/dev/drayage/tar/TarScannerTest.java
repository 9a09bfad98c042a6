package dev.drayage.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.archive.HeaderBlob;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.tar.RawTar.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarScannerTest {
    private static final String LONG = "d/".repeat(80) + "f";

    @Test
    void findsEntriesWithTheirPlaces() throws IOException {
        List<TarEntry> entries =
                new RawTar().file("a", "12345").file("./b", "").end().scan();

        assertThat(entries)
                .containsExactly(
                        new TarEntry("a", TarEntry.Type.FILE, "", 0, 512, 5),
                        new TarEntry("b", TarEntry.Type.FILE, "", 1024, 1536, 0));
    }

    @Test
    void theEndMarkMayBeMissingAndTheLastPaddingToo() throws IOException {
        byte[] tar = new RawTar().file("a", "12345").toBytes();

        assertThat(RawTar.scan(tar)).hasSize(1);
        assertThat(RawTar.scan(Arrays.copyOf(tar, 512 + 5))).hasSize(1);
    }

    @Test
    void oneBlockOfZerosEndsItToo() throws IOException {
        assertThat(RawTar.scan(new RawTar().file("a", "1").data(new byte[512]).toBytes()))
                .hasSize(1);
    }

    @Test
    void anEmptyTarHasNoEntries() throws IOException {
        assertThat(RawTar.scan(new byte[0])).isEmpty();
        assertThat(RawTar.scan(new byte[10_240])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, FILE",
        "7, UNKNOWN",
        "V, UNKNOWN",
        "1, HARD_LINK",
        "2, SYMBOLIC_LINK",
        "3, SPECIAL",
        "4, SPECIAL",
        "5, DIRECTORY",
        "6, SPECIAL",
        "S, SPARSE",
    })
    void knowsTypes(char flag, TarEntry.Type type) throws IOException {
        String target = type == TarEntry.Type.HARD_LINK || type == TarEntry.Type.SYMBOLIC_LINK ? "target" : "";
        List<TarEntry> entries = new RawTar()
                .add(new Header("n", flag, 0).linkedTo(target).text(257, flag == 'S' ? RawTar.GNU : RawTar.POSIX))
                .file("after", "")
                .scan();

        assertThat(entries.get(0)).isEqualTo(new TarEntry("n", type, target, 0, 512, 0));
        assertThat(entries).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6'})
    void whatHasNoContentMustNotHaveASize(char flag) {
        assertThatRefused(() -> new RawTar()
                        .add(new Header("n", flag, 512))
                        .file("a", "x")
                        .scan())
                .hasMessageContaining("of 512 bytes, where there can be none");
        assertThatRefused(() -> new RawTar()
                        .extended('x', RawTar.record("size", "512"))
                        .add(new Header("n", flag, 0))
                        .file("a", "x")
                        .scan())
                .hasMessageContaining("of 512 bytes, where there can be none");
    }

    @Test
    void inOldTarsADirectoryIsAFileWithASlash() throws IOException {
        List<TarEntry> entries = new RawTar()
                .add(new Header("blobs/", '\0', 0).bytes(257, new int[8]))
                .add(new Header("index.json", '\0', 0).bytes(257, new int[8]))
                .scan();

        assertThat(entries).extracting(TarEntry::type).containsExactly(TarEntry.Type.DIRECTORY, TarEntry.Type.FILE);
    }

    @Test
    void anOldDirectoryMustNotHaveASize() {
        byte[] hidden = new RawTar().file("hidden", "x").toBytes();
        assertThatRefused(() -> new RawTar()
                        .add(new Header("junk/", '\0', hidden.length).bytes(257, new int[8]))
                        .data(hidden)
                        .scan())
                .hasMessageContaining("a directory of 1024 bytes, where there can be none");
    }

    @Test
    void aSlashThatOnlySomeReadersSeeIsRefused() {
        String name = "n".repeat(99) + "/";
        assertThatRefused(() -> new RawTar()
                        .extended('x', RawTar.record("path", name + "file"))
                        .add(new Header(name, '\0', 0))
                        .scan())
                .hasMessageContaining("its name ends in a slash");
        assertThatRefused(() -> new RawTar()
                        .extended('L', "dir/\0")
                        .add(new Header("dir", '\0', 0))
                        .scan())
                .hasMessageContaining("its name ends in a slash");
        assertThatRefused(() -> path(new Header("index.json/", '0', 0)))
                .hasMessageContaining("its name ends in a slash");
    }

    @Test
    void solarissExtendedHeadersAreRefused() {
        assertThatRefused(() -> new RawTar()
                        .extended('X', RawTar.record("path", "b"))
                        .file("a", "")
                        .scan())
                .hasMessageContaining("type X is an extended header for some readers");
    }

    @Test
    void aSparseFileOfTwoKindsIsRefused() {
        String pax = RawTar.record("GNU.sparse.major", "1") + RawTar.record("GNU.sparse.minor", "0");
        for (RawTar tar : List.of(
                new RawTar().add(new Header("a", 'S', 0)),
                new RawTar().extended('x', pax).add(new Header("a", 'S', 0).text(257, RawTar.GNU)),
                new RawTar().extended('x', pax).add(new Header("a", '5', 0)),
                new RawTar().extended('x', pax).add(new Header("a/", '\0', 0)),
                new RawTar()
                        .extended('x', RawTar.record("GNU.sparse.name", "b"))
                        .add(new Header("a", '0', 0)),
                new RawTar().extended('x', pax + RawTar.record("size", "0")).add(new Header("a", '0', 0)))) {
            assertThatRefused(tar::scan).hasMessageContaining("a sparse file can be understood in more than one way");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 108, 116, 136, 329, 337})
    void numbersThatSomeReadersStumbleOverAreRefused(int field) {
        for (String number : List.of("8", "-1", "0x1", "1 1", "\0001")) {
            assertThatRefused(() -> path(new Header("a", '0', 0).text(field, number + "\0")))
                    .hasMessageContaining(" is not an octal number");
        }
    }

    @Test
    void timesBefore1970AreOfNoConsequence() throws IOException {
        int[] minusOne = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
        assertThat(path(new Header("a", '0', 0).bytes(136, minusOne))).isEqualTo("a");
    }

    @Test
    void joinsThePrefixOfPosixTars() throws IOException {
        assertThat(path(new Header("name", '0', 0).text(345, "some/prefix"))).isEqualTo("some/prefix/name");
        assertThat(path(new Header("n".repeat(100), '0', 0).text(345, "p".repeat(155))))
                .isEqualTo("p".repeat(155) + "/" + "n".repeat(100));
    }

    @Test
    void aPrefixInTarsThatHaveNoneIsRefused() {
        for (String magic : List.of(RawTar.GNU, "\0\0\0\0\0\0\0\0", "ustar\00100", "ustar 00")) {
            Header header = new Header("name", '0', 0).text(257, magic).text(345, "14545454545\0");
            if (magic.startsWith("ustar\0")) {
                header.text(345, "p".repeat(140)).text(508, "tar");
            }
            assertThatRefused(() -> path(header)).hasMessageContaining("prefix");
        }
    }

    @Test
    void takesLongNamesFromGnuHeadersAndPaxRecords() throws IOException {
        String pax = RawTar.record("path", LONG) + RawTar.record("linkpath", "to/" + LONG);
        for (RawTar tar : List.of(
                new RawTar().extended('L', LONG + "\0").extended('K', "to/" + LONG + "\0"),
                new RawTar().extended('K', "to/" + LONG + "\0").extended('L', LONG + "\0"),
                new RawTar().extended('x', pax))) {
            List<TarEntry> entries = tar.add(new Header("cut", '2', 0).linkedTo("cut"))
                    .file("after", "")
                    .scan();
            assertThat(entries.get(0))
                    .satisfies(entry -> assertThat(entry.path()).isEqualTo(LONG))
                    .satisfies(entry -> assertThat(entry.linkTarget()).isEqualTo("to/" + LONG))
                    .satisfies(entry -> assertThat(entry.offset()).isZero());
            assertThat(entries.get(1).path()).as("records are for one entry").isEqualTo("after");
        }
    }

    @Test
    void theSizeOfAPaxRecordHolds() throws IOException {
        List<TarEntry> entries = new RawTar()
                .extended('x', RawTar.record("size", "600"))
                .add(new Header("big", '0', 0))
                .data(new byte[600])
                .file("after", "")
                .scan();

        assertThat(entries).extracting(TarEntry::size).containsExactly(600L, 0L);
    }

    @Test
    void emptyNamesAreRefused() {
        for (RawTar tar : List.of(
                new RawTar().extended('x', RawTar.record("path", "")),
                new RawTar().extended('L', "\0"),
                new RawTar().extended('K', ""))) {
            assertThatRefused(() -> tar.file("a", "123").scan()).hasMessageContaining("empty");
        }
    }

    @Test
    void extendedHeadersThatGoOnBehindTheirSizeAreRefused() {
        String evil = RawTar.record("path", "evil");
        for (RawTar tar : List.of(
                new RawTar().add(new RawTar.Header("extended", 'L', 1)).data("a long name".getBytes(UTF_8)),
                new RawTar().add(new RawTar.Header("extended", 'K', 1)).data("a long name".getBytes(UTF_8)),
                new RawTar().add(new RawTar.Header("extended", 'x', 8)).data(("8 a=bcd\n" + evil).getBytes(UTF_8)))) {
            assertThatRefused(() -> tar.file("a", "123").scan()).hasMessageContaining("goes on behind its size");
        }
    }

    @Test
    void aGlobalCommentIsPassedOver() throws IOException {
        assertThat(new RawTar()
                        .extended('g', RawTar.record("comment", "made by git"))
                        .file("a", "1")
                        .scan())
                .extracting(TarEntry::path)
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "linkpath", "size", "GNU.sparse.major"})
    void aGlobalHeaderMustNotChangeEveryEntry(String key) {
        assertThatRefused(() -> new RawTar()
                        .extended('g', RawTar.record(key, "1"))
                        .file("a", "1")
                        .scan())
                .hasMessageContaining("a global PAX header sets " + key + " for all entries");
    }

    @Test
    void headersThatDisagreeAreRefused() {
        assertThatRefused(() -> new RawTar()
                        .extended('L', "a")
                        .extended('x', RawTar.record("path", "b"))
                        .file("c", "")
                        .scan())
                .hasMessageContaining("its path is given twice");
        assertThatRefused(() -> new RawTar()
                        .extended('x', RawTar.record("path", "a"))
                        .extended('x', RawTar.record("size", "1"))
                        .file("c", "")
                        .scan())
                .hasMessageContaining("a second extended header of type x before one entry");
    }

    @Test
    void anExtendedHeaderNeedsAnEntry() {
        for (RawTar tar : List.of(
                new RawTar().extended('x', RawTar.record("path", "a")),
                new RawTar().extended('L', "a").end(),
                new RawTar().extended('L', "a").extended('g', "").file("a", ""))) {
            assertThatRefused(tar::scan).hasMessageContaining("an extended header is followed by no entry");
        }
    }

    @Test
    void sizesMayBeInBase256() throws IOException {
        Header header = new Header("a", '0', 0).bytes(124, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1);
        assertThat(new RawTar().add(header).data(new byte[513]).scan())
                .extracting(TarEntry::size)
                .containsExactly(513L);
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() {
        assertThatRefused(() -> path(new Header("a", '0', 0).bytes(124, 0xff, 0xff, 0xff, 0xff)))
                .hasMessageContaining("its size is negative");
        assertThatRefused(() -> path(new Header("a", '0', 0).bytes(124, 0x80, 0, 0, 0xff)))
                .hasMessageContaining("its size is larger than 2^63-1");
        for (String size :
                List.of("00000000008\0", "-0000000001\0", "0x000000001\0", "1 2        \0", "\0000000000001")) {
            assertThatRefused(() -> path(new Header("a", '0', 0).text(124, size)))
                    .hasMessageContaining("its size is not an octal number");
        }
    }

    @Test
    void sizesMayBePaddedWithBlanks() throws IOException {
        for (String size : List.of("          5 ", "5          \0", "000000000005", "5\0          ")) {
            assertThat(new RawTar()
                            .add(new Header("a", '0', 0).text(124, size))
                            .data(new byte[5])
                            .scan())
                    .extracting(TarEntry::size)
                    .containsExactly(5L);
        }
    }

    @Test
    void acceptsChecksumsOfSignedBytes() throws IOException {
        byte[] tar = new RawTar().file("\u00e9", "").toBytes(); // two bytes over 127: 512 less if they are signed
        String stored = new String(tar, 148, 6, StandardCharsets.US_ASCII);
        byte[] signed = String.format("%06o", Integer.parseInt(stored, 8) - 512).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(signed, 0, tar, 148, 6);

        assertThat(RawTar.scan(tar)).extracting(TarEntry::path).containsExactly("\u00e9");
    }

    @Test
    void aWrongChecksumIsRefusedWithItsOffset() {
        byte[] tar = new RawTar().file("a", "1").file("b", "2").end().toBytes();
        tar[1024 + 100] ^= 1;

        assertThatRefused(() -> RawTar.scan(tar))
                .hasMessage("test.tar: the tar header at offset 1024 is damaged: its checksum is wrong; is this a tar"
                        + " archive, and whole?");
    }

    @Test
    void aTarCutShortIsRefusedWithWhatIsMissing() {
        byte[] tar = new RawTar().file("index.json", "x".repeat(600)).toBytes();

        assertThatRefused(() -> RawTar.scan(Arrays.copyOf(tar, 1000)))
                .hasMessage("test.tar is cut short: entry index.json at offset 0 has 600 bytes, but the archive ends at"
                        + " 1000; fetch it again");
        assertThatRefused(() -> RawTar.scan(Arrays.copyOf(tar, 200))).hasMessageContaining("cut short: a header");
        byte[] pax = new RawTar().extended('x', RawTar.record("path", LONG)).toBytes();
        assertThatRefused(() -> RawTar.scan(Arrays.copyOf(pax, 600))).hasMessageContaining("cut short: an extended");
    }

    @Test
    void aSecondArchiveBehindTheEndMarkIsRefused() {
        assertThatRefused(() ->
                        new RawTar().file("a", "").end().file("b", "").end().scan())
                .hasMessageContaining("there is data at offset 1536, behind the end mark at 512")
                .hasMessageContaining("read them one by one");
    }

    @Test
    void theMapOfASparseFileIsPassedOver() throws IOException {
        byte[] map = new byte[512];
        map[504] = 1;
        List<TarEntry> entries = new RawTar()
                .add(new Header("holes", 'S', 3).text(257, RawTar.GNU).bytes(482, 1))
                .data(map)
                .data(new byte[512])
                .data(new byte[] {1, 2, 3})
                .file("after", "x")
                .end()
                .scan();

        assertThat(entries)
                .containsExactly(
                        new TarEntry("holes", TarEntry.Type.SPARSE, "", 0, 3 * 512, 3),
                        new TarEntry("after", TarEntry.Type.FILE, "", 4 * 512, 5 * 512, 1));
    }

    @Test
    void aSparseFileOfPaxHasItsOwnNameBack() throws IOException {
        String pax = RawTar.record("GNU.sparse.major", "1")
                + RawTar.record("GNU.sparse.minor", "0")
                + RawTar.record("GNU.sparse.name", "blobs/holes")
                + RawTar.record("path", "blobs/GNUSparseFile.17/holes");

        assertThat(new RawTar().extended('x', pax).file("cut", "1").scan())
                .containsExactly(new TarEntry("blobs/holes", TarEntry.Type.SPARSE, "", 0, 1536, 1));
    }

    @Test
    void limitsHold() {
        RawTar tar = new RawTar().file("a", "").file("b", "").file("c", "");
        assertThatRefused(() -> scan(tar, new TarLimits(2, 1000)))
                .hasMessageContaining("test.tar has more than 2 entries, the limit");

        RawTar pax = new RawTar().extended('x', RawTar.record("path", LONG)).file("a", "");
        assertThatRefused(() -> scan(pax, new TarLimits(10, 100)))
                .hasMessageContaining("an extended header of 171 bytes is over the limit of 100");
    }

    @Test
    void aHugeExtendedHeaderIsRefusedBeforeMemoryIsTakenForIt() {
        byte[] header = new Header("x", 'x', 0).bytes(124, 0x80, 0, 0, 0, 0x7f).sealed();
        assertThatRefused(() -> RawTar.scan(new HeaderBlob(header, 1L << 40)))
                .hasMessageContaining(" bytes is over the limit of 1048576");
    }

    @Test
    void linksAreNoLongerThanPathsAre() {
        assertThatRefused(() -> new RawTar()
                        .extended('K', "t".repeat(5000))
                        .add(new Header("a", '2', 0))
                        .scan())
                .hasMessageContaining("has 5000 characters, more than 4096");
    }

    private static void scan(RawTar tar, TarLimits limits) throws IOException {
        TarScanner scanner = new TarScanner(Blob.ofBytes(tar.toBytes()), "test.tar", limits);
        boolean more = true;
        while (more) {
            more = scanner.next().isPresent();
        }
    }

    private static String path(Header header) throws IOException {
        return new RawTar().add(header).scan().get(0).path();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatRefused(ThrowingCallable reading) {
        return assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                .hasMessageStartingWith("test.tar");
    }

    @Test
    void namesNoEntryInAWayThatSteersATerminal() {
        byte[] tar = new RawTar().add(new Header("a\u001b[2Jb", '0', 700)).toBytes();
        assertThatThrownBy(() -> TarIndex.read(Blob.ofBytes(tar), "x.tar", RawTar.LIMITS))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("entry a\\u001b[2Jb at offset 0");
    }
}
