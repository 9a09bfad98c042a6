package dev.drayage.testkit.graph;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.GraphLimits;
import dev.drayage.graph.Handler;
import dev.drayage.graph.MissingContent;
import dev.drayage.graph.PresenceCheck;
import dev.drayage.graph.PresenceCheck.Missing;
import dev.drayage.graph.PresenceCheck.WrongSize;
import dev.drayage.json.JsonLimits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.Embedding;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An index of two images, each of two layers, of which one layer of the first is gone. */
class ContentSurveyTest {
    private final MemoryContent content = new MemoryContent();
    private final Documents documents = new Documents(content, JsonLimits.defaults());
    private final Descriptor first = image(1, "amd64");
    private final Descriptor second = image(3, "arm64");
    private final Descriptor index = anIndexIn(content).of(first, second).build();
    private final Manifest manifest = read(first);
    private final Descriptor lost = manifest.layers().get(0);

    ContentSurveyTest() {
        content.remove(lost.digest());
    }

    private Descriptor image(int seed, String architecture) {
        return anImageIn(content)
                .on(Platform.of("linux", architecture))
                .withLayer(ImageBuilder.noise(seed, 100))
                .withLayer(ImageBuilder.noise(seed + 1, 100))
                .build();
    }

    private Manifest read(Descriptor image) {
        try {
            return documents.manifest(image);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PresenceCheck survey(MissingContent policy) {
        return new PresenceCheck(content, parent -> policy);
    }

    private List<Descriptor> walk(PresenceCheck survey) throws IOException {
        List<Descriptor> reached = new ArrayList<>();
        Handler handler = Handler.children(documents).surveyedBy(survey);
        Graph.walk(
                descriptor -> {
                    reached.add(descriptor);
                    return handler.handle(descriptor);
                },
                GraphLimits.defaults(),
                List.of(index));
        return reached;
    }

    private List<Descriptor> all(Descriptor image) {
        List<Descriptor> all = new ArrayList<>(List.of(image));
        all.addAll(read(image).children());
        return all;
    }

    private static List<Descriptor> joined(List<Descriptor> a, List<Descriptor> b, List<Descriptor> c) {
        List<Descriptor> joined = new ArrayList<>(a);
        joined.addAll(b);
        joined.addAll(c);
        return joined;
    }

    @Test
    void failNotesEverythingMissingAsFatal() throws IOException {
        PresenceCheck survey = survey(MissingContent.FAIL);
        content.remove(second.digest());
        walk(survey);
        assertThat(survey.fatal()).containsExactly(new Missing(second, index), new Missing(lost, first));
        assertThat(survey.tolerated()).isEmpty();
        assertThat(survey.isIncomplete(index)).isTrue();
        assertThat(survey.isIncomplete(first)).isTrue();
    }

    @Test
    void skipKeepsAManifestWithAnAbsentChildWithoutAnyChild() throws IOException {
        PresenceCheck survey = survey(MissingContent.SKIP);
        assertThat(walk(survey)).containsExactlyElementsOf(joined(List.of(index), List.of(first), all(second)));
        assertThat(survey.fatal()).isEmpty();
        assertThat(survey.tolerated()).containsExactly(new Missing(lost, first));
        assertThat(survey.isIncomplete(first)).isTrue();
        assertThat(survey.isIncomplete(second)).isFalse();
        assertThat(survey.isIncomplete(index)).isFalse();
    }

    @Test
    void skipLeavesAnAbsentManifestOutAndKeepsTheOthers() throws IOException {
        content.remove(second.digest());
        PresenceCheck survey = survey(MissingContent.SKIP);
        assertThat(walk(survey)).containsExactly(index, first);
        assertThat(survey.tolerated()).containsExactly(new Missing(second, index), new Missing(lost, first));
    }

    @Test
    void sparseKeepsEverythingThatIsThere() throws IOException {
        PresenceCheck survey = survey(MissingContent.SPARSE);
        List<Descriptor> rest =
                List.of(first, manifest.config(), manifest.layers().get(1));
        assertThat(walk(survey)).containsExactlyElementsOf(joined(List.of(index), rest, all(second)));
        assertThat(survey.fatal()).isEmpty();
        assertThat(survey.tolerated()).containsExactly(new Missing(lost, first));
    }

    @Test
    void aMissingConfigCountsAsAMissingLayerDoes() throws IOException {
        Descriptor config = read(second).config();
        content.remove(config.digest());
        PresenceCheck survey = survey(MissingContent.SKIP);
        assertThat(walk(survey)).containsExactly(index, first, second);
        assertThat(survey.tolerated()).containsExactly(new Missing(lost, first), new Missing(config, second));
    }

    @Test
    void whatIsMissingIsToldOnceForEachParentThatNamesIt() throws IOException {
        Descriptor again = anImageIn(content)
                .withLayer(ImageBuilder.noise(1, 100))
                .withLayer(ImageBuilder.noise(1, 100))
                .build();
        Descriptor both = anIndexIn(content).of(again.withPlatform(null), first).build();
        content.remove(lost.digest());
        PresenceCheck survey = survey(MissingContent.SPARSE);
        Graph.walk(Handler.children(documents).surveyedBy(survey), GraphLimits.defaults(), List.of(both));
        assertThat(survey.tolerated())
                .containsExactly(new Missing(lost, again.withPlatform(null)), new Missing(lost, first));
    }

    @Test
    void thePolicyIsAskedForEachParent() throws IOException {
        Map<Descriptor, MissingContent> policies = new HashMap<>();
        content.remove(read(second).layers().get(1).digest());
        PresenceCheck survey = new PresenceCheck(content, parent -> {
            MissingContent policy =
                    parent.digest().equals(first.digest()) ? MissingContent.FAIL : MissingContent.SPARSE;
            policies.put(parent, policy);
            return policy;
        });
        walk(survey);
        assertThat(policies).as("asked only where something is missing").containsOnlyKeys(first, second);
        assertThat(survey.fatal()).extracting(Missing::parent).containsExactly(first);
        assertThat(survey.tolerated()).extracting(Missing::parent).containsExactly(second);
    }

    @Test
    void embeddedContentIsThere() throws IOException {
        byte[] bytes = ImageBuilder.noise(9, 50);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        PresenceCheck survey = survey(MissingContent.FAIL);
        assertThat(survey.isPresent(layer)).isFalse();
        assertThat(survey.isPresent(Embedding.in(layer, bytes))).isTrue();
        assertThat(survey.isPresent(Embedding.in(layer, ImageBuilder.noise(8, 50))))
                .isFalse();
    }

    @Test
    void wrongSizesAreNotedOfAllThatIsFollowedAndOfRoots() throws IOException {
        Descriptor layer = read(second).layers().get(0);
        content.replace(layer.digest(), new byte[7]);
        PresenceCheck survey = survey(MissingContent.SPARSE);
        walk(survey);
        Descriptor root = Descriptor.of(MediaTypes.OCI_INDEX, index.digest(), 5);
        assertThat(survey.isPresent(root)).isTrue();
        assertThat(survey.wrongSizes()).containsExactly(new WrongSize(layer, 7), new WrongSize(root, index.size()));
    }

    @Test
    void wrongSizesOfWhatIsLeftOutAnywayAreNoMatter() throws IOException {
        content.replace(manifest.layers().get(1).digest(), new byte[7]);
        PresenceCheck survey = survey(MissingContent.SKIP);
        assertThat(walk(survey)).doesNotContain(manifest.layers().get(1));
        assertThat(survey.wrongSizes()).isEmpty();
    }

    @Test
    void nothingButDocumentsIsOpened() throws IOException {
        content.forgetOpened();
        walk(survey(MissingContent.SPARSE));
        assertThat(content.opened()).containsExactlyInAnyOrder(index.digest(), first.digest(), second.digest());
    }
}
