package dev.drayage.containerd.bolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoltDatabaseTest {
    private static final int PAGE = BoltFile.PAGE_BYTES;

    private static BoltDatabase open(byte[] file) throws IOException {
        return BoltDatabase.open(Blob.ofBytes(file), "test.db");
    }

    private static void assertCorrupt(BoltFile file, int page, String problem) {
        assertCorrupt(file.bytes(), page, problem);
    }

    private static void assertCorrupt(byte[] file, int page, String problem) {
        assertThatExceptionOfType(CorruptDatabaseException.class)
                .isThrownBy(() -> Dump.of(file))
                .withMessageStartingWith("test.db is damaged: page " + page + " at offset " + page * PAGE + ": ")
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.page()).isEqualTo(page));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void readsFilesOfMachinesOfEitherByteOrder(String order) throws IOException {
        ByteOrder machine = order.startsWith("B") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] file = BoltFile.of(machine)
                .branch(3, "a", 4, "m", 5)
                .leaf(4, "a", "1", "b", "22")
                .leaf(5, "m", "333", "z", "")
                .bytes();

        assertThat(Dump.of(file)).containsExactly("a = 1", "b = 2", "m = 3", "z = 0");
    }

    @Test
    void readsWhatContainerdWrote() throws IOException {
        assertThat(Dump.of(SampleDatabase.bytes()))
                .hasSize(137)
                .contains(
                        "v1/version = 1",
                        "v1/default/images/registry.example/hello:v3/labels/b = 3900",
                        "v1/default/leases/keep/labels/x = 1",
                        "v1/k8s.io/images/docker.io/drayage/hello:latest/target/digest = 71")
                .noneMatch(line -> line.contains(":v9"));
    }

    @Test
    void findsEveryKeyThatAWalkShowsAndNoOther() throws IOException {
        BoltFile file = BoltFile.littleEndian().branch(3, "b", 4, "k", 5, "q", 6);
        file.leaf(4, "b", "1", "c", "2", "d", "3").leaf(5, "k", "4").leaf(6, "q", "5", "r", "6");
        try (BoltDatabase database = open(file.bytes())) {
            String found = "";
            for (char key = 'a'; key <= 'z'; key++) {
                found += database.root()
                        .value(String.valueOf(key))
                        .map(value -> new String(value, StandardCharsets.UTF_8))
                        .orElse("");
                assertThat(database.root().bucket(String.valueOf(key))).isEmpty();
            }
            assertThat(found).isEqualTo("123456");
        }
    }

    @Test
    void aValueIsNoBucketAndABucketNoValue() throws IOException {
        byte[] file = BoltFile.littleEndian()
                .buckets(3, Map.of("inner", 4L))
                .leaf(4, "key", "value")
                .bytes();
        try (BoltDatabase database = open(file)) {
            assertThat(database.root().value("inner")).isEmpty();
            assertThat(database.root().bucket("inner").orElseThrow().value("key"))
                    .isPresent();
        }
    }

    @Test
    void readsValuesThatOverflowTheirPage() throws IOException {
        String large = "x".repeat(5 * PAGE);
        byte[] file = BoltFile.littleEndian().leaf(3, "a", large, "b", "1").bytes();

        assertThat(Dump.of(file)).containsExactly("a = " + large.length(), "b = 1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, new", "0, 1, old", "1, 0, new", "1, 1, new"})
    void theNewestSoundMetaPageCounts(int newer, int damaged, String seen) throws IOException {
        BoltFile older = BoltFile.littleEndian().leaf(3, "old", "").leaf(4, "new", "");
        byte[] file = older.bytes();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        bytes.put((1 - newer) * PAGE, older.meta(1 - newer, 7));
        bytes.put(newer * PAGE, older.rootAt(4).meta(newer, 8));
        if (damaged == 1) {
            // The other one would be the older in any case.
            file[(seen.equals("old") ? newer : 1 - newer) * PAGE + 70] ^= 1;
        }

        assertThat(Dump.of(file)).containsExactly(seen + " = 0");
    }

    @Test
    void withoutASoundMetaPageItIsNoDatabase() {
        byte[] file = BoltFile.littleEndian().leaf(3, "a", "1").bytes();
        file[70] ^= 1;
        file[PAGE + 70] ^= 1;

        assertCorrupt(file, 0, "it is no meta page (its checksum is wrong), and neither is the one after it");
        assertCorrupt(new byte[0], 0, "only 0 bytes");
        assertCorrupt("not a database at all".repeat(1000).getBytes(StandardCharsets.UTF_8), 0, "no magic number");
    }

    @Test
    void pagesInACircleAreSeen() {
        assertCorrupt(BoltFile.littleEndian().branch(3, "a", 3), 3, "in a circle");
        BoltFile two = BoltFile.littleEndian().branch(3, "a", 4, "z", 5).leaf(5, "z", "");
        assertCorrupt(two.branch(4, "a", 3), 3, "in a circle");
    }

    @Test
    void aPageThatIsReferredToTwiceIsSeen() {
        BoltFile twice = BoltFile.littleEndian().branch(3, "a", 4, "b", 4).leaf(4, "a", "");
        assertCorrupt(twice, 4, "its key is not greater than the one before");
    }

    @Test
    void aPageOfTwoBucketsIsSeen() {
        BoltFile shared = BoltFile.littleEndian()
                .buckets(3, new TreeMap<>(Map.of("a", 4L, "b", 4L)))
                .leaf(4, "key", "");
        assertCorrupt(shared, 4, "it belongs to two buckets");
    }

    @Test
    void aBucketWithinItselfIsSeen() {
        BoltFile within = BoltFile.littleEndian().buckets(3, Map.of("a", 4L)).buckets(4, Map.of("b", 3L));
        assertCorrupt(within, 3, "it belongs to two buckets");
    }

    @Test
    void keysOutOfOrderAreSeen() {
        assertCorrupt(BoltFile.littleEndian().leaf(3, "b", "", "a", ""), 3, "element 1: its key is not greater");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 1L << 40, Long.MAX_VALUE, -1})
    void pagesThatAreNotThereAreSeen(long page) {
        BoltFile file = BoltFile.littleEndian().branch(3, "a", page);
        assertThatExceptionOfType(CorruptDatabaseException.class)
                .isThrownBy(() -> Dump.of(file.bytes()))
                .withMessageContaining("page " + Long.toUnsignedString(page) + " at offset ")
                .withMessageContaining("there is no such page among 4 in a file of 4096 bytes");
    }

    @Test
    void aHeaderThatContradictsThePageIsSeen() {
        byte[] file = BoltFile.littleEndian().leaf(3, "a", "1").bytes();
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);

        header.putInt(3 * PAGE + 12, 1);
        assertCorrupt(file, 3, "it has 2048 bytes, but the file ends after 4096 in all");
        header.putInt(3 * PAGE + 12, -1);
        assertCorrupt(file, 3, "over the limit");
        header.putInt(3 * PAGE + 12, 0).putShort(3 * PAGE + 10, (short) -1);
        assertCorrupt(file, 3, "it claims 65535 elements, for which it has no room");
        header.putShort(3 * PAGE + 10, (short) 1).putShort(3 * PAGE + 8, (short) 16);
        assertCorrupt(file, 3, "it is of type 16, neither branch nor leaf");
        header.putLong(3 * PAGE, 9);
        assertCorrupt(file, 3, "it says it is page 9");
    }

    @Test
    void positionsOutsideOfThePageAreSeen() {
        byte[] file = BoltFile.littleEndian().leaf(3, "a", "1").bytes();
        ByteBuffer element = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);

        element.putInt(3 * PAGE + 16 + 12, -1);
        assertCorrupt(file, 3, "element 0: value of 4294967295 bytes at 33 lies outside of the 1024 bytes");
        element.putInt(3 * PAGE + 16 + 8, -1);
        assertCorrupt(file, 3, "element 0: key of 4294967295 bytes");
        element.putInt(3 * PAGE + 16 + 8, 1).putInt(3 * PAGE + 16 + 4, 2);
        assertCorrupt(file, 3, "element 0: key of 1 bytes at 18 lies outside");
    }

    @Test
    void aBucketTooShortForItsHeaderIsSeen() {
        byte[] file = BoltFile.littleEndian().leaf(3, "a", "1").bytes();
        file[3 * PAGE + 16] = 1;

        assertCorrupt(file, 3, "element 0: bucket of 1 bytes is too short for its header");
    }
}
