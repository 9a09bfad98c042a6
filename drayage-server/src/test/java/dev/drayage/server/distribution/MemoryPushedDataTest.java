package dev.drayage.server.distribution;

import dev.drayage.testkit.registry.ApiTransport;
import dev.drayage.testkit.registry.HandlerTransport;
import dev.drayage.testkit.registry.MemoryRepositories;
import dev.drayage.testkit.registry.PushedDataContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

class MemoryPushedDataTest extends PushedDataContract {
    private final DistributionApi handler =
            DistributionApi.over(new MemoryRepositories(), DistributionOptions.defaults());

    @Override
    protected ApiTransport registry() {
        return new HandlerTransport(handler);
    }

    @AfterEach
    void close() throws IOException {
        handler.close();
    }
}
