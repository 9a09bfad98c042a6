package dev.drayage.transfer;

import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What containerd 1.6.20 made of each fixture: {@code fixtures/containerd-1.6.20.tsv}. */
public final class ContainerdTable {
    /** The base name that bare tags were given. */
    public static final String BASE_NAME = "fixture.test/img";

    private ContainerdTable() {}

    /** A name that containerd gave, or an error; the digest is {@code -} then. */
    public record Row(String fixture, String image, String mediaType, String digest, String note) {
        public boolean isError() {
            return image.equals("-");
        }

        /** Whether it is a name that was in the fixture; {@code ctr --digests} makes one of each digest too. */
        public boolean isNamed() {
            return !isError() && !image.startsWith(BASE_NAME + "@");
        }
    }

    public static Map<String, List<Row>> read() throws IOException {
        Path table = TestData.of("fixtures/containerd-1.6.20.tsv");
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        for (String line :
                Files.readAllLines(table).subList(1, Files.readAllLines(table).size())) {
            String[] fields = line.split("\t", -1);
            rows.computeIfAbsent(fields[0], fixture -> new ArrayList<>())
                    .add(new Row(fields[0], fields[1], fields[2], fields[3], fields[fields.length - 1]));
        }
        return rows;
    }

    /** The fixture, which may be too large to be there. */
    public static Path file(Row row) {
        return TestData.path("fixtures/" + row.fixture());
    }

    public static List<Row> all() throws IOException {
        return read().values().stream().flatMap(Collection::stream).toList();
    }
}
