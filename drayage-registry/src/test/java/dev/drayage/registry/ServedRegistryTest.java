package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.RepositoriesProvider.Access;
import dev.drayage.repository.Repositories;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Quirk;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry as a place to be served: {@code docker://HOST[/PREFIX]}. */
class ServedRegistryTest {
    private final MemoryContent content = new MemoryContent();
    private final FaultyRegistry memory = FaultyRegistry.create();
    private final RegistryPlace place = new RegistryPlace();
    private final Descriptor image = ImageBuilder.anImageIn(content).build();
    private TestRegistry registry;
    private Repositories repositories;

    @BeforeEach
    void start() throws IOException {
        memory.holding(TestRegistry.NAME, content, List.of(image)).tag(TestRegistry.NAME, "v1", image.digest());
        registry = TestRegistry.of(memory);
        repositories = open("");
    }

    private Repositories open(String prefix) throws IOException {
        return place.openRepositories(
                place.parseServed("//" + registry.server.authority() + prefix),
                PlaceOptions.none().with(Registry.class, registry.client()),
                Access.READ);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private String name() {
        return registry.server.authority() + "/" + TestRegistry.NAME;
    }

    private dev.drayage.repository.Repository repository() throws IOException {
        return repositories.find(name()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "//registry.example, //registry.example",
        "//registry.example/, //registry.example",
        "//localhost, //localhost",
        "//localhost:5000/team, //localhost:5000/team",
        "//docker.io, //docker.io",
        "//index.docker.io/library, //docker.io/library",
        "//docker.io/library/alpine, //docker.io/library/alpine"
    })
    void namesARegistryOrAPrefixInOne(String written, String meant) {
        assertThat(place.parseServed(written)).isEqualTo(new PlaceName("docker", meant, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//alpine",
                "//library/alpine",
                "//",
                "alpine",
                "//registry.example/app:v1",
                "//registry.example/App",
                "//registry.example/a/../b",
                "//registry.example//a",
                "//https://registry.example"
            })
    void refusesWhatIsNoRegistry(String written) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> place.parseServed(written))
                .withMessageContaining("docker://");
    }

    @Test
    void findsTagsAndDigestsAndReadsWhatTheyMean() throws IOException {
        Descriptor found = repository().find("v1").orElseThrow();
        Descriptor plain = Descriptor.of(image.mediaType(), image.digest(), image.size());
        assertThat(found)
                .isEqualTo(plain.withAnnotation(ImageAnnotations.IMAGE_NAME, name() + ":v1")
                        .withAnnotation(ImageAnnotations.REF_NAME, "v1"));
        assertThat(repository().find(image.digest().toString())).contains(plain);
        assertThat(repository().name()).isEqualTo(name());
        try (Blob blob = repository().content().open(found)) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(content.bytes(image.digest()));
        }
        assertThat(repository().content().info(content.digests().get(0)))
                .map(ContentInfo::digest)
                .contains(content.digests().get(0));
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        assertThat(repository().find("v2")).isEmpty();
        assertThat(repository().find("sha256:" + "0".repeat(64))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../v1", "v1/../v1", "v1?x", "sha256:..", "sha256:00", ".v1", "v 1", "%2e"})
    void asksForNothingThatIsNeitherTagNorDigest(String reference) throws IOException {
        assertThat(repository().find(reference)).isEmpty();
        assertThat(registry.server.requests("GET", "/manifests/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/app", "other.example/team/app", "/team/app:v1", "/TEAM/app", "/team/../app", "/"})
    void hasNoRepositoryThatIsNotOfTheRegistry(String name) throws IOException {
        assertThat(repositories.find(name)).isEmpty();
        assertThat(repositories.find(registry.server.authority() + name)).isEmpty();
    }

    @Test
    void aPrefixHidesTheRest() throws IOException {
        memory.holding("teams/app", content, List.of(image)).tag("teams/app", "v1", image.digest());
        Repositories team = open("/team");
        assertThat(team.names(null, 10)).containsExactly(name());
        assertThat(team.find(name())).isPresent();
        assertThat(team.find(registry.server.authority() + "/teams/app")).isEmpty();
        assertThat(repositories.names(null, 10)).containsExactly(name(), registry.server.authority() + "/teams/app");
    }

    @Test
    void aFailureOfTheRegistryIsNoAbsence() {
        memory.faults().always(request -> request.is("GET", "/manifests/"), (request, right) -> Reply.of(503));
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> repository().find("v1"))
                .withMessageContaining(registry.server.authority());
    }

    @Test
    void tagsAreInOrderWhateverTheOrderOfTheRegistry() throws IOException {
        memory.faults()
                .always(
                        request -> request.is("GET", "/tags/list"),
                        (request, right) ->
                                Reply.json(200, "{\"name\":\"x\",\"tags\":[\"b\",\"a\",\"B\",\"d\",\"c\"]}"));
        assertThat(repository().tags("", 2)).containsExactly("B", "a");
        assertThat(repository().tags("a", 2)).containsExactly("b", "c");
        assertThat(repository().tags("c", 2)).containsExactly("d");
    }

    @Test
    void aRegistryWithoutACatalogSaysSo() {
        memory.faults()
                .always(
                        request -> request.is("GET", "/_catalog"),
                        (request, right) -> Reply.error(404, "UNSUPPORTED", "no"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> repositories.names(null, 10))
                .withMessageContaining("does not list its repositories")
                .withMessageContaining("404");
    }

    @Test
    void referrersAreInOrderOfDigest() throws IOException {
        Descriptor one =
                ImageBuilder.anImageIn(content).about(image).annotated("n", "1").build();
        Descriptor two =
                ImageBuilder.anImageIn(content).about(image).annotated("n", "2").build();
        memory.holding(TestRegistry.NAME, content, List.of(one, two));
        assertThat(repository().referrers(image))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrder(one.digest(), two.digest())
                .isSorted();
    }

    @Test
    void aTagThatHasNotMovedIsConfirmedByHeadAlone() throws IOException {
        Descriptor first = repository().find("v1").orElseThrow();
        registry.server.forget();
        assertThat(repository().find("v1")).contains(first);
        assertThat(registry.server.requests("HEAD", "/manifests/v1")).hasSize(1);
        assertThat(registry.server.requests("GET", "/manifests/")).isEmpty();
    }

    @Test
    void aTagThatHasMovedIsReadAgain() throws IOException {
        repository().find("v1");
        Descriptor moved = ImageBuilder.anImageIn(content).annotated("n", "2").build();
        memory.holding(TestRegistry.NAME, content, List.of(moved)).tag(TestRegistry.NAME, "v1", moved.digest());
        assertThat(repository().find("v1")).map(Descriptor::digest).contains(moved.digest());
    }

    @Test
    void aTagThatIsGoneIsGone() throws IOException {
        repository().find("v1");
        memory.faults().always(request -> request.path().endsWith("/v1"), (request, right) -> Reply.of(404));
        assertThat(repository().find("v1")).isEmpty();
    }

    @Test
    void whereHeadIsOfNoUseAResponseWithoutBodySaysThatNothingChanged() throws IOException {
        memory.misbehaving(Quirk.HEAD_IS_NOT_ALLOWED);
        memory.faults()
                .always(request -> request.is("GET", "/manifests/v1"), (request, right) -> taggedById(request, right));
        Descriptor first = repository().find("v1").orElseThrow();
        assertThat(repository().find("v1")).contains(first);
        registry.server.forget();
        assertThat(repository().find("v1")).contains(first);
        assertThat(registry.server.requests("HEAD", "/manifests/")).isEmpty();
        assertThat(registry.server.requests("GET", "/manifests/v1"))
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("If-None-Match")).contains("\"one\""));
    }

    private static Reply taggedById(WireRequest request, Reply right) {
        return request.header("If-None-Match").equals(Optional.of("\"one\""))
                ? Reply.of(304)
                : right.with("ETag", "\"one\"");
    }

    @Test
    void headThatNamesAnotherDigestDecidesNothing() throws IOException {
        memory.misbehaving(Quirk.HEAD_DIGEST_IS_WRONG);
        Descriptor first = repository().find("v1").orElseThrow();
        assertThat(first.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(repository().find("v1")).contains(first);
    }
}
