package dev.drayage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceOptions.ExistingArchive;
import dev.drayage.platform.Platform;
import dev.drayage.registry.RegistryOptions;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.store.StoreDirectory;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What most programs do with images. */
class DrayageTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor amd64 =
            ImageBuilder.anImageIn(content).withLayers(2).build();
    private final Descriptor arm64 = ImageBuilder.anImageIn(content)
            .withLayer(ImageBuilder.noise(9, 200))
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
        layout = "oci:" + directory.resolve("images");
    }

    private String at(String scheme, String file) {
        return scheme + ":" + directory.resolve(file);
    }

    private Digest digest(String name) throws IOException {
        try (Image image = drayage.open(name)) {
            return image.digest();
        }
    }

    @Test
    void exportsWhatContainerdWouldWrite() throws IOException {
        Path file = directory.resolve("image.tar");
        TransferReport report = drayage.export(layout + ":v1", file);

        assertThat(report.movedBytes()).isEqualTo(Files.size(file));
        assertThat(report.images())
                .extracting(image -> image.descriptor().digest())
                .containsOnly(index.digest());
        try (ImageLayout source = ImageLayout.open(directory.resolve("images"));
                ImageArchive planned = ImageArchive.plan(
                        source.content(), List.of(NamedImage.of(source.find("v1"))), ArchiveOptions.defaults())) {
            assertThat(Files.readAllBytes(file))
                    .isEqualTo(planned.newInputStream().readAllBytes());
        }
    }

    @Test
    void copiesFromAnyPlaceToAnyOther() throws IOException {
        Drayage stored = drayage.with(StoreDirectory.class, new StoreDirectory(directory.resolve("store")));
        FaultyRegistry registry = FaultyRegistry.create();
        try (WireServer server = WireServer.start(registry)) {
            String pushed = "docker://" + server.authority() + "/team/app:v1";
            stored.copy(layout + ":v1", at("oci-archive", "a.tar"));
            stored.copy(at("oci-archive", "a.tar"), "app:v1");
            stored.copy("app:v1", pushed);
            stored.copy(pushed, at("oci", "again") + ":v2");

            assertThat(registry.tagged("team/app", "v1"))
                    .isEqualTo(index.digest().toString());
        }
        assertThat(digest(at("oci", "again") + ":v2")).isEqualTo(index.digest());
        assertThat(drayage.verify(at("oci", "again")).isSound()).isTrue();
    }

    @Test
    void findsWhatRefersToAnImageWhereverItIs() throws IOException {
        Descriptor signature = ImageBuilder.anImageIn(content)
                .about(amd64.withPlatform(null))
                .ofArtifactType("application/vnd.example.signature")
                .build();
        LayoutDirectory.write(directory.resolve("signed"), content, LayoutDirectory.tagged(index, "v1"), signature);
        drayage.export(at("oci", "signed"), directory.resolve("signed.tar"));
        FaultyRegistry registry = FaultyRegistry.create();
        try (WireServer server = WireServer.start(registry)) {
            String repository = "docker://" + server.authority() + "/team/app";
            drayage.copy(at("oci", "signed") + ":v1", repository + ":v1");
            drayage.copy(at("oci", "signed") + "@" + signature.digest(), repository + ":signature");
            for (String place : List.of(at("oci", "signed"), at("oci-archive", "signed.tar"), repository)) {
                try (Image image = drayage.open(place + ":v1")) {
                    assertThat(image.referrers())
                            .as(place)
                            .extracting(Descriptor::digest)
                            .containsExactly(signature.digest());
                }
            }
        }
        try (Image image = drayage.open(layout + ":v1")) {
            assertThat(image.referrers()).isEmpty();
        }
    }

    @Test
    void takesOnePlatformAsTheImage() throws IOException {
        drayage.withPlatform("linux/arm64").copy(layout + ":v1", at("oci", "b") + ":v1");

        assertThat(digest(at("oci", "b") + ":v1")).isEqualTo(arm64.digest());
    }

    @Test
    void givesImagesOfADockerArchiveManifestsOfOciInALayout() throws IOException {
        drayage.withPlatform("linux/amd64").copy(layout + ":v1", at("docker-archive", "d.tar") + ":app:v1");
        drayage.copy(at("docker-archive", "d.tar"), at("oci", "c") + ":v1");

        try (Image image = drayage.open(at("oci", "c") + ":v1")) {
            assertThat(image.descriptor().mediaType()).isEqualTo("application/vnd.oci.image.manifest.v1+json");
            assertThat(image.layers()).hasSize(2);
        }
    }

    @Test
    void replacesAnArchiveOnlyIfThatIsAskedFor() throws IOException {
        drayage.copy(layout, at("oci-archive", "a.tar"));
        assertThatThrownBy(() -> drayage.copy(layout, at("oci-archive", "a.tar")))
                .isInstanceOfSatisfying(
                        ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS));

        drayage.with(ExistingArchive.class, ExistingArchive.REPLACE).copy(layout, at("oci-archive", "a.tar"));
    }

    @Test
    void refusesWhatCannotBeMeant() throws IOException {
        LayoutDirectory.write(
                directory.resolve("two"),
                content,
                LayoutDirectory.tagged(amd64, "a"),
                LayoutDirectory.tagged(arm64, "b"));
        assertThatThrownBy(() -> drayage.copy(layout + ":v1", layout + ":v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are the same");
        assertThatThrownBy(() -> drayage.copy(at("oci", "two"), at("oci", "c") + ":v1"))
                .hasMessageContaining("holds several images");
        assertThatThrownBy(() -> drayage.copy(layout, "containerd-root:" + directory))
                .hasMessageContaining("nothing can be copied there");
        assertThatThrownBy(() -> drayage.copy(layout, at("oci", "c") + "@" + index.digest()))
                .hasMessageContaining("a destination has no digest");
        assertThatThrownBy(() -> drayage.open(at("oci", "two"))).hasMessageContaining("holds 2 images");
        assertThatThrownBy(() -> drayage.copy(layout, "oic:images")).hasMessageContaining("did you mean oci:images?");
        assertThatThrownBy(() -> drayage.open("images.tar")).hasMessageContaining("write oci-archive:images.tar");
        assertThatThrownBy(() -> drayage.name("oci:")).hasMessageContaining("names no path");
        assertThat(directory.resolve("c")).doesNotExist();
    }

    @Test
    void readsAnImageOfSeveralPlatforms() throws IOException {
        try (Image image = drayage.open(layout + ":v1")) {
            assertThat(image.platforms()).containsExactly(Platform.of("linux", "amd64"), Platform.of("linux", "arm64"));
            assertThatThrownBy(image::manifest)
                    .hasMessageContaining("choose one with forPlatform: linux/amd64, linux/arm64");
            Image arm = image.forPlatform("linux/arm64");
            assertThat(arm.digest()).isEqualTo(arm64.digest());
            assertThat(arm.manifest().raw().toByteArray()).isEqualTo(content.bytes(arm64.digest()));
            assertThat(arm.config().platform()).isEqualTo(Platform.of("linux", "arm64"));
            assertThat(arm.layers()).hasSize(1);
            assertThatThrownBy(() -> image.forPlatform("linux/s390x")).isInstanceOf(ContentNotFoundException.class);
        }
    }

    @Test
    void readsHowAnImageIsRun() throws IOException {
        Path hello = Path.of(System.getProperty("drayage.root"), "samples/hello");
        try (Image image = drayage.open("oci:" + hello + ":latest").forPlatform("linux/arm64")) {
            assertThat(image.config().env()).containsExactly("PATH=/");
            assertThat(image.config().cmd()).containsExactly("/hello");
            assertThat(image.config().entrypoint()).isEmpty();
            assertThat(image.config().user()).isEmpty();
            assertThat(image.config().labels()).isEmpty();
            assertThat(image.config().exposedPorts()).isEmpty();
            assertThat(image.config().history()).hasSize(2);
        }
    }

    @Test
    void tellsWhatIsCorruptOrMissing() throws IOException {
        Digest layer = layersOfArm64().get(0).digest();
        content.flipBit(layer, 3);
        LayoutDirectory.write(directory.resolve("bad"), content, LayoutDirectory.tagged(index, "v1"));

        assertThat(drayage.verify(at("oci", "bad")).isCorrupt()).isTrue();
        assertThat(drayage.withPlatform("linux/amd64").verify(at("oci", "bad")).isSound())
                .isTrue();
        assertThatThrownBy(() -> drayage.copy(at("oci", "bad"), at("oci-archive", "x.tar")))
                .isInstanceOf(ContentException.class);
        assertThat(directory.resolve("x.tar")).doesNotExist();
        assertThatThrownBy(() -> drayage.open(at("oci", "none") + ":v1"))
                .isInstanceOfSatisfying(
                        ContentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }

    private List<Descriptor> layersOfArm64() throws IOException {
        try (Image image = drayage.open(layout + ":v1").forPlatform("linux/arm64")) {
            return image.layers().stream().map(Layer::descriptor).toList();
        }
    }

    @Test
    void tellsOfEachByteAndStopsWhenCancelled() throws IOException {
        AtomicLong planned = new AtomicLong();
        AtomicLong moved = new AtomicLong();
        TransferOptions.Progress progress = new TransferOptions.Progress() {
            @Override
            public void planned(long bytes) {
                planned.set(bytes);
            }

            @Override
            public void moved(long bytes) {
                moved.addAndGet(bytes);
            }
        };
        drayage.withProgress(progress).copy(layout, at("oci", "c"));
        assertThat(moved.get()).isEqualTo(planned.get()).isPositive();

        Drayage cancelled = drayage.withCancellation(() -> true);
        assertThatThrownBy(() -> cancelled.copy(layout, at("oci", "d"))).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> cancelled.export(layout, directory.resolve("d.tar")))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> cancelled.verify(layout)).isInstanceOf(CancellationException.class);
        assertThat(directory.resolve("d.tar")).doesNotExist();

        for (Drayage still : List.of(cancelled.withProgress(progress), cancelled.withCancellation(() -> false))) {
            assertThatThrownBy(() -> still.export(layout, directory.resolve("d.tar")))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void anExportReplacesAFileUnlessItIsToStay() throws IOException {
        Path file = Files.writeString(directory.resolve("export.tar"), "here");
        Drayage refusing = drayage.with(ExistingArchive.class, ExistingArchive.REFUSE);

        assertThatThrownBy(() -> refusing.export(layout, file)).isInstanceOf(AlreadyExistsException.class);
        assertThat(file).hasContent("here");
        drayage.export(layout, file);
        assertThat(Files.size(file)).isGreaterThan(1024);
    }

    @Test
    void optionsOfATypeReplaceEachOtherAndAreKeptApart() {
        PlaceOptions options = PlaceOptions.none().with(ExistingArchive.class, ExistingArchive.REPLACE);
        RegistryOptions registries = RegistryOptions.defaults().withCredentials(CredentialSource.ANONYMOUS);

        assertThat(options.with(RegistryOptions.class, registries).get(RegistryOptions.class))
                .containsSame(registries);
        assertThat(options.get(RegistryOptions.class)).isEmpty();
        assertThat(options.with(ExistingArchive.class, ExistingArchive.REFUSE).get(ExistingArchive.class))
                .contains(ExistingArchive.REFUSE);
        Object first = options.shared(Object.class, Object::new);
        assertThat(options.shared(Object.class, Object::new)).isSameAs(first);
    }
}
