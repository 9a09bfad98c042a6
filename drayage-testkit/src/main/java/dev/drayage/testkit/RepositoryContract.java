package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is seen of the repositories of a place. Extend it once for each kind of place. */
@Timeout(60)
public abstract class RepositoryContract {
    private static final String APP = "docker.io/library/app";
    private static final String OTHER = "registry.example:5000/team/other";

    private final MemoryContent content = new MemoryContent();

    /**
     * A place with these images and no others, all of whose content is there; closed by the extending class.
     *
     * @param images under full names with a tag
     */
    @SuppressWarnings("exports") // to our modules alone
    protected abstract Repositories repositoriesOf(MemoryContent content, List<NamedImage> images) throws IOException;

    private Repository only(String name, NamedImage... images) throws IOException {
        return repositoriesOf(content, List.of(images)).find(name).orElseThrow();
    }

    private Descriptor image(int layers) {
        return anImageIn(content).withLayers(layers).build().withPlatform(null);
    }

    private static NamedImage named(Descriptor image, String name) {
        return new NamedImage(image, name);
    }

    private static Descriptor bare(Descriptor descriptor) {
        return Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private void assertReads(Repository repository, Digest digest) throws IOException {
        byte[] bytes = content.bytes(digest);
        assertThat(repository.content().info(digest).orElseThrow().size()).isEqualTo(bytes.length);
        assertThat(read(repository.content(), Descriptor.of(MediaTypes.OCTET_STREAM, digest, bytes.length)))
                .isEqualTo(bytes);
    }

    private static void assertHides(Repository repository, Descriptor descriptor) throws IOException {
        assertThat(repository.find(descriptor.digest().toString())).isEmpty();
        assertThat(repository.content().info(descriptor.digest())).isEmpty();
        assertThatThrownBy(() -> repository.content().open(descriptor).close())
                .isInstanceOf(ContentNotFoundException.class);
    }

    @Test
    void findsAnImageByTagAndByDigest() throws IOException {
        Descriptor image = image(2);
        Repository app = only(APP, named(image, APP + ":v1"));
        assertThat(app.name()).isEqualTo(APP);
        assertThat(app.find("v1").map(RepositoryContract::bare)).contains(bare(image));
        assertThat(app.find(image.digest().toString()).map(RepositoryContract::bare))
                .contains(bare(image));
        assertThat(app.find("v2")).isEmpty();
    }

    @Test
    void givesAllThatAnImageIsMadeOf() throws IOException {
        Descriptor image = image(3);
        Repository app = only(APP, named(image, APP + ":v1"));
        for (Digest digest : content.digests()) {
            assertReads(app, digest);
        }
    }

    @Test
    void findsTheManifestsOfAnIndexAndOfOneWithinIt() throws IOException {
        Descriptor amd64 = anImageIn(content).withLayers(1).build();
        Descriptor arm64 = anImageIn(content)
                .on(Platform.of("linux", "arm64"))
                .withLayers(2)
                .build();
        Descriptor inner = anIndexIn(content).of(arm64).build();
        Descriptor index = anIndexIn(content).of(amd64, inner).build();
        Repository app = only(APP, named(index, APP + ":v1"));
        for (Descriptor each : List.of(index, amd64, inner, arm64)) {
            assertThat(app.find(each.digest().toString()).map(RepositoryContract::bare))
                    .contains(bare(each));
        }
        for (Digest digest : content.digests()) {
            assertReads(app, digest);
        }
    }

    @Test
    void aBlobIsNoManifest() throws IOException {
        Descriptor image = image(1);
        Repository app = only(APP, named(image, APP + ":v1"));
        for (Digest digest : content.digests()) {
            if (!digest.equals(image.digest())) {
                assertThat(app.find(digest.toString())).isEmpty();
            }
        }
    }

    @Test
    void showsNothingOfAnotherRepository() throws IOException {
        Descriptor image = image(1);
        Descriptor hidden =
                anImageIn(content).withLayer(new byte[] {9, 9, 9}).build().withPlatform(null);
        Repositories place = repositoriesOf(content, List.of(named(image, APP + ":v1"), named(hidden, OTHER + ":v1")));
        Repository app = place.find(APP).orElseThrow();
        assertHides(app, hidden);
        assertHides(app, ContentWrites.layerOf(new byte[] {9, 9, 9}));
        Repository other = place.find(OTHER).orElseThrow();
        assertHides(other, image);
        assertReads(other, ContentWrites.sha256(new byte[] {9, 9, 9}));
    }

    @Test
    void showsWhatSeveralRepositoriesShareInEach() throws IOException {
        Descriptor image = image(1);
        Repositories place = repositoriesOf(content, List.of(named(image, APP + ":v1"), named(image, OTHER + ":v2")));
        for (Digest digest : content.digests()) {
            assertReads(place.find(APP).orElseThrow(), digest);
            assertReads(place.find(OTHER).orElseThrow(), digest);
        }
        assertThat(place.find(APP).orElseThrow().find("v2")).isEmpty();
        assertThat(place.find(OTHER).orElseThrow().find("v1")).isEmpty();
    }

    @Test
    void findsNoRepositoryThatIsNotThere() throws IOException {
        Repositories place = repositoriesOf(content, List.of(named(image(1), APP + ":v1")));
        for (String name : List.of("docker.io/library", "docker.io/library/ap", APP + "s", APP + "/v1", "app", "")) {
            assertThat(place.find(name)).as(name).isEmpty();
        }
    }

    @Test
    void hostileNamesFindNothing() throws IOException {
        Repositories place = repositoriesOf(content, List.of(named(image(1), OTHER + ":v1")));
        for (String name : List.of(
                "registry.example",
                "registry.example:5000",
                "..",
                "../" + OTHER,
                OTHER + "/../other",
                OTHER + "/",
                OTHER + ":v1",
                OTHER.toUpperCase(Locale.ROOT),
                "a\u0000b",
                "%2e%2e/x",
                "a'; drop table image; --",
                "\ud800",
                "x".repeat(5000))) {
            assertThat(place.find(name)).as(name).isEmpty();
        }
        Repository other = place.find(OTHER).orElseThrow();
        for (String reference : List.of(
                "",
                ".",
                "..",
                "v1 ",
                "V1",
                "v1:",
                "/v1",
                "v1@",
                "%",
                "\u0000",
                "sha256:",
                "sha256:zz",
                "sha256:" + "A".repeat(64),
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "x".repeat(5000))) {
            assertThat(other.find(reference)).as(reference).isEmpty();
        }
    }

    /** The colon before a port and the one before a tag are not taken for each other. */
    @Test
    void aTagThatWouldLeadIntoAnotherRepositoryFindsNothing() throws IOException {
        Descriptor image = image(1);
        Repositories place = repositoriesOf(
                content, List.of(named(image, "docker.io/a/localhost:v1"), named(image, "docker.io/a/localhost/b:v2")));
        Repository repository = place.find("docker.io/a/localhost").orElseThrow();
        assertThat(repository.find("/b:v2")).isEmpty();
        assertThat(repository.find("v2")).isEmpty();
        assertThat(repository.tags("", 10)).containsExactly("v1");
    }

    @Test
    void listsNamesInOrderAndInPages() throws IOException {
        Descriptor image = image(1);
        List<String> names = List.of(
                "docker.io/a-b/c",
                "docker.io/a/b",
                "docker.io/a/b-c",
                "docker.io/a/b/c",
                "docker.io/a/b0",
                "docker.io/a/b_c",
                "registry.example:5000/a");
        List<NamedImage> images = new ArrayList<>();
        for (String name : names) {
            images.add(named(image, name + ":v1"));
            images.add(named(image, name + ":v2"));
        }
        Repositories place = repositoriesOf(content, images);
        assertThat(place.names(null, 100)).isEqualTo(names);
        for (int limit : List.of(1, 2, 3, 6, 7, 8, Integer.MAX_VALUE)) {
            List<String> listed = new ArrayList<>();
            List<String> page = place.names(null, limit);
            while (!page.isEmpty()) {
                assertThat(page.size()).isLessThanOrEqualTo(limit);
                listed.addAll(page);
                page = place.names(page.get(page.size() - 1), limit);
            }
            assertThat(listed).as("by %s", limit).isEqualTo(names);
        }
        assertThat(place.names("docker.io/a/b.", 1)).containsExactly("docker.io/a/b/c");
    }

    @Test
    void listsTagsInOrderAndInPages() throws IOException {
        Descriptor image = image(1);
        List<String> tags = List.of("1", "1.0", "10", "2", "A", "_x", "a", "a-b", "a.b", "a_b", "ab");
        List<NamedImage> images = new ArrayList<>();
        for (String tag : tags) {
            images.add(named(image, APP + ":" + tag));
        }
        images.add(named(image, APP + "s:other"));
        Repository app = only(APP, images.toArray(NamedImage[]::new));
        List<String> sorted = tags.stream().sorted().toList();
        assertThat(app.tags("", 100)).isEqualTo(sorted);
        for (int limit : List.of(1, 2, 5, 10, 11, 12, Integer.MAX_VALUE)) {
            List<String> listed = new ArrayList<>();
            List<String> page = app.tags("", limit);
            while (!page.isEmpty()) {
                assertThat(page.size()).isLessThanOrEqualTo(limit);
                listed.addAll(page);
                page = app.tags(page.get(page.size() - 1), limit);
            }
            assertThat(listed).as("by %s", limit).isEqualTo(sorted);
        }
        assertThat(app.tags("a", 1)).containsExactly("a-b");
        assertThat(app.tags("b", 10)).isEmpty();
        assertThat(app.tags("no such tag, nor one that could be", 1)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void listsReferrersAsTheyDescribeThemselves() throws IOException {
        Descriptor image = image(1);
        Descriptor typed = anImageIn(content)
                .withLayer(new byte[] {1})
                .about(image)
                .ofArtifactType("application/vnd.example.sbom")
                .annotated("org.example.by", "me")
                .build()
                .withPlatform(null);
        Descriptor untyped = anImageIn(content)
                .withLayer(new byte[] {2})
                .about(image)
                .build()
                .withPlatform(null);
        Repository app =
                only(APP, named(image, APP + ":v1"), named(typed, APP + ":sbom"), named(untyped, APP + ":signature"));
        List<Descriptor> listed = app.referrers(image);
        assertThat(listed).extracting(Descriptor::digest).containsExactlyInAnyOrder(typed.digest(), untyped.digest());
        assertThat(listed).extracting(Descriptor::digest).isSorted();
        for (Descriptor each : listed) {
            boolean isTyped = each.digest().equals(typed.digest());
            assertThat(each.artifactType()).isEqualTo(isTyped ? "application/vnd.example.sbom" : MediaTypes.OCI_CONFIG);
            assertThat(each.annotations()).isEqualTo(isTyped ? Map.of("org.example.by", "me") : Map.of());
            assertThat(each.size()).isEqualTo((isTyped ? typed : untyped).size());
            assertThat(each.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        }
        assertThat(app.referrers(typed)).isEmpty();
    }

    @Test
    void listsReferrersWithoutTheirSubject() throws IOException {
        Descriptor absent =
                Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.compute(DigestAlgorithm.SHA256, new byte[] {7}), 123);
        Descriptor referrer =
                anImageIn(content).withLayers(1).about(absent).build().withPlatform(null);
        Descriptor index = anIndexIn(content).about(absent).build();
        Repositories place = repositoriesOf(
                content,
                List.of(named(referrer, APP + ":v1"), named(index, APP + ":v2"), named(image(2), OTHER + ":v1")));
        assertThat(place.find(APP).orElseThrow().referrers(absent))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrder(referrer.digest(), index.digest());
        assertThat(place.find(OTHER).orElseThrow().referrers(absent)).isEmpty();
    }

    @Test
    void readsOtherDigestsThanSha256() throws IOException {
        Descriptor image = anImageIn(content)
                .by(DigestAlgorithm.SHA512)
                .withLayers(1)
                .build()
                .withPlatform(null);
        Repository app = only(APP, named(image, APP + ":v1"));
        assertThat(app.find(image.digest().toString())).isPresent();
        for (Digest digest : content.digests()) {
            assertReads(app, digest);
        }
    }
}
