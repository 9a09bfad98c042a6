package dev.drayage.registry;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A registry with one image, for tests of what the OCI distribution specification asks of a client. */
abstract class SpecTest {
    final MemoryContent content = new MemoryContent();
    final Descriptor image = ImageBuilder.anImageIn(content).withLayers(2).build();
    final FaultyRegistry memory = FaultyRegistry.create()
            .holding(TestRegistry.NAME, content, List.of(image))
            .tag(TestRegistry.NAME, "v1", image.digest());
    final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }
}
