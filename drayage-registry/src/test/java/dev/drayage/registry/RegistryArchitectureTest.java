package dev.drayage.registry;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of the registry's client point one way only. */
class RegistryArchitectureTest {
    private static final String ROOT = "dev.drayage.registry";

    /** What each package may know of, below the root; a package that is not here may not be. */
    private static final Map<String, List<String>> ARROWS = Map.of(
            "json", List.of(),
            "http", List.of(),
            "hosts", List.of(),
            "auth", List.of("json"),
            "token", List.of("json", "http", "auth"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages(ROOT);

    static Stream<String> packages() {
        return ARROWS.keySet().stream().sorted();
    }

    @Test
    void everyPackageHasItsArrows() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of(ROOT), packages().map(name -> ROOT + "." + name))
                                .toList());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void knowsOnlyWhatItsArrowsPointAt(String name) {
        String[] allowed = Stream.concat(Stream.of(name), ARROWS.getOrDefault(name, List.of()).stream())
                .map(target -> ROOT + "." + target)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..").and(DescribedPredicate.not(resideInAnyPackage(allowed))))
                .check(CLASSES);
    }
}
