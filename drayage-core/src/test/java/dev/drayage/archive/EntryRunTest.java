package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryRunTest {
    private static final int MOST = 10_000;

    @Test
    void partsEntriesInOrderIntoRunsOfABoundedSize() {
        Randomized.check(500, random -> {
            List<ImageArchive.Entry> entries = entries(random);
            List<EntryRun> runs = EntryRun.of(entries, MOST);

            assertThat(runs.stream().flatMap(run -> run.entries().stream())).containsExactlyElementsOf(entries);
            long offset = 0;
            for (EntryRun run : runs) {
                assertThat(run.offset()).isEqualTo(offset);
                assertThat(run.size() <= MOST || run.entries().size() == 1).isTrue();
                offset += run.size();
            }
        });
    }

    @Test
    void smallNeighboursGoTogether() {
        Random random = new Random(1);
        assertThat(EntryRun.of(entries(random), Integer.MAX_VALUE)).hasSize(1);
    }

    private static List<ImageArchive.Entry> entries(Random random) {
        List<ImageArchive.Entry> entries = new ArrayList<>();
        long offset = 0;
        for (int i = random.nextInt(50); i >= 0; i--) {
            long size = random.nextInt(random.nextInt(4) == 0 ? 3 * MOST : 1000);
            ImageArchive.Entry entry = new ImageArchive.Entry("file" + i, 0644, size, offset, offset + 512, null);
            entries.add(entry);
            offset = entry.end();
        }
        return entries;
    }
}
