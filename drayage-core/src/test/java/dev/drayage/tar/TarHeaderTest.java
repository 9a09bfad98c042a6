package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drayage.archive.HeaderBlob;
import dev.drayage.testkit.Randomized;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TarHeaderTest {
    private static final String SHA256_BLOB = "blobs/sha256/" + "0123456789abcdef".repeat(4);
    private static final String SHA512_BLOB = "blobs/sha512/" + "0123456789abcdef".repeat(8);
    private static final long EIGHT_GIB = 1L << 33;

    /** What Go's archive/tar wrote; {@code go-headers.go} beside the file says how it was made. */
    static Stream<List<String>> goHeaders() throws IOException {
        try (InputStream file = TarHeaderTest.class.getResourceAsStream("go-headers.tsv")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(line -> List.of(line.split("\t", -1)));
        }
    }

    @ParameterizedTest
    @MethodSource("goHeaders")
    void isWhatGoWritesByteForByte(List<String> expected) throws NoSuchAlgorithmException {
        String path = expected.get(0);
        long size = Long.parseLong(expected.get(3));
        byte[] header = TarHeader.encode(path, expected.get(1).charAt(0), Integer.parseInt(expected.get(2), 8), size);

        byte[] hash = MessageDigest.getInstance("SHA-256").digest(header);
        assertThat(header).hasSize(Integer.parseInt(expected.get(4)));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(expected.get(5));
        assertThat(TarHeader.length(path, size)).isEqualTo(header.length);
    }

    @Test
    void aBlobHasAUstarHeaderWithNothingOfTheMachineInIt() {
        byte[] header = TarHeader.encode(SHA256_BLOB, '0', 0444, 1234);

        assertThat(header).hasSize(512);
        assertThat(text(header, 0, 100)).isEqualTo(SHA256_BLOB + "\0".repeat(100 - SHA256_BLOB.length()));
        assertThat(text(header, 100, 24)).isEqualTo("0000444\0" + "0000000\0" + "0000000\0");
        assertThat(text(header, 124, 24)).isEqualTo("00000002322\0" + "00000000000\0");
        assertThat(text(header, 154, 3)).isEqualTo("\0 0");
        assertThat(text(header, 257, 72)).isEqualTo("ustar\00000" + "\0".repeat(64));
        assertThat(text(header, 329, 16)).isEqualTo("0000000\0" + "0000000\0");
        assertThat(text(header, 345, 167)).isEqualTo("\0".repeat(167));
    }

    @Test
    void aSha512BlobHasItsPathInAPaxRecord() {
        byte[] header = TarHeader.encode(SHA512_BLOB, '0', 0444, 5);

        assertThat(header).hasSize(3 * 512);
        assertThat(text(header, 0, 100))
                .isEqualTo(("blobs/sha512/PaxHeaders.0/" + SHA512_BLOB.substring(13)).substring(0, 100));
        assertThat(text(header, 100, 8)).isEqualTo("0000000\0");
        assertThat(text(header, 156, 1)).isEqualTo("x");
        assertThat(text(header, 329, 16)).as("no device numbers").isEqualTo("\0".repeat(16));
        assertThat(text(header, 512, 512)).isEqualTo("151 path=" + SHA512_BLOB + "\n" + "\0".repeat(512 - 151));
        assertThat(text(header, 1024, 100)).isEqualTo(SHA512_BLOB.substring(0, 100));
        assertThat(text(header, 1024 + 124, 12)).isEqualTo("00000000005\0");
    }

    @Test
    void aBlobOfEightGibibytesHasItsSizeInAPaxRecord() {
        assertThat(TarHeader.encode(SHA256_BLOB, '0', 0444, EIGHT_GIB - 1)).hasSize(512);

        byte[] header = TarHeader.encode(SHA256_BLOB, '0', 0444, EIGHT_GIB);
        assertThat(header).hasSize(3 * 512);
        assertThat(text(header, 512, 20)).isEqualTo("19 size=8589934592\n\0");
        assertThat(text(header, 1024 + 124, 12))
                .as("a size that does not fit is written as 0")
                .isEqualTo("00000000000\0");
    }

    @Test
    void readsBackWithCommonsCompress() {
        Randomized.check(3000, random -> {
            String path = path(random);
            long size = size(random);
            byte[] header = TarHeader.encode(path, '0', 0644, size);
            assertThat(header).hasSize(TarHeader.length(path, size));
            assertThat(header.length % 512).isZero();

            TarArchiveEntry entry = readWithCommons(header);
            assertThat(entry.getName()).isEqualTo(path);
            assertThat(entry.getSize()).isEqualTo(size);
            assertThat(entry.getMode()).isEqualTo(0644);
            assertThat(entry.isFile()).isTrue();
            assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
            assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
            assertThat(entry.getLastModifiedTime().toMillis()).isCloseTo(0, within(0L));
        });
    }

    @Test
    void readsBackWithItsOwnScanner() {
        Randomized.check(3000, random -> {
            String path = path(random);
            long size = size(random);
            byte[] header = TarHeader.encode(path, '0', 0644, size);
            List<TarEntry> entries = RawTar.scan(new HeaderBlob(header, size));
            assertThat(entries).containsExactly(new TarEntry(path, TarEntry.Type.FILE, "", 0, header.length, size));
        });
    }

    @Test
    void padsToWholeBlocks() {
        Randomized.check(1000, random -> {
            long size = size(random);
            assertThat(TarHeader.padding(size)).isBetween(0, 511);
            assertThat((size % 512 + TarHeader.padding(size)) % 512).isZero();
        });
    }

    private static TarArchiveEntry readWithCommons(byte[] header) {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(Arrays.copyOf(header, header.length + 1024)))) {
            return Objects.requireNonNull(tar.getNextEntry());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lengths from 1 to 400 with slashes at random places, but neither at the ends nor side by side. */
    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        int length = 1 + random.nextInt(random.nextBoolean() ? 130 : 400);
        while (path.length() < length) {
            path.append((char) ('a' + random.nextInt(26)));
            if (random.nextInt(20) == 0 && path.length() < length - 1) {
                path.append('/');
            }
        }
        return path.toString();
    }

    private static long size(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(2000);
            case 1 -> EIGHT_GIB - 2 + random.nextInt(4);
            default -> random.nextLong() >>> (2 + random.nextInt(60));
        };
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.US_ASCII);
    }
}
