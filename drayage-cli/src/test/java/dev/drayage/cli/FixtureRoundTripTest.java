package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real images that dray copies into a real containerd: they are what ctr would have imported, and come out unchanged. */
class FixtureRoundTripTest extends FixtureContainerd {
    @TestFactory
    Stream<DynamicTest> everyImageThatContainerdTakesGoesInAndComesOutUnchanged() throws IOException {
        List<ExportedFixture> all = ExportedFixture.all();
        assertThat(all).hasSizeGreaterThan(40);
        return all.stream().map(row -> dynamicTest(row.fixture() + " " + row.image(), () -> goesThrough(row)));
    }

    private static void goesThrough(ExportedFixture row) throws IOException {
        List<Object> daemon = List.of("--address", containerd.socket(), "--namespace", row.namespace());
        Path ours = directory.resolve("ours.tar");
        Path theirs = directory.resolve("theirs.tar");

        dray(words(daemon, "copy", row.source(), "containerd:" + row.image(), "--all-platforms"))
                .requireSuccess();

        assertThat(ctr(row, "images", "ls", "name==" + row.image()))
                .contains(row.image())
                .contains(row.digest());
        dray(words(daemon, "export", "containerd:" + row.image(), "-o", ours, "--all-platforms"))
                .requireSuccess();
        ctr(row, "images", "export", "--all-platforms", theirs.toString(), row.image());
        RawTar.assertSameExport(RawTar.of(theirs), RawTar.of(ours));
    }

    private static Object[] words(List<Object> last, Object... first) {
        return Stream.concat(Stream.of(first), last.stream()).toArray();
    }

    private static String ctr(ExportedFixture row, String... arguments) {
        return containerd
                .ctr()
                .with("--namespace", row.namespace())
                .run(arguments)
                .requireSuccess()
                .out();
    }
}
