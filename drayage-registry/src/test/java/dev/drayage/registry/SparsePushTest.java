package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An index that would come without some of what it lists does not come at all, unless that is asked for. */
class SparsePushTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor amd64 =
            ImageBuilder.anImageIn(content).withLayers(1).build();
    private final Descriptor arm64 = ImageBuilder.anImageIn(content)
            .on(Platform.of("linux", "arm64"))
            .withLayers(2)
            .build();
    private final Descriptor index =
            IndexBuilder.anIndexIn(content).of(amd64, arm64).build();
    private final FaultyRegistry memory = FaultyRegistry.create();
    private final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }

    private void push(SelectionOptions selection, PushOptions options) throws IOException {
        push(index, selection, options);
    }

    private void push(Descriptor image, SelectionOptions selection, PushOptions options) throws IOException {
        try (ImageDestination destination = registry.repository().destination(options)) {
            ImageTransfer.copy(
                    content,
                    List.of(new NamedImage(image, registry.server.authority() + "/" + TestRegistry.NAME + ":v1")),
                    destination,
                    TransferOptions.defaults().withSelection(selection));
        }
    }

    private static SelectionOptions onlyAmd64() {
        return SelectionOptions.defaults()
                .withPlatforms(PlatformSelection.named(List.of(Platform.of("linux", "amd64"))));
    }

    @Test
    void aSparseIndexIsRefusedBeforeAnythingIsSent() {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> push(onlyAmd64(), PushOptions.defaults()))
                .withMessageContaining("index " + index.digest())
                .withMessageContaining("without 1 of the 2 manifests it lists (linux/arm64)")
                .withMessageContaining("option sparseIndex");
        assertThat(registry.server.requests())
                .noneMatch(request ->
                        !request.method().equals("GET") && !request.method().equals("HEAD"));
    }

    @Test
    void anIndexOfWhichTheSourceLacksAPlatformIsSparseToo() {
        content.remove(arm64.digest());
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> push(SelectionOptions.defaults(), PushOptions.defaults()))
                .withMessageContaining("(linux/arm64)");
    }

    @Test
    void aSparseIndexIsPushedWhereItIsAllowed() throws IOException {
        push(onlyAmd64(), PushOptions.defaults().allowingSparseIndexes());
        assertThat(memory.tagged(TestRegistry.NAME, "v1"))
                .isEqualTo(index.digest().toString());
    }

    @Test
    void anIndexIsNotSparseWhereTheRepositoryHasTheRest() throws IOException {
        push(arm64, SelectionOptions.defaults(), PushOptions.defaults());
        push(onlyAmd64(), PushOptions.defaults());
        assertThat(memory.tagged(TestRegistry.NAME, "v1"))
                .isEqualTo(index.digest().toString());
    }

    @Test
    void aWholeIndexIsPushed() throws IOException {
        push(SelectionOptions.defaults(), PushOptions.defaults());
        assertThat(memory.tagged(TestRegistry.NAME, "v1"))
                .isEqualTo(index.digest().toString());
    }
}
