package dev.drayage.testkit.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts the registries of a {@link RegistryTest} when a parameter asks for one, and stops them when their time is over. */
public final class RegistryExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(RegistryExtension.class);

    /** Made by JUnit. */
    public RegistryExtension() {
        // Keeps no state: that is in the stores of JUnit.
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == InProcessRegistry.class;
    }

    /** The store closes what it holds. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext owner = owner(context);
        Optional<RegistryTest> asked = asked(context);
        return owner.getStore(NAMESPACE)
                .computeIfAbsent(
                        InProcessRegistry.class,
                        unused -> start(asked.map(RegistryTest::from).orElse(new String[0])),
                        InProcessRegistry.class);
    }

    private static InProcessRegistry start(String... places) {
        try {
            return InProcessRegistry.start(places);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The nearest annotation: of the test, of its class, or of a class around that. */
    private static Optional<RegistryTest> asked(ExtensionContext context) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent()) {
            Optional<RegistryTest> found = at.get()
                    .getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, RegistryTest.class));
            if (found.isPresent()) {
                return found;
            }
            at = at.get().getParent();
        }
        return Optional.empty();
    }

    /** Whose end is the registry's: the test's, or that of the outermost class that the annotation is on. */
    private static ExtensionContext owner(ExtensionContext context) {
        boolean isShared = asked(context)
                .filter(annotation -> annotation.lifecycle() == RegistryTest.Lifecycle.CLASS)
                .isPresent();
        if (!isShared) {
            return context;
        }
        ExtensionContext owner = context;
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent()) {
            boolean isAnnotated = at.get()
                    .getElement()
                    .filter(element -> AnnotationSupport.isAnnotated(element, RegistryTest.class))
                    .isPresent();
            owner = isAnnotated ? at.get() : owner;
            at = at.get().getParent();
        }
        return owner;
    }
}
