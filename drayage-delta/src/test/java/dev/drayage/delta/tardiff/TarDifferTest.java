package dev.drayage.delta.tardiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written makes the tar again, whatever was done to the files, and is small where they are alike. */
class TarDifferTest {
    private static final int TREES = 200;

    @Test
    void makesTheTarsOfRandomTreesAgain() throws IOException {
        for (int seed = 0; seed < TREES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, byte[]> old = RandomTrees.tree(random);
            byte[] tar = RandomTrees.tar(random, RandomTrees.edited(random, old));

            byte[] diff = Diffs.diff(old, tar);

            assertThat(Diffs.apply(diff, old)).as("seed %d", seed).isEqualTo(tar);
            assertThat(Diffs.diff(old, tar)).as("again, seed %d", seed).isEqualTo(diff);
        }
    }

    @Test
    void takesAFewBytesForAnEditInALargeFile() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] large = new byte[3 << 20];
        random.nextBytes(large);
        Map<String, byte[]> old = Map.of("opt/large", large);
        byte[] edited = RandomTrees.splice(large, 1_000_000, 10, "another line\n".getBytes(StandardCharsets.UTF_8));
        byte[] tar = RandomTrees.tarOf("opt/large", edited);

        byte[] diff = Diffs.diff(old, tar);

        assertThat(diff.length).isLessThan(300);
        assertThat(Diffs.apply(diff, old)).isEqualTo(tar);
        assertThat(TarDiff.paths(Blob.ofBytes(diff), tar.length)).containsExactly("opt/large");
    }

    /** Moved, of another version, and of another name altogether. */
    @ParameterizedTest
    @ValueSource(strings = {"usr/lib/libz.so.1.2.13", "opt/libz.so.1.2.14", "usr/lib/libz.so.1.3", "srv/blob"})
    void findsWhatAFileWasBefore(String path) throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        Map<String, byte[]> old = new TreeMap<>();
        for (String name : List.of("usr/lib/libz.so.1.2.13", "usr/lib/other", "var/blob", "opt/blob")) {
            byte[] noise = new byte[50_000];
            random.nextBytes(noise);
            old.put(name, noise);
        }
        byte[] edited =
                RandomTrees.splice(Objects.requireNonNull(old.get("usr/lib/libz.so.1.2.13")), 20_000, 5, new byte[7]);
        byte[] tar = RandomTrees.tarOf(path, edited);

        byte[] diff = Diffs.diff(old, tar);

        assertThat(diff.length).isLessThan(3_000);
        assertThat(Diffs.apply(diff, old)).isEqualTo(tar);
    }

    @Test
    void neverRefersToEmptyFilesOrNamesThatAreNoText() throws IOException {
        byte[] bytes = "some bytes that are the same".repeat(50).getBytes(StandardCharsets.UTF_8);
        byte[] tar = RandomTrees.tar(new SplittableRandom(3), new TreeMap<>(Map.of("a", bytes, "b", new byte[0])));

        byte[] diff = Diffs.diff(Map.of("a\uFFFD", bytes, "b", new byte[0]), tar);

        assertThat(TarDiff.paths(Blob.ofBytes(diff), tar.length)).isEmpty();
        assertThat(Diffs.apply(diff, Map.of())).isEqualTo(tar);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 70_000})
    void takesWhatIsNoTarAsItIs(int size) throws IOException {
        byte[] noTar = new byte[size];
        new SplittableRandom(size).nextBytes(noTar);

        byte[] diff = Diffs.diff(Map.of("a", new byte[] {1, 2, 3}), noTar);

        assertThat(Diffs.apply(diff, Map.of())).isEqualTo(noTar);
    }
}
