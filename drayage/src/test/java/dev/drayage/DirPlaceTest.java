package dev.drayage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place of one's own: skopeo's directories, as docs/adding-a-place.md shows them. */
class DirPlaceTest {
    private static final Path ROOT = Path.of(System.getProperty("drayage.root"));

    private final MemoryContent content = new MemoryContent();
    private final Descriptor amd64 =
            ImageBuilder.anImageIn(content).withLayers(2).build();
    private final Descriptor arm64 = ImageBuilder.anImageIn(content)
            .withLayers(1)
            .on(Platform.of("linux", "arm64"))
            .build();
    private final Descriptor index =
            IndexBuilder.anIndexIn(content).of(amd64, arm64).build();
    private final Drayage drayage = new Drayage();

    @TempDir
    private Path directory;

    private String layout;

    @BeforeEach
    void writeLayout() throws IOException {
        LayoutDirectory.write(directory.resolve("images"), content, LayoutDirectory.tagged(index, "v1"));
        layout = "oci:" + directory.resolve("images") + ":v1";
    }

    private Digest digest(String name) throws IOException {
        try (Image image = drayage.open(name)) {
            return image.digest();
        }
    }

    @Test
    void isFoundAndCopiedToAndFrom() throws IOException {
        String dir = "dir:" + directory.resolve("dir");
        drayage.copy(layout, dir);
        drayage.copy(dir, "oci:" + directory.resolve("again") + ":v1");

        assertThat(digest(dir)).isEqualTo(index.digest());
        assertThat(digest("oci:" + directory.resolve("again") + ":v1")).isEqualTo(index.digest());
        assertThat(drayage.verify(dir).isSound()).isTrue();
        assertThatThrownBy(() -> drayage.copy(layout, dir)).hasMessageContaining("is not empty");
    }

    @Test
    void corruptContentIsNotTakenFromThere() throws IOException {
        String dir = "dir:" + directory.resolve("dir");
        drayage.withPlatform("linux/arm64").copy(layout, dir);
        Descriptor layer;
        try (Image image = drayage.open(dir)) {
            layer = image.layers().get(0).descriptor();
        }
        Path file = directory.resolve("dir").resolve(layer.digest().hex());
        byte[] bytes = Files.readAllBytes(file);
        bytes[0] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> drayage.copy(dir, "oci:" + directory.resolve("again")))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining(layer.digest().toString());
        assertThat(directory.resolve("again")).doesNotExist();
    }

    @Test
    void skopeoReadsWhatIsWrittenAndWritesWhatIsRead() throws IOException {
        String dir = "dir:" + directory.resolve("dir");
        drayage.copy(layout, dir);
        Peers.require("skopeo")
                .run("copy", "--all", "--preserve-digests", dir, "oci:" + directory.resolve("theirs") + ":v1")
                .requireSuccess();
        assertThat(digest("oci:" + directory.resolve("theirs") + ":v1")).isEqualTo(index.digest());

        Peers.require("skopeo")
                .run("copy", "--all", "--preserve-digests", layout, "dir:" + directory.resolve("other"))
                .requireSuccess();
        assertThat(digest("dir:" + directory.resolve("other"))).isEqualTo(index.digest());
        assertThat(names(directory.resolve("dir"))).containsExactlyElementsOf(names(directory.resolve("other")));
    }

    private static Iterable<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theDocumentShowsWhatIsCompiledHere() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/adding-a-place.md"));
        Path sources = ROOT.resolve("drayage/src/test/java/dev/drayage/sample");
        Matcher block = Pattern.compile("(?ms)^```java\n(.*?)^```$").matcher(document);
        int shown = 0;
        for (; block.find(); shown++) {
            Matcher name = Pattern.compile("(?:class|record) (\\w+)").matcher(block.group(1));
            assertThat(name.find()).isTrue();
            assertThat(block.group(1)).isEqualTo(Files.readString(sources.resolve(name.group(1) + ".java")));
        }
        assertThat(shown).isEqualTo(3);
    }
}
