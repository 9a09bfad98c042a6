package dev.drayage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Says what a store refuses, and how. */
final class Refusals {
    private Refusals() {}

    /** The call fails with that kind of error, and a message of one line. */
    static void refuses(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(ContentException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        });
    }
}
