package dev.drayage.server.distribution;

import dev.drayage.testkit.registry.ApiTransport;
import dev.drayage.testkit.registry.ContentManagementContract;
import dev.drayage.testkit.registry.HandlerTransport;
import dev.drayage.testkit.registry.MemoryRepositories;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

class MemoryContentManagementTest extends ContentManagementContract {
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
