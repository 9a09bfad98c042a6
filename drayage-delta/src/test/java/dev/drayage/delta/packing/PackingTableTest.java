package dev.drayage.delta.packing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What makes the packed blobs of other people's images. {@code -Dpacking.folder=DIR} prints the table for another folder, of
 * layouts, archives and blobs.
 */
class PackingTableTest {
    @TempDir
    private Path directory;

    @Test
    void mostBlobsAreMadeAgain() throws IOException {
        String folder = System.getProperty("packing.folder");
        PackingTable table = new PackingTable(directory);
        table.addAll(folder == null ? TestData.of("corpus") : Path.of(folder));

        if (folder == null) {
            long exact = table.rows().stream()
                    .filter(row -> !row.packing().equals("none"))
                    .count();
            assertThat(table.rows()).hasSizeGreaterThan(100);
            assertThat(exact).isGreaterThan(table.rows().size() * 9L / 10);
        } else {
            System.out.println(table.text());
        }
        assertThat(table.rows()).extracting(PackingTable.Row::digest).doesNotHaveDuplicates();
    }
}
