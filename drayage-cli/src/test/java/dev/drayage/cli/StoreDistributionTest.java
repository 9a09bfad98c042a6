package dev.drayage.cli;

import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.server.RegistryServer;
import dev.drayage.server.ServerOptions;
import dev.drayage.server.names.ServedPlace;
import dev.drayage.server.names.ServedPlaces;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreOptions;
import dev.drayage.testkit.registry.ApiTransport;
import dev.drayage.testkit.registry.ContentDiscoveryContract;
import dev.drayage.testkit.registry.ContentManagementContract;
import dev.drayage.testkit.registry.HttpApiTransport;
import dev.drayage.testkit.registry.PullContract;
import dev.drayage.testkit.registry.PushContract;
import dev.drayage.testkit.registry.PushedDataContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A local store that is served to be pushed to, as any client sees it: one server for all, which have repositories each. */
class StoreDistributionTest {
    @TempDir
    private static Path root;

    private static LocalStore store;
    private static Repositories repositories;
    private static RegistryServer server;

    @BeforeAll
    static void start() throws IOException {
        store = LocalStore.open(root, StoreOptions.defaults());
        repositories = ServedPlaces.of(List.of(ServedPlace.of(
                "images",
                NamespaceRepositories.writing(store.namespace("default"), InstantSource.system(), () -> {}))));
        server = RegistryServer.start(repositories, ServerOptions.defaults().withWrites());
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
        repositories.close();
        store.close();
    }

    private static ApiTransport transport() {
        return new HttpApiTransport(server.url());
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
