package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.content.ContentException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.RegistryProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry of the distribution project behind TLS. */
@Timeout(120)
class EncryptedRegistryTest {
    private static final int LAYERS = 3;
    private static final int PULLS = 10;

    @TempDir
    private Path home;

    private final MemoryContent content = new MemoryContent();

    private Descriptor image() {
        return ImageBuilder.anImageIn(content).withLayers(2).build();
    }

    private static Reference reference(RegistryProcess registry, String rest) {
        return Reference.parse(registry.authority() + "/" + rest);
    }

    private RegistryOptions trusting(RegistryProcess registry, Certificates.Pair server) throws IOException {
        Path folder = Files.createDirectories(home.resolve("certs.d").resolve(registry.authority()));
        Files.copy(server.certificate(), folder.resolve("ca.crt"));
        return TestRegistry.options().withHostFolders(List.of(home.resolve("certs.d")));
    }

    private static void push(MemoryContent content, Descriptor image, Repository target, String tag)
            throws IOException {
        try (ImageDestination destination = target.destination(PushOptions.defaults())) {
            Pushing.push(content, image, destination, tag);
        }
    }

    @Test
    void movesLargeLayersSideBySide() throws Exception {
        Certificates.Pair server = Certificates.make(home, "server");
        try (RegistryProcess registry = RegistryProcess.startWithTls(home, server.certificate(), server.key())) {
            ImageBuilder builder = ImageBuilder.anImageIn(content);
            for (int i = 0; i < LAYERS; i++) {
                builder = builder.withLayer(ImageBuilder.noise(i, 17_000_000));
            }
            Descriptor image = builder.build();
            Repository repository =
                    Registry.connect(trusting(registry, server)).repository(reference(registry, "team/app:v1"));
            push(content, image, repository, "v1");
            Path file = home.resolve("pulled.tar");
            try (ImageArchive archive =
                    ImageArchive.plan(repository.content(), List.of(NamedImage.of(repository.resolve())))) {
                archive.writeTo(file, WriteOptions.defaults().withParallelism(8));
            }
            assertThat(Files.size(file)).isGreaterThan(LAYERS * 17_000_000L);
            registry.awaitLogged(LAYERS, "PUT /v2/team/app/blobs/uploads/");
            registry.awaitLogged(2 * LAYERS, "HTTP/1.1\" 206");
        }
    }

    @Test
    void pullsAgainAndAgainWithoutAStall() throws IOException {
        Certificates.Pair server = Certificates.make(home, "server");
        try (RegistryProcess registry = RegistryProcess.startWithTls(home, server.certificate(), server.key())) {
            Descriptor image = ImageBuilder.anImageIn(content)
                    .withLayer(ImageBuilder.noise(1, 33_000_000))
                    .withLayer(ImageBuilder.noise(2, 5_000_000))
                    .build();
            RegistryOptions options = trusting(registry, server);
            push(content, image, Registry.connect(options).repository(reference(registry, "team/app:v1")), "v1");
            Path file = home.resolve("pulled.tar");
            for (int i = 0; i < PULLS; i++) {
                Repository repository = Registry.connect(options).repository(reference(registry, "team/app:v1"));
                try (ImageArchive archive =
                        ImageArchive.plan(repository.content(), List.of(NamedImage.of(repository.resolve())))) {
                    archive.writeTo(file, WriteOptions.defaults().withParallelism(8));
                }
                assertThat(Files.size(file)).isGreaterThan(38_000_000L);
                Files.delete(file);
            }
        }
    }

    @Test
    void trustsTheAuthorityThatTheSettingsName() throws IOException {
        Certificates.Pair server = Certificates.make(home, "server");
        try (RegistryProcess registry = RegistryProcess.startWithTls(home, server.certificate(), server.key())) {
            Descriptor image = image();
            Repository repository =
                    Registry.connect(trusting(registry, server)).repository(reference(registry, "team/app:v1"));
            push(content, image, repository, "v1");
            assertThat(repository.resolve().digest()).isEqualTo(image.digest());

            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> Registry.connect(TestRegistry.options())
                            .repository(reference(registry, "team/app:v1"))
                            .resolve())
                    .withMessageContaining("TLS");
        }
    }

    @Test
    void showsTheCertificateThatTheSettingsName() throws IOException {
        Certificates.Pair server = Certificates.make(home, "server");
        Certificates.Pair person = Certificates.make(home, "person");
        try (RegistryProcess registry =
                RegistryProcess.startWithMutualTls(home, server.certificate(), server.key(), person.certificate())) {
            Path folder = Files.createDirectories(home.resolve("certs.d").resolve(registry.authority()));
            Files.writeString(folder.resolve("hosts.toml"), """
                    server = "https://%s"
                    ca = "%s"
                    client = [["%s", "%s"]]
                    """.formatted(
                            registry.authority(), server.certificate(), person.certificate(), person.key()));
            RegistryOptions known = TestRegistry.options().withHostFolders(List.of(home.resolve("certs.d")));
            Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
            Repository repository = Registry.connect(known).repository(reference(registry, "team/app:v1"));
            push(content, image, repository, "v1");
            assertThat(repository.resolve().digest()).isEqualTo(image.digest());
        }
    }
}
