package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.files.ArchiveOutput;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives as destinations of {@code dray copy}, and pipes on both sides. */
class ArchiveCopyTest {
    private static final String NAME = "registry.example/app:v1";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(2).build();
    private final Descriptor other = ImageBuilder.anImageIn(content)
            .withGzipLayer(ImageBuilder.noise(3, 900))
            .build();

    @TempDir
    private Path directory;

    private String layout;

    @BeforeEach
    void writeLayout() throws IOException {
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                ImageNames.named(image, NAME),
                ImageNames.named(image, "registry.example/app:latest"),
                LayoutDirectory.tagged(other, "v2"));
        layout = "oci:" + directory.resolve("images");
    }

    private String at(String transport, String place) {
        return transport + ":" + directory.resolve(place);
    }

    private static List<String> listed(String source) {
        return dray("ls", "--json", source).requireSuccess().documents().stream()
                .map(document -> document.path("name").asString("-") + "  "
                        + document.get("digest").asString())
                .toList();
    }

    private Path fifo() throws IOException {
        Path fifo = directory.resolve("fifo");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "skipped: there is no mkfifo");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", fifo.toString())
                        .start()
                        .onExit()
                        .join()
                        .exitValue())
                .isZero();
        return fifo;
    }

    @Test
    void aDockerArchiveKeepsAllNamesAndTheDigestsPrintedAreThoseInIt() {
        List<String> printed = dray("copy", layout, at("docker-archive", "all.tar"))
                .requireSuccess()
                .lines();

        assertThat(printed)
                .hasSize(3)
                .anyMatch(line -> line.startsWith(NAME + "  "))
                .anyMatch(line -> line.startsWith("registry.example/app:latest  "))
                // A bare tag is that of where it comes from.
                .anyMatch(line -> line.startsWith("docker.io/library/images:v2  "))
                .containsExactlyInAnyOrderElementsOf(listed(at("docker-archive", "all.tar")));
    }

    @Test
    void anArchiveThatIsThereIsReplacedOnlyWhenThatIsAskedFor() throws IOException {
        for (String transport : List.of("oci-archive", "docker-archive")) {
            String archive = at(transport, transport + ".tar");
            dray("copy", layout + ":" + NAME, archive).requireSuccess();
            byte[] before = Files.readAllBytes(directory.resolve(transport + ".tar"));

            Invocation again = dray("copy", layout + ":v2", archive);
            assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(again.message()).contains("is there already").contains("--force");
            assertThat(directory.resolve(transport + ".tar")).hasBinaryContent(before);

            dray("copy", layout + ":v2", archive, "--force").requireSuccess();
            assertThat(listed(archive)).hasSize(1);
        }
    }

    @Test
    void anEmptyFileIsFilled() throws IOException {
        Files.createFile(directory.resolve("empty.tar"));
        dray("copy", layout, at("oci-archive", "empty.tar")).requireSuccess();
        assertThat(listed(at("oci-archive", "empty.tar"))).hasSize(3);
    }

    @Test
    void forceIsForArchives() {
        assertThat(dray("copy", layout, at("oci", "new"), "--force").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void signaturesStayOutOfADockerArchive() throws IOException {
        byte[] payload = {1};
        Descriptor signature = ImageBuilder.anImageIn(content)
                .withStoredLayer("application/vnd.dev.cosign.simplesigning.v1+json", payload, payload)
                .build();
        LayoutDirectory.write(
                directory.resolve("signed"), content, ImageNames.named(image, NAME), ImageNames.named(signature, NAME));

        Invocation copy =
                dray("copy", at("oci", "signed"), at("docker-archive", "s.tar")).requireSuccess();

        assertThat(copy.err()).contains("a Docker archive has no place for it");
        assertThat(listed(at("docker-archive", "s.tar")))
                .singleElement()
                .asString()
                .startsWith(NAME);
        dray("copy", at("oci", "signed"), at("oci-archive", "o.tar") + ":other.example/app:v1")
                .requireSuccess();
        assertThat(listed(at("oci-archive", "o.tar")))
                .hasSize(2)
                .first()
                .isEqualTo("other.example/app:v1  " + image.digest());
        dray("export", at("oci", "signed"), "-o", directory.resolve("e.tar"), "--name", "other.example/app:v2")
                .requireSuccess();
        assertThat(listed(at("oci-archive", "e.tar")))
                .hasSize(2)
                .first()
                .isEqualTo("other.example/app:v2  " + image.digest());
    }

    @Test
    void standardOutputCarriesTheArchiveAndStandardErrorTheResults() throws IOException {
        dray("copy", layout, at("oci-archive", "file.tar")).requireSuccess();
        for (String name : List.of("-", "/dev/stdout", "/proc/self/fd/1")) {
            Invocation piped = dray("copy", layout, "oci-archive:" + name).requireSuccess();
            assertThat(piped.outBytes()).isEqualTo(Files.readAllBytes(directory.resolve("file.tar")));
            assertThat(piped.err()).contains(NAME + "  " + image.digest());
        }
        assertThat(Invocation.documents(
                        dray("copy", layout, "-", "--json").requireSuccess().err()))
                .isNotEmpty();
        byte[] exported =
                dray("export", layout, "-o", "/dev/stdout").requireSuccess().outBytes();
        assertThat(exported).isEqualTo(Files.readAllBytes(directory.resolve("file.tar")));
    }

    @Test
    void pipesAreReadByEveryCommandAndWrittenInPlace() throws IOException, ExecutionException, InterruptedException {
        Path fifo = fifo();
        List<Object[]> readers = List.of(
                new Object[] {"ls", "oci-archive:" + fifo},
                new Object[] {"verify", "oci-archive:" + fifo},
                new Object[] {"tree", "oci-archive:" + fifo},
                new Object[] {"copy", "oci-archive:" + fifo, at("oci", "copied")},
                new Object[] {"export", "oci-archive:" + fifo, "-o", directory.resolve("exported.tar")},
                new Object[] {"import", fifo, "--root", directory.resolve("store")});
        for (Object[] reader : readers) {
            CompletableFuture<Invocation> reading = CompletableFuture.supplyAsync(() -> dray(reader));
            dray("copy", layout, "oci-archive:" + fifo).requireSuccess();
            reading.get().requireSuccess();
        }
        assertThat(listed(at("oci", "copied"))).hasSize(3);
        assertThat(Files.isRegularFile(fifo)).isFalse();
    }

    @Test
    void devicesAndDescriptorsAreWrittenInPlaceAndLinksToThemRefused() throws IOException {
        dray("copy", layout, "oci-archive:/dev/null").requireSuccess();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        Path link = Files.createSymbolicLink(directory.resolve("link.tar"), Path.of("/dev/null"));
        Invocation refused = dray("copy", layout, "oci-archive:" + link);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.message()).contains(link.toString()).contains("symbolic link");
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("/dev/null"));
        assertThat(new ArchiveOutput("/dev/fd/3").isStream()).isTrue();
        assertThat(new ArchiveOutput("/dev/shm/image.tar").isStream()).isFalse();
    }

    @Test
    void skopeoReadsANamedImageOfTheDockerArchive() {
        dray("copy", layout, at("docker-archive", "all.tar")).requireSuccess();
        assertThat(Peers.require("skopeo")
                        .run("inspect", "--raw", at("docker-archive", "all.tar") + ":" + NAME)
                        .requireSuccess()
                        .out())
                .contains("schemaVersion");
    }
}
