package dev.drayage.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the modules point one way only: command, door and server, places, core. */
class ModuleArrowsTest {
    private static final String CORE = "core";
    private static final List<String> DOOR = List.of(
            "dev.drayage",
            "dev.drayage.diff",
            "dev.drayage.list",
            "dev.drayage.name",
            "dev.drayage.source",
            "dev.drayage.sync");

    /** Which modules each may know of besides core. */
    private static final Map<String, List<String>> ARROWS = Map.of(
            CORE,
            List.of(),
            "store",
            List.of(),
            "registry",
            List.of(),
            "containerd",
            List.of(),
            "storage",
            List.of(),
            "s3",
            List.of(),
            "server",
            List.of(),
            "drayage",
            List.of("store", "registry", "storage", "s3", "containerd"),
            "cli",
            List.of("drayage", "store", "registry", "storage", "s3", "containerd", "server"));

    private static final JavaClasses ALL = new ClassFileImporter(
                    List.of(new ImportOption.DoNotIncludeTests(), location -> !location.contains("drayage-testkit")))
            .importPackages("dev.drayage");

    /** Told from the package. */
    private static String module(JavaClass type) {
        String name = type.getPackageName();
        if (DOOR.contains(name)) {
            return "drayage";
        }
        String[] parts = name.split("\\.", -1);
        return ARROWS.containsKey(parts[2]) ? parts[2] : CORE;
    }

    private static ArchRule arrowsOf(String module, List<String> others) {
        DescribedPredicate<JavaClass> allowed = describe(
                "outside or allowed",
                type -> !type.getPackageName().startsWith("dev.drayage")
                        || module(type).equals(module)
                        || module(type).equals(CORE)
                        || others.contains(module(type)));
        return classes()
                .that(describe("in " + module, type -> module(type).equals(module)))
                .should()
                .onlyDependOnClassesThat(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {CORE, "store", "registry", "storage", "s3", "containerd", "server", "drayage", "cli"})
    void knowsOnlyWhatItsArrowsPointAt(String module) {
        assertThat(ALL.that(describe("of it", type -> module(type).equals(module))))
                .isNotEmpty();
        arrowsOf(module, ARROWS.getOrDefault(module, List.of())).check(ALL);
    }

    @Test
    void anArrowThatIsNotAllowedIsSeen() {
        ArchRule rule = arrowsOf("drayage", List.of("store", "containerd"));
        assertThatThrownBy(() -> rule.check(ALL))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dev.drayage.registry");
    }
}
