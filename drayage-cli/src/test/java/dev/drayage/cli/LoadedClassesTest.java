package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command loads what its own places need, and of the others at most what says how they are called. */
class LoadedClassesTest {
    @TempDir
    private Path directory;

    private List<String> loadedBy(String... words) {
        List<String> line = Stream.concat(
                        Stream.of(
                                "-Xlog:class+load", "-cp", System.getProperty("java.class.path"), Dray.class.getName()),
                        Stream.of(words))
                .toList();
        return Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                .env("DRAYAGE_ROOT", directory.resolve("store").toString())
                .run(line.toArray(String[]::new))
                .requireSuccess()
                .out()
                .lines()
                .filter(each -> each.contains(" source: "))
                .map(each -> each.replaceFirst("^.*\\] ", "").replaceFirst(" source: .*", ""))
                .toList();
    }

    @Test
    void theVersionLooksForNoPlaces() {
        List<String> loaded = loadedBy("--version");

        assertThat(loaded).contains(Dray.class.getName());
        assertThat(loaded).noneMatch(name -> name.startsWith("dev.drayage.place."));
    }

    @Test
    void anArchiveOfALayoutNeedsNoOtherModule() {
        List<String> loaded = loadedBy(
                "export",
                "oci:" + Fixtures.hello() + ":latest",
                "-o",
                directory.resolve("a.tar").toString());

        assertThat(loaded).contains("dev.drayage.place.files.LayoutPlace");
        assertThat(loaded).noneMatch(name -> name.matches("dev\\.drayage\\.(store|registry|containerd)\\.\\w*Place"));
        assertThat(loaded).noneMatch(LoadedClassesTest::isHeavy);
    }

    @Test
    void allKindsOfPlacesAreLookedThroughWithoutWhatIsBehindThem() {
        List<String> help = loadedBy("--help");
        assertThat(help).contains("dev.drayage.registry.RegistryPlace", "dev.drayage.containerd.ContainerdPlace");
        assertThat(help).noneMatch(LoadedClassesTest::isHeavy);
    }

    private static boolean isHeavy(String name) {
        return name.startsWith("org.sqlite.") || name.startsWith("io.grpc.") || name.startsWith("org.apache.hc.");
    }
}
