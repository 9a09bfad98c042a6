package dev.drayage.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.Drayage;
import dev.drayage.Image;
import dev.drayage.Layer;
import dev.drayage.LayerFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeImageTest {
    private static final String JAVA = "/usr/lib/drayage/lib/runtime/bin/java";

    @TempDir
    Path directory;

    @Test
    void givesTheSameBytesWhereverAndWheneverItIsMade() throws IOException {
        Path one = make("one", "command");
        Path other = make("other", "command");

        assertThat(one).hasSameBinaryContentAs(other);
    }

    @Test
    void isSoundAndStartsJavaAsAUserThatIsNotRoot() throws IOException {
        String name = "oci-archive:" + make("one", "command");

        assertThat(new Drayage().verify(name).isSound()).isTrue();
        for (String architecture : List.of("amd64", "arm64")) {
            try (Image image = new Drayage().open(name).forPlatform("linux/" + architecture)) {
                assertThat(image.config().user()).hasValue("65532:65532");
                assertThat(image.config().entrypoint()).containsExactly(JAVA, "@/usr/lib/drayage/lib/dray");
                assertThat(image.layers().get(2).read("usr/lib/drayage/lib/dray"))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("\"-Da=\\\"b\\\\ c\"\n\"dev.drayage.cli.Dray\"\n");
                assertThat(image.config().labels())
                        .containsEntry("org.opencontainers.image.version", "1.2.3")
                        .containsEntry("org.opencontainers.image.revision", "c0ffee");
                assertThat(image.manifest().annotations())
                        .containsEntry("org.opencontainers.image.created", "2026-11-24T00:00:00Z");
            }
        }
    }

    @Test
    void keepsAllLayersButTheLastWhereTheCommandAloneChanged() throws IOException {
        assertThat(layers(make("other", "changed")).subList(0, 2))
                .isEqualTo(layers(make("one", "command")).subList(0, 2));
        assertThat(layers(make("again", "changed")).get(2))
                .isNotEqualTo(layers(make("once", "command")).get(2));
    }

    @Test
    void leavesOutTheLauncher() throws IOException {
        try (Image image =
                new Drayage().open("oci-archive:" + make("one", "command")).forPlatform("linux/amd64")) {
            List<String> paths = image.layers().stream()
                    .flatMap(MakeImageTest::files)
                    .map(LayerFile::path)
                    .collect(Collectors.toList());

            assertThat(paths)
                    .contains("usr/lib/drayage/lib/dray.jar", "etc/passwd", "tmp", "lib/libc.so.6", "lib/link");
            assertThat(paths).noneMatch(path -> path.contains("drayage/bin"));
        }
    }

    @Test
    void refusesALauncherThatRunsSomethingElse() throws IOException {
        Path root = root("one", "amd64", "command");
        Files.writeString(root.resolve("launched"), "/usr/bin/java\n");
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(run(directory.resolve("one"))).isNotZero();
        } finally {
            System.setErr(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("does not begin with " + JAVA);
        assertThat(directory.resolve("one/image.tar")).doesNotExist();
    }

    private static Stream<LayerFile> files(Layer layer) {
        try {
            return layer.files().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> layers(Path archive) throws IOException {
        try (Image image = new Drayage().open("oci-archive:" + archive).forPlatform("linux/amd64")) {
            return image.manifest().layers().stream()
                    .map(layer -> layer.digest().toString())
                    .toList();
        }
    }

    private Path make(String at, String command) throws IOException {
        root(at, "amd64", command);
        root(at, "arm64", command);
        assertThat(run(directory.resolve(at))).isZero();
        return directory.resolve(at).resolve("image.tar");
    }

    private static int run(Path at) {
        String[] arguments = {
            "--name=drayage/dray:1.2.3",
            "--release=1.2.3",
            "--revision=c0ffee",
            "--created=2026-11-24T00:00:00Z",
            "--source=https://drayage.example",
            "--layout=" + at.resolve("layout"),
            "--output=" + at.resolve("image.tar"),
        };
        Stream<String> roots = Stream.of("amd64", "arm64")
                .filter(architecture -> Files.exists(at.resolve(architecture)))
                .map(architecture -> "--root=" + architecture + "=" + at.resolve(architecture));
        return MakeImage.run(Stream.concat(Stream.of(arguments), roots).toArray(String[]::new));
    }

    private Path root(String at, String architecture, String command) throws IOException {
        Path root = directory.resolve(at).resolve(architecture);
        write(root, "system/lib/libc.so.6", architecture);
        Files.createSymbolicLink(root.resolve("system/lib/link"), Path.of("libc.so.6"));
        write(root, "command/bin/dray", "launcher");
        write(root, "command/lib/dray.jar", command);
        write(root, "command/lib/runtime/bin/java", architecture);
        write(root, "command/share/doc/drayage/LICENSE", "licence");
        Files.writeString(root.resolve("launched"), JAVA + "\n-Da=\"b\\ c\ndev.drayage.cli.Dray\n");
        return root;
    }

    private static void write(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    }
}
