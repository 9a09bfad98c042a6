package dev.drayage.server.distribution;

import dev.drayage.layout.WritableLayout;
import dev.drayage.repository.LayoutRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.server.RegistryServer;
import dev.drayage.server.ServerOptions;
import dev.drayage.server.http.HttpLimits;
import dev.drayage.server.names.ServedPlace;
import dev.drayage.server.names.ServedPlaces;
import dev.drayage.testkit.registry.ApiTransport;
import dev.drayage.testkit.registry.ContentDiscoveryContract;
import dev.drayage.testkit.registry.ContentManagementContract;
import dev.drayage.testkit.registry.HttpApiTransport;
import dev.drayage.testkit.registry.PullContract;
import dev.drayage.testkit.registry.PushContract;
import dev.drayage.testkit.registry.PushedDataContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The API over an image layout that is pushed to, over HTTP, under the names of a registry. */
class LayoutDistributionTest {
    @TempDir
    private Path directory;

    private Repositories repositories;
    private DistributionApi api;
    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        Repositories layout =
                LayoutRepositories.writing(directory, WritableLayout.open(directory), InstantSource.system());
        repositories = ServedPlaces.of(List.of(ServedPlace.of("images", layout)));
        api = DistributionApi.over(repositories, DistributionOptions.defaults());
        server = RegistryServer.start(
                api, ServerOptions.defaults().withLimits(HttpLimits.defaults().withStopTimeout(Duration.ZERO)));
    }

    private ApiTransport transport() {
        return new HttpApiTransport(server.url());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        api.close();
        repositories.close();
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
