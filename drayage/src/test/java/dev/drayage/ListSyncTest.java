package dev.drayage;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.oci.Descriptor;
import dev.drayage.registry.RegistryOptions;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of images brought to a place, as programs do it. */
class ListSyncTest {
    @TempDir
    private Path directory;

    private InProcessRegistry source;
    private InProcessRegistry target;

    @BeforeEach
    void start() throws IOException {
        source = InProcessRegistry.start();
        target = InProcessRegistry.start();
        for (String tag : List.of("v1", "v2")) {
            MemoryContent content = new MemoryContent();
            Descriptor image = anImageIn(content)
                    .withLayer(ImageBuilder.noise(tag.hashCode(), 1000))
                    .build();
            source.repositories().holding("app", tag, content, image);
        }
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        target.close();
    }

    private Path list(String... tags) throws IOException {
        return Files.write(
                directory.resolve("images.txt"),
                Stream.of(tags).map(tag -> source.address() + "/app:" + tag).toList());
    }

    // As docs/library.md shows it.
    private static ListReport mirror(Path list, String to) throws IOException {
        RegistryOptions patient = RegistryOptions.defaults().withMaxWait(Duration.ofHours(1));
        Drayage drayage = new Drayage().with(RegistryOptions.class, patient);

        ListReport report = drayage.sync(ListSync.of(list, to)
                .withLock(list.resolveSibling("images.lock"))
                .withLockRenewed()
                .withDeletion(ListSync.Deletion.LOST));

        report.failures().forEach(System.err::println);
        return report;
    }

    @Test
    void bringsAListToAPlaceAndTakesAwayWhatItLost() throws IOException {
        String to = "docker://" + target.address() + "/m";

        ListReport first = mirror(list("v1", "v2"), to);
        ListReport second = mirror(list("v2"), to);

        assertThat(first.sent()).isEqualTo(2);
        assertThat(first.isComplete()).isTrue();
        assertThat(second.sent()).isZero();
        assertThat(second.present()).isEqualTo(1);
        assertThat(second.deleted()).isEqualTo(1);
        assertThat(second.warnings()).singleElement().asString().startsWith("removed " + source.address() + "/app:v1 ");
        assertThat(target.repositories().repository("m/app").tags("", 9)).containsExactly("v2");
    }

    @Test
    void tellsWhatFailedAndDoesTheRest() throws IOException {
        Path list = list("v1", "none");
        ListSync how = ListSync.of(list, "oci:" + directory.resolve("layout"))
                .withMapped(source.address() + "/app=registry.example/mapped")
                .withConcurrency(1)
                .withDeletion(ListSync.Deletion.OTHERS);

        ListReport report = new Drayage().sync(how);

        assertThat(report.isComplete()).isFalse();
        assertThat(report.failures()).singleElement().asString().contains("/app:none (" + list + " line 2) failed: ");
        assertThat(new Drayage()
                        .verify("oci:" + directory.resolve("layout") + ":registry.example/mapped:v1")
                        .isSound())
                .isTrue();
    }

    @Test
    void whatCannotBeMeantIsRefused() throws IOException {
        Path list = list("v1");
        for (String to : List.of("oci-archive:x.tar", "oci:layout:v1", "docker-archive:x.tar")) {
            assertThatThrownBy(() -> new Drayage().sync(ListSync.of(list, to)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(
                        () -> new Drayage().sync(ListSync.of(list, "oci:layout").withDeletion(ListSync.Deletion.LOST)))
                .hasMessage("deleting what the list has lost is for option lock; give that too");
    }

    @Test
    void theDocumentShowsWhatRunsHere() throws IOException {
        Path root = Path.of("..");
        String here = Files.readString(root.resolve("drayage/src/test/java/dev/drayage/ListSyncTest.java"));
        int from = here.indexOf("        RegistryOptions patient");
        String shown = here.substring(from, here.indexOf("        return report;", from))
                .stripTrailing()
                .stripIndent();

        assertThat(Files.readString(root.resolve("docs/library.md"))).contains("```java\n" + shown + "\n```");
    }
}
