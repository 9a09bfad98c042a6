package dev.drayage.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.drayage.task.Sleeper;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Only {@link Sleeper} sleeps, in whatever module, and so tests need not wait. */
@SuppressWarnings("UnusedMethod") // the class below is looked at and never run
class WaitingArchitectureTest {
    private static final JavaClasses PUBLISHED = new ClassFileImporter(
                    List.of(new ImportOption.DoNotIncludeTests(), location -> !location.contains("drayage-testkit")))
            .importPackages("dev.drayage");

    private static final ArchRule ONE_PLACE_SLEEPS = noClasses()
            .that()
            .doNotBelongToAnyOf(Sleeper.class)
            .should()
            .accessTargetWhere(describe("it sleeps", WaitingArchitectureTest::sleeps));

    private static boolean sleeps(JavaAccess<?> access) {
        return access.getTarget().getName().equals("sleep")
                && (access.getTargetOwner().isEquivalentTo(Thread.class)
                        || access.getTargetOwner().isEquivalentTo(TimeUnit.class));
    }

    @Test
    void onePlaceSleeps() {
        ONE_PLACE_SLEEPS.check(PUBLISHED);
    }

    @Test
    void seesWhoSleeps() {
        JavaClasses sleeping = new ClassFileImporter().importClasses(Sleeping.class);
        assertThatThrownBy(() -> ONE_PLACE_SLEEPS.check(sleeping)).hasMessageContaining("Thread.sleep");
    }

    private static final class Sleeping {
        void sleep() throws InterruptedException {
            Thread.sleep(1);
        }
    }
}
