package dev.drayage.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ReadableContent;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Content around other content says what becomes of that upon a base, or a bundle in it would not be completed. */
class WrappedContentArchitectureTest {
    /** What they are made of is decided when they are made: a delta's layers, and what a delta consists of. */
    private static final Set<String> FIXED = Set.of("DeltaContent", "CreatedContent", "OneBlob");

    private static final JavaClasses ALL = new ClassFileImporter(
                    Set.of(new ImportOption.DoNotIncludeTests(), location -> !location.contains("drayage-testkit")))
            .importPackages("dev.drayage");

    private static boolean isWrapper(JavaClass type) {
        return !type.isInterface()
                && type.isAssignableTo(ReadableContent.class)
                // A store is no bundle, and has what it has.
                && !type.isAssignableTo(ContentStore.class)
                && !FIXED.contains(type.getSimpleName())
                && type.getAllFields().stream()
                        .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                        .anyMatch(each -> each.isAssignableTo(ReadableContent.class));
    }

    private static ArchRule rule(String method) {
        return classes()
                .that(describe("wrap content", WrappedContentArchitectureTest::isWrapper))
                .should(new ArchCondition<JavaClass>("declare " + method) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (type.tryGetMethod(method, ReadableContent.class).isEmpty()) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " lacks " + method));
                        }
                    }
                });
    }

    @Test
    void wrappersAreMadeUponABaseToo() {
        assertThat(ALL.stream().filter(WrappedContentArchitectureTest::isWrapper))
                .extracting(JavaClass::getSimpleName)
                .contains("ReferredDeltas", "PromisedContent", "RoutedContent", "CombinedContent", "VisibleContent");
        rule("upon").check(ALL);
    }

    @Test
    void oneThatForgetsItIsSeen() {
        ArchRule missing = rule("under");
        assertThatThrownBy(() -> missing.check(ALL)).hasMessageContaining("ReferredDeltas lacks under");
    }
}
