package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tar cut into its records, with every bit of their headers: extended headers are records too. All bytes are kept as
 * characters of Latin 1.
 *
 * @param records in order
 * @param rest what follows the last of them
 */
record RawTar(List<Entry> records, String rest) {
    /** 1.6 leaves it out of {@code index.json}; later versions write it, and so does dray. */
    private static final String MEDIA_TYPE = "\"mediaType\":\"application/vnd.oci.image.index.v1+json\",";

    private static final int BLOCK = 512;
    private static final int SIZE = 124;
    private static final int SIZE_END = 136;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_END = 156;

    /** A header, its content, and the padding behind that. */
    record Entry(String header, String content, String padding) {

        String name() {
            return field(header, 0, 100);
        }

        /** The header without what depends on the content: size and checksum. */
        String headerBesidesSize() {
            return header.substring(0, SIZE) + header.substring(SIZE_END, CHECKSUM) + header.substring(CHECKSUM_END);
        }

        /** The content as UTF-8. */
        String text() {
            return new String(content.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    static RawTar of(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    static RawTar of(byte[] bytes) {
        String tar = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Entry> records = new ArrayList<>();
        int at = 0;
        while (at + BLOCK <= tar.length() && tar.charAt(at) != 0) {
            String header = tar.substring(at, at + BLOCK);
            int end =
                    at + BLOCK + Integer.parseInt(field(header, SIZE, SIZE_END).strip(), 8);
            int padded = (end + BLOCK - 1) / BLOCK * BLOCK;
            records.add(new Entry(header, tar.substring(at + BLOCK, end), tar.substring(end, padded)));
            at = padded;
        }
        return new RawTar(records, tar.substring(at));
    }

    List<String> names() {
        return records.stream().map(Entry::name).toList();
    }

    /** The only record of this name. */
    Entry record(String name) {
        List<Entry> found =
                records.stream().filter(record -> record.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError("wanted one record " + name + ", found " + found.size() + " among " + names());
        }
        return found.get(0);
    }

    RawTar without(String name) {
        return new RawTar(
                records.stream().filter(record -> !record.name().equals(name)).toList(), rest);
    }

    private static String field(String record, int from, int to) {
        int end = record.indexOf(0, from);
        return record.substring(from, end < 0 || end > to ? to : end);
    }

    /** Two exports are equal but for what containerd 1.6 leaves out of {@code index.json}. */
    static void assertSameExport(RawTar expected, RawTar actual) {
        assertThat(actual.names()).isEqualTo(expected.names());
        for (Entry theirs : expected.records()) {
            Entry ours = actual.record(theirs.name());
            if (theirs.name().equals("index.json")) {
                assertThat(ours.text().replace(MEDIA_TYPE, ""))
                        .isEqualTo(theirs.text().replace(MEDIA_TYPE, ""));
                assertThat(ours.headerBesidesSize()).isEqualTo(theirs.headerBesidesSize());
            } else {
                assertThat(ours.content()).as(theirs.name()).isEqualTo(theirs.content());
                assertThat(ours.header()).as(theirs.name()).isEqualTo(theirs.header());
                assertThat(ours.padding()).as(theirs.name()).isEqualTo(theirs.padding());
            }
        }
        assertThat(actual.rest()).isEqualTo(expected.rest());
    }
}
