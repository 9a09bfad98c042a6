package dev.drayage.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of the server point one way only, and each library has one package that knows it. */
class ServerArchitectureTest {
    private static final String ROOT = "dev.drayage.server";

    /** What each package may know of besides core; a package that is not here may not be. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry(".http", List.of()),
            Map.entry(".reload", List.of()),
            Map.entry(".names", List.of()),
            Map.entry(".cache", List.of()),
            Map.entry(".tls", List.of(".reload")),
            Map.entry(".access", List.of(".http", ".reload")),
            Map.entry(".observe", List.of(".http")),
            Map.entry(".distribution", List.of(".http", ".access")),
            Map.entry(".download", List.of(".http", ".access")),
            Map.entry(".page", List.of(".http", ".access")),
            Map.entry(
                    "",
                    List.of(
                            ".http",
                            ".names",
                            ".cache",
                            ".tls",
                            ".access",
                            ".observe",
                            ".distribution",
                            ".download",
                            ".page")));

    private static final JavaClasses SERVER =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages(ROOT);

    static Stream<String> packages() {
        return ARROWS.keySet().stream().sorted();
    }

    @Test
    void everyPackageHasItsArrows() {
        assertThat(SERVER.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        packages().map(name -> ROOT + name).toList());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void knowsOnlyWhatItsArrowsPointAt(String name) {
        arrowsOf(name, ARROWS.getOrDefault(name, List.of())).check(SERVER);
    }

    @Test
    void anArrowThatIsNotAllowedIsSeen() {
        assertThatThrownBy(() -> arrowsOf(".distribution", List.of(".http")).check(SERVER))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ROOT + ".access");
    }

    @Test
    void hasNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(SERVER);
    }

    @Test
    void oneKnowsTheHttpServer() {
        only(".http", "org.eclipse.jetty..").check(SERVER);
    }

    @Test
    void oneKnowsPasswordsAndTokens() {
        only(".access", "com.nimbusds..", "org.springframework..").check(SERVER);
    }

    private static ArchRule only(String name, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + name)
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries));
    }

    private static ArchRule arrowsOf(String name, List<String> targets) {
        String[] allowed = Stream.concat(Stream.of(name), targets.stream())
                .map(each -> ROOT + each)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))));
    }
}
