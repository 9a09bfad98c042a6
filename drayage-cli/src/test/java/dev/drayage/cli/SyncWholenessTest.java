package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many images bring along, and what is not whole though its name is there. */
class SyncWholenessTest {
    @TempDir
    private Path directory;

    private InProcessRegistry source;
    private InProcessRegistry target;

    @BeforeEach
    void start() throws IOException {
        source = InProcessRegistry.start();
        target = InProcessRegistry.start();
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        target.close();
    }

    private String from(String name) {
        return "docker://" + source.address() + "/" + name;
    }

    private String to() {
        return "docker://" + target.address() + "/mirror";
    }

    private Digest pushSigned() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image =
                anImageIn(content).withLayer(ImageBuilder.noise(1, 1000)).build();
        Descriptor signature = anImageIn(content)
                .about(image)
                .ofArtifactType("application/vnd.example.signature")
                .withLayer(ImageBuilder.noise(2, 100))
                .build();
        source.repositories().holding("app", "v1", content, image);
        source.repositories().holding("app", "", content, signature);
        return signature.digest();
    }

    @Test
    void signaturesGoAlongFromARegistry() throws IOException {
        Digest signature = pushSigned();

        dray("copy", from("app:v1"), to(), "--prefix", "--referrers").requireSuccess();

        assertThat(target.repositories().repository("mirror/app").manifests()).contains(signature);
    }

    @Test
    void signaturesGoAlongFromABundleThatListsThemWithoutAName() throws IOException {
        Digest signature = pushSigned();
        Path list = Files.writeString(directory.resolve("images.txt"), source.address() + "/app:v1\n");
        Path bundle = directory.resolve("bundle.tar");
        dray("export", "--list", list, "--referrers", "-o", bundle).requireSuccess();

        Invocation without =
                dray("copy", "oci-archive:" + bundle, to(), "--prefix").requireSuccess();
        assertThat(without.errors())
                .anyMatch(line -> line.contains("1 entry of oci-archive:" + bundle + " only refers to images"));
        assertThat(target.repositories().repository("mirror/app").manifests()).doesNotContain(signature);
        dray("copy", "oci-archive:" + bundle, to(), "--prefix", "--referrers").requireSuccess();

        assertThat(target.repositories().repository("mirror/app").manifests()).contains(signature);
    }

    @Test
    void anIndexThatLacksAManifestIsCompleted() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor amd64 = anImageIn(content)
                .on(Platform.parse("linux/amd64"))
                .withLayer(ImageBuilder.noise(1, 1000))
                .build();
        Descriptor arm64 = anImageIn(content)
                .on(Platform.parse("linux/arm64"))
                .withLayer(ImageBuilder.noise(2, 1000))
                .build();
        Descriptor index = anIndexIn(content).of(amd64, arm64).build();
        source.repositories().holding("app", "v1", content, index);
        Path list = Files.writeString(directory.resolve("images.txt"), source.address() + "/app:v1\n");
        target.repositories()
                .holding("mirror/app", "", content, amd64)
                .repository("mirror/app")
                .put(index, content.bytes(index.digest()), List.of("v1"));

        assertThat(dray("sync", list, "--to", to()).requireSuccess().message()).contains("1 image sent and verified");

        assertThat(target.repositories().repository("mirror/app").manifests()).contains(arm64.digest());
        target.forgetRequests();
        assertThat(dray("sync", list, "--to", to()).requireSuccess().message()).contains("; 1 there already");
        assertThat(target.requests())
                .as("the tag, the index, and each manifest of it")
                .filteredOn(request -> !request.endsWith(" /v2/"))
                .hasSize(4);
    }

    @Test
    void aBundleWithABaseCompletesWhatIsInTheRegistry() throws IOException {
        MemoryContent content = new MemoryContent();
        byte[] shared = ImageBuilder.noise(1, 5000);
        Descriptor first = anImageIn(content).withLayer(shared).build();
        Descriptor second = anImageIn(content)
                .withLayer(shared)
                .withLayer(ImageBuilder.noise(2, 3000))
                .build();
        source.repositories().holding("app", "v1", content, first).holding("app", "v2", content, second);
        String one = "oci-archive:" + directory.resolve("1.tar");
        String two = "oci-archive:" + directory.resolve("2.tar");
        dray("export", from("app:v1"), "-o", directory.resolve("1.tar")).requireSuccess();
        dray("export", from("app:v2"), "--base", one, "-o", directory.resolve("2.tar"))
                .requireSuccess();

        assertThat(dray("copy", two, to(), "--prefix").exitCode())
                .as("without the base")
                .isNotEqualTo(ExitCode.DONE);
        dray("copy", one, to(), "--prefix").requireSuccess();
        dray("copy", two, to(), "--prefix").requireSuccess();

        assertThat(target.repositories()
                        .repository("mirror/app")
                        .find("v2")
                        .orElseThrow()
                        .digest())
                .isEqualTo(second.digest());
        dray("verify", to() + "/app:v2").requireSuccess();
    }
}
