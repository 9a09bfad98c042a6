package dev.drayage.cli;

import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/**
 * A checkout with the launcher and next to nothing else, a {@code java} that only says what it was called with, and a
 * {@code mvn} that makes an empty jar: the launcher is a program of its own, and this is what it sees of others.
 */
final class Launcher {
    private static final List<String> TOOLS = List.of(
            "cat", "dirname", "find", "flock", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "stty", "touch");

    private static final String SAYS_HOW_IT_WAS_CALLED = """
            #!/bin/sh
            for argument; do
                case $argument in
                    -XX:SharedArchiveFile=* | -XX:AOTCacheOutput=*) [ -s "${argument#*=}" ] || : >"${argument#*=}" ;;
                esac
            done
            for argument; do
                printf '<%s>\\n' "$argument"
            done
            """;

    private static final String MAKES_A_JAR = """
            #!/bin/sh
            echo "mvn $*" >>"CHECKOUT/mvn.log"
            mkdir -p "CHECKOUT/drayage-cli/target/app"
            : >"CHECKOUT/drayage-cli/target/app/dray.jar"
            """;

    final Path checkout;
    final Path tools;
    final Path jdk;

    Launcher(Path directory) throws IOException {
        checkout = Files.createDirectories(directory.resolve("a check out"));
        tools = Files.createDirectories(directory.resolve("tools"));
        Files.copy(Fixtures.root().resolve("dray"), checkout.resolve("dray"));
        for (String module : List.of("drayage-core", "drayage-cli")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(checkout.resolve("pom.xml"));
        for (String tool : TOOLS) {
            executable(
                    tools.resolve(tool),
                    "#!/bin/sh\nexec " + Peers.require(tool).file() + " \"$@\"\n");
        }
        executable(tools.resolve("mvn"), MAKES_A_JAR.replace("CHECKOUT", checkout.toString()));
        jdk = jdk(directory.resolve("jdk"), "17.0.99");
        // What was just written is not newer than the build that comes next.
        try (var files = Files.walk(checkout)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
            }
        }
    }

    /** A JDK of this version that does nothing. */
    static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/modules"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), SAYS_HOW_IT_WAS_CALLED);
        executable(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }

    /** The launcher, called by this path. */
    Program at(Path path) {
        return Program.at(path)
                .env("PATH", tools.toString())
                .env("JAVA_HOME", jdk.toString())
                .env("DRAY_JAVA_OPTS", null);
    }

    Program program() {
        return at(checkout.resolve("dray"));
    }
}
