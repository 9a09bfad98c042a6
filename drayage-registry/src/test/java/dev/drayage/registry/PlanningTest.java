package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.platform.Platform;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An archive is planned with many questions at once, none of them twice. */
@Timeout(60)
class PlanningTest {
    private static final int IMAGES = 3;
    private static final int LAYERS = 2;

    /** As many as the client has connections. */
    private static final int AT_ONCE = 4;

    private final MemoryContent content = new MemoryContent();
    private final List<Descriptor> images = List.of(image("arm64"), image("amd64"), image("s390x"));
    private final Descriptor index = IndexBuilder.anIndexIn(content)
            .of(images.toArray(new Descriptor[0]))
            .build();
    private final FaultyRegistry memory = FaultyRegistry.create()
            .holding(TestRegistry.NAME, content, List.of(index, images.get(0), images.get(1), images.get(2)))
            .tag(TestRegistry.NAME, "v1", index.digest());
    private final CountDownLatch manifests = new CountDownLatch(IMAGES);
    private final CountDownLatch blobs = new CountDownLatch(AT_ONCE);
    private final TestRegistry registry = TestRegistry.of(memory, this::together, TestRegistry.options());

    private Descriptor image(String architecture) {
        return ImageBuilder.anImageIn(content)
                .on(Platform.parse("linux/" + architecture))
                .withLayers(LAYERS)
                .build();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** No manifest is given before all are asked for, and so with layers: asking one by one would not get far. */
    private Reply together(WireRequest request) {
        if (request.is("GET", "/manifests/sha256:")
                && !request.target().contains(index.digest().toString())) {
            wait(manifests);
        } else if (request.is("HEAD", "/blobs/")) {
            wait(blobs);
        }
        return memory.handle(request);
    }

    private static void wait(CountDownLatch latch) {
        latch.countDown();
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("asked one by one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ImageArchive plan() throws IOException {
        Repository repository = registry.repository("v1");
        return ImageArchive.plan(repository.content(), List.of(NamedImage.of(repository.resolve())));
    }

    @Test
    void manifestsAndSizesAreAskedForTogether() throws IOException {
        plan().close();
        assertThat(registry.server.requests("GET", "/manifests/")).hasSize(1 + IMAGES);
        assertThat(registry.server.requests("HEAD", "/blobs/"))
                .extracting(WireRequest::target)
                .doesNotHaveDuplicates();
        assertThat(registry.server.requests("GET", "/blobs/")).isEmpty();
    }

    @Test
    void whatIsMissingIsToldAsWithQuestionsOneByOne() throws IOException {
        for (int i = 0; i < AT_ONCE; i++) {
            blobs.countDown();
        }
        memory.faults()
                .always(
                        request -> request.is("GET", images.get(1).digest().toString()),
                        (request, right) -> Reply.error(404, "MANIFEST_UNKNOWN", "gone"));
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> ImageArchive.plan(
                                registry.repository("v1").content(),
                                List.of(NamedImage.of(index)),
                                ArchiveOptions.of(SelectionOptions.defaults().withPlatforms(PlatformSelection.all())))
                        .close())
                .withMessageContaining(images.get(1).digest().toString());
    }
}
