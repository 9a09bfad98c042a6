package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives whose tar is the attack: nothing of them is stored, unless what is odd has no part in an image. */
class HostileImportTest {
    private static final int BLOCK = 512;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;

    @TempDir
    private Path directory;

    private byte[] good;

    @BeforeEach
    void export() throws IOException {
        Path tar = directory.resolve("good.tar");
        String layout = new SampleImage().layout(directory.resolve("layout"));
        assertThat(dray("export", layout, "-o", tar).exitCode()).isZero();
        good = Files.readAllBytes(tar);
    }

    private Invocation imported(byte[] tar) throws IOException {
        Path file = directory.resolve("hostile.tar");
        Files.write(file, tar);
        return dray("import", file, "--root", directory.resolve("store"), "--base-name", "a.example/b");
    }

    private String refused(byte[] tar) throws IOException {
        Invocation run = imported(tar);
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.CORRUPT);
        assertThat(dray("ls", "--json", "--root", directory.resolve("store")).out())
                .isEmpty();
        return run.message();
    }

    private static void seal(byte[] tar, int header) {
        Arrays.fill(tar, header + CHECKSUM, header + TYPE, (byte) ' ');
        int sum = 0;
        for (int i = header; i < header + BLOCK; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] text = String.format("%06o\0", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, tar, header + CHECKSUM, text.length);
    }

    /** Where the header of the last blob is. */
    private int blob() {
        String text = new String(good, StandardCharsets.ISO_8859_1);
        int at = text.lastIndexOf("blobs/sha256/");
        while (at % BLOCK != 0) {
            at = text.lastIndexOf("blobs/sha256/", at - 1);
        }
        return at;
    }

    private static byte[] entry(byte[] name, char type, long size, byte... content) throws IOException {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, name.length);
        byte[] text = String.format("%011o", size).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, SIZE, text.length);
        header[TYPE] = (byte) type;
        seal(header, 0);
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.write(header);
        entry.write(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
        return entry.toByteArray();
    }

    private byte[] before(byte[] entry) {
        byte[] both = Arrays.copyOf(entry, entry.length + good.length);
        System.arraycopy(good, 0, both, entry.length, good.length);
        return both;
    }

    @ParameterizedTest
    @CsvSource({"1, link", "2, link", "3, device", "4, device", "6, FIFO", "S, sparse"})
    void aBlobThatIsNoFile(char type, String what) throws IOException {
        int header = blob();
        int content = good.length - header - BLOCK;
        byte[] typed = good.clone();
        typed[header + TYPE] = (byte) type;
        if (Character.isDigit(type)) {
            // It has no content.
            int size = Integer.parseInt(new String(good, header + SIZE, 11, StandardCharsets.US_ASCII), 8);
            Arrays.fill(typed, header + SIZE, header + SIZE + 11, (byte) '0');
            int padded = (size + BLOCK - 1) / BLOCK * BLOCK;
            System.arraycopy(good, header + BLOCK + padded, typed, header + BLOCK, content - padded);
            typed = Arrays.copyOf(typed, typed.length - padded);
        }
        seal(typed, header);

        assertThat(refused(typed)).contains(what);
    }

    @Test
    void anExtendedHeaderOfAGigabyte() throws IOException {
        assertThat(refused(before(entry("pax".getBytes(StandardCharsets.US_ASCII), 'x', 1L << 30))))
                .contains("1073741824");
    }

    @Test
    void aNameWithAZeroInIt() throws IOException {
        byte[] record = "17 path=blobs/\0x\n".getBytes(StandardCharsets.US_ASCII);

        assertThat(refused(before(entry("pax".getBytes(StandardCharsets.US_ASCII), 'x', record.length, record))))
                .contains("offset 0");
    }

    @Test
    void aNameThatIsNoTextHasNoPartInAnImage() throws IOException {
        Invocation run = imported(before(entry(new byte[] {'a', (byte) 0xff, (byte) 0xfe}, '0', 0)));

        assertThat(run.exitCode()).as(run.toString()).isZero();
    }
}
