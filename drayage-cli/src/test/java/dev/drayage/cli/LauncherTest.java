package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.peer.ProgramResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code dray}: finds its checkout, a Java and the build, and passes everything on. */
class LauncherTest {
    private static final String MAIN = "<dev.drayage.cli.Dray>";

    @TempDir
    private Path directory;

    private Launcher launcher;

    @BeforeEach
    void makeACheckout() throws IOException {
        launcher = new Launcher(directory);
    }

    /** What the command itself was called with. */
    private static List<String> arguments(ProgramResult result) {
        List<String> lines = result.requireSuccess().out().lines().toList();
        return lines.subList(lines.indexOf(MAIN) + 1, lines.size());
    }

    private void refuses(Program program, String message) {
        ProgramResult result = program.run("ls", "oci:a");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().reduce((a, b) -> b))
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith("dray: ").contains(message));
    }

    @Test
    void passesArgumentsOnAsTheyAre() {
        String[] words = {"ls", "two words", "*", "", "$HOME", "`id`", "'\"\\", "-o", "--", " ", "?[a-z]"};

        assertThat(arguments(launcher.program().run(words)))
                .isEqualTo(Arrays.stream(words).map(word -> "<" + word + ">").toList());
    }

    @Test
    void runsFromAnyDirectoryAndThroughLinks() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("else where"));
        Path first = Files.createSymbolicLink(elsewhere.resolve("first"), launcher.checkout.resolve("dray"));
        Path second = Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("first"));

        for (Path path : List.of(launcher.checkout.resolve("dray"), first, second)) {
            ProgramResult result = launcher.at(path).in(elsewhere).run("ls");
            assertThat(arguments(result)).containsExactly("<ls>");
            assertThat(result.out())
                    .contains("<" + launcher.checkout.toRealPath() + "/drayage-cli/target/app/dray.jar>");
        }
    }

    @Test
    void buildsOnFirstUseAndAfterChanges() throws IOException {
        ProgramResult first = launcher.program().run("ls");
        ProgramResult second = launcher.program().run("ls");

        assertThat(first.requireSuccess().err()).contains("dray: building from the sources");
        assertThat(second.requireSuccess().err()).isEmpty();
        Path log = launcher.checkout.resolve("mvn.log");
        assertThat(Files.readAllLines(log)).hasSize(1).allMatch(line -> line.contains("-pl drayage-cli -am"));

        Path source = Files.createFile(launcher.checkout.resolve("drayage-core/src/main/Changed.java"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        launcher.program().run("ls").requireSuccess();
        assertThat(Files.readAllLines(log)).hasSize(2);
    }

    @Test
    void saysWhatIsMissingToBuild() throws IOException {
        Files.delete(launcher.jdk.resolve("bin/javac"));
        refuses(launcher.program(), "has no javac; install a JDK, not a JRE");

        Launcher.executable(launcher.jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Launcher.executable(launcher.tools.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        refuses(launcher.program(), "the build failed; see above");

        Files.delete(launcher.tools.resolve("mvn"));
        refuses(launcher.program(), "there is no mvn on the PATH; install Maven");
    }

    @Test
    void usesTheJavaOfJavaHomeElseOfThePath() throws IOException {
        Path other = Launcher.jdk(directory.resolve("other"), "21.0.1");
        Launcher.executable(other.resolve("bin/java"), "#!/bin/sh\necho the other\n");
        Files.createSymbolicLink(launcher.tools.resolve("java"), other.resolve("bin/java"));

        assertThat(arguments(launcher.program().run("ls"))).containsExactly("<ls>");
        assertThat(launcher.program()
                        .env("JAVA_HOME", null)
                        .run("ls")
                        .requireSuccess()
                        .out())
                .isEqualTo("the other\n");
        assertThat(launcher.program()
                        .env("JAVA_HOME", "")
                        .run("ls")
                        .requireSuccess()
                        .out())
                .isEqualTo("the other\n");
    }

    @Test
    void saysWhatIsWrongWithTheJava() throws IOException {
        refuses(launcher.program().env("JAVA_HOME", null), "there is no java on the PATH; install a JDK 17 or newer");
        refuses(
                launcher.program().env("JAVA_HOME", "/no where"),
                "JAVA_HOME is /no where, but there is no bin/java in it; set it to a JDK 17 or newer");

        Path old = Launcher.jdk(directory.resolve("old"), "11.0.30");
        refuses(
                launcher.program().env("JAVA_HOME", old.toString()),
                old + "/bin/java is Java 11.0.30; dray needs 17 or newer, set JAVA_HOME to one");
        Path ancient = Launcher.jdk(directory.resolve("ancient"), "1.8.0_292");
        refuses(launcher.program().env("JAVA_HOME", ancient.toString()), "is Java 1.8.0_292; dray needs 17 or newer");
    }

    @Test
    void asksAJavaThatHasNoReleaseFile() throws IOException {
        Files.delete(launcher.jdk.resolve("release"));
        Launcher.executable(launcher.jdk.resolve("bin/java"), "#!/bin/sh\necho '    java.version = 16.0.2' >&2\n");

        refuses(launcher.program(), "is Java 16.0.2; dray needs 17 or newer");
    }

    @Test
    void givesTheJvmMoreOptions() {
        List<String> lines = launcher.program()
                .env("DRAY_JAVA_OPTS", "-Xmx64m -Dsome=*")
                .run("ls")
                .requireSuccess()
                .out()
                .lines()
                .toList();

        assertThat(lines).contains("<-Xmx64m>", "<-Dsome=*>");
        assertThat(lines.indexOf("<-Xmx64m>")).isLessThan(lines.indexOf(MAIN));
    }

    @Test
    void theHomeDirectoryIsThatOfTheShell() {
        assertThat(launcher.program()
                        .env("HOME", "/home of/alice")
                        .run("ls")
                        .requireSuccess()
                        .out()
                        .lines())
                .contains("<-Duser.home=/home of/alice>");
        assertThat(launcher.program()
                        .env("HOME", null)
                        .run("ls")
                        .requireSuccess()
                        .out())
                .doesNotContain("user.home");
    }

    @Test
    void claimsNoTerminalWhereThereIsNone() {
        assertThat(launcher.program().run("ls").requireSuccess().out()).doesNotContain("terminal=true", "columns");
    }
}
