package dev.drayage.server.distribution;

import dev.drayage.testkit.registry.ApiTransport;
import dev.drayage.testkit.registry.ContentDiscoveryContract;
import dev.drayage.testkit.registry.ContentManagementContract;
import dev.drayage.testkit.registry.HandlerTransport;
import dev.drayage.testkit.registry.MemoryRepositories;
import dev.drayage.testkit.registry.PullContract;
import dev.drayage.testkit.registry.PushContract;
import dev.drayage.testkit.registry.PushedDataContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The API over repositories in memory, called without a server. */
class MemoryDistributionTest {
    private final DistributionApi api = DistributionApi.over(new MemoryRepositories(), DistributionOptions.defaults());

    private ApiTransport transport() {
        return new HandlerTransport(api);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Nested
    class Pull extends PullContract {
        @Override
        protected ApiTransport registry() {
            return transport();
        }
    }

    @Nested
    class Push extends PushContract {
        @Override
        protected ApiTransport registry() {
            return transport();
        }
    }

    @Nested
    class ContentDiscovery extends ContentDiscoveryContract {
        @Override
        protected ApiTransport registry() {
            return transport();
        }
    }

    @Nested
    class ContentManagement extends ContentManagementContract {
        @Override
        protected ApiTransport registry() {
            return transport();
        }
    }

    @Nested
    class PushedData extends PushedDataContract {
        @Override
        protected ApiTransport registry() {
            return transport();
        }
    }
}
