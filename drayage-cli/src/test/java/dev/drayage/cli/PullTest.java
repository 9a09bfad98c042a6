package dev.drayage.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drayage.Drayage;
import dev.drayage.testkit.registry.InProcessRegistry;
import dev.drayage.testkit.registry.RegistryTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Its lines are those of the README, but for the path to the sample; ReadmeTest sees to that.
@RegistryTest(from = "oci:../samples/hello")
class PullTest {
    @Test
    void pulls(InProcessRegistry registry, @TempDir Path directory) throws IOException {
        new Drayage().copy("docker://" + registry.address() + "/drayage/hello:latest", "oci:" + directory);
        assertTrue(new Drayage().verify("oci:" + directory).isSound());
    }

    @Test
    void refusesWhatIsCorrupt(InProcessRegistry registry, @TempDir Path directory) {
        registry.faults().always("GET", "/blobs/").flipBit(7);
        String image = "docker://" + registry.address() + "/drayage/hello";
        assertThrows(IOException.class, () -> new Drayage().copy(image, "oci:" + directory));
    }
}
