package dev.drayage.cli;

import dev.drayage.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of the table of what containerd 1.6.20 exported, having imported all of the fixtures.
 *
 * @param fixture an archive or a layout in the folder of fixtures
 * @param image the name that containerd gave to an image of it
 * @param digest its digest
 */
record ExportedFixture(String fixture, String image, String digest) {
    /** What containerd was told to put before a bare tag. */
    static final String BASE_NAME = "fixture.test/img";

    /** All lines of images that could be exported. */
    static List<ExportedFixture> all() throws IOException {
        return Files.readAllLines(TestData.of("fixtures/containerd-1.6.20.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells[4].matches("[0-9]+"))
                .map(cells -> new ExportedFixture(cells[0], cells[1], cells[3]))
                .toList();
    }

    /** The fixture and the image as dray is told of them. */
    String source() {
        Path path = TestData.of("fixtures/" + fixture);
        String transport = Files.isDirectory(path) ? "oci:" : "oci-archive:";
        boolean tagged = image.startsWith(BASE_NAME + ":");
        return transport + path + ":" + (tagged ? image.substring(BASE_NAME.length() + 1) : image);
    }

    /** The name of a namespace for all of the fixture. */
    String namespace() {
        return fixture.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
