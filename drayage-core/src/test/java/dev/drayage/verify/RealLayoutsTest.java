package dev.drayage.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drayage.content.ContentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.NonDistributable;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.testkit.TestData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Layouts made by other people's tools open or are refused, and are sound or not, as a table says. */
class RealLayoutsTest {
    private static final String TABLE = "layouts.tsv";

    private record Row(String verdict, String containerd, String images, String diffIds, String path) {
        static Row of(String line) {
            String[] cells = line.split("\t", -1);
            return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
        }
    }

    private static List<Row> table() throws IOException {
        InputStream table = Objects.requireNonNull(RealLayoutsTest.class.getResourceAsStream(TABLE), TABLE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    @Test
    void theTableNamesEveryLayoutThereIs() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String folder : List.of("corpus", "fixtures")) {
            Path root = TestData.of(folder);
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.endsWith("index.json") || file.endsWith("oci-layout"))
                        .map(Path::getParent)
                        .map(layout -> folder + "/" + root.relativize(layout))
                        .forEach(found::add);
            }
        }
        table().stream()
                .map(Row::path)
                .filter(path -> !found.contains(path) && TestData.isLeftOut(path))
                .forEach(found::add);
        assertThat(table()).extracting(Row::path).containsExactlyInAnyOrderElementsOf(found);
    }

    @TestFactory
    Stream<DynamicTest> eachLayoutIsWhatTheTableSays() throws IOException {
        return table().stream()
                .map(row -> DynamicTest.dynamicTest(row.path(), () -> {
                    Path directory = TestData.of(row.path());
                    try (ImageLayout layout = ImageLayout.open(directory)) {
                        VerifyReport report = ImageVerification.verify(
                                layout.content(),
                                layout.images(),
                                layout.files().blobs(),
                                VerifyOptions.defaults());
                        String verdict = layout.images().isEmpty()
                                ? "empty"
                                : report.isSound() ? "ok" : report.isCorrupt() ? "corrupt" : "missing";
                        String diffIds = Long.toString(report.diffIds());
                        String images = Integer.toString(layout.images().size());
                        assertThat(new Row(verdict, row.containerd(), images, diffIds, row.path()))
                                .as("%s", report.findings())
                                .isEqualTo(row);
                    } catch (ContentException e) {
                        assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION);
                        assertThat(e).hasMessageContaining("oci:" + directory);
                        assertThat(row.verdict()).as(e.getMessage()).isEqualTo("refused");
                    }
                }));
    }

    /** What containerd refuses is never sound here; what it takes may be, unless it does not look at what is wrong. */
    @TestFactory
    Stream<DynamicTest> containerdAgreesOrIsLaxer() throws IOException {
        Map<String, String> outcomes = outcomes();
        return table().stream()
                .filter(row -> !row.containerd().equals("-"))
                .map(row -> DynamicTest.dynamicTest(row.path(), () -> {
                    assertThat(outcomes.get(row.path())).startsWith(row.containerd());
                    boolean refused = row.containerd().equals("error");
                    assertThat(row.verdict())
                            .isIn(
                                    refused
                                            ? List.of("refused", "missing", "empty")
                                            : List.of("ok", "corrupt", "missing"));
                }));
    }

    private static Map<String, String> outcomes() throws IOException {
        Map<String, String> outcomes = new TreeMap<>();
        String repository = "";
        for (String line : Files.readAllLines(TestData.of("corpus/README.md"))) {
            if (line.startsWith("## ")) {
                repository = line.substring(3).strip().replace('/', '+');
            } else if (line.startsWith("| ")) {
                String[] cells = line.split("\\|", -1);
                outcomes.put("corpus/" + repository + "/" + cells[1].strip(), cells[5].strip());
            }
        }
        return outcomes;
    }

    @TestFactory
    Stream<DynamicTest> walkAndDispatchReachTheSameOfEachSoundLayout() throws IOException {
        return table().stream()
                .filter(row -> row.verdict().equals("ok"))
                .map(row -> DynamicTest.dynamicTest(row.path(), () -> {
                    try (ImageLayout layout = ImageLayout.open(TestData.of(row.path()))) {
                        Documents documents = new Documents(layout.content());
                        Handler children = Handler.children(documents);
                        Set<Descriptor> walked = new HashSet<>();
                        Set<Descriptor> dispatched = Collections.synchronizedSet(new HashSet<>());
                        Graph.walk(noting(walked, children), Limits.defaults(), layout.images());
                        Graph.dispatch(noting(dispatched, children), Limits.defaults(), 3, layout.images());
                        assertThat(keys(dispatched)).isEqualTo(keys(walked));
                        List<NamedImage> images =
                                layout.images().stream().map(NamedImage::of).toList();
                        SelectionOptions all = SelectionOptions.defaults()
                                .withPlatforms(PlatformSelection.all())
                                .withNonDistributable(NonDistributable.SKIP);
                        assertThatCode(() -> ContentSelection.of(layout.content(), images, all))
                                .doesNotThrowAnyException();
                    }
                }));
    }

    private static Handler noting(Set<Descriptor> reached, Handler handler) {
        return descriptor -> {
            reached.add(descriptor);
            return handler.handle(descriptor);
        };
    }

    private static Set<String> keys(Set<Descriptor> descriptors) {
        Set<String> keys = new TreeSet<>();
        descriptors.forEach(descriptor -> keys.add(descriptor.mediaType() + " " + descriptor.digest()));
        return keys;
    }
}
