package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.drayage.testkit.TestData;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real images, imported into a real containerd: what it exports is what dray exports of the same image. */
class ContainerdExportTest extends FixtureContainerd {
    private static final String BASE_NAME = ExportedFixture.BASE_NAME;

    @TestFactory
    Stream<DynamicTest> everyImageThatContainerdTakesIsExportedAlike() throws IOException {
        List<ExportedFixture> rows = ExportedFixture.all();
        assertThat(rows).hasSizeGreaterThan(40);
        rows.stream().map(ExportedFixture::fixture).distinct().forEach(ContainerdExportTest::importFixture);
        return rows.stream().map(row -> dynamicTest(row.fixture() + " " + row.image(), () -> compare(row)));
    }

    @Test
    void severalImagesAreListedInTheOrderInWhichTheyWereNamed() throws IOException {
        String fixture = "regclient/testrepo";
        importFixture(fixture);
        List<String> tags = List.of("v3", "a1", "child", "v1");
        List<String> images = tags.stream().map(tag -> BASE_NAME + ":" + tag).toList();
        Path theirs = directory.resolve("several.tar");
        List<String> arguments = new ArrayList<>(List.of("images", "export", "--all-platforms", theirs.toString()));
        arguments.addAll(images);
        ctr(fixture).run(arguments.toArray(String[]::new)).requireSuccess();

        Path ours = directory.resolve("ours-several.tar");
        List<Object> words = new ArrayList<>(List.of("export", "--all-platforms", "-o", ours));
        images.forEach(image -> words.add("oci-archive:" + theirs + ":" + image));
        dray(words.toArray()).requireSuccess();

        // Its manifest.json lists them in random order.
        RawTar.assertSameExport(
                RawTar.of(theirs).without("manifest.json"), RawTar.of(ours).without("manifest.json"));
        String docker = RawTar.of(ours).record("manifest.json").text();
        assertThat(images.stream().map(docker::indexOf).toList())
                .doesNotContain(-1)
                .isSorted();
    }

    private static Program ctr(String fixture) {
        return containerd.ctr().with("--namespace", namespace(fixture));
    }

    private static String namespace(String fixture) {
        return fixture.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private static void importFixture(String fixture) {
        try {
            Path tar = asTar(TestData.of("fixtures/" + fixture));
            ctr(fixture)
                    .with("images", "import", "--no-unpack", "--all-platforms", "--digests")
                    .run("--base-name", BASE_NAME, tar.toString())
                    .requireSuccess();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path asTar(Path fixture) throws IOException {
        Path tar = directory.resolve("fixture.tar");
        if (Files.isDirectory(fixture)) {
            Peers.require("tar")
                    .run("-C", fixture.toString(), "-cf", tar.toString(), ".")
                    .requireSuccess();
            return tar;
        }
        if (fixture.toString().endsWith(".gz")) {
            Files.deleteIfExists(tar);
            try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(fixture))) {
                Files.copy(unpacked, tar);
            }
            return tar;
        }
        return fixture;
    }

    private static void compare(ExportedFixture row) throws IOException {
        Path theirs = directory.resolve("theirs.tar");
        ctr(row.fixture())
                .run("images", "export", "--all-platforms", theirs.toString(), row.image())
                .requireSuccess();
        Path ours = directory.resolve("ours.tar");

        dray("export", "oci-archive:" + theirs, "-o", ours, "--all-platforms").requireSuccess();
        RawTar.assertSameExport(RawTar.of(theirs), RawTar.of(ours));
        for (String reads : List.of("--no-local-reads", "--json")) {
            dray(exportOfDaemon(row, ours, reads)).requireSuccess();
            RawTar.assertSameExport(RawTar.of(theirs), RawTar.of(ours));
        }

        Path fixture = TestData.of("fixtures/" + row.fixture());
        if (Files.isDirectory(fixture)) {
            String tag = row.image().substring(BASE_NAME.length() + 1);
            dray("export", "oci:" + fixture + ":" + tag, "--name", row.image(), "-o", ours, "--all-platforms")
                    .requireSuccess();
            RawTar.assertSameExport(RawTar.of(theirs), RawTar.of(ours));
        }
    }

    /** From the same daemon: through it with {@code --no-local-reads}, else from its files. */
    private static Object[] exportOfDaemon(ExportedFixture row, Path ours, String reads) {
        return new Object[] {
            "export",
            "containerd:" + row.image(),
            "-o",
            ours,
            "--all-platforms",
            "--address",
            containerd.socket(),
            "--namespace",
            row.namespace(),
            reads
        };
    }
}
