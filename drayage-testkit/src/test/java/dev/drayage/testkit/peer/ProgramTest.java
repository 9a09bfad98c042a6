package dev.drayage.testkit.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class ProgramTest {
    private final Program shell = Peers.require("sh").with("-c");

    @TempDir
    private Path directory;

    @Test
    void keepsWhatIsPrintedAndTheExitCode() {
        ProgramResult result = shell.run("echo out; echo err >&2; exit 3");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
        assertThatThrownBy(result::requireSuccess)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("err");
    }

    @Test
    void runsWhereAndWithWhatItIsTold() throws IOException {
        Path input = Files.writeString(directory.resolve("input"), "read");
        Program program = shell.in(directory).reading(input).env("ADDED", "yes").env("HOME", null);

        String out = program.run("pwd -P; cat; echo; echo $ADDED ${HOME-unset}").out();

        assertThat(out).isEqualTo(directory.toRealPath() + "\nread\nyes unset\n");
    }

    @Test
    void endsAProgramThatTakesTooLong() {
        Program limited = shell.within(Duration.ofMillis(50));

        assertThatThrownBy(() -> limited.run("echo waiting >&2; exec sleep 60"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not end within PT0.05S");
    }

    @Test
    void aTestThatNeedsAnAbsentProgramIsSkippedWithAReason() {
        assertThatThrownBy(() -> Peers.require("no-such-program"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("needs no-such-program, which is not on the PATH");
    }
}
