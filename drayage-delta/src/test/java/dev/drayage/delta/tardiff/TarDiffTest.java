package dev.drayage.delta.tardiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Diffs that others made, that others read, and that nobody should have made. */
class TarDiffTest {
    private static final Map<String, byte[]> OLD = Map.of("a/b", new byte[] {10, 20, 30, 40});
    private static final long MAX_SIZE = 1 << 20;

    /** The seed of the trees that {@code reference.tardiff} was made of, by tar-diff 0.1.2: {@code tar-diff old.tar new.tar}. */
    private static final int REFERENCE_SEED = 5;

    @Test
    void doesWhatTheOperationsSay() throws IOException {
        byte[] diff = new Operations()
                .data("new ")
                .open("a/b")
                .number(2, 1)
                .number(4, 2)
                .data(3, new byte[] {5, -31})
                .number(4, 1)
                .number(2, 2)
                .diff();

        assertThat(Diffs.apply(diff, OLD)).containsExactly('n', 'e', 'w', ' ', 10, 35, 9, 20, 30);
        assertThat(TarDiff.paths(Blob.ofBytes(diff), MAX_SIZE)).containsExactly("a/b");
    }

    @Test
    void readsWhatTarDiffWrites() throws IOException {
        SplittableRandom random = new SplittableRandom(REFERENCE_SEED);
        Map<String, byte[]> old = RandomTrees.tree(random);
        byte[] tar = RandomTrees.tar(random, RandomTrees.edited(random, old));
        try (InputStream in = TarDiffTest.class.getResourceAsStream("reference.tardiff")) {
            assertThat(Diffs.apply(in.readAllBytes(), old)).isEqualTo(tar);
        }
    }

    @Test
    void isReadByTarPatch(@TempDir Path directory) throws IOException {
        Program patch = Peers.find("tar-patch")
                .orElseGet(() -> abort("needs tar-patch, which is not on the PATH and no Debian package; "
                        + "go install github.com/containers/tar-diff/cmd/tar-patch@v0.1.2"));
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, byte[]> old = RandomTrees.tree(random);
            byte[] tar = RandomTrees.tar(random, RandomTrees.edited(random, old));
            Path tree = directory.resolve("old" + seed);
            for (Map.Entry<String, byte[]> file : old.entrySet()) {
                Path path = tree.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Path diff = Files.write(directory.resolve("diff"), Diffs.diff(old, tar));
            Path made = directory.resolve("made");

            patch.run(diff.toString(), tree.toString(), made.toString()).requireSuccess();

            assertThat(made).as("seed %d", seed).hasBinaryContent(tar);
        }
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("there is no operation 5", new Operations().number(5, 0)),
                Arguments.of("none was opened", new Operations().number(2, 1)),
                Arguments.of("none was opened", new Operations().data(3, new byte[1])),
                Arguments.of(
                        "5 bytes at offset 0 of \"a/b\"",
                        new Operations().open("a/b").number(2, 5)),
                Arguments.of(
                        "1 bytes at offset 4 of \"a/b\"",
                        new Operations().open("a/b").number(2, 4).number(2, 1)),
                Arguments.of(
                        "1 bytes at offset " + Long.MAX_VALUE,
                        new Operations().open("a/b").number(4, Long.MAX_VALUE).number(2, 1)),
                Arguments.of(
                        "more than " + MAX_SIZE, new Operations().open("a/b").number(2, Long.MAX_VALUE)),
                Arguments.of(
                        "larger than any file", new Operations().open("a/b").number(2, Long.MIN_VALUE)),
                Arguments.of(
                        "larger than any file", new Operations().open("a/b").number(4, -1)),
                Arguments.of("more than " + MAX_SIZE, new Operations().data(0, new byte[(1 << 20) + 1])),
                Arguments.of(
                        "more than " + MAX_SIZE,
                        new Operations().data(0, new byte[1 << 20]).data(0, new byte[1])),
                Arguments.of("within the data", new Operations().number(0, 3)),
                Arguments.of("within the data", new Operations().number(1, 3)),
                Arguments.of("within a number", new Operations().bytes(0)),
                Arguments.of("within a number", new Operations().bytes(0, 0x80)),
                Arguments.of("a path has 0 bytes", new Operations().open("")),
                Arguments.of("a path has 4097 bytes", new Operations().open("x".repeat(4097))),
                Arguments.of("a path has " + (1L << 62), new Operations().number(1, 1L << 62)),
                Arguments.of("\"/etc/passwd\" is not one", new Operations().open("/etc/passwd")),
                Arguments.of("\"a/../../b\" is not one", new Operations().open("a/../../b")),
                Arguments.of("\"./a\" is not one", new Operations().open("./a")),
                Arguments.of("\"a//b\" is not one", new Operations().open("a//b")),
                Arguments.of("\"a\\u0000b\" is not one", new Operations().open("a\0b")),
                Arguments.of("not UTF-8", new Operations().data(1, new byte[] {'a', (byte) 0xff})),
                Arguments.of(
                        "more than can be meant", new Operations().open("a/b").bytes(new int[4 << 20])));
    }

    @ParameterizedTest
    @MethodSource
    void hostile(String problem, Operations operations) throws IOException {
        byte[] diff = operations.diff();

        assertThatThrownBy(() -> Diffs.apply(diff, OLD, MAX_SIZE))
                .isInstanceOfSatisfying(
                        ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                .hasMessageContaining("the tar-diff is damaged at offset")
                .hasMessageContaining(problem);
    }

    @Test
    void saysThatAFileIsMissing() throws IOException {
        byte[] diff = new Operations().open("gone").diff();

        assertThatThrownBy(() -> Diffs.apply(diff, OLD)).isInstanceOf(ContentNotFoundException.class);
        assertThat(TarDiff.paths(Blob.ofBytes(diff), MAX_SIZE)).containsExactly("gone");
    }

    @Test
    void refusesWhatIsNoTarDiff() {
        for (String other : new String[] {"", "tardf1\n", "tardf2\n\0aaaaaaaaaaaa", "\u001f\u008b"}) {
            assertThatThrownBy(() -> Diffs.apply(other.getBytes(StandardCharsets.ISO_8859_1), OLD))
                    .isInstanceOf(ContentException.class)
                    .hasMessageContaining("no tar-diff of version 1");
        }
    }

    @Test
    void anErrorOfTheBlobIsNoDamage() {
        Blob broken = new BrokenBlob();

        assertThatThrownBy(() -> TarDiff.paths(broken, MAX_SIZE))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("no network");
    }

    @Test
    void aDiffThatIsCutShortIsAnError() throws IOException {
        Sample sample = new Sample(3);
        for (int length = 0; length < sample.diff.length; length++) {
            byte[] cut = Arrays.copyOf(sample.diff, length);

            assertThatThrownBy(() -> Diffs.apply(cut, sample.old, MAX_SIZE))
                    .as("%d of %d bytes", length, sample.diff.length)
                    .isInstanceOf(ContentException.class);
        }
    }

    @Test
    void aDiffWithAWrongBitIsAnErrorOrTheSame() throws IOException {
        Sample sample = new Sample(3);
        for (int bit = 0; bit < sample.diff.length * 8; bit++) {
            byte[] wrong = sample.diff.clone();
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] made;
            try {
                made = Diffs.apply(wrong, sample.old, MAX_SIZE);
            } catch (ContentException e) {
                continue;
            }
            assertThat(made).as("bit %d", bit).isEqualTo(sample.tar);
        }
    }

    /** Without zstd around them, which has a checksum. */
    @Test
    void operationsWithWrongBitsEndInBoundedMemory() throws IOException {
        Sample sample = new Sample(4);
        int head = TarDiffWriter.MAGIC.length;
        byte[] operations = Zstd.decompress(Arrays.copyOfRange(sample.diff, head, sample.diff.length), (int) MAX_SIZE);
        int errors = 0;
        for (int i = 0; i < 2_000; i++) {
            SplittableRandom random = new SplittableRandom(i);
            byte[] wrong = operations.clone();
            wrong[random.nextInt(random.nextBoolean() ? wrong.length : 40)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(Diffs.apply(new Operations(wrong).diff(), sample.old, MAX_SIZE).length)
                        .isLessThanOrEqualTo((int) MAX_SIZE);
            } catch (ContentException e) {
                errors++;
            }
        }
        assertThat(errors).isPositive();
    }

    /** A diff of small trees. */
    private static final class Sample {
        final Map<String, byte[]> old;
        final byte[] tar;
        final byte[] diff;

        Sample(long seed) throws IOException {
            SplittableRandom random = new SplittableRandom(seed);
            old = RandomTrees.tree(random);
            tar = RandomTrees.tar(random, RandomTrees.edited(random, old));
            diff = Diffs.diff(old, tar);
        }
    }

    /** Operations, of which any can be wrong. */
    static final class Operations {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Operations(byte... bytes) {
            this.bytes.writeBytes(bytes);
        }

        Operations bytes(int... values) {
            for (int value : values) {
                bytes.write(value);
            }
            return this;
        }

        Operations number(int operation, long number) {
            bytes.write(operation);
            long rest = number;
            while ((rest & ~0x7fL) != 0) {
                bytes.write((int) (rest | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
            return this;
        }

        Operations data(int operation, byte[] data) {
            number(operation, data.length);
            bytes.writeBytes(data);
            return this;
        }

        Operations data(String text) {
            return data(0, text.getBytes(StandardCharsets.UTF_8));
        }

        Operations open(String path) {
            return data(1, path.getBytes(StandardCharsets.UTF_8));
        }

        byte[] diff() throws IOException {
            ByteArrayOutputStream diff = new ByteArrayOutputStream();
            diff.writeBytes(TarDiffWriter.MAGIC);
            try (OutputStream packed = new ZstdOutputStream(diff)) {
                bytes.writeTo(packed);
            }
            return diff.toByteArray();
        }

        @Override
        public String toString() {
            return bytes.size() + " bytes";
        }
    }

    /** Fails behind the first bytes. */
    private static final class BrokenBlob implements Blob {
        @Override
        public long size() {
            return 1000;
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            if (position > 0) {
                throw new IOException("no network");
            }
            int count = Math.min(target.remaining(), TarDiffWriter.MAGIC.length);
            target.put(TarDiffWriter.MAGIC, 0, count);
            return count;
        }

        @Override
        public void close() {}
    }
}
