package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that a proxy passes on. */
@Timeout(60)
class ProxyTest {
    private static final String PASSWORD = "Basic YWxpY2U6c2VjcmV0";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(1).build();
    private final FaultyRegistry memory = FaultyRegistry.create()
            .holding(TestRegistry.NAME, content, List.of(image))
            .tag(TestRegistry.NAME, "v1", image.digest());

    private Reply pass(WireRequest request) {
        return request.header("Proxy-Authorization").filter(PASSWORD::equals).isPresent()
                ? memory.handle(request.at("http://registry.example"))
                : Reply.of(407).with("Proxy-Authenticate", "Basic realm=\"the way out\"");
    }

    @Test
    void aProxyGetsThePasswordThatItsVariableHolds() throws IOException {
        try (WireServer proxy = WireServer.start(this::pass)) {
            RegistryOptions options = TestRegistry.options()
                    .withPlainHttp(RegistryOptions.PlainHttp.EVERYWHERE)
                    .withVariables(Map.of("http_proxy", "http://alice:secret@" + proxy.authority()));
            Repository repository = Registry.connect(options)
                    .repository(Reference.parse("registry.example/" + TestRegistry.NAME + ":v1"));
            assertThat(repository.resolve().digest()).isEqualTo(image.digest());
            assertThat(proxy.requests())
                    .anySatisfy(request -> assertThat(request.target()).startsWith("http://registry.example/v2/"));
        }
    }
}
