package dev.drayage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of core point one way only. */
class ArchitectureTest {
    private static final String OURS = "dev.drayage..";

    /** What each package may know of; a package that is not here may not be. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("oci", List.of()),
            Map.entry("task", List.of()),
            Map.entry("file", List.of()),
            Map.entry("content", List.of("oci", "task", "file")),
            Map.entry("copy", List.of("content", "task")),
            Map.entry("compress", List.of("content", "compress.deflate")),
            Map.entry("compress.deflate", List.of()),
            Map.entry("image", List.of("oci", "content")),
            Map.entry("metadata", List.of("oci", "content", "image", "graph")),
            Map.entry("graph", List.of("oci", "content", "task")),
            Map.entry("ingest", List.of("oci", "content", "copy", "task", "file")),
            Map.entry("layout", List.of("oci", "content", "image", "graph", "ingest")),
            Map.entry(
                    "archive",
                    List.of(
                            "oci",
                            "content",
                            "copy",
                            "file",
                            "compress",
                            "image",
                            "graph",
                            "layout",
                            "task",
                            "verify")),
            Map.entry("docker", List.of("oci", "content", "compress", "image", "graph", "layout", "archive", "task")),
            Map.entry(
                    "transfer",
                    List.of(
                            "oci",
                            "content",
                            "copy",
                            "compress",
                            "image",
                            "metadata",
                            "graph",
                            "layout",
                            "archive",
                            "docker",
                            "ingest",
                            "verify",
                            "task")),
            Map.entry("verify", List.of("oci", "content", "compress", "graph", "task")));

    private static final JavaClasses CORE =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.drayage");

    private static final ArchRule NO_SOCKETS = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.net.http..", "javax.net..")
                    .or(nameMatching("java\\.net\\..*Socket.*"))
                    .or(nameMatching("java\\.net\\..*URLConnection"))
                    .or(nameMatching("java\\.nio\\.channels\\.(.*Socket|Datagram).*")));

    static Stream<String> packages() {
        return ARROWS.keySet().stream().sorted();
    }

    @Test
    void everyPackageHasItsArrows() {
        Stream<String> found = CORE.stream().map(JavaClass::getPackageName).distinct();
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        packages().map(ArchitectureTest::qualified).toList());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void knowsOnlyWhatItsArrowsPointAt(String name) {
        arrowsOf(name, ARROWS.getOrDefault(name, List.of())).check(CORE);
    }

    @Test
    void anArrowThatIsNotAllowedIsSeen() {
        assertThatThrownBy(() -> arrowsOf("archive", List.of("oci", "graph")).check(CORE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dev.drayage.content");
    }

    @Test
    void hasNoCycles() {
        slices().matching("dev.drayage.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void hasNoPackageForOddsAndEnds() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..impl..")
                .check(CORE);
    }

    @Test
    void opensNoSocket() {
        NO_SOCKETS.check(CORE);
    }

    @Test
    void aSocketWouldBeSeen() {
        JavaClasses dialler = new ClassFileImporter().importClasses(Dialler.class);
        assertThatThrownBy(() -> NO_SOCKETS.check(dialler))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("java.net.Socket");
    }

    private static ArchRule arrowsOf(String name, List<String> targets) {
        String[] allowed = Stream.concat(Stream.of(name), targets.stream())
                .map(ArchitectureTest::qualified)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(qualified(name))
                .should()
                .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAnyPackage(allowed))));
    }

    private static String qualified(String name) {
        return "dev.drayage." + name;
    }

    /** Knows what core must not. */
    private record Dialler(Socket socket) {}
}
