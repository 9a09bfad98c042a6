package dev.drayage.containerd;

import dev.drayage.containerd.ConnectOptions.LocalReads;
import dev.drayage.containerd.api.introspection.IntrospectionGrpc;
import dev.drayage.containerd.api.introspection.Plugin;
import dev.drayage.containerd.api.introspection.PluginsRequest;
import dev.drayage.containerd.api.namespaces.ListNamespacesRequest;
import dev.drayage.containerd.api.namespaces.Namespace;
import dev.drayage.containerd.api.namespaces.NamespacesGrpc;
import dev.drayage.containerd.api.types.Empty;
import dev.drayage.containerd.api.version.VersionGrpc;
import dev.drayage.content.ContentException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.metadata.ImageNamespace;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running containerd, over its socket. Thread-safe; closing it ends whatever is under way and what was opened through
 * it.
 */
public final class Containerd implements Closeable {
    private static final String CONTENT_PLUGIN = "type==io.containerd.content.v1,id==content";

    private final Connection connection;
    private final @Nullable LocalBlobs local;

    private Containerd(Connection connection, @Nullable LocalBlobs local) {
        this.connection = connection;
        this.local = local;
    }

    /**
     * Connects to one.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is no such socket; of kind
     *     {@link ContentException.Kind#UNAVAILABLE} if nobody listens at it; of kind
     *     {@link ContentException.Kind#INVALID_ARGUMENT} if this user may not connect
     */
    public static Containerd connect(ConnectOptions options) throws IOException {
        Connection connection = Connection.open(options);
        try {
            return new Containerd(connection, localBlobs(connection));
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Connects to one to read the images of a namespace; closing them closes the connection. Fails as {@link #connect}. */
    public static ImageSource open(ConnectOptions options, String namespace) throws IOException {
        Containerd containerd = connect(options);
        return containerd.images(namespace, containerd);
    }

    /**
     * Connects to one to write images to a namespace; closing the destination closes the connection. Fails as
     * {@link #connect}.
     */
    public static ImageDestination openDestination(ConnectOptions options, String namespace) throws IOException {
        Containerd containerd = connect(options);
        try {
            return ImageDestination.owning(containerd.namespace(namespace).destination(), containerd);
        } catch (IOException | RuntimeException e) {
            containerd.close();
            throw e;
        }
    }

    /** Where no directory is told, or the one that is cannot be read here, the daemon reads. */
    private static @Nullable LocalBlobs localBlobs(Connection connection) throws IOException {
        if (connection.options().localReads() == LocalReads.NEVER) {
            return null;
        }
        PluginsRequest request =
                PluginsRequest.newBuilder().addFilters(CONTENT_PLUGIN).build();
        try {
            List<Plugin> plugins = connection
                    .ask(
                            "look for the content plugin",
                            IntrospectionGrpc.newBlockingStub(connection.channel()),
                            stub -> stub.plugins(request))
                    .getPluginsList();
            return plugins.isEmpty()
                    ? null
                    : LocalBlobs.in(plugins.get(0).getExportsOrDefault("root", ""))
                            .orElse(null);
        } catch (ContentException e) {
            if (e.kind() == ContentException.Kind.INVALID_ARGUMENT) {
                return null; // it has no such service
            }
            throw e;
        }
    }

    /** Its version, such as {@code 1.6.20~ds1}. */
    public String version() throws IOException {
        return connection
                .ask(
                        "ask for the version",
                        VersionGrpc.newBlockingStub(connection.channel()),
                        stub -> stub.version(Empty.getDefaultInstance()))
                .getVersion();
    }

    /** The names of its namespaces, in order. */
    public List<String> namespaces() throws IOException {
        return connection
                .ask(
                        "list the namespaces",
                        NamespacesGrpc.newBlockingStub(connection.channel()),
                        stub -> stub.list(ListNamespacesRequest.getDefaultInstance()))
                .getNamespacesList()
                .stream()
                .map(Namespace::getName)
                .sorted()
                .toList();
    }

    /** A namespace of it; one that is not there yet comes to be by what is put into it. */
    public ImageNamespace namespace(String name) {
        return new RemoteNamespace(connection, name, local);
    }

    /** Whether blobs are read from its disk, not through it. */
    public boolean readsLocally() {
        return local != null;
    }

    /** The images of a namespace, to be read; closing this source leaves the connection open. */
    public ImageSource images(String namespace) {
        return images(namespace, () -> {});
    }

    private ImageSource images(String namespace, Closeable owner) {
        RemoteNamespace opened = new RemoteNamespace(connection, namespace, local);
        return new ContainerdImages(opened, this::namespaces, owner);
    }

    @Override
    public void close() {
        connection.close();
    }
}
