package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.archive.ImageArchive;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Quirk;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.verify.ImageVerification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In whichever way a registry misbehaves: what can be made of what it holds comes out the same. */
class QuirksTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor amd64 =
            ImageBuilder.anImageIn(content).withLayers(2).build();
    private final Descriptor arm64 = ImageBuilder.anImageIn(content)
            .on(Platform.of("linux", "arm64"))
            .withLayer(ImageBuilder.noise(3, 100_000))
            .build();
    private final Descriptor index =
            IndexBuilder.anIndexIn(content).of(amd64, arm64).build();

    @TempDir
    private Path directory;

    private FaultyRegistry holding() {
        return FaultyRegistry.create()
                .holding(TestRegistry.NAME, content, List.of(index, amd64, arm64))
                .tag(TestRegistry.NAME, "v1", index.digest());
    }

    private Path export(Repository repository, String name) throws IOException {
        Path file = directory.resolve(name);
        Descriptor root = repository.resolve().withAnnotations(Map.of());
        try (ImageArchive archive = ImageArchive.plan(repository.content(), List.of(NamedImage.of(root)))) {
            archive.writeTo(file);
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource
    void anImageIsPulledWhole(Quirk quirk) throws IOException {
        try (TestRegistry right = TestRegistry.of(holding());
                TestRegistry wrong = TestRegistry.of(holding().misbehaving(quirk))) {
            Repository repository = wrong.repository("v1");
            assertThat(repository.resolve().digest()).isEqualTo(index.digest());
            assertThat(repository.resolve().mediaType()).isEqualTo(index.mediaType());
            assertThat(export(repository, "wrong.tar"))
                    .hasSameBinaryContentAs(export(right.repository("v1"), "right.tar"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anImageIsVerified(Quirk quirk) throws IOException {
        try (TestRegistry registry = TestRegistry.of(holding().misbehaving(quirk))) {
            Repository repository = registry.repository("v1");
            var report = ImageVerification.verify(repository.content(), List.of(repository.resolve()));
            assertThat(report.isSound()).isTrue();
            assertThat(report.blobs()).isEqualTo(content.digests().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anImageIsPushedWhole(Quirk quirk) throws IOException {
        FaultyRegistry memory = FaultyRegistry.create()
                .holding("other/place", content, List.of())
                .misbehaving(quirk);
        try (TestRegistry registry = TestRegistry.of(memory);
                ImageDestination destination = registry.repository()
                        .destination(PushOptions.defaults().mountingFrom(List.of("other/place")))) {
            NamedImage image = new NamedImage(index, registry.server.authority() + "/" + TestRegistry.NAME + ":v1");
            ImageTransfer.copy(content, List.of(image), destination);
            ImageTransfer.copy(content, List.of(image), destination);
        }
        assertThat(memory.tagged(TestRegistry.NAME, "v1"))
                .isEqualTo(index.digest().toString());
        content.all().forEach((digest, bytes) -> assertThat(memory.bytes(TestRegistry.NAME, digest))
                .isEqualTo(bytes));
    }
}
