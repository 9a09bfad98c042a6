package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebugLogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final System.Logger own = System.getLogger("dev.drayage.test");
    private final System.Logger other = System.getLogger("org.other");

    @BeforeEach
    void beQuiet() {
        DebugLog.writeTo(stream, false);
    }

    @AfterEach
    void writeNothingMore() {
        DebugLog.writeTo(new PrintStream(PrintStream.nullOutputStream()), false);
    }

    private void logEverything() {
        for (System.Logger logger : new System.Logger[] {own, other}) {
            for (Level level : Level.values()) {
                logger.log(level, "{0} of {1}", level, logger.getName());
            }
        }
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void warningsOfTheLibraryAreWrittenAlways() {
        logEverything();

        assertThat(written()).isEqualTo("dray: WARNING of dev.drayage.test\ndray: ERROR of dev.drayage.test\n");
    }

    @Test
    void allElseIsWrittenWhenAskedFor() {
        DebugLog.enable();

        logEverything();

        assertThat(written()).isEqualTo("""
                        dray: debug: DEBUG of dev.drayage.test
                        dray: debug: INFO of dev.drayage.test
                        dray: WARNING of dev.drayage.test
                        dray: ERROR of dev.drayage.test
                        dray: WARNING of org.other
                        dray: ERROR of org.other
                        """);
    }

    @Test
    void nothingIsComputedThatIsNotWritten() {
        own.log(Level.DEBUG, () -> {
            throw new AssertionError("computed");
        });

        assertThat(own.isLoggable(Level.DEBUG)).isFalse();
        assertThat(written()).isEmpty();
    }

    @Test
    void textAndStackTracesAreWrittenAsTheyAre() {
        DebugLog.enable();

        own.log(Level.DEBUG, "it's {0}\u001b[2J");
        own.log(Level.DEBUG, "failed", new IllegalStateException("why"));

        assertThat(written())
                .startsWith("dray: debug: it's {0}")
                .doesNotContain("\u001b")
                .contains("dray: debug: failed\njava.lang.IllegalStateException: why\n\tat ");
    }

    @Test
    void aFailureIsToldWithItsStackTraceWhenAskedFor() {
        Invocation quiet = dray("ls", "oci:/nowhere");
        Invocation told = dray("ls", "oci:/nowhere", "--debug");

        assertThat(quiet.message()).startsWith("dray: oci:/nowhere does not exist;");
        assertThat(told.exitCode()).isEqualTo(quiet.exitCode());
        assertThat(told.err()).startsWith(quiet.err()).contains("\tat dev.drayage.");
        assertThat(dray("--debug", "ls", "oci:/nowhere").err()).contains("\tat dev.drayage.");
        assertThat(dray("ls", "oci:/nowhere").err()).isEqualTo(quiet.err());
    }
}
