package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ImageArchive;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.TestData;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.peer.RegistryProcess;
import dev.drayage.testkit.peer.TokenServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry of the distribution project, and skopeo as its other client. */
@Timeout(120)
class RealRegistryTest {
    private static final byte[] LARGE = ImageBuilder.noise(5, 20_000_000);

    @TempDir
    private Path home;

    private final MemoryContent content = new MemoryContent();

    private Descriptor image() {
        return ImageBuilder.anImageIn(content)
                .withLayers(2)
                .withGzipLayer(ImageBuilder.noise(9, 3_000_000))
                .withLayer(LARGE)
                .build();
    }

    private static Reference reference(RegistryProcess registry, String rest) {
        return Reference.parse(registry.authority() + "/" + rest);
    }

    private static Registry client() {
        return Registry.connect(TestRegistry.options());
    }

    private static void push(MemoryContent content, Descriptor image, Repository target, String tag)
            throws IOException {
        try (ImageDestination destination = target.destination(PushOptions.defaults())) {
            Pushing.push(content, image, destination, tag);
        }
    }

    private Path export(Repository repository) throws IOException {
        Path file = home.resolve("export.tar");
        try (ImageArchive archive =
                ImageArchive.plan(repository.content(), List.of(NamedImage.of(repository.resolve())))) {
            archive.writeTo(file);
        }
        return file;
    }

    @Test
    void givesBackWhatWasPushedToTheByte() throws IOException {
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            Descriptor image = image();
            push(content, image, client().repository(reference(registry, "team/app")), "v1");

            Repository pulled = client().repository(reference(registry, "team/app:v1"));
            assertThat(pulled.resolve().digest()).isEqualTo(image.digest());
            Path exported = export(pulled);

            Path expected = home.resolve("expected.tar");
            Descriptor named = image.withPlatform(null)
                    .withAnnotation(ImageAnnotations.IMAGE_NAME, registry.authority() + "/team/app:v1")
                    .withAnnotation(ImageAnnotations.REF_NAME, "v1");
            try (ImageArchive archive = ImageArchive.plan(content, List.of(NamedImage.of(named)))) {
                archive.writeTo(expected);
            }
            assertThat(exported).hasSameBinaryContentAs(expected);
        }
    }

    @Test
    void skopeoReadsWhatWasPushed() throws IOException {
        Program skopeo = Peers.require("skopeo").with("--insecure-policy");
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            Descriptor image = image();
            push(content, image, client().repository(reference(registry, "team/app")), "v1");
            skopeo.run(
                            "copy",
                            "--preserve-digests",
                            "--src-tls-verify=false",
                            "docker://" + registry.authority() + "/team/app:v1",
                            "oci:" + home.resolve("pulled") + ":v1")
                    .requireSuccess();
            try (ImageLayout layout = ImageLayout.open(home.resolve("pulled"))) {
                assertThat(layout.find("v1").digest()).isEqualTo(image.digest());
            }
        }
    }

    @Test
    void readsWhatSkopeoPushed() throws IOException {
        Program skopeo = Peers.require("skopeo").with("--insecure-policy");
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            Descriptor image = image();
            Path layout = LayoutDirectory.write(home.resolve("layout"), content, LayoutDirectory.tagged(image, "v1"));
            skopeo.run(
                            "copy",
                            "--preserve-digests",
                            "--dest-tls-verify=false",
                            "oci:" + layout + ":v1",
                            "docker://" + registry.authority() + "/other/app:v1")
                    .requireSuccess();
            Repository pulled = client().repository(reference(registry, "other/app:v1"));
            assertThat(pulled.resolve().digest()).isEqualTo(image.digest());
            assertThat(Files.size(export(pulled))).isGreaterThan(LARGE.length);
        }
    }

    @Test
    void everyImageOfAPublicLayoutGoesThroughUnchanged() throws IOException {
        try (RegistryProcess registry = RegistryProcess.start(home);
                ImageLayout layout = ImageLayout.open(TestData.of("fixtures/regclient/testrepo"))) {
            Repository target = client().repository(reference(registry, "regclient/testrepo"));
            List<String> tags = new ArrayList<>();
            List<String> refused = new ArrayList<>();
            try (ImageDestination destination = target.destination(PushOptions.defaults())) {
                for (Descriptor image : layout.images()) {
                    String tag = image.annotation(ImageAnnotations.REF_NAME).orElse(null);
                    String name = tag == null ? image.digest().toString() : tag;
                    try {
                        Pushing.push(layout.content(), image, destination, tag);
                        Optional.ofNullable(tag).ifPresent(tags::add);
                        assertThat(target.resolve(name).digest()).as(name).isEqualTo(image.digest());
                    } catch (RegistryException e) {
                        refused.add(name + ": " + e.getMessage());
                    }
                }
            }
            assertThat(refused).isEmpty();
            List<String> listed = new ArrayList<>();
            target.tags(listed::add);
            assertThat(listed).containsAll(tags);
        }
    }

    @Test
    void takesLayersOverFromAnotherRepositoryWithoutSendingThem() throws IOException {
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            Registry client = client();
            Descriptor image = image();
            push(content, image, client.repository(reference(registry, "first")), "v1");
            Repository second = client.repository(reference(registry, "second"));
            MemoryContent documents = new MemoryContent();
            documents.add(MediaTypes.OCI_MANIFEST, content.bytes(image.digest()));
            try (ImageDestination destination =
                    second.destination(PushOptions.defaults().mountingFrom(List.of("first")))) {
                Pushing.push(content, image, destination, "v1");
            }
            assertThat(second.resolve("v1").digest()).isEqualTo(image.digest());
        }
    }

    @Test
    void listsRepositoriesAndTags() throws IOException {
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            Registry client = client();
            Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
            push(content, image, client.repository(reference(registry, "b/two")), "v2");
            push(content, image, client.repository(reference(registry, "b/two")), "v1");
            push(content, image, client.repository(reference(registry, "a/one")), "v1");
            List<String> repositories = new ArrayList<>();
            client.repositories(registry.authority(), repositories::add);
            assertThat(repositories).containsExactly("a/one", "b/two");
            List<String> tags = new ArrayList<>();
            client.repository(reference(registry, "b/two")).tags(tags::add);
            assertThat(tags).containsExactlyInAnyOrder("v1", "v2");
        }
    }

    @Test
    void keepsReferrersUnderATagWhereTheRegistryLacksTheApi() throws IOException {
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            Repository repository = client().repository(reference(registry, "signed"));
            Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
            Descriptor one = ImageBuilder.anImageIn(content)
                    .about(image)
                    .ofArtifactType("test/sbom")
                    .build();
            Descriptor two = ImageBuilder.anImageIn(content)
                    .about(image)
                    .ofArtifactType("test/signature")
                    .build();
            push(content, image, repository, "v1");
            try (ImageDestination destination = repository.destination(PushOptions.defaults())) {
                Pushing.push(content, one, destination, null);
                Pushing.push(content, two, destination, null);
                Pushing.push(content, two, destination, null);
            }
            List<Descriptor> found =
                    client().repository(reference(registry, "signed")).referrers(image);
            assertThat(found).extracting(Descriptor::digest).containsExactly(one.digest(), two.digest());
            assertThat(found).extracting(Descriptor::artifactType).containsExactly("test/sbom", "test/signature");
        }
    }

    @Test
    void usesAPasswordWhereTheRegistryAsksForOne() throws IOException {
        try (RegistryProcess registry = RegistryProcess.startWithPassword(home)) {
            Descriptor image = image();
            RegistryOptions options = TestRegistry.options()
                    .withCredentials((domain, repository) -> domain.equals(registry.authority())
                            ? Optional.of(Credentials.of("alice", "secret"))
                            : Optional.empty());
            Repository repository = Registry.connect(options).repository(reference(registry, "team/app:v1"));
            push(content, image, repository, "v1");
            assertThat(repository.resolve().digest()).isEqualTo(image.digest());
            assertThat(Files.size(export(repository))).isGreaterThan(LARGE.length);

            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> client().repository(reference(registry, "team/app:v1"))
                            .resolve())
                    .withMessageContaining("401")
                    .withMessageContaining("dray login");
            Registry client = client();
            client.checkLogin(registry.authority(), Credentials.of("alice", "secret"));
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> client.checkLogin(registry.authority(), Credentials.of("alice", "wrong")))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(401));
        }
    }

    @Test
    void getsTokensWhereTheRegistryAsksForThem() throws IOException {
        Certificates.Pair signer = Certificates.make(home, "tokens");
        try (WireServer tokens = WireServer.start(new TokenServer(signer));
                RegistryProcess registry = RegistryProcess.startWithTokens(
                        home, "http://" + tokens.authority() + "/token", signer.certificate())) {
            RegistryOptions options = TestRegistry.options()
                    .withCredentials((domain, repository) -> Optional.of(Credentials.of("alice", "secret")));
            Registry alice = Registry.connect(options);
            Descriptor image = image();
            push(content, image, alice.repository(reference(registry, "team/app")), "v1");

            // Nobody gets a token for two repositories at once, so nothing can be taken over: it is sent.
            Repository other = alice.repository(reference(registry, "team/other"));
            try (ImageDestination destination =
                    other.destination(PushOptions.defaults().mountingFrom(List.of("team/app")))) {
                Pushing.push(content, image, destination, "v1");
            }
            Repository pulled = client().repository(reference(registry, "team/other:v1"));
            assertThat(pulled.resolve().digest()).isEqualTo(image.digest());
            assertThat(Files.size(export(pulled))).isGreaterThan(LARGE.length);

            List<String> repositories = new ArrayList<>();
            alice.repositories(registry.authority(), repositories::add);
            assertThat(repositories).containsExactly("team/app", "team/other");
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(
                            () -> push(content, image, client().repository(reference(registry, "team/third")), "v1"));
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() ->
                            client().repository(reference(registry, "team/app")).delete("v1"));
            other.delete(image.digest().toString());
            assertThat(other.tagsOf(image.digest(), List.of("v1"))).isEmpty();
        }
    }

    @Test
    void deletesByDigestAndSaysWhereTagsCannotBe() throws IOException {
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            Repository repository = client().repository(reference(registry, "team/app"));
            Descriptor image = image();
            push(content, image, repository, "v1");
            push(content, image, repository, "v2");
            assertThat(repository.tagsOf(image.digest(), List.of("v1", "v2", "v3")))
                    .containsExactly("v1", "v2");
            try {
                repository.delete("v2");
            } catch (RegistryException e) {
                // Those before 2.8.2 or so delete no tags.
                assertThat(e).hasMessageContaining("delete its digest");
            }
            repository.delete(image.digest().toString());
            assertThat(repository.tagsOf(image.digest(), List.of("v1", "v2"))).isEmpty();
            assertThatExceptionOfType(ContentNotFoundException.class)
                    .isThrownBy(() -> repository.delete(image.digest().toString()));
        }
    }
}
