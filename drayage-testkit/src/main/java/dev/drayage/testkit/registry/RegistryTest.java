package dev.drayage.testkit.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a registry: a parameter of type {@link InProcessRegistry}, of a test, of a method that prepares one, or of a
 * constructor.
 *
 * <pre>{@code
 * @Test
 * @RegistryTest
 * void pushesAnImage(InProcessRegistry registry) {
 *     push(registry.address() + "/team/app:v1");
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(RegistryExtension.class)
public @interface RegistryTest {

    /** For how long a registry is the same. */
    enum Lifecycle {
        /** Each test has one of its own. */
        METHOD,
        /** All tests of a class share one. */
        CLASS
    }

    /** The places that it is filled from, as the command names them, such as {@code oci:DIR}; none for an empty one. */
    String[] from() default {};

    /** For how long it is the same. */
    Lifecycle lifecycle() default Lifecycle.METHOD;
}
