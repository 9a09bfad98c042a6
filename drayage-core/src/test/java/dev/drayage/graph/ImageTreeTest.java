package dev.drayage.graph;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.ImageTree.State;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageTreeTest {
    private final MemoryContent content = new MemoryContent();
    private final Documents documents = new Documents(content);
    private final Descriptor amd64 = anImageIn(content).withLayers(2).build();
    private final Descriptor arm64 =
            anImageIn(content).on(Platform.of("linux", "arm64")).withLayers(3).build();
    private final Descriptor index = anIndexIn(content).of(amd64, arm64).build();

    private ImageTree tree(Descriptor root) throws IOException {
        return ImageTree.of(content, documents, root);
    }

    @Test
    void everythingStandsUnderWhatNamesIt() throws IOException {
        ImageTree tree = tree(index);
        assertThat(tree.descriptor()).isEqualTo(index);
        assertThat(tree.isDocument()).isTrue();
        assertThat(tree.children()).extracting(ImageTree::descriptor).containsExactly(amd64, arm64);
        for (ImageTree image : tree.children()) {
            assertThat(image.state()).isEqualTo(State.PRESENT);
            assertThat(image.children())
                    .extracting(ImageTree::descriptor)
                    .containsExactlyElementsOf(
                            documents.manifest(image.descriptor()).children());
            assertThat(image.children()).noneMatch(ImageTree::isDocument);
        }
    }

    @Test
    void whatWasShownBeforeIsMarked() throws IOException {
        ImageTree tree = tree(index);
        assertThat(tree.children().get(0).children())
                .extracting(ImageTree::seenBefore)
                .containsExactly(false, false, false);
        assertThat(tree.children().get(1).children())
                .as("a config of its own, two layers that the other has, and one more")
                .extracting(ImageTree::seenBefore)
                .containsExactly(false, true, true, false);
    }

    @Test
    void aDocumentShownBeforeIsNotOpenedUpAgain() throws IOException {
        ImageTree tree = tree(anIndexIn(content).of(index, index).build());
        assertThat(tree.children().get(0).children()).hasSize(2);
        assertThat(tree.children().get(1).seenBefore()).isTrue();
        assertThat(tree.children().get(1).children()).isEmpty();
    }

    @Test
    void fortyLevelsOfTwoEqualChildrenAreAsManyNodesAsTheDocumentsName() throws IOException {
        Descriptor bomb = amd64;
        for (int level = 0; level < 40; level++) {
            bomb = anIndexIn(content).of(bomb, bomb).build();
        }
        ImageTree node = tree(bomb);
        for (int level = 0; level < 40; level++) {
            assertThat(node.children()).hasSize(2);
            assertThat(node.children().get(1).children()).isEmpty();
            node = node.children().get(0);
        }
    }

    @Test
    void whatIsMissingIsMarkedAndTheRestIsShown() throws IOException {
        Descriptor layer = documents.manifest(arm64).layers().get(2);
        content.remove(layer.digest());
        content.remove(amd64.digest());
        ImageTree tree = tree(index);
        assertThat(tree.children().get(0).state()).isEqualTo(State.MISSING);
        assertThat(tree.children().get(0).problem()).isNull();
        assertThat(tree.children().get(0).children()).isEmpty();
        assertThat(tree.children().get(1).children())
                .extracting(ImageTree::state)
                .containsExactly(State.PRESENT, State.PRESENT, State.PRESENT, State.MISSING);
    }

    @Test
    void aMissingRootIsATreeOfOne() throws IOException {
        content.remove(index.digest());
        assertThat(tree(index)).isEqualTo(new ImageTree(index, State.MISSING, false, null, List.of()));
    }

    @Test
    void whatHasTheWrongSizeIsBrokenEveryTimeItIsNamed() throws IOException {
        Descriptor layer = documents.manifest(amd64).layers().get(0);
        content.replace(layer.digest(), new byte[5]);
        ImageTree tree = tree(index);
        for (ImageTree image : tree.children()) {
            ImageTree broken = image.children().get(1);
            assertThat(broken.state()).isEqualTo(State.BROKEN);
            assertThat(broken.problem())
                    .contains("layer " + layer.digest() + " in memory has 5 bytes, its descriptor says 200");
        }
    }

    @Test
    void aCorruptDocumentIsBrokenAndTheRestIsShown() throws IOException {
        content.flipBit(amd64.digest(), 40);
        ImageTree tree = tree(index);
        ImageTree broken = tree.children().get(0);
        assertThat(broken.state()).isEqualTo(State.BROKEN);
        assertThat(broken.problem()).contains("manifest " + amd64.digest()).contains("corrupt");
        assertThat(broken.children()).isEmpty();
        assertThat(tree.children().get(1).children()).hasSize(4);
    }

    @Test
    void aDocumentOfTheWrongTypeIsBroken() throws IOException {
        ImageTree tree = tree(amd64.withMediaType(MediaTypes.OCI_INDEX));
        assertThat(tree.state()).isEqualTo(State.BROKEN);
        assertThat(tree.problem()).contains("mediaType");
    }

    @Test
    void layersAreNotReadHoweverCorrupt() throws IOException {
        Manifest manifest = documents.manifest(amd64);
        content.flipBit(manifest.layers().get(0).digest(), 0);
        content.flipBit(manifest.config().digest(), 0);
        assertThat(tree(amd64).children()).extracting(ImageTree::state).containsOnly(State.PRESENT);
    }

    @Test
    void embeddedContentIsThereAndEmbeddedDocumentsAreOpenedUp() throws IOException {
        Descriptor embedded = Embedding.in(amd64, content.bytes(amd64.digest()));
        content.remove(amd64.digest());
        ImageTree tree = tree(embedded);
        assertThat(tree.state()).isEqualTo(State.PRESENT);
        assertThat(tree.children()).hasSize(3);
        assertThat(tree(amd64).state()).isEqualTo(State.MISSING);
    }

    @Test
    void unknownTypesAreLeaves() throws IOException {
        Descriptor unknown = content.add("application/vnd.example.thing+json", ImageBuilder.noise(1, 10));
        ImageTree tree = tree(unknown);
        assertThat(tree.state()).isEqualTo(State.PRESENT);
        assertThat(tree.isDocument()).isFalse();
        assertThat(tree.children()).isEmpty();
    }

    @Test
    void aGraphOverTheLimitsIsRefusedNotShownInPart() {
        Descriptor chain = amd64;
        for (int level = 0; level < 10_000; level++) {
            chain = anIndexIn(content).of(chain).build();
        }
        Descriptor root = chain;
        for (Limits limits : List.of(Limits.defaults(), Limits.defaults().withMaxLevels(1000))) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> ImageTree.of(content, new Documents(content, limits), root))
                    .withMessageContaining("lies deeper than " + limits.maxLevels() + " levels");
        }
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ImageTree.of(
                        content, new Documents(content, Limits.defaults().withMaxDescriptors(4)), index))
                .withMessageContaining("comes after 4 others");
    }
}
