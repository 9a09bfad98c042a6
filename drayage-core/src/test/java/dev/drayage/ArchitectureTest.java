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
            Map.entry("compress.codec", List.of()),
            Map.entry("compress.deflate", List.of()),
            Map.entry("document", List.of()),
            Map.entry("pem", List.of()),
            Map.entry("task", List.of()),
            Map.entry("json", List.of("document")),
            Map.entry("filter", List.of("json")),
            Map.entry("platform", List.of("json")),
            Map.entry("oci", List.of("document", "json", "platform")),
            Map.entry("content", List.of("oci")),
            Map.entry("bucket", List.of("task", "json", "oci", "content")),
            Map.entry("compress", List.of("compress.codec", "compress.deflate", "content")),
            Map.entry("copy", List.of("task", "content")),
            Map.entry("file", List.of("task", "content")),
            Map.entry("fill", List.of("oci", "content")),
            Map.entry("graph", List.of("document", "task", "platform", "oci", "content")),
            Map.entry("layout.format", List.of("document", "json", "oci", "content")),
            Map.entry("naming", List.of("json", "oci", "content")),
            Map.entry("image", List.of("document", "oci", "content", "naming")),
            Map.entry("labels", List.of("json", "oci", "content", "naming")),
            Map.entry("tar", List.of("json", "oci", "content", "compress", "copy", "layout.format", "volume")),
            Map.entry("volume", List.of("document", "json", "oci", "content")),
            Map.entry("verify", List.of("compress.codec", "document", "task", "oci", "content", "compress", "graph")),
            Map.entry(
                    "docker",
                    List.of(
                            "compress.codec",
                            "document",
                            "task",
                            "json",
                            "platform",
                            "oci",
                            "content",
                            "compress",
                            "copy",
                            "file",
                            "graph",
                            "layout.format",
                            "naming",
                            "image",
                            "labels")),
            Map.entry("ingest", List.of("task", "oci", "content", "copy", "file", "labels")),
            Map.entry("metadata", List.of("document", "json", "oci", "content", "graph", "naming", "image", "labels")),
            Map.entry("selection", List.of("document", "platform", "oci", "content", "graph", "image")),
            Map.entry(
                    "layout",
                    List.of(
                            "document",
                            "task",
                            "json",
                            "oci",
                            "content",
                            "file",
                            "graph",
                            "layout.format",
                            "naming",
                            "image",
                            "ingest")),
            Map.entry(
                    "repository",
                    List.of(
                            "document",
                            "task",
                            "json",
                            "oci",
                            "content",
                            "file",
                            "graph",
                            "naming",
                            "image",
                            "labels",
                            "metadata",
                            "layout")),
            Map.entry(
                    "transfer",
                    List.of(
                            "compress.codec",
                            "task",
                            "platform",
                            "oci",
                            "content",
                            "copy",
                            "graph",
                            "naming",
                            "image",
                            "verify",
                            "ingest",
                            "selection")),
            Map.entry(
                    "bundle",
                    List.of(
                            "document",
                            "json",
                            "oci",
                            "task",
                            "content",
                            "layout.format",
                            "naming",
                            "image",
                            "selection")),
            Map.entry(
                    "archive",
                    List.of(
                            "bundle",
                            "compress.codec",
                            "document",
                            "task",
                            "json",
                            "platform",
                            "oci",
                            "content",
                            "compress",
                            "copy",
                            "file",
                            "graph",
                            "layout.format",
                            "naming",
                            "image",
                            "tar",
                            "verify",
                            "volume",
                            "docker",
                            "selection",
                            "layout")),
            Map.entry("place", List.of("oci", "content", "naming", "image", "repository", "transfer")),
            Map.entry("place.check", List.of("document", "oci", "content", "fill", "graph", "place")),
            Map.entry(
                    "place.files",
                    List.of(
                            "oci",
                            "compress",
                            "content",
                            "docker",
                            "file",
                            "image",
                            "layout",
                            "layout.format",
                            "repository",
                            "tar",
                            "transfer",
                            "archive",
                            "place",
                            "place.check",
                            "volume")));

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
