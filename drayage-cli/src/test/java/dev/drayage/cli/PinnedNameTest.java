package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name with a digest is refused for any other content, by every command that reads or gives it. */
class PinnedNameTest {
    private static final String WRONG = "docker.io/library/app@sha256:" + "0".repeat(64);

    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(1).build();
    private Path store;

    @BeforeEach
    void chooseStore() {
        store = directory.resolve("store");
    }

    private String layout(String name) throws IOException {
        return "oci:" + LayoutDirectory.write(directory.resolve("layout"), content, ImageNames.named(image, name));
    }

    private void assertRefused(Object... arguments) {
        Invocation run = dray(arguments);
        assertThat(run.exitCode()).as(run.toString()).isNotZero();
        assertThat(run.message())
                .contains(WRONG)
                .contains("pins a digest")
                .contains(image.digest().toString());
    }

    @Test
    void whereItIsRead() throws IOException {
        String layout = layout(WRONG);

        for (String command : List.of("ls", "tree", "inspect", "verify")) {
            assertRefused(command, layout);
        }
        assertRefused("export", layout, "-o", directory.resolve("out.tar"));
        assertRefused("export", layout + ":" + WRONG, "-o", directory.resolve("out.tar"));
        assertRefused("copy", layout, "oci:" + directory.resolve("other"));
        assertThat(directory.resolve("out.tar")).doesNotExist();
    }

    @Test
    void whereItIsGiven() throws IOException {
        String layout = layout("docker.io/library/app:v1");
        String archive = directory.resolve("out.tar").toString();
        assertRefused("export", layout, "--name", WRONG, "-o", archive);
        assertThat(Path.of(archive)).doesNotExist();
        dray("export", layout, "-o", archive).requireSuccess();
        assertRefused("import", archive, "--root", store, "--name", WRONG);
        assertRefused("copy", layout, "oci:" + directory.resolve("other") + ":" + WRONG);
        dray("import", archive, "--root", store).requireSuccess();
        assertRefused("tag", "--root", store, "app:v1", WRONG);
        assertRefused("copy", "--root", store, layout, WRONG);
    }

    @Test
    void whatOnlyLooksLikeADigestPinsNothing() throws IOException {
        String hex = image.digest().hex();
        for (String pin : List.of("sha256:abc", "SHA256:" + hex, "sha256:" + "A".repeat(64), "sha512:" + hex)) {
            String layout = layout("docker.io/library/app@" + pin);
            for (String command : List.of("ls", "verify", "import")) {
                Invocation run =
                        command.equals("import") ? dray(command, "--root", store, layout) : dray(command, layout);
                assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.CORRUPT);
                assertThat(run.message()).contains(pin).contains("looks like a digest and is none");
            }
        }
    }

    @Test
    void theRightDigestIsAName() throws IOException {
        String right = "docker.io/library/app@" + image.digest();
        String archive = directory.resolve("out.tar").toString();
        dray("export", layout(right), "-o", archive).requireSuccess();
        dray("import", archive, "--root", store).requireSuccess();
        dray("tag", "--root", store, right, "app:v1").requireSuccess();

        assertThat(dray("ls", "--root", store).requireSuccess().out())
                .contains(right)
                .contains("app:v1");
    }
}
