package dev.drayage.delta.tardiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.util.Map;
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
        byte[] edited = RandomTrees.splice(large, 1_000_000, 10, "another line\n".getBytes());
        byte[] tar = RandomTrees.tar(random, new TreeMap<>(Map.of("opt/large", edited)));

        byte[] diff = Diffs.diff(old, tar);

        assertThat(diff.length).isLessThan(300);
        assertThat(Diffs.apply(diff, old)).isEqualTo(tar);
        assertThat(TarDiff.paths(Blob.ofBytes(diff), tar.length)).containsExactly("opt/large");
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
