package dev.drayage.selection;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Embedding;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.selection.PresenceCheck.Missing;
import dev.drayage.selection.PresenceCheck.WrongSize;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An index of two images, each of two layers, of which one layer of the first is gone. */
class PresenceCheckTest {
    private final MemoryContent content = new MemoryContent();
    private final Documents documents = new Documents(content);
    private final Descriptor first = image(1, "amd64");
    private final Descriptor second = image(3, "arm64");
    private final Descriptor index = anIndexIn(content).of(first, second).build();
    private final Manifest manifest = read(first);
    private final Descriptor lost = manifest.layers().get(0);

    PresenceCheckTest() {
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

    private PresenceCheck presence(MissingContent policy) {
        return new PresenceCheck(content, parent -> policy, policy);
    }

    private List<Descriptor> walk(PresenceCheck presence) throws IOException {
        List<Descriptor> reached = new ArrayList<>();
        Handler handler = presence.check(Handler.children(documents));
        Graph.walk(
                descriptor -> {
                    reached.add(descriptor);
                    return handler.handle(descriptor);
                },
                Limits.defaults(),
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
        PresenceCheck presence = presence(MissingContent.FAIL);
        content.remove(second.digest());
        walk(presence);
        assertThat(presence.fatal()).containsExactly(new Missing(second, index, null), new Missing(lost, first, null));
        assertThat(presence.tolerated()).isEmpty();
        assertThat(presence.isIncomplete(index)).isTrue();
        assertThat(presence.isIncomplete(first)).isTrue();
    }

    @Test
    void skipKeepsAManifestWithAnAbsentChildWithoutAnyChild() throws IOException {
        PresenceCheck presence = presence(MissingContent.SKIP);
        assertThat(walk(presence)).containsExactlyElementsOf(joined(List.of(index), List.of(first), all(second)));
        assertThat(presence.fatal()).isEmpty();
        assertThat(presence.tolerated()).containsExactly(new Missing(lost, first, null));
        assertThat(presence.isIncomplete(first)).isTrue();
        assertThat(presence.isIncomplete(second)).isFalse();
        assertThat(presence.isIncomplete(index)).isFalse();
    }

    @Test
    void skipLeavesAnAbsentManifestOutAndKeepsTheOthers() throws IOException {
        content.remove(second.digest());
        PresenceCheck presence = presence(MissingContent.SKIP);
        assertThat(walk(presence)).containsExactly(index, first);
        assertThat(presence.tolerated())
                .containsExactly(new Missing(second, index, null), new Missing(lost, first, null));
    }

    @Test
    void sparseKeepsEverythingThatIsThere() throws IOException {
        PresenceCheck presence = presence(MissingContent.SPARSE);
        List<Descriptor> rest =
                List.of(first, manifest.config(), manifest.layers().get(1));
        assertThat(walk(presence)).containsExactlyElementsOf(joined(List.of(index), rest, all(second)));
        assertThat(presence.fatal()).isEmpty();
        assertThat(presence.tolerated()).containsExactly(new Missing(lost, first, null));
    }

    @Test
    void aMissingConfigCountsAsAMissingLayerDoes() throws IOException {
        Descriptor config = read(second).config();
        content.remove(config.digest());
        PresenceCheck presence = presence(MissingContent.SKIP);
        assertThat(walk(presence)).containsExactly(index, first, second);
        assertThat(presence.tolerated())
                .containsExactly(new Missing(lost, first, null), new Missing(config, second, null));
    }

    @Test
    void whatIsMissingIsToldOnceForEachParentThatNamesIt() throws IOException {
        Descriptor again = anImageIn(content)
                .withLayer(ImageBuilder.noise(1, 100))
                .withLayer(ImageBuilder.noise(1, 100))
                .build();
        Descriptor both = anIndexIn(content).of(again.withPlatform(null), first).build();
        content.remove(lost.digest());
        PresenceCheck presence = presence(MissingContent.SPARSE);
        Graph.walk(presence.check(Handler.children(documents)), Limits.defaults(), List.of(both));
        assertThat(presence.tolerated())
                .containsExactly(new Missing(lost, again.withPlatform(null), null), new Missing(lost, first, null));
    }

    @Test
    void thePolicyIsAskedForEachParent() throws IOException {
        Map<Descriptor, MissingContent> policies = new HashMap<>();
        content.remove(read(second).layers().get(1).digest());
        PresenceCheck presence = new PresenceCheck(
                content,
                parent -> {
                    MissingContent policy =
                            parent.digest().equals(first.digest()) ? MissingContent.FAIL : MissingContent.SPARSE;
                    policies.put(parent, policy);
                    return policy;
                },
                MissingContent.FAIL);
        walk(presence);
        assertThat(policies).as("asked only where something is missing").containsOnlyKeys(first, second);
        assertThat(presence.fatal()).extracting(Missing::parent).containsExactly(first);
        assertThat(presence.tolerated()).extracting(Missing::parent).containsExactly(second);
    }

    @Test
    void embeddedContentIsThere() throws IOException {
        byte[] bytes = ImageBuilder.noise(9, 50);
        Descriptor layer = new MemoryContent().add(MediaTypes.OCI_LAYER, bytes);
        PresenceCheck presence = presence(MissingContent.FAIL);
        assertThat(presence.isPresent(layer)).isFalse();
        assertThat(presence.isPresent(Embedding.in(layer, bytes))).isTrue();
        assertThat(presence.isPresent(Embedding.in(layer, ImageBuilder.noise(8, 50))))
                .isFalse();
    }

    @Test
    void wrongSizesAreNotedOfAllThatIsFollowedAndOfRoots() throws IOException {
        Descriptor layer = read(second).layers().get(0);
        content.replace(layer.digest(), new byte[7]);
        PresenceCheck presence = presence(MissingContent.SPARSE);
        walk(presence);
        Descriptor root = Descriptor.of(MediaTypes.OCI_INDEX, index.digest(), 5);
        assertThat(presence.isPresent(root)).isTrue();
        assertThat(presence.wrongSizes()).containsExactly(new WrongSize(layer, 7), new WrongSize(root, index.size()));
    }

    @Test
    void wrongSizesOfWhatIsLeftOutAnywayAreNoMatter() throws IOException {
        content.replace(manifest.layers().get(1).digest(), new byte[7]);
        PresenceCheck presence = presence(MissingContent.SKIP);
        assertThat(walk(presence)).doesNotContain(manifest.layers().get(1));
        assertThat(presence.wrongSizes()).isEmpty();
    }

    @Test
    void nothingButDocumentsIsOpened() throws IOException {
        content.forgetOpened();
        walk(presence(MissingContent.SPARSE));
        assertThat(content.opened()).containsExactlyInAnyOrder(index.digest(), first.digest(), second.digest());
    }
}
