package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.registry.FaultyRegistry;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.verify.ImageVerification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large layer comes over several connections where each is slow, into a layout too. */
@Timeout(120)
class SlowPullTest {
    private static final int LAYER_BYTES = 100 << 20;

    /** So 16 MiB come at less than half of what counts as fast. */
    private static final int DELAY_MILLIS = 200;

    @TempDir
    private Path directory;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private Reply slowly(FaultyRegistry memory, WireRequest request) {
        if (!TestRegistry.blobReads().test(request)) {
            return memory.handle(request);
        }
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            Thread.sleep(DELAY_MILLIS);
            return memory.handle(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.none();
        } finally {
            underWay.decrementAndGet();
        }
    }

    @Test
    void intoALayout() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(1, LAYER_BYTES))
                .build();
        FaultyRegistry memory = FaultyRegistry.create().holding(TestRegistry.NAME, content, List.of(image));
        try (TestRegistry registry =
                        TestRegistry.of(memory, request -> slowly(memory, request), TestRegistry.options());
                WritableLayout layout = WritableLayout.open(directory.resolve("images"))) {
            ImageTransfer.copy(
                    registry.repository().content(),
                    List.of(new NamedImage(image, "v1")),
                    layout,
                    TransferOptions.defaults().withParallelism(4));
        }
        assertThat(most.get()).isBetween(2, 4);
        try (ImageLayout layout = ImageLayout.open(directory.resolve("images"))) {
            assertThat(ImageVerification.verify(layout.content(), layout.images())
                            .isSound())
                    .isTrue();
        }
    }
}
